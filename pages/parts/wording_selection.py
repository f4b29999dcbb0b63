"""Words that every page needs: the selection, a share with its range, what is left out."""

from __future__ import annotations

import datetime

from analytics.answers import Answer, Estimate
from analytics.filters import Filters, month_start
from pages.parts import wording
from pages.parts.marks import of_100

_LEFT_OUT = {
    "fewer_than_two_ors": "without a first and a later ORS",
    "transferred": "transferred",
    "administrative": "ended for administrative reasons",
    "not_a_course": "never a course of therapy",
    "open": "still open",
    "no_therapist": "without a therapist",
    "tied_therapist": "shared equally by two therapists",
    "shared_equally": "shared equally by two therapists",
    "no_first_ors": "without a first ORS",
    "not_judged": "that this measure does not judge",
    "not_assessable": "without a first and a later ORS",
    "no_srs": "without an SRS",
    "no_early_srs": "without an SRS in the early sessions",
    "no_later_ors": "without an ORS before and after them",
}
_MONTHS = {3: "the last 3 months", 6: "the last 6 months", 12: "the last 12 months", 24: "the last 24 months"}


def period(filters: Filters, as_of: datetime.date | None = None) -> str:
    """The period in words, fit to follow "in": the last 12 months; 1 Jul to 14 Nov 2026; all data."""
    since, until = filters.since, filters.until or as_of
    if since is None:
        return "all data"
    if until is None:
        return f"the time since {wording.day(since)}"
    after = until + datetime.timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if until == as_of and since.day == after.day and months in _MONTHS:
        return _MONTHS[months]
    if since.day == 1 and after.day == 1 and months > 2:
        return f"{wording.month(since)} to {wording.month(month_start(until))}"
    return f"{wording.day(since)} to {wording.day(until)}"


def share(found: Estimate, *, first: bool = False) -> str:
    """A share with its range for a cell of its own: as `phrase`, else a sentence that says why there is none."""
    if found.estimate is None:
        return (found.why or "not enough data yet").rstrip(".")
    return phrase(found, first=first) or wording.not_enough(found.n)


def phrase(found: Estimate, *, first: bool = False) -> str | None:
    """A share with its range as a part of a sentence: 58 in 100 (54 to 62); 6 of 14 (21 to 67 in 100); else None."""
    if found.estimate is None or found.n < wording.SMALL:
        return None
    small = found.n < wording.ENOUGH
    value = (
        wording.phrase(found.events, found.n)
        if small and found.events is not None
        else wording.in_100(found.estimate)
    )
    if not found.interval:
        return value
    said = wording.between_100(*found.interval, first=first).strip("()")
    return f"{value} ({said}{' in 100' if small else ''})"


def mean(found: Estimate, *, sign: bool = False, digits: int = 1, first: bool = False) -> str:
    """A mean with its range: +6.1 (5.5 to 6.7); else why there is none."""
    if found.estimate is None:
        return (found.why or "not enough data yet").rstrip(".")
    value = (wording.signed if sign else wording.number)(found.estimate, digits)
    if not found.interval:
        return value
    said = wording.between(*found.interval, digits, first=first, sign=sign)
    return f"{value} ({said.strip('()')})"


def left_out(answer: Answer, *skip: str) -> str:
    """What the figures do not speak of: `Left out: 12 episodes still open, 41 without a first and a later ORS.`"""
    parts = [
        (row.n, _LEFT_OUT.get(row.reason, row.reason.replace("_", " ")))
        for row in answer.left_out
        if row.reason not in skip
    ]
    if not parts:
        return ""
    first, *rest = parts
    words = [
        f"{wording.plural(first[0], 'episode')} {first[1]}",
        *(f"{wording.count(n)} {why}" for n, why in rest),
    ]
    return f"Left out: {wording.listed(words)}."


def to_100(counts: tuple[int, ...]) -> tuple[int, ...]:
    """Counts as whole numbers out of 100, as the dots show them; a lead that says them agrees with its dots."""
    return tuple(of_100(counts))
