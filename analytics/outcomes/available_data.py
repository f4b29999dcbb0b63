"""Query of the SRS use, the number of therapists and the longest episode of a whole practice."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse


@dataclass(frozen=True)
class Holds:
    """Extent of a practice's data: whether there is any SRS, number of therapists, longest episode.

    has_srs: whether any episode holds an SRS; therapists: how many hold an episode; most_sessions: sessions
    of the longest episode.
    """

    has_srs: bool
    therapists: int
    most_sessions: int


def holds(warehouse: Warehouse, scope: Scope, filters: Filters | None = None) -> Holds:
    """Query what data the whole practice has (SRS, therapists, longest episode), regardless of filters.

    A selection without an SRS does not mean that the practice has none.
    """
    row = warehouse.query("available_data", scope=scope).dicts()[0]
    return Holds(bool(row["has_srs"]), int(row["therapists"]), int(row["most_sessions"]))
