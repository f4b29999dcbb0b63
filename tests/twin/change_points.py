"""Search for one lasting change in a series over time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SIDE = 4  # points on either side
DATE_DISTANCE = 5.0  # of squared statistics
# number of points -> statistic above which a series is called changed; simulated, copied from the product, because
# they are no computation on a practice's data (`tests/unit/test_changes_measured.py` holds their false alarms)
CLIENTS = {24: 3.20, 27: 3.25, 30: 3.27, 36: 3.31, 48: 3.36, 60: 3.40, 84: 3.42, 120: 3.45}
SESSIONS = {24: 3.91, 27: 3.92, 30: 3.95, 36: 3.95, 48: 4.02, 60: 4.05, 84: 4.05, 120: 4.05}
MEANS = {24: 3.75, 27: 3.70, 30: 3.65, 36: 3.61, 48: 3.51, 60: 3.47, 84: 3.43, 120: 3.42}


@dataclass(frozen=True, kw_only=True)
class Split:
    """The split at which both parts differ most; index, earliest, latest: first point of the later part."""

    index: int
    earliest: int
    latest: int
    statistic: float
    threshold: float


def of_shares(events: Sequence[float], n: Sequence[float], repeated: bool) -> Split | None:
    """Return the split of a share; repeated: one client counts several times in a point."""
    overall = sum(events) / sum(n) if sum(n) else 0.0
    if not 0 < overall < 1:
        return None
    values = [e / m for e, m in zip(events, n, strict=True)]
    weights = [m / (overall * (1 - overall)) for m in n]
    return _split(values, weights, 1.0, SESSIONS if repeated else CLIENTS)


def of_means(values: Sequence[float], n: Sequence[float]) -> Split | None:
    """Return the split of a mean; clients behind each point are its weight."""
    if max(values) - min(values) < 1e-12:
        return None
    return _split(values, list(n), 0.0, MEANS)


def _split(
    values: Sequence[float], weights: Sequence[float], least: float, table: Mapping[int, float]
) -> Split | None:
    """Return the split at which the weighted means differ most, in units of the variation inside both parts."""
    size = len(values)
    if size < 2 * SIDE:
        return None
    differences = {}
    for k in range(SIDE, size - SIDE + 1):
        (before, a), (after, b) = _mean(values[:k], weights[:k]), _mean(values[k:], weights[k:])
        differences[k] = abs(after - before) / math.sqrt(1 / a + 1 / b)
    best = max(differences, key=lambda k: differences[k])
    inside = sum(
        w * (x - middle) ** 2
        for part in (slice(best), slice(best, None))
        for middle in [_mean(values[part], weights[part])[0]]
        for x, w in zip(values[part], weights[part], strict=True)
    ) / (size - 2)
    spread = max(inside, least)
    likely = [
        k for k in differences if (differences[best] ** 2 - differences[k] ** 2) / spread <= DATE_DISTANCE
    ]
    return Split(
        index=best,
        earliest=min(likely),
        latest=max(likely),
        statistic=differences[best] / math.sqrt(spread),
        threshold=_threshold(size, table),
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return the weighted mean and the sum of the weights."""
    total = sum(weights)
    return sum(x * w for x, w in zip(values, weights, strict=True)) / total, total


def _threshold(points: int, table: Mapping[int, float]) -> float:
    """Return the threshold: between two entries the larger one, beyond the ends the nearest."""
    lower = [k for k in table if k <= points] or [min(table)]
    upper = [k for k in table if k >= points] or [max(table)]
    return max(table[max(lower)], table[min(upper)])
