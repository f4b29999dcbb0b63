"""The timeline of one client, asked for in the shape that `answers` remembers."""

from __future__ import annotations

from analytics import client


def timeline(warehouse, scope, filters, *, record: str, episode: int | None, outcome: str, stamp: int):
    """The episode of this record, the latest without a number; None when unknown or out of the viewer's scope."""
    return client.timeline(warehouse, scope, record, episode, outcome, stamp)
