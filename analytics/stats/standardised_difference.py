"""Difference of two groups' means, standardised to the strata of the target group, with a cluster-robust interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile

LEAST = 10  # members of the reference group in a stratum; with fewer, a coarser stratum stands for it


@dataclass(frozen=True)
class Difference:
    """Result of `standardised_difference`.

    estimate: reference_mean less target_mean; interval: its 95 % limits; target_mean: weighted mean of the target
    group; reference_mean: weighted mean of the reference group, with the strata of the target group.
    """

    estimate: float
    interval: tuple[float, float]
    target_mean: float
    reference_mean: float


def standardised_difference(
    values: ArrayLike,
    in_target: ArrayLike,
    weights: ArrayLike,
    strata: Sequence[ArrayLike],
    clusters: ArrayLike,
    level: float = 0.95,
) -> Difference:
    """Return how much higher the reference group's mean is than the target group's, in the target group's strata.

    Parameters
    ----------
    values : array_like, shape (n,)
        Measured values of both groups.
    in_target : array_like of bool, shape (n,)
        Whether a row belongs to the target group; all others are the reference group.
    weights : array_like, shape (n,)
        Positive weights, such as inverse probabilities of being observed; only ratios within a group matter.
    strata : sequence of array_like of int, each of shape (n,)
        Covariates in order of importance. Each row of the target group is compared with the reference rows that
        share all of them or, where those are fewer than LEAST, all but the last, and so on, down to all rows.
    clusters : array_like of int, shape (n,)
        Rows of one cluster may be alike, such as those of one therapist; a number per row takes rows as independent.
    level : float
        Level of the interval.

    Returns
    -------
    Difference

    Raises
    ------
    EstimationError
        If a group has fewer than two members, a weight is not positive, there is one cluster only, or nothing varies.

    Notes
    -----
    Direct standardisation: sum over the target rows of weight x (mean of their reference stratum - value). The influence
    of a row is by how much the difference changes without it (a jackknife, which is somewhat wide for few rows). The
    variance is the sum over clusters of squared sums of influences, times J/(J - 1), with Student's t on J - 1 degrees
    of freedom for J clusters. The choice of strata is taken as given. Coverage: tests/unit/test_sessions_not_held.py.

    References
    ----------
    Held to R, each row left out in turn, in tests/reference/test_standardised_difference.py.
    """
    y, w = one_dimensional(values, "values"), one_dimensional(weights, "weights")
    target = np.asarray(in_target, dtype=bool)
    same_length(y, w, "values and weights")
    if min(target.sum(), (~target).sum()) < 2:
        raise EstimationError("Both groups must have two members.")
    if (w <= 0).any():
        raise EstimationError("weights must be positive.")
    w = np.where(target, w / w[target].sum(), w)
    influence = np.empty(y.size)
    expected, influence[~target] = _reference(y, w, target, [np.asarray(one, dtype=int) for one in strata])
    difference = float(w[target] @ (expected - y[target]))
    influence[target] = w[target] / (1 - w[target]) * (expected - y[target] - difference)
    _, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(cluster, influence)
    if sums.size < 2:
        raise EstimationError("An interval needs at least two clusters.")
    se = float(np.sqrt(sums.size / (sums.size - 1) * (sums @ sums)))
    if not se > 1e-12 * max(1.0, float(np.abs(y).max())):  # rounding of sums that are 0
        raise EstimationError("Nothing varies, so no interval can be given.")
    half = t_quantile((1 + level) / 2, sums.size - 1) * se
    mean = float(w[target] @ y[target])
    return Difference(difference, (difference - half, difference + half), mean, mean + difference)


def _reference(
    y: np.ndarray, w: np.ndarray, target: np.ndarray, strata: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return each target row's expected value, the mean of its reference stratum, and each reference row's influence."""
    expected, influence = np.empty(int(target.sum())), np.zeros(int((~target).sum()))
    unmatched = np.ones(expected.size, dtype=bool)
    values, weights = y[~target], w[~target]
    for depth in range(len(strata), -1, -1):
        cell = _cells(strata[:depth], y.size)
        ours, theirs, cells = cell[target], cell[~target], int(cell.max()) + 1
        enough = np.bincount(theirs, minlength=cells) >= (LEAST if depth else 1)
        matched = unmatched & enough[ours]
        total = np.where(enough, np.bincount(theirs, weights, minlength=cells), np.inf)
        mean = np.bincount(theirs, weights * values, minlength=cells) / total
        expected[matched] = mean[ours[matched]]
        share = np.bincount(ours[matched], w[target][matched], minlength=cells)
        influence += share[theirs] * weights / (total[theirs] - weights) * (values - mean[theirs])
        unmatched &= ~matched
    return expected, influence


def _cells(columns: Sequence[np.ndarray], n: int) -> np.ndarray:
    """Return a number from 0 for each row, equal for rows with equal values in all columns; all 0 without columns."""
    if not columns:
        return np.zeros(n, dtype=int)
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].reshape(-1)
