"""Sentences on how many flagged clients a practice can discuss each week."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.risk.assessment import Assessment
from pages.early_warning.text import of_10, of_100
from pages.ui import formatting

_ROOM = {
    "unplanned": gettext("There is room for everybody: {found} in 100 ended unplanned."),
    "poor_outcome": gettext("There is room for everybody: {found} in 100 ended with little or no change."),
}


_FOUND = {
    "unplanned": gettext(
        "Of 100 clients you would talk about, **about {found} ended unplanned**; of 10 who ended unplanned, you would"
        " **miss {missed}**."
    ),
    "poor_outcome": gettext(
        "Of 100 clients you would talk about, **about {found} ended with little or no change**; of 10 who ended with"
        " little or no change, you would **miss {missed}**."
    ),
}


def lead(assessment: Assessment, conversations: int) -> tuple[str, ...]:
    """Return the text on how many events a given number of conversations per week finds and misses."""
    row = next(one for one in assessment.rooms if one.conversations == conversations)
    if row.right is None or row.missed is None:
        return ("Nobody would be flagged.",)
    template = (_ROOM if row.everyone else _FOUND)[assessment.outcome]
    return (template.format(found=of_100(row.right), missed=of_10(row.missed)),)


def footnote(assessment: Assessment, conversations: int) -> str:
    """Return the footnote of the workload card, with the number of clients in the evaluation.

    It also names the number of conversations per week in force.
    """
    row = next(one for one in assessment.rooms if one.conversations == conversations)
    return paragraph(
        ngettext(
            "Counted in {n} later client over their first five sessions.",
            "Counted in {n} later clients over their first five sessions.",
            row.clients,
        ).format(n=formatting.count(row.clients)),
        gettext("Of 100 who were found, {n} had already had their last session.").format(n=of_100(row.gone))
        if row.gone is not None and assessment.outcome == "unplanned"
        else "",
        gettext("The number in force is {n}; Definitions changes it.").format(n=assessment.threshold.room)
        if assessment.threshold
        else "",
    )
