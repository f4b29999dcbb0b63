"""Base class of all exceptions whose message is shown to a person."""

from __future__ import annotations


class HoldfastError(Exception):
    """Exception whose message says in one or two sentences what is wrong and, if possible, what to do.

    The message holds no client data, so a page or the command line may show it unchanged. Subclasses keep a
    built-in exception (`ValueError`, `RuntimeError`) as second base where callers catch that.
    """
