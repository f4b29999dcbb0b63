"""Change from the first to the last score: reliable change and the standardised mean change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile

MIN_GROUPS = 10  # groups from which the interval is a jackknife over them; own choice: fewer vary too much
RULES = ("at_least", "more_than")


@dataclass(frozen=True)
class EffectSize:
    """Hedges g with its 95 % interval. method: `jackknife` over groups, `formula`, or None where not estimable."""

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    method: str | None = None
    se: float | None = None


def reliable_change(intake, final, threshold: float, rule: str = "at_least") -> np.ndarray:
    """-1 where the score fell reliably, 1 where it rose reliably, 0 between.

    Parameters: intake, final: equally long, points of the measure, nothing missing; threshold in points, above
    0; rule: `at_least` (a change of exactly the threshold counts) or `more_than`.
    Returns: integer array in the order given.
    How: differences are rounded to 0.1 first, so that 21.1 - 15.1 is 6.0 and not 5.999...
    Limits: says nothing about why a score moved.
    Source: Jacobson & Truax 1991, doi 10.1037/0022-006X.59.1.12; the threshold is a definition.
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


def hedges_g(intake, final, groups=None, level: float = 0.95) -> EffectSize:
    """Mean change in units of the SD of intake, corrected for small samples.

    Parameters: intake, final: equally long, nothing missing; groups: one label a row (therapists) or None.
    Returns: EffectSize; None for fewer than three rows or intakes that do not vary.
    How: d = mean(final - intake) / SD(intake), g = J d with J = 1 - 3/(4(n-1) - 1);
    SE^2 = 2(1-r)/n + d^2/(2n), times J^2, interval by t(n-1); from ten groups on a delete-one-group jackknife
    with t(groups - 1).
    Limits: any clinical sample rises by regression to the mean: this is not the effect of treatment.
    Source: Becker 1988, doi 10.1111/j.2044-8317.1988.tb00901.x; Hedges 1981. Hand computation in the tests.
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


def hedges_g_from_sums(n, intake, final, intake2, final2, product, level: float = 0.95) -> EffectSize:
    """The same from one row of sums per group: count, sums, sums of squares and of products.

    Parameters: six equally long arrays, one entry a group (one entry in all: no groups).
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
        others = np.array([entry[0] for entry in left_out])
        count = others.size
        se = math.sqrt((count - 1) / count * np.sum((others - others.mean()) ** 2))
        half = t_quantile(0.5 + level / 2, count - 1) * se
        return EffectSize(g, (g - half, g + half), size, "jackknife", se)
    se = abs(g / d) * math.sqrt(_variance(size, d, r)) if d else math.sqrt(2 * (1 - r) / size)
    half = t_quantile(0.5 + level / 2, size - 1) * se
    return EffectSize(g, (g - half, g + half), size, "formula", se)


def _variance(n: int, d: float, r: float) -> float:
    return 2 * (1 - r) / n + d * d / (2 * n)


def _standardised(sums: np.ndarray) -> tuple[float, float, float] | None:
    """(g, d, correlation) from the six sums; None where the SD of intake cannot be had."""
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
