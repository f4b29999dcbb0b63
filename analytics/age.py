"""Sentence that warns of old data: the newest session is older than two weeks, or dated in the future."""

from __future__ import annotations

import datetime

from analytics.messages import gettext

TIME_ZONES = 1  # day; where the file was imported it may be tomorrow already
OLD_DAYS = 14  # days; a client who comes weekly has had two sessions since, which these data lack


def sentence(
    newest: datetime.date | None, today: datetime.date, data_date: datetime.date | None = None
) -> str | None:
    """Return the sentence that says how many days old the newest session is; None for a recent session.

    A session is recent if it is at most `OLD_DAYS` days old. If the data reach beyond `today`, the clock of
    the computer is wrong, and the sentence says so instead of an age.

    Parameters
    ----------
    newest
        Day of the newest session; None if there is none.
    today
        Calendar day of the reader.
    data_date
        Last day that the data cover, if known.

    Returns
    -------
    str or None
        As "The newest session in these data is 59 days old (30 Sep 2026)."; None if it is recent or there is none.
    """
    if data_date is not None and (data_date - today).days > TIME_ZONES:
        template = gettext(
            "This computer says it is {today}, but these data go up to {data_date}. Check the date of the computer: the"
            " numbers are counted up to {data_date} and do not depend on it."
        )
        return template.format(today=_day(today), data_date=_day(data_date))
    if newest is None or (today - newest).days <= OLD_DAYS:
        return None
    days = (today - newest).days
    return f"The newest session in these data is {days:,} days old ({_day(newest)})."


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%b %Y}"
