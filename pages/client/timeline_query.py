"""Query for one client's timeline, with its arguments in the order that the answer cache requires."""

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
    """Return the Timeline of the given episode, by default the latest one of the client.

    Returns None if the client is unknown or not visible.
    """
    return client.timeline(warehouse, scope, record, episode, outcome, stamp)
