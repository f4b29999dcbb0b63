"""One change point in a series over time: its date, the range of the date, the level before and after.

Notes
-----
For every split of the series into an earlier and a later part the weighted means of both parts are compared, in units
of the variation inside the parts. The split with the largest difference is the candidate; it is called a change where
that difference exceeds THRESHOLDS.

References
----------
Worsley 1979, doi 10.1080/01621459.1979.10482519 (largest t statistic over all splits of a series).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length

SIDE = 4  # points on either side of a split, at least
FEWEST = 2 * SIDE  # points; fewer have no split

ROUNDING = 1e-12  # of the size of the values
DATE_DISTANCE = 5.0  # of squared statistics: dates within it hold the true one in 9 of 10 changes found
# THRESHOLDS: number of points -> statistic above which a series is called changed. Simulated by
# tests/support/calibrate_change_point.py (12,000 unchanged practices, seed 20261): 2.2 % of charts of clients, 4.2 %
# of means and 0.8 % of charts of repeated forms exceed it at any of five looks, one a quarter; together 9.4 %.
SHARES = {24: 3.20, 27: 3.25, 30: 3.27, 36: 3.31, 48: 3.36, 60: 3.40, 84: 3.42, 120: 3.45}
REPEATED_SHARES = {24: 3.91, 27: 3.92, 30: 3.95, 36: 3.95, 48: 4.02, 60: 4.05, 84: 4.05, 120: 4.05}
MEANS = {24: 3.75, 27: 3.70, 30: 3.65, 36: 3.61, 48: 3.51, 60: 3.47, 84: 3.43, 120: 3.42}


@dataclass(frozen=True, kw_only=True)
class Split:
    """The split of a series in two at which the means before and after it differ most.

    `index`: first point of the later part. `earliest`, `latest`: range of that index. `before`, `after`: level of
    either part. `statistic`: standardised difference, absolute. `threshold`: value above which it is a change.
    """

    index: int
    earliest: int
    latest: int
    before: float
    after: float
    statistic: float
    threshold: float

    @property
    def changed(self) -> bool:
        """Whether the means before and after the split differ by more than chance: whether this is a change point."""
        return self.statistic > self.threshold


def largest(values: np.ndarray, weights: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the difference of means after and before each possible split of a series, and the variation around them.

    Parameters
    ----------
    values, weights : np.ndarray, shape (..., T)
        Values in order of time, T at least FEWEST; weights are inverse variances, or proportional to them.
    least : float
        Variation that is assumed at least (in units of 1/weights): 1 for shares, 0 for means.

    Returns
    -------
    (np.ndarray, shape (..., T - 2 SIDE + 1); np.ndarray, shape (...))
        After less before at each split, in SD units of 1/weights; the first entry is the split whose later part
        begins at index SIDE. Variation inside the parts of the split at which they differ most.
    """
    weight, total = np.cumsum(weights, axis=-1), np.cumsum(weights * values, axis=-1)
    splits = slice(SIDE - 1, values.shape[-1] - SIDE)
    earlier, later = weight[..., splits], weight[..., -1:] - weight[..., splits]
    before, after = total[..., splits] / earlier, (total[..., -1:] - total[..., splits]) / later
    differences = (after - before) / np.sqrt(1 / earlier + 1 / later)
    mean = total[..., -1:] / weight[..., -1:]
    around = (weights * (values - mean) ** 2).sum(axis=-1)
    inside = (around - (differences**2).max(axis=-1)) / (values.shape[-1] - 2)
    return differences, np.maximum(inside, least)


def share_weights(events: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the inverse binomial variance of each share in one or more series, shape (..., T)."""
    centre = events.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True)
    return n / (centre * (1 - centre))


def of_shares(events: ArrayLike, n: ArrayLike, repeated: bool = False) -> Split | None:
    """Return the split at which a share differs most before and after.

    Parameters
    ----------
    events, n : array_like, shape (T,)
        Numerator and denominator of each point in order of time, 0 <= events <= n, n at least 1.
    repeated : bool
        Whether one client counts several times in a point, as sessions do; such series have their own thresholds.

    Returns
    -------
    Split or None
        None with fewer than FEWEST points, or where nothing or everything happened at all points.

    Raises
    ------
    EstimationError
        For missing values, a point with n below 1, or events outside 0 to n.
    """
    counts, sizes = one_dimensional(events, "events"), one_dimensional(n, "n")
    same_length(counts, sizes, "events and n")
    if np.any(sizes < 1):
        raise EstimationError("Every point needs n of at least 1; leave empty months out or pool them.")
    if np.any(counts < 0) or np.any(counts > sizes):
        raise EstimationError("events must lie between 0 and n at every point.")
    if counts.size < FEWEST or not 0 < counts.sum() < sizes.sum():
        return None
    table = REPEATED_SHARES if repeated else SHARES
    return _largest(counts / sizes, share_weights(counts, sizes), 1.0, table)


def of_means(values: ArrayLike, n: ArrayLike) -> Split | None:
    """Return the split at which means, such as monthly ones, differ most before and after.

    Parameters
    ----------
    values, n : array_like, shape (T,)
        Means in order of time, and the number of clients behind each, at least 1.

    Returns
    -------
    Split or None
        None with fewer than FEWEST values, or where all are equal.

    Raises
    ------
    EstimationError
        For missing values or a point with n below 1.
    """
    means, sizes = one_dimensional(values, "values"), one_dimensional(n, "n")
    same_length(means, sizes, "values and n")
    if np.any(sizes < 1):
        raise EstimationError("Every point needs n of at least 1; leave empty months out or pool them.")
    if means.size < FEWEST or np.ptp(means) <= ROUNDING * max(1.0, float(np.abs(means).max())):
        return None
    return _largest(means, sizes, 0.0, MEANS)


def threshold(points: int, table: Mapping[int, float]) -> float:
    """Return the statistic above which a series of so many points is called changed.

    Between two entries of the table the larger one holds, beyond its ends the nearest one.
    """
    sizes = sorted(table)
    position = int(np.searchsorted(sizes, points))
    if position < len(sizes) and sizes[position] == points:
        return table[points]
    return max(table[size] for size in sizes[max(position - 1, 0) : position + 1])


def _largest(values: np.ndarray, weights: np.ndarray, least: float, table: Mapping[int, float]) -> Split:
    """Return the split of one series, whose values are not all equal, with the largest difference."""
    differences, inside = largest(values, weights, least)
    scale = max(float(inside), ROUNDING * float((weights * values**2).mean()))  # an exact step leaves nothing
    found = np.abs(differences) / np.sqrt(scale)
    at = int(found.argmax())
    near = np.flatnonzero(found[at] ** 2 - found**2 <= DATE_DISTANCE)
    index = at + SIDE
    return Split(
        index=index,
        earliest=int(near[0]) + SIDE,
        latest=int(near[-1]) + SIDE,
        before=float(np.average(values[:index], weights=weights[:index])),
        after=float(np.average(values[index:], weights=weights[index:])),
        statistic=float(found[at]),
        threshold=threshold(values.size, table),
    )
