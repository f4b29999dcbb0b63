"""Confidence intervals for a share (Wilson) and a mean (t), and the quantile of Student's t."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional

Z95 = NormalDist().inv_cdf(0.975)
CLOSED_FORM_UP_TO = 200  # degrees of freedom


@dataclass(frozen=True)
class Interval:
    """Estimate from `n` values, with its confidence interval.

    None for what needs more values.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    n: int


def wilson(k: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of the share k / n.

    Parameters
    ----------
    k : int
        Events, 0 <= k <= n.
    n : int
        Trials, at least 1.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    lower, upper : float
        Limits inside [0, 1].

    Raises
    ------
    EstimationError
        For counts or a level outside these ranges.

    Notes
    -----
    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Clients are taken as independent; clients of
    one therapist may be more alike.

    References
    ----------
    Wilson 1927; Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, method 3
    of table I (81/263, 15/148, 0/20, 1/29 reproduced in the tests).
    """
    if not 0 < level < 1:
        raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
    if not (math.isfinite(k) and math.isfinite(n)) or n < 1 or not 0 <= k <= n:
        raise EstimationError(f"A share needs 0 <= k <= n and n >= 1; got k = {k}, n = {n}.")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = k / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    lower = 0.0 if k == 0 else max(0.0, (middle - half) / scale)
    upper = 1.0 if k == n else min(1.0, (middle + half) / scale)
    return lower, upper


def mean(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean of values with its t interval.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values, nothing missing.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        Without an estimate for no value, without an interval below two values.

    Notes
    -----
    mean -+ t(n-1) SD / sqrt(n). Values are taken as independent.

    References
    ----------
    Textbook; checked against R `t.test(sleep$extra)` (Student 1908) in the tests.
    """
    array = one_dimensional(values, "values")
    return mean_from_sums(array.size, float(array.sum()), float(np.dot(array, array)), level)


def mean_from_sums(n: int, total: float, squares: float, level: float = 0.95) -> Interval:
    """Return a mean with its t interval, from count, sum and sum of squares.

    Parameters
    ----------
    n : int
        Number of values.
    total, squares : float
        Sum of the values and of their squares.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        Without an estimate for no value, without an interval below two values.

    Notes
    -----
    Scores of 0 to 40 lose no digits that matter; do not use it for values with a large offset.
    """
    if n <= 0:
        return Interval(None, None, 0)
    centre = total / n
    if n == 1:
        return Interval(centre, None, 1)
    variance = max(0.0, (squares - total * centre) / (n - 1))
    half = t_quantile(0.5 + level / 2, n - 1) * math.sqrt(variance / n)
    return Interval(centre, (centre - half, centre + half), int(n))


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: int) -> float:
    """Return the quantile of Student's t distribution with whole degrees of freedom.

    Parameters
    ----------
    p : float
        Probability between 0 and 1.
    df : int
        Degrees of freedom, at least 1.

    Returns
    -------
    float

    Notes
    -----
    Up to 200 degrees the closed form of the distribution, solved by bisection; beyond, the expansion around
    the normal quantile (error below 1e-9). It exists so that a first page need not load scipy (a quarter of a
    second); compared with scipy in the tests.

    References
    ----------
    Abramowitz & Stegun 1964, 26.7.3, 26.7.4 and 26.7.5.
    """
    if p < 0.5:
        return -t_quantile(1 - p, df)
    z = NormalDist().inv_cdf(p)
    if df > CLOSED_FORM_UP_TO:
        terms = (
            (z**3 + z) / 4,
            (5 * z**5 + 16 * z**3 + 3 * z) / 96,
            (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
            (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
        )
        return z + sum(term / df**power for power, term in enumerate(terms, start=1))
    low, high = 0.0, 1.0
    while 0.5 + _central(high, df) / 2 < p:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 + _central(middle, df) / 2 < p else (low, middle)
    return (low + high) / 2


def _central(t: float, df: int) -> float:
    """Return the probability that a t variable with df degrees of freedom is between -t and t."""
    angle = math.atan2(t, math.sqrt(df))
    cosine = math.cos(angle) ** 2
    odd = df % 2
    term, total = 1.0, 0.0
    for k in range(1, df // 2 + (0 if odd else 1) + (1 if odd else 0)):
        total += term
        term *= cosine * ((2 * k) / (2 * k + 1) if odd else (2 * k - 1) / (2 * k))
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * math.cos(angle) * total)
    return math.sin(angle) * total
