"""Sentences about what supervisor and therapist agreed to practise."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from analytics import privacy
from analytics.agreements import Needed
from analytics.focus import practices
from analytics.focus.results import PRACTICES
from analytics.messages import gettext, paragraph
from analytics.notes import Agreement
from pages.supervision.text import SIGNALS
from pages.ui import formatting

# Weeks from an agreement to the day on which both look again: at least, and at most. Own choice.
WEEKS, MOST_WEEKS = 6, 53
WHO_SEES = "Only the two of you see this. Owners read how many therapists practise what, no name."


def option(signal: str) -> str:
    """Return the label of one choice: what to practise, and the signal by which it is looked at again."""
    name = SIGNALS[signal]
    return gettext("{practice} (looked at: {signal})").format(
        practice=practices()[PRACTICES[signal]].name, signal=f"{name[0].lower()}{name[1:]}"
    )


def weeks(answer: Needed) -> int:
    """Return the weeks after which to look again: when there are forms enough, within WEEKS and MOST_WEEKS."""
    return min(MOST_WEEKS, max(WEEKS, math.ceil(answer.weeks or 0)))


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


def counted(running: Mapping[str, int], before: Mapping[str, int], below: int) -> tuple[str, ...]:
    """Return a line per practice that somebody trains or trained, with the number of therapists.

    below: smallest number shown; 0 where every number is.
    """

    def said(n: int) -> str:
        return privacy.words(below) if privacy.small(n, below) else formatting.count(n)

    return tuple(
        gettext("{practice}: {now} now, {before} before").format(
            practice=practice.name, now=said(running.get(key, 0)), before=said(before.get(key, 0))
        )
        for key, practice in practices().items()
        if running.get(key) or before.get(key)
    )


def practice_note() -> str:
    """Return the sentence below the counts for owners."""
    return paragraph(
        "Therapists with an agreement of supervision that runs, and with ended ones only.",
        "Who they are is not shown.",
    )
