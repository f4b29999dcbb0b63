"""Sentences about what supervisor and therapist agreed to practise."""

from __future__ import annotations

import datetime

from analytics.focus import practices
from analytics.focus.results import PRACTICES
from analytics.messages import gettext, paragraph
from analytics.notes import Agreement
from pages.supervision.text import SIGNALS
from pages.ui import formatting

WEEKS = 6  # from an agreement to the day on which both look again, unless another day is chosen
WHO_SEES = (
    "Only the two of you see this. Owners read how many agreements there are for each practice, no name."
)
TAKES_TIME = "Change takes weeks, and few forms tell little. A shift says what happened, not why."


def option(signal: str) -> str:
    """Return the label of one choice: what to practise, and the signal by which it is looked at again."""
    return gettext("{practice} (looked at: {signal})").format(
        practice=practices()[PRACTICES[signal]].name, signal=SIGNALS[signal].lower()
    )


def agreed(one: Agreement) -> str:
    """Return the sentence on what was agreed, and when."""
    return gettext("**{practice}**, since {start}.").format(
        practice=practices()[one.practice].name, start=formatting.day(one.start)
    )


def when_to_look(one: Agreement, today: datetime.date) -> str:
    """Return the sentence on the day on which both look again."""
    if one.look_again <= today:
        return gettext("You wanted to look again on {day}. It is time.").format(
            day=formatting.day(one.look_again)
        )
    return gettext("You look again on {day}.").format(day=formatting.day(one.look_again))


def ended(one: Agreement) -> str:
    """Return the line on an agreement that has ended."""
    return gettext("{practice}: {start} to {end}").format(
        practice=practices()[one.practice].name,
        start=formatting.day(one.start),
        end=formatting.day(one.ended),
    )


def counted(running: dict[str, int]) -> tuple[str, ...]:
    """Return a line per practice that is being trained, with the number of agreements."""
    lines = []
    for key, practice in practices().items():
        if number := running.get(key):
            lines.append(
                gettext("{practice}: {n}").format(practice=practice.name, n=formatting.count(number))
            )
    return tuple(lines)


def practice_note() -> str:
    """Return the sentence below the counts for owners."""
    return paragraph("Agreements that run now, made in supervision.", "Who made them is not shown.")
