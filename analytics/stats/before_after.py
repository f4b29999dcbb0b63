"""Change of each group's mean from a day on, with clients who are seen before and after that day counted once.

Notes
-----
Forms are averaged in cells: one client in one stretch of time, the stretches counted from the day itself. A cell's mean
is the group's level, plus the change from the day on, plus what is particular to the client, to the cell and to the
forms. Generalised least squares with known variance components gives level and change of every group at once.

References
----------
Laird & Ware 1982, doi 10.2307/2529876 (the model). Checked against R in tests/reference/test_before_after.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.stats import nested_variance
from analytics.stats.arrays import EstimationError
from analytics.stats.nested_variance import Components

STRETCH = 90  # days in a cell: long enough for several forms, short enough to follow a client who changes
PRIOR_CLIENTS = 8  # clients' worth of weight given to the practice's spread beside a group's own


@dataclass(frozen=True, kw_only=True)
class Values:
    """Values of forms with the day of each: shape (n,) arrays, codes from 0; a client belongs to one group."""

    group: np.ndarray
    client: np.ndarray
    day: np.ndarray
    value: np.ndarray

    def chosen(self, kept: np.ndarray) -> Values:
        """Return the values for which `kept` (bool, shape (n,)) holds; codes stay as they are."""
        return Values(
            group=self.group[kept], client=self.client[kept], day=self.day[kept], value=self.value[kept]
        )

    def between(self, first: int, end: int) -> Values:
        """Return the values from day `first` up to the day before `end`."""
        return self.chosen((self.day >= first) & (self.day < end))


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Level before a day and change from that day on, one entry per group, shape (J,).

    n_before, n_after: clients; forms_after: values. var_level, var_change, cov: sampling variances and covariance. NaN
    for a group without clients before; change and cov NaN without clients after.
    """

    level: np.ndarray
    change: np.ndarray
    var_level: np.ndarray
    var_change: np.ndarray
    cov: np.ndarray
    n_before: np.ndarray
    n_after: np.ndarray
    forms_after: np.ndarray


def cell_of(values: Values, start: int) -> np.ndarray:
    """Return for each value the code (from 0) of its cell: client and stretch of time counted from `start`."""
    stretch = (values.day - start) // STRETCH
    stretch = stretch - stretch.min()
    return np.unique(values.client * (int(stretch.max()) + 1) + stretch, return_inverse=True)[1]


def spread(values: Values, start: int) -> Components:
    """Estimate the variance components of values, with stretches counted from `start`.

    Raises
    ------
    EstimationError
        Where no group has two clients, or all values of each group are equal.
    """
    if not values.value.size:
        raise EstimationError("There are no values.")
    found = nested_variance.components(values.group, values.client, cell_of(values, start), values.value)
    if found.total <= 1e-9:
        raise EstimationError("All values are equal.")
    return found


def changes(values: Values, start: int, of: Components, groups: int) -> Changes:
    """Estimate each group's level before `start` and its change from then on.

    Parameters
    ----------
    values : Values
        Values before and after.
    start : int
        First day after.
    of : Components
        Variance components.
    groups : int
        Number of groups J.

    Returns
    -------
    Changes
        Variances are widened or narrowed by how much a group's own clients scatter before `start`, with
        PRIOR_CLIENTS clients' worth of weight on the scatter of all.
    """
    cell = cell_of(values, start) if values.value.size else np.zeros(0, dtype=int)
    n = np.bincount(cell).astype(float)
    first = np.zeros(n.size, dtype=int)
    first[cell] = np.arange(cell.size)
    client, after = values.client[first], values.day[first] >= start
    mean = np.bincount(cell, values.value) / n
    weight = 1 / np.maximum(of.cells + of.inside / n, 1e-6 * of.total)
    codes, place = np.unique(client, return_inverse=True)
    group = np.zeros(codes.size, dtype=int)
    group[place] = values.group[first]
    before_w, after_w = (np.bincount(place, weight * side, codes.size) for side in (~after, after))
    before_s, after_s = (np.bincount(place, weight * mean * side, codes.size) for side in (~after, after))
    all_w, all_s = before_w + after_w, before_s + after_s
    shrunk = of.clients / (1 + of.clients * all_w)

    def by_group(one: np.ndarray) -> np.ndarray:
        return np.bincount(group, one, groups)

    a, b, d = (
        by_group(left * 1.0 - shrunk * first_w * second_w)
        for left, first_w, second_w in (
            (all_w, all_w, all_w), (after_w, all_w, after_w), (after_w, after_w, after_w),
        )
    )  # fmt: skip
    s, t = by_group(all_s - shrunk * all_w * all_s), by_group(after_s - shrunk * after_w * all_s)
    n_before, n_after = by_group(before_w > 0), by_group(after_w > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        determinant = a * d - b * b
        both = (n_after > 0) & (n_before > 0) & (determinant > 1e-12 * a * d)
        level = np.where(both, (d * s - b * t) / determinant, np.where(n_before > 0, s / a, np.nan))
        change = np.where(both, (a * t - b * s) / determinant, np.nan)
        var_level = np.where(both, d / determinant, np.where(n_before > 0, 1 / a, np.nan))
        var_change, cov = (np.where(both, one / determinant, np.nan) for one in (a, -b))
    own = before_w > 0
    apart = (before_s[own] / before_w[own] - level[group[own]]) ** 2 / (of.clients + 1 / before_w[own])
    wide = _own_scatter(np.bincount(group[own], apart, groups), n_before)
    return Changes(
        level=level,
        change=change,
        var_level=var_level * wide,
        var_change=var_change * wide,
        cov=cov * wide,
        n_before=n_before.astype(int),
        n_after=n_after.astype(int),
        forms_after=np.bincount(values.group, values.day >= start, groups).astype(int),
    )


def _own_scatter(squares: np.ndarray, clients: np.ndarray) -> np.ndarray:
    """Return each group's variance beside that of all, from its clients' squared standardised distances: (J,)."""
    return (PRIOR_CLIENTS + squares) / (PRIOR_CLIENTS + np.maximum(clients - 1, 0))
