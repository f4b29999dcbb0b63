"""Sentence that warns of old data: the newest session was more than two weeks ago."""

from __future__ import annotations

import datetime

OLD_DAYS = 14  # days; a client who comes weekly has had two sessions since, which these data lack


def sentence(newest: datetime.date | None, today: datetime.date) -> str | None:
    """Return the sentence that says how many days old the newest session is; None for a recent session.

    A session is recent up to `OLD_DAYS` days before `today`.

    Parameters
    ----------
    newest
        Day of the newest session; None if there is none.
    today
        Calendar day of the reader.

    Returns
    -------
    str or None
        As "The newest session in these data is 59 days old (30 Sep 2026)."; None if it is recent or there is none.
    """
    if newest is None or (today - newest).days <= OLD_DAYS:
        return None
    days = (today - newest).days
    return f"The newest session in these data is {days:,} days old ({newest.day} {newest:%b %Y})."
