"""Formatting of numbers, dates and ids as text: shares as people out of 100, true minus signs.

Every function takes plain values and returns text; missing values become the words `not given`.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

from analytics import clock
from analytics.messages import NOT_GIVEN as NOT_GIVEN
from analytics.messages import count as count
from analytics.messages import gettext, ngettext

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


MINUS = "\u2212"
ENOUGH = 20  # from here a share is "in 100"
SMALL = 10  # from here to ENOUGH a share is "k of n"; below, no share at all
ABOUT_SAME = 1.0  # points; a smaller change is "about where it started"

_PUNCTUATION = re.compile(
    r"([!#$&()*+\-.:<=>@\[\\\]^_`{|}~])"
)  # what Markdown, math and colour marks are made of


def rounded(value: float, digits: int = 0) -> Decimal:
    """Round half up to a Decimal, ignoring binary error below the sixth decimal."""
    return Decimal(str(round(float(value), 6))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: float | None, digits: int = 1) -> str:
    """Format a number with a true minus sign, and no sign on zero: `21.3`, `−0.6`."""
    if value is None:
        return NOT_GIVEN
    result = rounded(value, digits)
    text = f"{abs(result):,.{digits}f}"
    return f"{MINUS}{text}" if result < 0 else text


def signed(value: float | None, digits: int = 1) -> str:
    """Format a number with its sign: `+6.1`, `−0.6`, `0.0`."""
    if value is None:
        return NOT_GIVEN
    text = number(value, digits)
    return f"+{text}" if rounded(value, digits) > 0 else text


def in_100(share: float | None) -> str:
    """Format a share from 0 to 1 as people out of 100: `58 in 100`."""
    return NOT_GIVEN if share is None else gettext("{n} in 100").format(n=rounded(share * 100))


def chance(p: float, of: int) -> str:
    """Format a probability as `9 in 10`; what is not certain never becomes `10 in 10` or `0 in 10`.

    of: 10 or 100.
    """
    n = rounded(p * of)
    if n >= of and p < 1:
        return gettext("more than {n} in {of}").format(n=of - 1, of=of)
    if n <= 0 and p > 0:
        return gettext("fewer than 1 in {of}").format(of=of)
    return gettext("{n} in {of}").format(n=n, of=of)


def share(events: int, n: int) -> str:
    """Format a share for a table cell: `58 in 100` (n >= 20), `6 of 14` (n >= 10), else too little data.

    The last form names how many there are of the number needed.

    Notes
    -----
    Never part of another sentence, because it may be one itself; there `phrase` says None instead.
    """
    return phrase(events, n) or not_enough(n)


def phrase(events: int, n: int) -> str | None:
    """Format a share for a sentence: `58 in 100`, or `6 of 14` for n under 20; None for n under 10."""
    return counted(events, n) if n >= SMALL else None


def counted(events: int, n: int) -> str:
    """Format a share for any n: `2 of 6`, or `58 in 100` for n >= 20.

    For shares of outcomes use `phrase`, which gives no share below ten.
    """
    if n >= ENOUGH:
        return in_100(events / n)
    return gettext("{events} of {n}").format(events=count(events), n=count(n))


def not_enough(n: int | None) -> str:
    """Return the text for too few closed episodes: `Not enough data yet: 7 of 10 closed episodes`.

    n: None for a number that is too small to show.
    """
    if n is None:
        return gettext("Not enough data yet: fewer than {needed} closed episodes").format(needed=SMALL)
    return gettext("Not enough data yet: {n} of {needed} closed episodes").format(n=count(n), needed=SMALL)


def not_enough_scored(n: int | None) -> str:
    """Return the text that too few closed episodes have two ORS scores, and how many are needed.

    n: None for a number that is too small to show.
    """
    if n is None:
        return gettext(
            "Not enough data yet: fewer than {needed} closed episodes with a first and a later ORS"
        ).format(needed=SMALL)
    return gettext(
        "Not enough data yet: {n} of {needed} closed episodes with a first and a later ORS"
    ).format(n=count(n), needed=SMALL)


def between(low: float, high: float, digits: int = 1, *, first: bool = True, sign: bool = False) -> str:
    """Format a 95 % interval: `95% range 5.5 to 6.7` the first time on a page, then `(5.5 to 6.7)`."""
    text = ends(low, high, digits, sign=sign)
    return gettext("95% range {ends}").format(ends=text) if first else f"({text})"


def ends(low: float, high: float, digits: int, *, sign: bool = False) -> str:
    """Return the ends of a range as text: `5.5 to 6.7`."""
    write = signed if sign else number
    if low != high and write(low, digits) == write(
        high, digits
    ):  # "46 to 46" would say that nothing is uncertain
        digits += 1
    return gettext("{low} to {high}").format(low=write(low, digits), high=write(high, digits))


def between_100(low: float, high: float, *, first: bool = True) -> str:
    """Format the 95 % interval of a share in percent: `95% range 54 to 62`, or `(54 to 62)`."""
    return between(low * 100, high * 100, 0, first=first)


def correlation(r: float | None) -> str:
    """Format a correlation: `r = 0.24`."""
    return NOT_GIVEN if r is None else f"r = {number(r, 2)}"


def day(date: datetime.date | None) -> str:
    """Format a date: `14 Nov 2026`."""
    return NOT_GIVEN if date is None else f"{day_of_month(date)} {date.year:04}"


def day_of_month(date: datetime.date) -> str:
    """Return a date without its year as text: `14 Nov`."""
    return f"{date.day} {MONTHS[date.month - 1]}"


def month(date: datetime.date | None) -> str:
    """Format the month of a date: `Nov 2026`."""
    return NOT_GIVEN if date is None else f"{MONTHS[date.month - 1]} {date.year:04}"


def ago(date: datetime.date, as_of: datetime.date) -> str:
    """Format a date as words such as `2 days ago` if it is 0 to 14 days before `as_of`, else as a date."""
    days = (as_of - date).days
    if days < 0 or days > 14:
        return day(date)
    return {0: "today", 1: "yesterday"}.get(days) or gettext("{days} days ago").format(days=days)


def before(date: datetime.date, as_of: datetime.date, today: datetime.date | None = None) -> str:
    """Return how long before `as_of` a date was, such as `7 days ago` or `7 days before 30 Sep`.

    Up to 14 days, then the date; the year is named where it is not this one. today: the calendar day unless given.
    """
    today = today or clock.today()
    days = (as_of - date).days
    if as_of == today or days < 0 or days > 14:
        return ago(date, as_of)
    data_day = day_of_month(as_of) if as_of.year == today.year else day(as_of)
    if days == 0:
        return gettext("on {day}").format(day=data_day)
    return ngettext("{n} day before {day}", "{n} days before {day}", days).format(n=days, day=data_day)


def change(points: float) -> str:
    """Format a change in points as words: `7.6 points lower`, `about where it started`."""
    if abs(rounded(points, 1)) < Decimal(str(ABOUT_SAME)):
        return "about where it started"
    if points > 0:
        return gettext("{points} points higher").format(points=number(points))
    return gettext("{points} points lower").format(points=number(-points))


def reliable_change(points: float | None, rule: str, *, mark: str = "") -> str:
    """Return the threshold of a reliable change as words: `6 points or more`, or `more than 6 points`.

    rule: `at_least` or `more_than`, from the definitions in force. mark: Markdown around the number, such as `**`.
    """
    template = (
        gettext("more than {points} points") if rule == "more_than" else gettext("{points} points or more")
    )
    return template.format(points=f"{mark}{points:g}{mark}")


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Join words to a list: `a, b and c`."""
    *others, last = words or ("",)
    return gettext("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def show_id(text: object) -> str:
    """Escape a name or id, so that Markdown in it has no effect.

    Every mark that Markdown could act on is escaped, line breaks become blanks, and a word joiner keeps
    addresses from turning into links. For own HTML use `safe_html.html`, which escapes by itself.
    """
    plain = " ".join(str(text).split())
    plain = plain.replace("://", ":\u2060//").replace("www.", "www\u2060.")
    return _PUNCTUATION.sub(r"\\\1", plain)
