"""Data that a practice holds at all: any SRS, how many therapists, how many sessions at most."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse


@dataclass(frozen=True)
class Holds:
    """Data that the whole practice holds.

    has_srs: whether any episode holds an SRS; therapists: how many hold an episode; most_sessions: sessions
    of the longest episode.
    """

    has_srs: bool
    therapists: int
    most_sessions: int


def holds(warehouse: Warehouse, scope: Scope, filters: Filters | None = None) -> Holds:
    """Query what the whole practice holds; the filters are ignored.

    A selection without an SRS is no export without one.
    """
    row = warehouse.query("practice_holds", scope=scope).dicts()[0]
    return Holds(bool(row["has_srs"]), int(row["therapists"]), int(row["most_sessions"]))
