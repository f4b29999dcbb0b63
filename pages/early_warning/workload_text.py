"""Sentences on how many flagged clients a practice can discuss each week."""

from __future__ import annotations

from analytics.risk.assessment import Assessment
from pages.early_warning.text import HAPPENED, of_10, of_100
from pages.ui import formatting


def lead(assessment: Assessment, conversations: int) -> tuple[str, ...]:
    """Return how many events would be found and missed with this number of conversations per week."""
    row = next(one for one in assessment.rooms if one.conversations == conversations)
    if row.right is None or row.missed is None:
        return ("Nobody would be flagged.",)
    if row.everyone:
        return (f"There is room for everybody: {of_100(row.right)} in 100 {HAPPENED[assessment.outcome]}.",)
    return (
        f"Of 100 clients you would talk about, **about {of_100(row.right)} {HAPPENED[assessment.outcome]}**; "
        f"of 10 who {HAPPENED[assessment.outcome]}, you would **miss {of_10(row.missed)}**.",
    )


def footnote(assessment: Assessment, conversations: int) -> str:
    """Return the footnote of the workload card: number of clients counted, and current setting."""
    row = next(one for one in assessment.rooms if one.conversations == conversations)
    gone = (
        f" Of 100 who were found, {of_100(row.gone)} had already had their last session."
        if row.gone is not None and assessment.outcome == "unplanned"
        else ""
    )
    force = (
        f" The number in force is {assessment.threshold.room}; Definitions changes it."
        if assessment.threshold
        else ""
    )
    return f"Counted in {formatting.plural(row.clients, 'later client')} over their first five sessions.{gone}{force}"
