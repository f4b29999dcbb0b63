"""Simulated totals of two periods, to test Overview's verdict with and without a change."""

from __future__ import annotations

import datetime
from collections import Counter

import numpy as np

from analytics.filters import Filters
from analytics.outcomes.totals import Totals
from analytics.outcomes.verdict import Before, Verdict, judge

MEAN_GAIN, SD_GAIN, SD_THERAPISTS = 6.0, 7.5, 1.5  # ORS points
UNPLANNED = 0.25  # share of endings
RELIABLE = 6.0  # ORS points
SINCE, UNTIL = datetime.date(2024, 10, 1), datetime.date(2025, 9, 30)


def period(
    rng, n: int, therapists: np.ndarray, gain: float = MEAN_GAIN, unplanned: float = UNPLANNED
) -> Totals:
    """Return the totals of n ended episodes with these therapist effects (in points)."""
    left = rng.random(n) < unplanned
    change = gain - 3 * (left - unplanned) + rng.choice(therapists, n) + rng.normal(0, SD_GAIN, n)
    change = change.round(1)
    kinds = np.where(
        change >= RELIABLE, "improved", np.where(change <= -RELIABLE, "deteriorated", "no_change")
    )
    rows = Counter(zip(kinds.tolist(), left.tolist(), strict=True))
    made = []
    for (kind, gone), count in rows.items():
        of = change[(kinds == kind) & (left == gone)]
        made.append(
            {
                **{
                    "class": kind,
                    "improved": kind == "improved",
                    "ending": "unplanned" if gone else "planned",
                },
                **{"ended": True, "below": True},
                **{
                    "counted": True,
                    "unplanned": gone,
                    "unplanned_declared": gone,
                    "unplanned_all_unknown": gone,
                },
                **{"outcome_counts": True, "assessable": True, "not_improved": kind != "improved"},
                **{"n": count, "intake_n": count, "intake": 0.0, "intake2": 0.0},
                **{"sessions": count, "sessions2": count},
                **{"change": float(of.sum()), "change2": float((of**2).sum())},
            }
        )
    return Totals(made)


def practices(runs: int, n: int, seed: int, therapists: int = 8, **now) -> list[Verdict]:
    """Return the verdict of each simulated practice, comparing two periods of n episodes."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(runs):
        effects = rng.normal(0, SD_THERAPISTS, therapists)
        earlier = Before(Filters(since=SINCE, until=UNTIL), period(rng, n, effects), SINCE, UNTIL)
        found.append(judge(period(rng, n, effects, **now), earlier, SINCE, UNTIL))
    return found
