"""Sentences for practices that do not record endings: what is known, and what to do."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.endings import Endings
from pages.ui import formatting

ADD = (
    "To see how many were agreed, export the reason of each ending; a file with client or case and reason can be"
    " imported later."
)


EXPLAIN = "Import the file again and say there what the words for endings mean."


def are_recorded(endings: Endings | None) -> bool:
    """Return whether the practice records enough endings to show their rates."""
    return endings is None or endings.are_recorded


def not_recorded(endings: Endings) -> str:
    """Return the sentence on endings missing in the export: `This export records no endings`."""
    if not endings.any_recorded:
        if endings.any_words:
            return "This export names endings in words that are not known here."
        return (
            "This export records that courses ended, but not how."
            if endings.any_over
            else "This export records no endings."
        )
    if endings.recorded is None or endings.ended is None:
        return "Endings are recorded for too few of the ended courses to give a rate."
    return (
        f"Endings are recorded for {formatting.count(endings.recorded)} of {formatting.count(endings.ended)} ended courses:"
        " too few to give a rate."
    )


def without_session(endings: Endings) -> str:
    """Return the sentence with the number of courses without a session for `lapse_days` days.

    `Over all data, 51 of 60 courses have had no session for 60 days`.
    """
    silent, courses = endings.no_session_for_lapse_days, endings.courses
    if silent is None or courses is None:
        return ""
    verb = "has" if silent == 1 else "have"
    return (
        f"Over all data, {formatting.count(silent)} of {formatting.plural(courses, 'course')} {verb} had no session for"
        f" {endings.lapse_days} days."
    )


def _helps(endings: Endings) -> str:
    """Return advice on how to record endings."""
    return EXPLAIN if endings.any_words else ADD


def summary(endings: Endings | None) -> str:
    """Return what is missing about endings, what is known, and what to do; empty if they are recorded."""
    if endings is None or endings.are_recorded:
        return ""
    return " ".join(
        part for part in (not_recorded(endings), without_session(endings), _helps(endings)) if part
    )


def lead(endings: Endings | None) -> tuple[str, str]:
    """Return two texts for missing endings: what is missing; what is known and what to do."""
    if endings is None:
        return "Endings are not recorded.", ADD
    return not_recorded(endings), " ".join(
        part for part in (without_session(endings), _helps(endings)) if part
    )


def finished(endings: Endings | None) -> str:
    """Return the noun phrase for clients with a closed course: `clients who finished`."""
    if endings is None or endings.are_recorded:
        return "clients who finished"
    return f"clients who finished or had no session for {endings.lapse_days} days"


def bounds(declared: Estimate | None, all_unknown: Estimate | None, smallest: int = formatting.SMALL) -> str:
    """Return the unplanned rate by two other counting rules, `14 to 27 in 100`; empty if not available."""
    shares = [
        one.estimate
        for one in (declared, all_unknown)
        if one is not None and one.estimate is not None and one.n >= smallest
    ]
    if len(shares) < 2:
        return ""
    ends = (shares[0] * 100, shares[1] * 100)
    if formatting.rounded(ends[0], 1) == formatting.rounded(ends[1], 1):
        return f"{formatting.rounded(ends[0])} in 100 too"
    return f"{formatting.between(*ends, 0, first=False).strip('()')} in 100"
