"""How many sessions fewer courses had that ended unplanned than courses of similar start that ended as planned.

As the glossary says under "Sessions not held": one course at a time, without arrays.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Sequence

from scipy.stats import t as student

from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, share_of
from tests.twin.practice import Practice
from tests.twin.rules import RULES
from tests.twin.selection import Selection

BANDS = (15, 20, 25, 30)  # ORS points
ALIKE = 10  # courses that ended as planned and are similar
BEGAN = 10  # courses that began early enough
THERAPISTS = 10


def sessions_not_held(practice: Practice, chosen: Selection) -> dict[str, object]:
    """Return the comparison, or nothing where endings are not recorded or too few."""
    held = chosen.of(practice.episodes)
    if not all(one.endings_recorded for one in practice.episodes):
        return _nothing([])
    ended = [one for one in held if one.ending in ("planned", "unplanned")]
    weights = {id(one): _began(practice, chosen, one) for one in ended}
    seen = [one for one in ended if weights[id(one)] >= BEGAN]
    inferred = sum(one.ending in ("planned_inferred", "unplanned_inferred") for one in held)
    left_out = [
        {"reason": reason, "n": n}
        for reason, n in (("ending_without_reason", inferred), ("too_long", len(ended) - len(seen)))
        if n
    ]
    left = [one for one in seen if one.ending == "unplanned"]
    stayed = [one for one in seen if one.ending == "planned"]
    if min(len(left), len(stayed)) < RULES["endings.min_compared"]:
        return _nothing(left_out)
    inverse = {key: 1 / n for key, n in weights.items() if n >= BEGAN}
    return {**_compared(left, stayed, inverse), "left_out": left_out}


def _began(practice: Practice, chosen: Selection, ended: Episode) -> int:
    """Return how many courses began so that they would have ended in the period, had they lasted as long."""
    lasted = ended.last_day - ended.first_day
    until = min(chosen.until or practice.as_of, practice.as_of)
    since = chosen.since or datetime.date.min + lasted
    return sum(
        since - lasted <= one.first_day <= until - lasted
        for one in practice.episodes
        if chosen.holds_kind(one)
    )


def _start(one: Episode) -> tuple[object, ...]:
    """Return what courses are compared by, most important first."""
    band = sum(one.first >= edge for edge in BANDS) if one.ors else -1
    return band, one.program, one.age_group, one.site


def _compared(
    left: Sequence[Episode], stayed: Sequence[Episode], weights: dict[int, float]
) -> dict[str, object]:
    """Return the weighted difference with its range."""
    whole = sum(weights[id(one)] for one in left)
    influence: dict[int, float] = defaultdict(float)
    mean = expected = 0.0
    parts: list[tuple[Episode, float, float]] = []
    for one in left:
        similar = _similar(one, stayed)
        total = sum(weights[id(other)] for other in similar)
        theirs = sum(weights[id(other)] * other.sessions for other in similar) / total
        share = weights[id(one)] / whole
        mean += share * one.sessions
        expected += share * theirs
        parts.append((one, share, theirs))
        for other in similar:
            weight = weights[id(other)]  # without this course, the mean of the others moves by so much
            influence[id(other)] += share * weight / (total - weight) * (other.sessions - theirs)
    difference = expected - mean
    for one, share, theirs in parts:
        influence[id(one)] = share / (1 - share) * (theirs - one.sessions - difference)
    low, high = (difference + sign * _half([*left, *stayed], influence) for sign in (-1, 1))
    n = len(left)
    return {
        "per_ending": {"estimate": difference, "interval": [low, high], "n": n},
        "total": {"estimate": n * difference, "interval": [n * low, n * high], "n": n},
        "mean_unplanned": mean,
        "mean_planned": expected,
        "unplanned": n,
        "planned": len(stayed),
        "improved": share_of(one.improved for one in left if one.assessable),
    }


def _similar(one: Episode, stayed: Sequence[Episode]) -> list[Episode]:
    """Return the planned endings of the most similar start of which there are enough."""
    start = _start(one)
    for depth in range(len(start), 0, -1):
        found = [other for other in stayed if _start(other)[:depth] == start[:depth]]
        if len(found) >= ALIKE:
            return found
    return list(stayed)


def _half(courses: Sequence[Episode], influence: dict[int, float]) -> float:
    """Return half the length of the range, from sums by therapist; by course where therapists are few."""
    by_therapist = len({one.therapist for one in courses}) >= THERAPISTS
    sums: dict[object, float] = defaultdict(float)
    for one in courses:
        sums[one.therapist if by_therapist else id(one)] += influence[id(one)]
    groups = len(sums)
    return float(student.ppf(0.975, groups - 1)) * math.sqrt(
        groups / (groups - 1) * sum(value**2 for value in sums.values())
    )


def _nothing(left_out: list[dict[str, object]]) -> dict[str, object]:
    """Return the comparison without figures."""
    missing = {**NOTHING, "n": 0}
    return {
        "per_ending": missing,
        "total": missing,
        "mean_unplanned": None,
        "mean_planned": None,
        "unplanned": None,
        "planned": None,
        "improved": missing,
        "left_out": left_out,
    }
