"""Calibration of the change-point thresholds and of the range of the date; run by hand.

`python -m tests.support.calibrate_change_point` prints the tables of `analytics.stats.change_point`. In practices in
which nothing changes (`simulate_months`) it looks for a change at a number of points and in the four quarters before
it, and takes the threshold that so many practices (RATES) exceed at any of these looks.
"""

from __future__ import annotations

import numpy as np

from analytics.stats import change_point
from tests.support.simulate_months import MEASURES, STEPS, Months, Step, months, practices

SEED, PRACTICES = 20261, 12000
POINTS = (24, 27, 30, 36, 48, 60, 84, 120)
FIRST_LOOK, QUARTER, YEAR = 12, 3, 12  # points
# Share of unchanged practices in which a chart says "changed" at any look of a year: 9.4 % for the four together.
# Charts of clients, whose changes are hardest to see, have the larger part than the chart of sessions.
RATES = {"reliable_improvement": 0.022, "unplanned": 0.022, "early_alliance": 0.042, "forms": 0.008}


def statistics(series: Months, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Return of the first `points` months of each practice the largest statistic, with its sign, and its index."""
    total, n = series.total[:, :points].astype(float), series.n[:, :points].astype(float)
    weights, least = (
        (n, 0.0) if series.measure == "early_alliance" else (change_point.share_weights(total, n), 1.0)
    )
    differences, inside = change_point.largest(total / n, weights, least)
    at = np.abs(differences).argmax(axis=1)
    largest = np.take_along_axis(differences, at[:, None], axis=1)[:, 0]
    return largest / np.sqrt(inside), at + change_point.SIDE


def thresholds(points: int, unchanged: dict[str, Months]) -> dict[str, float]:
    """Return the threshold of each measure at a number of points, for a year of looks up to them."""
    looks = [at for at in range(points, points - YEAR - 1, -QUARTER) if at >= FIRST_LOOK]
    return {
        one: float(
            np.quantile(np.max([np.abs(statistics(series, at)[0]) for at in looks], axis=0), 1 - RATES[one])
        )
        for one, series in unchanged.items()
    }


def coverage(points: int, distances: tuple[float, ...]) -> dict[float, float]:
    """Return the share of changes found whose range of dates holds the true one, by distance."""
    held: dict[float, list[bool]] = {distance: [] for distance in distances}
    for measure in MEASURES:
        for ago in (6, 12, points // 2):
            rng = np.random.default_rng([SEED, points, ago])
            made = months(rng, measure, 600, points, Step(points - ago, STEPS[measure]))
            for total, n in zip(made.total, made.n, strict=True):
                for distance in distances:
                    change_point.DATE_DISTANCE = distance
                    found = (
                        change_point.of_means(total / n, n)
                        if measure == "early_alliance"
                        else change_point.of_shares(total, n, repeated=measure == "forms")
                    )
                    if found and found.changed:
                        held[distance].append(found.earliest <= points - ago <= found.latest)
    return {distance: float(np.mean(of)) for distance, of in held.items()}


if __name__ == "__main__":
    unchanged = practices(SEED, PRACTICES, max(POINTS))
    for points in POINTS:
        rounded = {one: round(value, 2) for one, value in thresholds(points, unchanged).items()}
        print(points, rounded, flush=True)
    for points in (22, 34, 46):
        print(points, coverage(points, (4.0, 4.5, 5.0)), flush=True)
