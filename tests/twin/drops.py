"""Drops and repairs of the alliance in one episode."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, variance

from tests.twin.episodes import Episode
from tests.twin.rules import RULES, points

EARLIER = 3  # forms of the baseline, at least
PRIOR = 6  # forms that the practice's spread counts for
FLOOR, UNKNOWN, STEPS = 1.0, 1.5, 50  # points; points below so many steps
NORMAL = 0.6745
MEDIAN = 3.5  # how much a median of forms of one client varies, in variances over k


@dataclass(frozen=True, kw_only=True)
class Drop:
    """One drop: its session, the median before, the spread, the fall, and what became of it."""

    session: int
    baseline: Decimal
    spread: float
    fall: Decimal
    outcome: str  # repaired, unrepaired, ended_after or open
    forms_since: int

    @property
    def repair_level(self) -> float:
        """SRS total from which it counts as repaired."""
        return float(self.baseline) - self.spread


def practice_spread(episodes: Iterable[Episode]) -> float:
    """Return the SD of the SRS inside clients, from the median step between forms in a row."""
    steps = [
        abs(after - before)
        for one in episodes
        for before, after in zip(_totals(one), _totals(one)[1:], strict=False)
    ]
    if len(steps) < STEPS:
        return UNKNOWN
    return max(round(float(median(steps)) / NORMAL / math.sqrt(2), 2), FLOOR)


def _totals(one: Episode) -> list[Decimal]:
    """Return the SRS totals in order."""
    return [one.srs[session] for session in sorted(one.srs)]


def find(one: Episode, usual: float) -> list[Drop]:
    """Return the drops of an episode; usual: the practice's spread."""
    sessions, totals = sorted(one.srs), _totals(one)
    earlier: list[Decimal] = []
    found = []
    place = 0
    while place < len(totals):
        fallen = _fallen(earlier, totals[place], usual)
        if fallen is None:
            earlier.append(totals[place])
            place += 1
            continue
        baseline, spread = fallen
        end, outcome = _followed(totals, place, float(baseline) - spread, one.ended)
        found.append(
            Drop(
                session=sessions[place],
                baseline=baseline,
                spread=spread,
                fall=baseline - totals[place],
                outcome=outcome,
                forms_since=len(totals) - place - 1,
            )
        )
        own = totals[place : end + 1]
        earlier = own if outcome == "unrepaired" else earlier + own
        place = end + 1
    return found


def _fallen(earlier: list[Decimal], total: Decimal, usual: float) -> tuple[Decimal, float] | None:
    """Return median and spread of the earlier forms where a total is a drop from them."""
    k = len(earlier)
    if k < EARLIER:
        return None
    middle = median(earlier)
    own = float(variance(earlier))
    spread = math.sqrt((PRIOR * usual**2 + (k - 1) * own) / (k + PRIOR - 1))
    z = float(total - middle) / (spread * math.sqrt(1 + MEDIAN / k))
    if z < RULES["dips.z"] and middle - total >= points("dips.min_drop"):
        return middle, spread
    return None


def _followed(totals: list[Decimal], place: int, level: float, ended: bool) -> tuple[int, str]:
    """Return the last form that belongs to a drop, and what became of it."""
    window = RULES["dips.repair_sessions"]
    for step in range(1, window + 1):
        if place + step >= len(totals):
            return len(totals) - 1, "ended_after" if ended else "open"
        if float(totals[place + step]) >= level:
            return place + step, "repaired"
    return place + window, "unrepaired"
