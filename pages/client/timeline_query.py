"""The timeline of one client, asked for in the shape that `answers` remembers."""

from __future__ import annotations

from analytics import client
from analytics.access import Scope
from analytics.client.results import Timeline
from analytics.filters import Filters
from analytics.store import Warehouse


def timeline(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    *,
    record: str,
    episode: int | None,
    outcome: str,
    stamp: int,
) -> Timeline | None:
    """The episode of this record, the latest without a number; None when unknown or out of the viewer's scope."""
    return client.timeline(warehouse, scope, record, episode, outcome, stamp)
