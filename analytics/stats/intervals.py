"""Intervals for shares and means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics.stats.arrays import Unusable, one_dimensional


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; `n` values stand behind it. None where n is too small."""

    estimate: float | None
    interval: tuple[float, float] | None
    n: int


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval for a share of k in n.

    Parameters: k events, 0 <= k <= n; n trials, at least 1; level between 0 and 1.
    Returns: (lower, upper), inside [0, 1].
    How: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
    Limits: clients are taken as independent; clients of one therapist may be more alike.
    Source: Wilson 1927; Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E,
    method 3 of table I (81/263, 15/148, 0/20, 1/29 reproduced in the tests).
    """
    if not 0 < level < 1:
        raise Unusable(f"level must lie between 0 and 1; it is {level}.")
    if not (math.isfinite(k) and math.isfinite(n)) or n < 1 or not 0 <= k <= n:
        raise Unusable(f"A share needs 0 <= k <= n and n >= 1; got k = {k}, n = {n}.")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = k / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    lower = 0.0 if k == 0 else max(0.0, (middle - half) / scale)
    upper = 1.0 if k == n else min(1.0, (middle + half) / scale)
    return lower, upper


def mean(values, level: float = 0.95) -> Interval:
    """The mean with its t interval.

    Parameters: values, one dimension, nothing missing; level between 0 and 1.
    Returns: Interval; None for the mean of nothing, no interval below two values.
    How: mean -+ t(n-1) SD / sqrt(n).
    Limits: values are taken as independent.
    Source: textbook; checked against R `t.test(sleep$extra)` (Student 1908) in the tests.
    """
    array = one_dimensional(values, "values")
    return mean_from_sums(array.size, float(array.sum()), float(np.dot(array, array)), level)


def mean_from_sums(n: int, total: float, squares: float, level: float = 0.95) -> Interval:
    """The same from count, sum and sum of squares, as a database hands them over.

    Limits: scores of 0 to 40 lose no digits that matter; do not use it for values with a large offset.
    """
    if n <= 0:
        return Interval(None, None, 0)
    centre = total / n
    if n == 1:
        return Interval(centre, None, 1)
    variance = max(0.0, (squares - total * centre) / (n - 1))
    half = t_quantile(0.5 + level / 2, n - 1) * math.sqrt(variance / n)
    return Interval(centre, (centre - half, centre + half), int(n))


def t_quantile(p: float, df: float) -> float:
    """The quantile of Student's t; scipy.special is imported on first use, never scipy.stats."""
    from scipy.special import stdtrit

    return float(stdtrit(df, p))
