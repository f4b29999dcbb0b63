"""Sentences of the report whose measures were chosen beforehand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from analytics.definitions import Definitions
from analytics.messages import gettext, ngettext, paragraph
from analytics.prespecified import MEASURES, PrespecifiedReport
from analytics.prespecified.results import MeasureResult, OtherChoice
from analytics.privacy import words as fewer_than
from pages.outcomes.text import unplanned_means
from pages.ui import endings_text, formatting
from pages.ui.formatting import SMALL
from pages.ui.selection_text import left_out, mean, phrase, within

NAMES = {
    "reliable_improvement": "Clearly better at the last score (reliable improvement)",
    "recovered": "Recovered (clearly better, from under the cutoff to it or above)",
    "no_change": "About the same at the last score (no reliable change)",
    "deteriorated": "Clearly worse at the last score (reliable deterioration)",
    "mean_change": "Mean change of the ORS, in points",
    "effect_size": "Effect size (Hedges’ g)",
    "unplanned": "Ended unplanned",
    "unplanned_not_improved": "Ended unplanned and neither improved nor at the cutoff",
    "early_alliance": "Early alliance (mean SRS of the early sessions)",
    "forms": "Sessions with an SRS",
    "scored": "Courses with a first and a later ORS",
    "mean_sessions": "Sessions of a course",
}
_BEFORE = gettext("These measures were chosen on {chosen}, before the period began on {since}.")
_DURING = gettext(
    "**Chosen after the period had begun:** these measures were chosen on {chosen}, and the period began on {since}."
)
_AFTER = gettext(
    "**Chosen after the period had ended:** these measures were chosen on {chosen}, and the period ended on {until}."
)
_CHOSEN = {"before": _BEFORE, "during": _DURING, "after": _AFTER}
_OF = {
    "scored": gettext("n = {n} (courses with a first and a later ORS)."),
    "below": gettext(
        "n = {n} (courses with a first and a later ORS that began under the cutoff of their age)."
    ),
    "counted": gettext("n = {n} (endings that count)."),
    "ended": gettext("n = {n} (courses that count for outcomes)."),
    "early": gettext("n = {n} (courses with an SRS in the early sessions)."),
    "sessions": gettext("n = {n} (sessions)."),
    "all": gettext("n = {n} (courses)."),
}
BASES = {"recovered": "below", "effect_size": "below", "forms": "sessions"}  # other than `Measure.of`
_MEANS = {
    "reliable_improvement": gettext("The ORS rose by {points}, from the first to the last form."),
    "recovered": gettext("The ORS rose by {points}, and from under the cutoff of the age to it or above."),
    "no_change": gettext("The ORS moved by less: neither up nor down by {points}."),
    "deteriorated": gettext("The ORS fell by {points}, from the first to the last form."),
    "effect_size": gettext(
        "Change from the first to the last ORS over the spread of first ones. Any group that starts low rises somewhat."
    ),
    "mean_change": gettext("From the first to the last ORS. Any group that starts low rises somewhat."),
}
ALL_PRINTED = gettext("All of them are printed below, in the order of the choice, whatever they show.")
_STATE = {
    "not_begun": gettext(
        "The data speak up to {as_of}: the period has not begun, so there are no figures yet."
    ),
    "running": gettext(
        "**The period has not ended.** The data speak up to {as_of}; every figure below can still change."
    ),
    "settling": gettext(
        "The period has ended, but the data speak up to {as_of}. Endings become known until {settled_on}, so figures can"
        " still change."
    ),
    "complete": gettext("The period is complete: the data speak up to {as_of}."),
}
_RECORD = {
    "logged": gettext("The log of who did what holds the same choice, with its day."),
    "no_log": gettext(
        "Nobody signs in to this practice, so no log confirms the day; it is the day of the computer at which it was chosen."
    ),
    "not_logged": gettext(
        "The log of who did what holds no line on this choice, so it does not confirm the day."
    ),
    "differs": gettext(
        "**This choice is not the one that was recorded.** Its content or its day was changed by hand."
    ),
    "log_broken": gettext(
        "**The log of who did what was changed by hand**, so it does not confirm the day of the choice."
    ),
}
_GOAL = {  # (which side is better, verdict) -> sentence
    ("up", "reached"): gettext("At least {goal}: **reached**. The whole 95% range lies there."),
    ("up", "not_reached"): gettext("At least {goal}: **not reached**. The whole 95% range lies below."),
    ("up", "cannot_tell"): gettext(
        "At least {goal}: **cannot be told**. The 95% range holds both sides of it."
    ),
    ("up", None): gettext("At least {goal}; there is no result to set beside it."),
    ("down", "reached"): gettext("At most {goal}: **reached**. The whole 95% range lies there."),
    ("down", "not_reached"): gettext("At most {goal}: **not reached**. The whole 95% range lies above."),
    ("down", "cannot_tell"): gettext(
        "At most {goal}: **cannot be told**. The 95% range holds both sides of it."
    ),
    ("down", None): gettext("At most {goal}; there is no result to set beside it."),
}


def lead(report: PrespecifiedReport) -> str:
    """Return the first lines: when the measures were chosen, if withdrawn, how much of the period has passed."""
    days = {
        "chosen": formatting.day(report.chosen_on),
        "since": formatting.day(report.since),
        "until": formatting.day(report.until),
    }
    withdrawn = (
        gettext("**Withdrawn on {day}.**").format(day=formatting.day(report.withdrawn_on))
        if report.withdrawn_on
        else ""
    )
    return paragraph(_CHOSEN[report.chosen].format(**days), withdrawn, ALL_PRINTED)


def standing(report: PrespecifiedReport) -> str:
    """Return the sentences on how much of the period has passed, and whether rules of counting changed since the choice."""
    state = _STATE[report.state].format(
        as_of=formatting.day(report.as_of), settled_on=formatting.day(report.settled_on)
    )
    changed = (
        "**Rules of counting were changed after the choice**; the figures are those of the rules now in force."
        if report.rules_changed
        else ""
    )
    return paragraph(state, changed)


def counted(report: PrespecifiedReport) -> str:
    """Return who is counted: the courses that ended, by the day of their last session."""
    n = fewer_than(report.hidden_below) if report.few and report.hidden_below else formatting.count(report.n)
    return paragraph(
        gettext(
            "Counted are courses of therapy of the whole practice that have ended, with their last session {when}: {n}."
        ).format(when=within(report.filters), n=n),
        gettext(
            "A course ends by its recorded ending, or once {days} days have passed without a session. One client may have"
            " several."
        ).format(days=report.lapse_days),
        gettext("Figures that would tell of fewer than {n} clients are hidden.").format(n=report.hidden_below)
        if report.hidden_below
        else "",
    )


def record(report: PrespecifiedReport) -> str:
    """Return the sentence on whether the audit log confirms the choice."""
    return _RECORD[report.record]


def missing(numbers: Sequence[int]) -> str:
    """Return the sentence that names choices in the audit log but no longer in the notes; empty if there is none."""
    if not numbers:
        return ""
    return ngettext(
        "**The log names choice {numbers}, which is no longer kept.**",
        "**The log names choices {numbers}, which are no longer kept.**",
        len(numbers),
    ).format(numbers=formatting.listed([str(one) for one in numbers]))


def other(one: OtherChoice) -> str:
    """Return the line on another choice for the same time."""
    template = (
        gettext("{title} ({since} to {until}), chosen on {chosen}, withdrawn on {withdrawn}")
        if one.withdrawn_on
        else gettext("{title} ({since} to {until}), chosen on {chosen}")
    )
    return template.format(
        title=one.title,
        since=formatting.day(one.since),
        until=formatting.day(one.until),
        chosen=formatting.day(one.chosen_on),
        withdrawn=formatting.day(one.withdrawn_on),
    )


def result(row: MeasureResult) -> str:
    """Return the value of a measure with its 95 % range, or why there is none."""
    value = row.value
    if value.estimate is None:
        return value.why or ""
    if value.n < SMALL:
        return gettext("Not enough data yet: n = {n}, and it takes {needed}.").format(n=value.n, needed=SMALL)
    if row.unit == "share":
        return phrase(value, first=True) or ""
    return mean(value, sign=row.unit == "points", digits=2 if row.unit == "sd" else 1, first=True)


def number(report: PrespecifiedReport, row: MeasureResult) -> str:
    """Return n, with what it counts, and whom the measure leaves out."""
    n = formatting.count(row.value.n)
    base = _OF[BASES.get(row.measure, MEASURES[row.measure].of)].format(n=n) if row.value.n else ""
    return paragraph(base, left_out(dataclasses.replace(report, left_out=row.left_out)))


def bounds(row: MeasureResult) -> str:
    """Return the share of unplanned endings by the two other ways to count; empty for other measures."""
    ways = endings_text.bounds(row.bounds[0], row.bounds[1]) if row.bounds else ""
    if not ways:
        return ""
    return gettext("{ways}, with endings without a reason all as agreed, or all as unplanned").format(
        ways=ways
    )


def meaning(report: PrespecifiedReport, row: MeasureResult, definitions: Definitions) -> str:
    """Return the sentence on what a measure means, by the rules in force; empty where its name is enough."""
    if row.measure in ("unplanned", "unplanned_not_improved"):
        return unplanned_means(definitions.endings.unplanned, report.lapse_days)
    points = formatting.reliable_change(report.reliable_change, definitions.change.rule)
    template = _MEANS.get(row.measure)
    return template.format(points=points) if template else ""


def goal(row: MeasureResult) -> str:
    """Return the goal of a measure and whether it was reached; empty without a goal."""
    if row.goal is None:
        return ""
    return _GOAL[MEASURES[row.measure].better or "", row.against_goal].format(
        goal=in_unit(row.goal, row.unit)
    )


def in_unit(value: float, unit: str) -> str:
    """Return a value in the unit of a measure: `60 in 100`, `5.0 points`."""
    if unit == "share":
        return formatting.in_100(value)
    digits = 2 if unit == "sd" else 1
    template = gettext("{value} points") if unit in ("points", "srs") else gettext("{value}")
    return template.format(value=formatting.number(value, digits))
