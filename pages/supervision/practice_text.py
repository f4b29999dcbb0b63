"""Sentences of the training focus page about the whole practice, without names."""

from __future__ import annotations

from analytics.focus import noticeable, practices
from analytics.focus.results import AREAS, PRACTICES, Focus, Shared
from analytics.messages import gettext, ngettext, paragraph
from pages.supervision.text import SIGNALS
from pages.ui import formatting

NO_NAMES = "Which therapists they are is not shown."
NOT_SHOWN = "not shown"
TYPICAL_CLIENTS = 30  # of the therapist in the sentence on what would be noticed


def practice_lead(answer: Focus) -> tuple[str, str]:
    """Return two texts: the training practice suggested to most therapists, and the number without a focus."""
    most = max((row for row in answer.suggested if row.n), key=lambda row: row.n or 0, default=None)
    if most is not None and most.n:
        bold = ngettext(
            "{practice} is suggested most often: to {n} of {therapists} therapist.",
            "{practice} is suggested most often: to {n} of {therapists} therapists.",
            answer.n,
        ).format(
            practice=practices()[most.practice].name,
            n=formatting.count(most.n),
            therapists=formatting.count(answer.n),
        )
    elif any(row.n is None for row in answer.suggested):
        bold = "How many therapists could practise the same is not shown: the numbers are small."
    else:
        bold = "No therapist has a suggested training focus."
    return bold, paragraph(_without_focus(answer), NO_NAMES)


def _without_focus(answer: Focus) -> str:
    """Return the sentence on how many therapists have no suggested focus, as far as that is shown."""
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
    """Format a part of a total: `3 of 4`, or `all 4` if it is the whole."""
    if n == of > 1:
        return gettext("all {n}").format(n=formatting.count(n))
    return gettext("{n} of {all}").format(n=formatting.count(n), all=formatting.count(of))


def share(row: Shared, therapists: int) -> str:
    """Return to how many of the therapists a training practice is suggested: `7 of 24 (29 in 100)`."""
    if row.n is None:
        return NOT_SHOWN
    counted = gettext("{n} of {all}").format(n=formatting.count(row.n), all=formatting.count(therapists))
    if not row.n or therapists < formatting.ENOUGH:
        return counted
    return gettext("{counted} ({share})").format(counted=counted, share=formatting.in_100(row.n / therapists))


def lines(answer: Focus) -> tuple[str, ...]:
    """Return a line per training practice, for when no bar could be drawn."""
    return tuple(
        gettext("{practice}: {share}").format(
            practice=practices()[row.practice].name, share=share(row, answer.n)
        )
        for row in answer.suggested
    )


def how_sure(answer: Focus) -> str:
    """Return the sentences on how sure the counts are: foci named by chance, foci missed, counts not shown."""
    points = noticeable.at(answer.noticeable, TYPICAL_CLIENTS)
    missed = (
        gettext(
            "With {n} clients, an area is named in 8 of 10 cases once it lies {points} points lower than usual here: "
            "some who would gain are not counted."
        ).format(n=TYPICAL_CLIENTS, points=formatting.number(points))
        if points is not None
        else ""
    )
    hidden = (
        gettext("Not shown: fewer than {n} therapists, or a number that would give such a one away.").format(
            n=answer.hidden_below
        )
        if any(row.n is None for row in answer.suggested)
        else ""
    )
    by_chance = "Where nobody differs, somebody is named in at most 5 of 100 practices."
    return paragraph(by_chance, missed, hidden)


def practice_table(answer: Focus) -> dict[str, list]:
    """Tabulate the number of therapists; one row per practice, with the signals that point to it."""
    unrecorded = "early_retention" if answer.early_retention_why else None
    return {
        "Thing to practise": [practices()[row.practice].name for row in answer.suggested],
        "Suggested by": [_signals(row.practice, unrecorded) for row in answer.suggested],
        "Therapists": [NOT_SHOWN if row.n is None else formatting.count(row.n) for row in answer.suggested],
    }


def _signals(practice: str, unrecorded: str | None) -> str:
    """Name the signals that lead to a training practice, areas as ratings; `unrecorded` is left out."""
    names = [
        gettext("{area} rated lower").format(area=SIGNALS[signal]) if signal in AREAS else SIGNALS[signal]
        for signal, one in PRACTICES.items()
        if one == practice and signal != unrecorded
    ]
    return "; ".join(names)
