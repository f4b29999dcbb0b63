"""How long clients stay, and the mean ORS by session and length of episode."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.stats import norm

from tests.twin.episodes import Episode
from tests.twin.figures import mean
from tests.twin.practice import Practice
from tests.twin.selection import Selection

REACHED = 10  # episodes that must reach a session
FORMS = 20  # of a point of the course
LAST = 12  # session of the course
DOSES = (("1-3", 1, 3), ("4-8", 4, 8), ("9+", 9, 10**6))


def retention(practice: Practice, chosen: Selection) -> list[dict[str, object]]:
    """Return the Kaplan-Meier curve of all episodes that began in the period; open ones are censored."""
    cohort = [one for one in practice.episodes if chosen.holds_kind(one) and chosen.holds_day(one.first_day)]
    rows: list[dict[str, object]] = []
    left, variance = 1.0, 0.0
    least = REACHED if len(cohort) >= REACHED else 1
    for session in range(1, max((one.sessions for one in cohort), default=0) + 1):
        reached = [one for one in cohort if one.sessions >= session]
        if len(reached) < least:
            break
        ended = sum(one.ended and one.sessions == session for one in reached)
        n = len(reached)
        left *= 1 - ended / n
        variance += ended / (n * (n - ended)) if n > ended else math.inf
        rows.append(
            {
                "session": session,
                "still_in_care": left,
                "interval": _limits(left, variance),
                "at_risk": n,
                "ended": ended,
            }
        )
    return rows


def _limits(left: float, variance: float) -> list[float] | None:
    """Return the 95 % limits on the scale of log(-log), from Greenwood's variance; none before the first end."""
    if left in (0.0, 1.0):
        return None
    half = float(norm.ppf(0.975)) * math.sqrt(variance) / abs(math.log(left))
    return [left ** math.exp(half), left ** math.exp(-half)]


def course(held: Sequence[Episode]) -> list[dict[str, object]]:
    """Return the mean ORS of ended episodes by session, apart for three lengths."""
    rows = []
    for dose, low, high in DOSES:
        part = [one for one in held if one.ended and one.counts_for_outcomes and low <= one.sessions <= high]
        for session in range(1, LAST + 1):
            found = mean(one.ors[session] for one in part if session in one.ors)
            if int(found["n"]) >= FORMS:  # pyright: ignore[reportArgumentType]
                rows.append(
                    {
                        "dose": dose,
                        "session": session,
                        "mean": found["estimate"],
                        "interval": found["interval"],
                        "n": found["n"],
                        "episodes": sum(bool(one.ors) for one in part),
                    }
                )
    return rows
