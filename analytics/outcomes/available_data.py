"""What a practice holds at all: whether there is an SRS, how many therapists, how long the longest course is."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse


@dataclass(frozen=True)
class Holds:
    """has_srs: whether any episode holds an SRS; therapists: who hold one; most_sessions: of the longest episode."""

    has_srs: bool
    therapists: int
    most_sessions: int


def holds(warehouse: Warehouse, scope: Scope, filters: Filters | None = None) -> Holds:
    """What the whole practice holds, whatever the filters: a selection without an SRS is no export without one."""
    row = warehouse.query("practice_holds", scope=scope).dicts()[0]
    return Holds(bool(row["has_srs"]), int(row["therapists"]), int(row["most_sessions"]))
