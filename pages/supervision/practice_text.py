"""Sentences of the training focus page about the whole practice, without names."""

from __future__ import annotations

from analytics.focus import practices
from analytics.focus.results import Focus
from analytics.messages import gettext, ngettext, paragraph
from pages.supervision.text import SIGNALS
from pages.ui import formatting

NO_NAMES = "Which therapists they are is not shown."


def practice_lead(answer: Focus) -> tuple[str, str]:
    """Return two texts: number of therapists with a suggested focus; number without one."""
    n_focus = sum(row.n for row in answer.suggested)
    bold = "No therapist has a suggested training focus."
    if n_focus:
        template = (
            ngettext(
                "{n} of 1 therapist has a suggested training focus.",
                "{n} of 1 therapist have a suggested training focus.",
                n_focus,
            )
            if answer.n == 1
            else ngettext(
                "{n} of {therapists} therapists has a suggested training focus.",
                "{n} of {therapists} therapists have a suggested training focus.",
                n_focus,
            )
        )
        bold = template.format(n=n_focus, therapists=formatting.count(answer.n))
    return bold, paragraph(_without_focus(answer), NO_NAMES)


def _without_focus(answer: Focus) -> str:
    """Return the sentence on how many therapists have no suggested focus; empty if all have one."""
    if answer.n_none and answer.n_not_enough:
        template = gettext("Nothing stands out for {none}; there is not enough data yet for {not_enough}.")
    elif answer.n_none:
        template = gettext("Nothing stands out for {none}.")
    elif answer.n_not_enough:
        template = gettext("There is not enough data yet for {not_enough}.")
    else:
        return ""
    return template.format(
        none=_part(answer.n_none or 0, answer.n), not_enough=_part(answer.n_not_enough or 0, answer.n)
    )


def _part(n: int, of: int) -> str:
    """Format a part of a total: `3`, or `all 4` if it is the whole."""
    return gettext("all {n}").format(n=n) if n == of > 1 else f"{n}"


def practice_table(answer: Focus) -> dict[str, list]:
    """Tabulate the number of therapists; one row per suggested training focus."""
    return {
        "Suggested focus": [SIGNALS[row.signal] for row in answer.suggested],
        "Practice to work on": [practices()[_practice(row.signal)].name for row in answer.suggested],
        "Therapists": [row.n for row in answer.suggested],
    }


def _practice(signal: str) -> str:
    from analytics.focus.results import PRACTICES

    return PRACTICES[signal]
