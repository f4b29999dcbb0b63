"""How old a practice's newest session is, for whoever reads its numbers today."""

from __future__ import annotations

import datetime

OLD_DAYS = 14  # days; a client who comes weekly has had two sessions since, which these data lack


def sentence(newest: datetime.date | None, today: datetime.date) -> str | None:
    """The newest session in these data is 59 days old (30 Sep 2026); None where it is recent or there is none."""
    if newest is None or (today - newest).days <= OLD_DAYS:
        return None
    days = (today - newest).days
    return f"The newest session in these data is {days:,} days old ({newest.day} {newest:%b %Y})."
