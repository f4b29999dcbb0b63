"""Therapists whose clients a viewer may see, and whether the practice has any other clients.

Nothing is hidden, rounded or refused where every client of the practice is the viewer's: somebody who practises
alone, or a supervisor of everybody.
"""

from __future__ import annotations

from analytics import version_cache
from analytics.access import Scope
from analytics.store import Warehouse


def sees_every_client(warehouse: Warehouse, scope: Scope) -> bool:
    """Return whether the viewer may see the rows of every client of the practice."""
    if scope.every_therapist:
        return True
    if not (scope.therapists and scope.practice_totals):
        return False
    return version_cache.get(_others_episodes, warehouse, scope) == 0


def may_select(warehouse: Warehouse, scope: Scope) -> bool:
    """Return whether a viewer may choose a period and filters for practice figures.

    Owners and the office may, and so may viewers who see every client anyway.
    """
    return scope.imports or sees_every_client(warehouse, scope)


def own_therapists(warehouse: Warehouse, scope: Scope) -> dict[int, str]:
    """Return the therapists whose clients the viewer may see row by row, key -> code."""
    rows = warehouse.query("own_therapists", scope=scope).dicts()
    return {row["therapist_key"]: row["therapist"] for row in rows}


def _others_episodes(warehouse: Warehouse, scope: Scope) -> int:
    """Return the number of episodes that the viewer may not see row by row."""
    return warehouse.query("others_episodes", scope=scope).one()["n"]
