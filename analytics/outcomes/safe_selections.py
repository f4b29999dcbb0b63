"""Which combinations of filters owners may choose without a right to single clients.

A combination is allowed if its total, together with the totals of all combinations allowed before it, gives no cell
of 1 to 4 clients by adding and subtracting. Coarse combinations come first, so that a site, a programme or an age
group alone is rather allowed than two together.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.filters import EPISODES, Filters
from analytics.store import Warehouse

NARROWING = ("site", "program", "age_group")
TOLERANCE = 1e-8  # squared length of what is left of a cell that follows from totals
Choice = tuple[str | None, str | None, str | None, str]  # site, programme, age group, episodes


@dataclass(frozen=True)
class Allowed:
    """Combinations of filters of one period that may be shown: all but the refused ones."""

    refused: frozenset[Choice]

    def holds(self, filters: Filters) -> bool:
        """Return whether the combination of these filters may be shown."""
        asked = (filters.site, filters.program, filters.age_group, filters.episodes or "all")
        return asked not in self.refused


def is_allowed(warehouse: Warehouse, scope: Scope, filters: Filters) -> bool:
    """Return whether an owner may be shown a selection, judged over all combinations in the same period.

    filters: settled, with the period as it is applied.
    """
    of_period = Filters(since=filters.since, until=filters.until, therapist=filters.therapist, episodes="all")
    return version_cache.get(_allowed, warehouse, scope, of_period).holds(filters)


def _allowed(warehouse: Warehouse, scope: Scope, filters: Filters) -> Allowed:
    """Return the allowed combinations of a period."""
    below = warehouse.version.definitions.small_numbers.suppress_below
    return Allowed(refused(warehouse.query("selection_cells", scope=scope, filters=filters).dicts(), below))


def refused(rows: Sequence[Mapping], below: int) -> frozenset[Choice]:
    """Return which combinations of filters may not be shown.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `selection_cells.sql`.
    below : int
        Count under which a cell is small.

    Returns
    -------
    frozenset of tuple
        (site, programme, age group, episodes), None for no filter. None of them is without any episode.

    Notes
    -----
    A cell follows from totals if its indicator over the finest cells is a linear combination of theirs. The basis of
    the totals grows by Gram-Schmidt; a combination that would bring a small cell into their span is refused. The
    whole practice is never refused for what lies between its closed and its open episodes. The viewer's own clients
    are known one by one, so only the cells of others count.
    """
    if not rows:
        return frozenset()
    n = np.array([row["n"] for row in rows], dtype=float)
    members = {choice: _members(rows, choice) for choice in _choices(rows)}
    counts = {choice: float(inside @ n) for choice, inside in members.items()}
    small = np.unique(
        [cell for cell in _cells(members) if 0 < cell @ n < below] or np.empty((0, n.size)), axis=0
    )
    left = (small**2).sum(axis=1)  # squared length of what the totals do not give
    basis = np.empty((0, n.size))
    shown = {choice for choice, count in counts.items() if count == 0}
    for choice in sorted(set(members) - shown, key=lambda one: _order(one, counts[one])):
        whole = not any(choice[:3])
        if counts[choice] < below:
            continue
        rest = members[choice] - basis.T @ (basis @ members[choice])
        length = float(rest @ rest)
        if length > TOLERANCE:
            direction = rest / np.sqrt(length)
            then = left - (small @ direction) ** 2
            if (then < TOLERANCE).any():
                if not whole:
                    continue
                small, then = small[then >= TOLERANCE], then[then >= TOLERANCE]
            basis, left = np.vstack([basis, direction]), then
        shown.add(choice)
    return frozenset(set(members) - shown)


def _cells(members: Mapping[Choice, np.ndarray]) -> Iterator[np.ndarray]:
    """Return what each combination of filters holds, and what it leaves out of every coarser one."""
    for choice, inside in members.items():
        yield inside
        for place in range(len(NARROWING)):
            coarser: Choice = (*choice[:place], None, *choice[place + 1 :])  # type: ignore[assignment]
            yield members[coarser] - inside


def _choices(rows: Sequence[Mapping]) -> list[Choice]:
    """Return every combination of filter values."""
    values = [[None, *sorted({row[name] for row in rows} - {None})] for name in NARROWING]
    return [(*place, kind) for *place, kind in itertools.product(*values, EPISODES)]  # type: ignore[misc]


def _members(rows: Sequence[Mapping], choice: Choice) -> np.ndarray:
    """Return which finest cells a combination of filters lets through, as 1.0 and 0.0."""
    *place, kind = choice
    asked = dict(zip(NARROWING, place, strict=True))
    return np.array(
        [
            float(
                all(value is None or row[name] == value for name, value in asked.items())
                and (kind == "all" or row["ended"] == (kind == "closed"))
            )
            for row in rows
        ]
    )


def _order(choice: Choice, count: float) -> tuple:
    """Return the sort key: fewer filters first, closed episodes before all and open ones, then larger ones."""
    *place, kind = choice
    return (
        sum(value is not None for value in place),
        ("closed", "all", "open").index(kind),
        -count,
        [value or "" for value in place],
    )
