"""Shares and means with their 95 % intervals, in the shape that the JSON documents have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist, fmean, stdev, variance

from scipy.stats import t as student

Figure = dict[str, object]
NOTHING: Figure = {"estimate": None, "interval": None}


def share(events: int, n: int, level: float = 0.95) -> Figure:
    """Return a share with its Wilson interval."""
    if not n:
        return {**NOTHING, "n": 0}
    return {"estimate": events / n, "interval": list(wilson(events, n, level)), "n": n}


def share_of(flags: Iterable[bool], level: float = 0.95) -> Figure:
    """Return the share of True."""
    held = list(flags)
    return share(sum(held), len(held), level)


def wilson(events: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson limits of a share."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = events / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max((centre - half) / scale, 0.0), min((centre + half) / scale, 1.0)


def mean(values: Iterable[object], level: float = 0.95) -> Figure:
    """Return a mean with its t interval; without an interval for one value."""
    held = [float(value) for value in values]  # pyright: ignore[reportArgumentType]
    n = len(held)
    if not n:
        return {**NOTHING, "n": 0}
    middle = fmean(held)
    if n < 2:
        return {"estimate": middle, "interval": None, "n": n}
    half = student.ppf((1 + level) / 2, n - 1) * stdev(held) / math.sqrt(n)
    return {"estimate": middle, "interval": [middle - half, middle + half], "n": n}


def difference_of_shares(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Figure:
    """Return the first share less the second with Newcombe's interval (method 10)."""
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1, level), wilson(k2, n2, level)
    lower = p1 - p2 - math.hypot(p1 - l1, u2 - p2)
    upper = p1 - p2 + math.hypot(u1 - p1, p2 - l2)
    return {"estimate": p1 - p2, "interval": [lower, upper], "n": n1 + n2}


def difference_of_means(ours: Sequence[float], theirs: Sequence[float], level: float = 0.95) -> Figure:
    """Return the first mean less the second with Welch's interval, degrees of freedom rounded down."""
    parts = [variance(held) / len(held) for held in (ours, theirs)]
    total = sum(parts)
    freedom = total**2 / sum(
        part**2 / (len(held) - 1) for part, held in zip(parts, (ours, theirs), strict=True)
    )
    half = student.ppf((1 + level) / 2, math.floor(freedom)) * math.sqrt(total)
    middle = fmean(ours) - fmean(theirs)
    return {"estimate": middle, "interval": [middle - half, middle + half], "n": len(ours) + len(theirs)}
