"""Change from the first to the last score: reliable change and the standardised mean change (Hedges' g)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile

MIN_GROUPS = 10  # groups from which the interval is a jackknife over them; own choice: fewer vary too much
RULES = ("at_least", "more_than")


@dataclass(frozen=True)
class EffectSize:
    """Result of `hedges_g`: the effect size with its standard error and 95 % interval.

    `method` is `jackknife` (over groups), `formula`, or None where g cannot be estimated; then `estimate`,
    `interval` and `se` are None too. `n` counts rows.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    method: str | None = None
    se: float | None = None


def reliable_change(
    intake: ArrayLike, final: ArrayLike, threshold: float, rule: str = "at_least"
) -> np.ndarray:
    """Classify each change as reliable deterioration, no reliable change or reliable improvement.

    Parameters
    ----------
    intake, final : array_like, shape (n,)
        First and last score in points of the measure, equally long, nothing missing.
    threshold : float
        Reliable change in points, above 0.
    rule : {"at_least", "more_than"}
        Whether a change of exactly the threshold counts (`at_least`) or not.

    Returns
    -------
    np.ndarray of int, shape (n,)
        -1 where the score fell reliably, 1 where it rose reliably, else 0.

    Raises
    ------
    EstimationError
        For an unknown rule, a threshold that is not above 0, or unusable scores.

    Notes
    -----
    Differences are rounded to 0.1 first, so that 21.1 - 15.1 is 6.0 and not 5.999... The class says nothing
    about why a score moved. It is for arrays of one's own: pages and command line take the class of each episode
    from `analytics/sql/marts/31_episode_classified.sql`, and a test holds the two equal.

    References
    ----------
    Jacobson & Truax 1991, doi 10.1037/0022-006X.59.1.12; the threshold is a definition.
    """
    if rule not in RULES:
        raise EstimationError(f"rule is {' or '.join(RULES)}; not “{rule}”.")
    if not math.isfinite(threshold) or threshold <= 0:
        raise EstimationError(f"threshold must be above 0; it is {threshold}.")
    before, after = one_dimensional(intake, "intake"), one_dimensional(final, "final")
    same_length(before, after, "intake and final")
    tenths = np.rint((after - before) * 10)
    size, limit = np.abs(tenths), round(threshold * 10, 6)
    counts = size >= limit if rule == "at_least" else size > limit
    return np.where(counts, np.sign(tenths), 0).astype(int)


def hedges_g(
    intake: ArrayLike, final: ArrayLike, groups: ArrayLike | None = None, level: float = 0.95
) -> EffectSize:
    """Estimate the mean change divided by the SD of the first score (Hedges' g).

    Parameters
    ----------
    intake, final : array_like, shape (n,)
        First and last score in points, equally long, nothing missing.
    groups : array_like, shape (n,), optional
        Label of the group (therapist) of each row.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    EffectSize
        With None for fewer than three rows or intakes that do not vary.

    Raises
    ------
    EstimationError
        For unusable or unequally long input.

    Notes
    -----
    d = mean(final - intake) / SD(intake), g = J d with J = 1 - 3/(4(n-1) - 1); SE^2 = 2(1-r)/n + d^2/(2n),
    times J^2, interval by t(n-1). From ten groups on a delete-one-group jackknife with t(groups - 1). Any
    clinical sample rises by regression to the mean: g is not the effect of treatment.

    References
    ----------
    Becker 1988, doi 10.1111/j.2044-8317.1988.tb00901.x; Hedges 1981. Hand computation in the tests.
    """
    before, after = one_dimensional(intake, "intake"), one_dimensional(final, "final")
    same_length(before, after, "intake and final")
    if groups is None:
        labels = np.zeros(before.size, dtype=int)
    else:
        labels = np.unique(np.asarray(groups), return_inverse=True)[1].ravel()
        same_length(before, labels, "intake and groups")
    columns = (np.ones(before.size), before, after, before * before, after * after, before * after)
    return hedges_g_from_sums(*(np.bincount(labels, column) for column in columns), level=level)


def hedges_g_from_sums(
    n: ArrayLike,
    intake: ArrayLike,
    final: ArrayLike,
    intake2: ArrayLike,
    final2: ArrayLike,
    product: ArrayLike,
    level: float = 0.95,
) -> EffectSize:
    """Estimate Hedges' g, as `hedges_g` does, from sums of the scores per group.

    Parameters
    ----------
    n : array_like, shape (J,)
        Rows of each group; groups without rows are left out, and one group in all means no groups.
    intake, final : array_like, shape (J,)
        Sums of the first and of the last score.
    intake2, final2 : array_like, shape (J,)
        Sums of their squares.
    product : array_like, shape (J,)
        Sum of the products of first and last score.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    EffectSize
        With None for fewer than three rows or intakes that do not vary.
    """
    sums = np.vstack(
        [np.asarray(column, dtype=float) for column in (n, intake, final, intake2, final2, product)]
    )
    sums = sums[:, sums[0] > 0]
    total = sums.sum(axis=1)
    size = int(total[0])
    point = _standardised(total)
    if point is None:
        return EffectSize(None, None, size)
    g, d, r = point
    left_out = [_standardised(total - sums[:, j]) for j in range(sums.shape[1])]
    if sums.shape[1] >= MIN_GROUPS and all(left_out):
        others = np.array([entry[0] for entry in left_out if entry])
        count = others.size
        se = math.sqrt((count - 1) / count * np.sum((others - others.mean()) ** 2))
        half = t_quantile(0.5 + level / 2, count - 1) * se
        return EffectSize(g, (g - half, g + half), size, "jackknife", se)
    se = abs(g / d) * math.sqrt(_variance(size, d, r)) if d else math.sqrt(2 * (1 - r) / size)
    half = t_quantile(0.5 + level / 2, size - 1) * se
    return EffectSize(g, (g - half, g + half), size, "formula", se)


def _variance(n: int, d: float, r: float) -> float:
    """Return the variance of the standardised mean change d of n pairs that correlate by r."""
    return 2 * (1 - r) / n + d * d / (2 * n)


def _standardised(sums: np.ndarray) -> tuple[float, float, float] | None:
    """Return Hedges' g, d and the correlation from the row count and five sums; None if g is undefined."""
    n, x, y, xx, yy, xy = sums
    if n < 3:
        return None
    variance_x = (xx - x * x / n) / (n - 1)
    if variance_x <= 1e-9:
        return None
    variance_y = max(0.0, (yy - y * y / n) / (n - 1))
    covariance = (xy - x * y / n) / (n - 1)
    r = covariance / math.sqrt(variance_x * variance_y) if variance_y > 1e-9 else 0.0
    d = (y - x) / n / math.sqrt(variance_x)
    j = 1 - 3 / (4 * (n - 1) - 1)
    return j * d, d, min(1.0, max(-1.0, r))
