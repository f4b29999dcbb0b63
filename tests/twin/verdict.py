"""Comparison of a selection with the period before it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tests.twin import outcome_figures as figures
from tests.twin.calendar_months import previous_period
from tests.twin.endings import INFERRED, LAPSED
from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, Figure, difference_of_means, difference_of_shares
from tests.twin.practice import Practice
from tests.twin.rules import RULES
from tests.twin.selection import Selection

LEADS = "reliable_improvement"
FEWEST = 30
OTHERS = {"deteriorated": "worse", "unplanned": "worse", "mean_change": "better"}  # what higher means
ALARMS = 0.02  # of all other measures together


def period_before(practice: Practice, chosen: Selection) -> tuple[datetime.date, datetime.date] | None:
    """Return the period of equal length before the selection; None where all data are chosen."""
    if chosen.since is None:
        return None
    return previous_period(chosen.since, chosen.until or practice.as_of)


def episodes_before(practice: Practice, chosen: Selection) -> list[Episode]:
    """Return the episodes of the period before, as one would have known them then.

    An ending that nobody recorded is known the lapse window after the last session; the days between the end of the
    selection and the data date are as many as one would have had after the period before.
    """
    span = period_before(practice, chosen)
    if span is None:
        return []
    earlier = Selection(**{**chosen.__dict__, "since": span[0], "until": span[1]})
    looked = span[1] + (practice.as_of - (chosen.until or practice.as_of))
    known = looked - datetime.timedelta(days=RULES["endings.lapse_days"])
    return [
        one
        for one in earlier.of(practice.episodes)
        if one.ending not in (*INFERRED, LAPSED) or one.last_day <= known
    ]


def previous(practice: Practice, chosen: Selection) -> dict[str, object] | None:
    """Return the main outcomes of the period before; None where there is none, and for open episodes."""
    if chosen.episodes != "closed":
        return None
    span, held = period_before(practice, chosen), episodes_before(practice, chosen)
    if span is None or not held:
        return None
    return {
        "since": span[0].isoformat(),
        "until": span[1].isoformat(),
        "n": len(held),
        "reliable_improvement": figures.improved(held),
        "recovered": figures.recovered(held),
        "unplanned": figures.unplanned(held),
        "mean_change": figures.mean_change(held),
    }


def verdict(practice: Practice, chosen: Selection) -> dict[str, object]:
    """Return whether the selection went better or worse than the period before."""
    now, before = chosen.of(practice.episodes), episodes_before(practice, chosen)
    span = period_before(practice, chosen) or (None, None)
    if chosen.episodes != "closed":
        before, span = [], (None, None)
    ours, theirs = figures.improved(now), figures.improved(before)
    said: dict[str, object] = {
        "state": "too_early",
        "measure": LEADS,
        "difference": {**NOTHING, "n": int(ours["n"]) + int(theirs["n"])},  # pyright: ignore[reportArgumentType]
        "now": ours,
        "before": theirs,
        "since": span[0].isoformat() if span[0] else None,
        "until": span[1].isoformat() if span[1] else None,
        "also": [],
    }
    few = min(len(figures.assessable(now)), len(figures.assessable(before))) < FEWEST
    if span[0] is None or few or not reaches_back(practice, span):
        return said
    led = difference(LEADS, now, before, 0.95)
    also = []
    for name in OTHERS:
        found = difference(name, now, before, 1 - ALARMS / len(OTHERS))
        if found and state(name, found) != "no_clear_change":
            also.append({"measure": name, "state": state(name, found), "difference": found,
                         "now": value(name, now), "before": value(name, before)})  # fmt: skip
    return {**said, "state": state(LEADS, led), "difference": led, "also": also}


def reaches_back(practice: Practice, span: tuple[datetime.date, datetime.date]) -> bool:
    """Return whether the data reach back to the period before, a tenth of its length allowed."""
    first = min(row.day for row in practice.sessions)
    return (first - span[0]).days <= 0.1 * (span[1] - span[0]).days


def difference(name: str, now: Sequence[Episode], before: Sequence[Episode], level: float) -> Figure:
    """Return how much a measure differs from the period before; empty where one side has nobody."""
    if name == "mean_change":
        ours, theirs = ([float(one.change) for one in figures.assessable(held)] for held in (now, before))
        return difference_of_means(ours, theirs, level)
    (k1, n1), (k2, n2) = (_counts(name, held) for held in (now, before))
    return difference_of_shares(k1, n1, k2, n2, level) if n1 and n2 else {}


def _counts(name: str, held: Sequence[Episode]) -> tuple[int, int]:
    """Return numerator and denominator of a share."""
    if name == "unplanned":
        of = figures.counted(held)
        return sum(one.left for one in of), len(of)
    of = figures.assessable(held)
    return sum(one.improved if name == LEADS else one.outcome == name for one in of), len(of)


def value(name: str, held: Sequence[Episode]) -> Figure:
    """Return one measure of a period."""
    return {
        "deteriorated": lambda: figures.of_class(held, "deteriorated"),
        "unplanned": lambda: figures.unplanned(held),
        "mean_change": lambda: figures.mean_change(held),
    }[name]()


def state(name: str, found: Figure) -> str:
    """Return better or worse where the interval leaves 0 out."""
    low, high = found["interval"]  # pyright: ignore[reportGeneralTypeIssues]
    if low <= 0 <= high:
        return "no_clear_change"
    higher = OTHERS.get(name, "better")
    lower = {"better": "worse", "worse": "better"}[higher]
    return higher if low > 0 else lower
