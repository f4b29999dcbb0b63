"""Sentences of the overview page on things to look at."""

from __future__ import annotations

import datetime

from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes.highlights import FORMS_WEEKS
from analytics.outcomes.results import LookAt, Overview
from pages.overview.months_text import MEASURES
from pages.ui import formatting
from pages.ui.selection_text import full_weeks

OLD_DAYS = 28  # a newest session older than this, before the data date: nothing is said of the newest weeks
_VERBS = {"data": "Open Data & import", "alliance": "Open Alliance", "outcomes": "Open Outcomes"}


def look_at(item: LookAt, as_of: datetime.date) -> tuple[str, str]:
    """Return (sentence on one thing to look at, label of the link to its page)."""
    if item.kind in ("changed", "unusual_month"):
        return _by_month(item), _VERBS[item.page]
    if item.kind == "forms_missing":
        return (
            gettext("**Forms:** SRS missing in {n} sessions of {weeks}.").format(
                n=formatting.counted(item.n or 0, item.of or 0), weeks=_ended_weeks(as_of)
            ),
            "See where they are missing",
        )
    return (
        ngettext(
            "**{n} open client** to talk about first.",
            "**{n} open clients** to talk about first.",
            item.n or 0,
        ).format(n=formatting.count(item.n)),
        "Open My caseload",
    )


def _by_month(item: LookAt) -> str:
    """Return the sentence on a measure that changed, or whose newest month is unusual."""
    name = MEASURES.get(item.measure or "", (item.measure, ""))[0]
    if item.kind == "unusual_month":
        template = (
            gettext("**{name}**: the quarter from {month} was unusual ({direction}).")
            if item.grain == "quarter"
            else gettext("**{name}**: {month} was an unusual month ({direction}).")
        )
        return template.format(name=name, month=formatting.month(item.month), direction=item.direction)
    template = (
        gettext("**{name}** changed: {direction} since the quarter from {month} ({after}, before {before}).")
        if item.grain == "quarter"
        else gettext("**{name}** changed: {direction} since {month} ({after}, before {before}).")
    )
    return template.format(
        name=name,
        direction=item.direction,
        month=formatting.month(item.since),
        after=_level(item.measure, item.after),
        before=_level(item.measure, item.before),
    )


def _level(measure: str | None, value: float | None) -> str:
    """Return a share as `38 in 100`, the early alliance in points."""
    if value is None:
        return ""
    if measure != "early_alliance":
        return formatting.in_100(value)
    return gettext("{value} points").format(value=formatting.number(value))


def _ended_weeks(as_of: datetime.date) -> str:
    """Return the text that names the last `FORMS_WEEKS` (four) complete weeks up to the data date."""
    return full_weeks(FORMS_WEEKS, as_of - datetime.timedelta(days=(as_of.weekday() + 1) % 7))


NOTHING = "Nothing unusual in the newest weeks. That is information too."


def nothing_unusual(overview: Overview) -> str:
    """Return the sentence that nothing unusual was found, or why that is unknown."""
    days = overview.newest_session_days
    if days is None:
        return paragraph(
            "There is no session yet, so nothing can be said of the newest weeks.", "Import a newer export."
        )
    if days > OLD_DAYS:
        return paragraph(
            gettext("The newest session is {n} days old, so nothing can be said of the newest weeks.").format(
                n=formatting.count(days)
            ),
            "Import a newer export.",
        )
    if all(series.state == "too_early" for series in overview.series):
        return "Too few months, or too few clients a month, to say what would be unusual."
    return NOTHING
