"""Base class of every exception of Holdfast whose message is written for a person."""

from __future__ import annotations


class HoldfastError(Exception):
    """Error whose message is one or two plain sentences that say what is wrong and, where possible, what to do.

    The message holds no client data, so a page or the command line may show it as it stands. Subclasses keep a
    built-in exception (`ValueError`, `RuntimeError`) as second base where callers catch that.
    """
