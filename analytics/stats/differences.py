"""Difference of two independent shares, or of two independent means, with its interval."""

from __future__ import annotations

import math

from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import Interval, t_quantile, wilson


def shares(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Interval:
    """Return the difference of two independent shares with Newcombe's hybrid score interval.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and trials of each group, 0 <= k <= n, n at least 1.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        k1/n1 - k2/n2 with its limits inside [-1, 1]; its `n` is n1 + n2.

    Raises
    ------
    EstimationError
        For counts or a level outside these ranges.

    Notes
    -----
    With (l, u) the Wilson limits of each share and d the difference, d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to d
    + sqrt((u1 - p1)^2 + (p2 - l2)^2). Clients are taken as independent; clients of one therapist may be more
    alike, and then the interval is somewhat too narrow. Not for the same clients asked twice.

    References
    ----------
    Newcombe 1998, Stat Med 17:873-890, method 10; the eight examples of its table II are in the tests.
    """
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    p1, p2 = k1 / n1, k2 / n2
    difference = p1 - p2
    lower = difference - math.hypot(p1 - low1, high2 - p2)
    upper = difference + math.hypot(high1 - p1, p2 - low2)
    return Interval(difference, (max(-1.0, lower), min(1.0, upper)), n1 + n2)


def means(
    n1: int, total1: float, squares1: float, n2: int, total2: float, squares2: float, level: float = 0.95
) -> Interval:
    """Return the difference of two independent means with Welch's interval, from sums of each group.

    Parameters
    ----------
    n1, n2 : int
        Values of each group, at least 2.
    total1, total2 : float
        Sums of the values.
    squares1, squares2 : float
        Sums of their squares.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        mean1 - mean2 with its limits; its `n` is n1 + n2.

    Raises
    ------
    EstimationError
        For fewer than two values in a group.

    Notes
    -----
    t quantile times sqrt(v1/n1 + v2/n2); Welch-Satterthwaite degrees of freedom, rounded down. Values are
    taken as independent.

    References
    ----------
    Welch 1947; checked against R `t.test(extra ~ group, data = sleep)` in the tests.
    """
    if min(n1, n2) < 2:
        raise EstimationError(f"A difference of means needs two values in each group; got {n1} and {n2}.")
    errors = []
    for n, total, squares in ((n1, total1, squares1), (n2, total2, squares2)):
        errors.append(max(0.0, (squares - total * total / n) / (n - 1)) / n)
    difference = total1 / n1 - total2 / n2
    variance = sum(errors)
    if variance == 0:
        return Interval(difference, (difference, difference), n1 + n2)
    df = variance**2 / (errors[0] ** 2 / (n1 - 1) + errors[1] ** 2 / (n2 - 1))
    half = t_quantile(0.5 + level / 2, max(1, math.floor(df))) * math.sqrt(variance)
    return Interval(difference, (difference - half, difference + half), n1 + n2)
