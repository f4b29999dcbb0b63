"""Combinations of filters that owners may use without being able to work out single clients.

A combination is allowed if no cell of 1 to 4 clients can be derived from its total and the totals of all
combinations allowed before, by addition and subtraction. Combinations with few filters are considered first,
so that a single filter (site, programme or age group) takes precedence over two filters.
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
TOLERANCE = 1e-8  # squared length of a cell's residual below which the cell can be derived from the totals
Choice = tuple[str | None, str | None, str | None, str]  # site, programme, age group, episodes


@dataclass(frozen=True)
class Allowed:
    """Combinations of filters that may be shown for one period: all except the refused ones."""

    refused: frozenset[Choice]

    def holds(self, filters: Filters) -> bool:
        """Return whether figures with these filters may be shown."""
        asked = (filters.site, filters.program, filters.age_group, filters.episodes or "all")
        return asked not in self.refused


def is_allowed(warehouse: Warehouse, scope: Scope, filters: Filters) -> bool:
    """Return whether an owner may see figures with these filters, given all combinations in that period.

    filters: with `episodes` and the period filled in (`Filters.settled`, `peer_suppression.period_shown`).
    """
    of_period = Filters(since=filters.since, until=filters.until, therapist=filters.therapist, episodes="all")
    return version_cache.get(_allowed, warehouse, scope, of_period).holds(filters)


def _allowed(warehouse: Warehouse, scope: Scope, filters: Filters) -> Allowed:
    """Return the combinations of filters that may be shown for a period."""
    below = warehouse.version.definitions.small_numbers.suppress_below
    return Allowed(refused(warehouse.query("selection_cells", scope=scope, filters=filters).dicts(), below))


def refused(rows: Sequence[Mapping], below: int) -> frozenset[Choice]:
    """Return the combinations of filters that may not be shown, because they would reveal a small count.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `selection_cells.sql`.
    below : int
        Count under which a cell is small.

    Returns
    -------
    frozenset of tuple
        (site, programme, age group, episodes); None stands for no filter. Combinations without episodes are
        allowed.

    Notes
    -----
    A cell can be derived from totals if its indicator vector over the finest cells is a linear combination of
    the indicator vectors of these totals. Their orthonormal basis is extended by Gram-Schmidt; a combination
    that would bring a small cell into the span is refused. Totals of the whole practice are never refused for
    the difference between closed and open episodes. Viewers know their own clients anyway, so only other
    therapists' clients are counted.
    """
    if not rows:
        return frozenset()
    n = np.array([row["n"] for row in rows], dtype=float)
    members = {choice: _members(rows, choice) for choice in _choices(rows)}
    counts = {choice: float(inside @ n) for choice, inside in members.items()}
    small = np.unique(
        [cell for cell in _cells(members) if 0 < cell @ n < below] or np.empty((0, n.size)), axis=0
    )
    left = (small**2).sum(axis=1)  # squared lengths of the residuals of small cells
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
    """Yield the cells of each combination of filters, and the cells it removes from each coarser one."""
    for choice, inside in members.items():
        yield inside
        for place in range(len(NARROWING)):
            coarser: Choice = (*choice[:place], None, *choice[place + 1 :])  # type: ignore[assignment]
            yield members[coarser] - inside


def _choices(rows: Sequence[Mapping]) -> list[Choice]:
    """Return every combination of values of the three filters and of closed, open or all episodes."""
    values = [[None, *sorted({row[name] for row in rows} - {None})] for name in NARROWING]
    return [(*place, kind) for *place, kind in itertools.product(*values, EPISODES)]  # type: ignore[misc]


def _members(rows: Sequence[Mapping], choice: Choice) -> np.ndarray:
    """Return an indicator array (1.0 or 0.0) of the finest cells that a combination of filters includes."""
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
    """Return a combination's sort key: few filters first, then closed before all and open, then by size."""
    *place, kind = choice
    return (
        sum(value is not None for value in place),
        ("closed", "all", "open").index(kind),
        -count,
        [value or "" for value in place],
    )
