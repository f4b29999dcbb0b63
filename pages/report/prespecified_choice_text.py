"""Sentences of the card in which an owner chooses the measures of a report."""

from __future__ import annotations

import datetime

from analytics.messages import gettext, paragraph
from analytics.notes.prespecified import Prespecified
from analytics.prespecified import MEASURES
from pages.ui import formatting

SHORT = {
    "reliable_improvement": "clearly better",
    "recovered": "recovered",
    "no_change": "about the same",
    "deteriorated": "clearly worse",
    "mean_change": "mean change",
    "effect_size": "effect size",
    "unplanned": "ended unplanned",
    "unplanned_not_improved": "ended unplanned, not improved",
    "early_alliance": "early alliance",
    "forms": "sessions with an SRS",
    "scored": "two ORS",
    "mean_sessions": "sessions",
}
_GOAL_LABEL = {
    ("up", "share"): gettext("Goal, at least (of 100): {measure}"),
    ("down", "share"): gettext("Goal, at most (of 100): {measure}"),
    ("up", "points"): gettext("Goal, at least (points): {measure}"),
    ("up", "srs"): gettext("Goal, at least (points): {measure}"),
    ("up", "sd"): gettext("Goal, at least: {measure}"),
}


def goal_label(measure: str) -> str:
    """Return the label of the field for a goal: `Goal, at most (of 100): ended unplanned`."""
    kind = MEASURES[measure]
    return _GOAL_LABEL[kind.better or "", kind.unit].format(measure=SHORT[measure])


def option(one: Prespecified) -> str:
    """Return the label of a choice in the selector."""
    template = (
        gettext("{number}. {title}, {since} to {until} (withdrawn)")
        if one.withdrawn_on
        else gettext("{number}. {title}, {since} to {until}")
    )
    since, until = formatting.month(one.since), formatting.month(one.until)
    return template.format(number=one.number, title=one.title, since=since, until=until)


def before_choosing(since: datetime.date, until: datetime.date, today: datetime.date) -> str:
    """Return the sentences on what a choice of measures commits to, and whether its period has begun already."""
    late = ""
    if today > until:
        late = "**This period has ended.** The report will say so in its first line."
    elif today >= since:
        late = "**This period has begun.** The report will say so in its first line."
    return paragraph(
        gettext("The period: {since} to {until}.").format(
            since=formatting.day(since), until=formatting.day(until)
        ),
        late,
        "A choice is never changed or deleted. It can be withdrawn, and stays listed with both days.",
    )


def stored(one: Prespecified) -> str:
    """Return the sentence on a choice that was just made."""
    return gettext("Chosen on {day} and kept as number {number}.").format(
        day=formatting.day(one.chosen_on), number=one.number
    )
