"""Function for the timeline of one client, with its arguments in the order that the answer cache needs."""

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
    """Return the Timeline of an episode (`None`: the latest), or None if it is unknown or not allowed."""
    return client.timeline(warehouse, scope, record, episode, outcome, stamp)
