"""Counts by month, combined into quarters if months have too few episodes."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from analytics import peer_rounding
from analytics.filters import month_start
from analytics.privacy import share_hidden, small

MIN_PER_MONTH = 10  # episodes; a month with fewer becomes part of its quarter


@dataclass(frozen=True)
class Count:
    """Numerator and denominator of one measure in one month or quarter.

    n: denominator; total: number of events, or sum of points.
    """

    month: datetime.date
    n: int
    total: float
    grain: str = "month"
    incomplete: bool = False


def pool_sparse_months(months: Sequence[Count], complete_until: datetime.date, below: int = 0) -> list[Count]:
    """Return counts by month; a quarter's months are combined if one has fewer than ten episodes.

    Parameters
    ----------
    months : sequence of Count
        Months in any order.
    complete_until : datetime.date
        Last day whose counts cannot change; later months are incomplete, and so is a quarter that holds one, with or
        without data.
    below : int
        A quarter's months are combined as well if events, or episodes without one, are from 1 to `below` - 1 in
        one of them (0: never).

    Returns
    -------
    list of Count
        Months and quarters in order.

    Notes
    -----
    Only complete months from the first to the last month with data can count as small, including months without
    rows. Incomplete months of a quarter without a complete one are combined where those of the quarter before were.
    """
    by_month = {count.month: count for count in months}
    if not by_month:
        return []
    all_months, month = [], min(by_month)
    while month <= max(by_month):
        all_months.append(by_month.get(month, Count(month, 0, 0)))
        month = month_start(month, -1)
    quarters: dict[datetime.date, list[Count]] = {}
    for count in all_months:
        quarters.setdefault(month_start(count.month, (count.month.month - 1) % 3), []).append(count)
    out, by_quarter = [], False
    for start, members in quarters.items():
        marked = [replace(count, incomplete=_last_day(count.month) > complete_until) for count in members]
        settled = [count for count in marked if not count.incomplete]
        if settled:  # else: as the quarter before
            by_quarter = any(count.n < MIN_PER_MONTH or _hidden(count, below) for count in settled)
        by_quarter = by_quarter or any(_hidden(count, below) for count in marked)
        if not by_quarter:
            out += marked
        else:
            out.append(
                Count(
                    start,
                    sum(c.n for c in marked),
                    sum(c.total for c in marked),
                    "quarter",
                    _last_day(month_start(start, -2)) > complete_until,
                )
            )
    return out


def without_few_events(points: Sequence[Count], below: int) -> list[Count]:
    """Return the points of a chart of shares, without points that would reveal a small count of clients.

    Parameters
    ----------
    points : sequence of Count
        Months and quarters with events, in order.
    below : int
        A point is left out if its count, events or count without events is from 1 to `below` - 1.

    Returns
    -------
    list of Count
        In the given order. The sum of all points left out can be derived from the total; if that sum has such
        a count, the smallest point shown is left out as well.
    """
    shown = [point for point in points if not _hidden(point, below)]
    while shown and len(shown) < len(points):
        rest = [point for point in points if point not in shown]
        together = Count(rest[0].month, sum(one.n for one in rest), sum(one.total for one in rest))
        if not _hidden(together, below):
            break
        shown.remove(min(shown, key=lambda point: (point.n, point.month)))
    return shown


def _hidden(count: Count, below: int) -> bool:
    """Return whether the share of a month or quarter would reveal a count from 1 to `below` - 1."""
    return share_hidden(round(count.total), count.n, below)


def rounded_quarters(
    months: Sequence[Count], shown: Collection[datetime.date], below: int, kind: str
) -> list[Count]:
    """Return the quarters that colleagues may be shown, with counts rounded to multiples of five.

    Parameters
    ----------
    months : sequence of Count
        Months in any order.
    shown : collection of datetime.date
        First days of the quarters to keep.
    below : int
        Quarters whose count, events or count without events is from 1 to `below` - 1 (or to 4) are left out.
    kind : {"share", "points"}
        Whether totals are events, or sums of points whose mean is rounded instead.
    """
    quarters: dict[datetime.date, list[Count]] = {}
    for one in months:
        quarters.setdefault(month_start(one.month, (one.month.month - 1) % 3), []).append(one)
    out, below = [], max(below, peer_rounding.BASE)
    for start in sorted(set(quarters) & set(shown)):
        n, total = sum(one.n for one in quarters[start]), sum(one.total for one in quarters[start])
        rounded = peer_rounding.count(n)
        if small(n, below) or not rounded:
            continue  # too few, or none
        if kind == "points":
            out.append(Count(start, rounded, peer_rounding.number(total / n) * rounded, "quarter"))
        elif not share_hidden(round(total), n, below):
            out.append(Count(start, rounded, peer_rounding.count(round(total)) or 0, "quarter"))
    return out


def _last_day(month: datetime.date) -> datetime.date:
    """Return the last day of the month in which the given day falls."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
