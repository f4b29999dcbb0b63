"""Sentences about the agenda of the next supervision hour."""

from __future__ import annotations

import datetime

from analytics.messages import gettext
from pages.ui import formatting

NOBODY = "Nobody stands out. Bring whom you like: “Add to supervision” on the caseload puts a client here."


def who_is_on_it(most: int) -> str:
    """Return the sentence on how the clients of the agenda were chosen."""
    return gettext(
        "Clients to talk about: everybody who was added by hand, and others until there are {most}, in this order: a "
        "new drop, falling wellbeing, an alliance low from the start, missing forms."
    ).format(most=most)


def added(day: datetime.date) -> str:
    """Return the words for a client who was added to the agenda by hand: `added on 3 Nov`."""
    return gettext("added on {day}").format(day=formatting.day_of_month(day))
