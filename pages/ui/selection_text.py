"""Texts shared by several pages: the filters' period, a share with its interval, episodes left out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from analytics import clock
from analytics.answers import Answer, Estimate
from analytics.filters import Filters, month_start
from analytics.messages import gettext, ngettext
from analytics.privacy import words
from pages.ui import formatting

_LEFT_OUT = {
    "fewer_than_two_ors": "without a first and a later ORS",
    "transferred": "transferred",
    "administrative": "ended for administrative reasons",
    "not_a_course": "never a course of therapy",
    "ended_unknown": "ended without a recorded reason",
    "open": "still open",
    "no_therapist": "without a therapist",
    "tied_therapist": "shared equally by two therapists",
    "shared_equally": "shared equally by two therapists",
    "ended_otherwise": "transferred, ended for administrative reasons or never a course of therapy",
    "no_first_ors": "without a first ORS",
    "not_judged": "that this measure does not judge",
    "two_forms": "whose form changed, such as from the adult ORS to the child form",
    "not_assessable": "without a first and a later ORS",
    "not_correlated": "that lack a form for this, or count for no outcome",
    "not_in_slopes": "that lack a form for this, or count for no outcome or no single therapist",
    "no_srs": "without an SRS",
    "no_early_srs": "without an SRS in the early sessions",
    "no_later_ors": "without an ORS before and after the early sessions",
}
LONGER = "A longer period may hold more."
LAST_DAYS = 31  # days; data that speak up to an earlier day do not tell of the last months
_MONTHS = {6: "the last 6 months", 12: "the last 12 months", 24: "the last 24 months"}


def period(filters: Filters, as_of: datetime.date | None = None) -> str:
    """Return the text for the filters' period, to follow "in": `the last 12 months`.

    The names are those of the period filter, so that the filter and the sentence agree.
    """
    since, until = filters.since, filters.until or as_of
    if since is None:
        return (
            "all data"
            if until in (None, as_of)
            else gettext("the time up to {until}").format(until=formatting.day(until))
        )
    if until is None:
        return gettext("the time since {since}").format(since=formatting.day(since))
    after = until + datetime.timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if as_of is not None and until == as_of and since.day == after.day and months in _MONTHS:
        past = (clock.today() - as_of).days > LAST_DAYS
        return (
            gettext("the {months} months up to {as_of}").format(months=months, as_of=formatting.day(as_of))
            if past
            else _MONTHS[months]
        )
    span = _span(since, until)
    return f"{name} ({span})" if as_of and (name := _calendar_name(since, until, as_of)) else span


def within(filters: Filters, as_of: datetime.date | None = None) -> str:
    """Return the text for the filters' period with a preposition: `in the last 12 months`."""
    named, since, until = period(filters, as_of), filters.since, filters.until or as_of
    if since is not None and until is not None:
        first, last = _ends(since, until)
        if first != last and named == _span(since, until):
            return gettext("from {first} to {last}").format(first=first, last=last)
    return gettext("in {period}").format(period=named)


def weeks(n: int, as_of: datetime.date) -> str:
    """Return the text for the n weeks up to `as_of`: `the last 12 weeks`."""
    if (clock.today() - as_of).days > LAST_DAYS:
        return gettext("the {n} weeks up to {day}").format(n=n, day=formatting.day(as_of))
    return gettext("the last {n} weeks").format(n=n)


def full_weeks(n: int, sunday: datetime.date) -> str:
    """Return the text for the n weeks from Monday to Sunday that end on a Sunday, with their days."""
    return gettext("the {n} full weeks from {first} to {last}").format(
        n={4: "four"}.get(n, str(n)),
        first=formatting.day(sunday - datetime.timedelta(days=7 * n - 1)),
        last=formatting.day(sunday),
    )


def before(since: datetime.date, until: datetime.date) -> str:
    """Return the text for an earlier period, to follow "the": `12 months before`."""
    after = until + datetime.timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if since.day == after.day and months > 0:
        return ngettext("month before", "{n} months before", months).format(n=months)
    return gettext("time before ({span})").format(span=_span(since, until))


def _span(since: datetime.date, until: datetime.date) -> str:
    """Format a range of dates: `Jan 2026 to Jun 2026`, or `2025` for a whole year."""
    first, last = _ends(since, until)
    return first if first == last else gettext("{first} to {last}").format(first=first, last=last)


def _ends(since: datetime.date, until: datetime.date) -> tuple[str, str]:
    """Format both ends of a date span: as years or months for whole years or months, else as days."""
    after = until + datetime.timedelta(days=1)
    if since.day == 1 and after.day == 1:
        if since.month == 1 and after.month == 1 and until.year == since.year:
            return str(since.year), str(until.year)
        return formatting.month(since), formatting.month(until)
    return formatting.day(since), formatting.day(until)


def _calendar_name(since: datetime.date, until: datetime.date, as_of: datetime.date) -> str:
    """Return the calendar name of a range of dates, such as `this quarter`; empty if it has none."""
    quarter = month_start(as_of, (as_of.month - 1) % 3)
    if until == as_of:
        return {quarter: "this quarter", datetime.date(as_of.year, 1, 1): "this year"}.get(since, "")
    day = datetime.timedelta(days=1)
    names = {
        (month_start(quarter, 3), quarter - day): "the last quarter",
        (datetime.date(as_of.year - 1, 1, 1), datetime.date(as_of.year - 1, 12, 31)): "last year",
    }
    return names.get((since, until), "")


def share(estimate: Estimate, *, first: bool = False) -> str:
    """Format a share with its interval for a table cell, or return why there is none."""
    if estimate.estimate is None:
        return (estimate.why or "not enough data yet").rstrip(".")
    return phrase(estimate, first=first) or formatting.not_enough(estimate.n)


def phrase(estimate: Estimate, *, first: bool = False) -> str | None:
    """Format a share with its interval for a sentence, such as `58 in 100 (54 to 62)`; None for n < 10."""
    if estimate.estimate is None or estimate.n < formatting.SMALL:
        return None
    small = estimate.n < formatting.ENOUGH
    value = formatting.in_100(estimate.estimate)
    if small and estimate.events is not None:
        value = formatting.counted(estimate.events, estimate.n)
    if not estimate.interval:
        return value
    low, high = estimate.interval
    interval = (
        formatting.between(low * 100, high * 100, 0) if first else formatting.ends(low * 100, high * 100, 0)
    )
    if small:
        return gettext("{value} ({interval} in 100)").format(value=value, interval=interval)
    return f"{value} ({interval})"


def mean(estimate: Estimate, *, sign: bool = False, digits: int = 1, first: bool = False) -> str:
    """Format a mean with its interval, such as `+6.1 (5.5 to 6.7)`, or return why there is none."""
    if estimate.estimate is None:
        return (estimate.why or "not enough data yet").rstrip(".")
    value = (formatting.signed if sign else formatting.number)(estimate.estimate, digits)
    if not estimate.interval:
        return value
    interval = (formatting.between if first else formatting.ends)(*estimate.interval, digits, sign=sign)
    return f"{value} ({interval})"


def number_of(n: int | None, answer: Answer) -> str:
    """Return a count as text, or `fewer than 5` if the count is hidden from this viewer."""
    if n is None and answer.hidden_below:
        return words(answer.hidden_below)
    return formatting.count(n)


def left_out(answer: Answer, *skip: str) -> str:
    """Return the text on which episodes are left out: `Left out: 12 episodes still open`; empty if none."""
    parts = [
        (row.n, _LEFT_OUT.get(row.reason, row.reason.replace("_", " ")))
        for row in answer.left_out
        if row.reason not in skip
    ]
    if not parts:
        return ""
    (n, why), *rest = parts
    groups = [
        ngettext("{n} episode {why}", "{n} episodes {why}", 2 if n is None else n).format(
            n=number_of(n, answer), why=why
        ),
        *(gettext("{n} {why}").format(n=number_of(n, answer), why=why) for n, why in rest),
    ]
    return gettext("Left out: {groups}.").format(groups=formatting.listed(groups))


def to_100(counts: Sequence[float]) -> tuple[int, ...]:
    """Scale counts to whole numbers that sum to 100, as drawn by an array of 100 dots.

    All are rounded as everywhere else, and the first stays so, because other pages give the same figure; what is then
    over or lacking goes to the largest of the others.

    Raises
    ------
    ValueError
        There is nobody to show.
    """
    total = sum(counts)
    if total <= 0:
        raise ValueError("no people to show")
    whole = [int(formatting.rounded(n * 100 / total)) for n in counts]
    largest = max(range(1, len(whole)), key=lambda index: counts[index])
    whole[largest] += 100 - sum(whole)
    return tuple(whole)
