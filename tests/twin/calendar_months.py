"""Months and quarters."""

from __future__ import annotations

import datetime


def month_of(day: datetime.date) -> datetime.date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def quarter_of(day: datetime.date) -> datetime.date:
    """Return the first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def shifted(month: datetime.date, by: int) -> datetime.date:
    """Return the first day of the month that lies `by` months later."""
    place = month.year * 12 + month.month - 1 + by
    return datetime.date(place // 12, place % 12 + 1, 1)


def last_day(first: datetime.date, months: int = 1) -> datetime.date:
    """Return the last day of the month or quarter that begins on a day."""
    return shifted(first, months) - datetime.timedelta(days=1)


def previous_period(since: datetime.date, until: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the period of equal length just before; as many months before whole months, else as many days."""
    day = datetime.timedelta(days=1)
    after = until + day
    months = (after.year - since.year) * 12 + after.month - since.month
    if after.day == since.day <= 28 and months > 0:
        return shifted(month_of(since), -months).replace(day=since.day), since - day
    return since - (after - since), since - day
