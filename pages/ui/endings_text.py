"""Sentences for practices that do not record endings: what is known, and what to do."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.endings import Endings
from analytics.messages import gettext, ngettext, paragraph
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
    return gettext(
        "Endings are recorded for {recorded} of {ended} ended courses: too few to give a rate."
    ).format(recorded=formatting.count(endings.recorded), ended=formatting.count(endings.ended))


def without_session(endings: Endings) -> str:
    """Return the sentence on how many courses of therapy have had no session for `lapse_days` days.

    `Over all data, 51 of 60 courses have had no session for 60 days`.
    """
    silent, courses = endings.no_session_for_lapse_days, endings.courses
    if silent is None or courses is None:
        return ""
    if courses == 1:
        template = ngettext(
            "Over all data, {silent} of 1 course has had no session for {days} days.",
            "Over all data, {silent} of 1 course have had no session for {days} days.",
            silent,
        )
    else:
        template = ngettext(
            "Over all data, {silent} of {courses} courses has had no session for {days} days.",
            "Over all data, {silent} of {courses} courses have had no session for {days} days.",
            silent,
        )
    return template.format(
        silent=formatting.count(silent), courses=formatting.count(courses), days=endings.lapse_days
    )


def _helps(endings: Endings) -> str:
    """Return advice on how to record endings."""
    return EXPLAIN if endings.any_words else ADD


def summary(endings: Endings | None) -> str:
    """Return the sentences on what is missing about endings and what to do about it; empty if endings are recorded."""
    return "" if endings is None or endings.are_recorded else paragraph(*lead(endings))


def lead(endings: Endings | None) -> tuple[str, str]:
    """Return the bold and the plain text on missing endings.

    The bold one says what is missing; the plain one says what is known and what to do.
    """
    if endings is None:
        return "Endings are not recorded.", ADD
    return not_recorded(endings), paragraph(without_session(endings), _helps(endings))


def ended(endings: Endings | None, when: str) -> str:
    """Return the noun phrase for closed episodes: `courses of therapy that ended so far, planned or not`.

    when: period with its preposition, from `selection_text.within`.
    """
    if endings is None or endings.are_recorded:
        return gettext("courses of therapy that ended {when}, planned or not").format(when=when)
    return gettext("courses of therapy that ended {when}, or had no session for {days} days").format(
        when=when, days=endings.lapse_days
    )


def bounds(declared: Estimate | None, all_unknown: Estimate | None, smallest: int = formatting.SMALL) -> str:
    """Return the range of the unplanned rate by two other counting rules, such as `14 to 27 in 100`.

    Empty if one of the two rates is not available.
    """
    shares = [
        one.estimate
        for one in (declared, all_unknown)
        if one is not None and one.estimate is not None and one.n >= smallest
    ]
    if len(shares) < 2:
        return ""
    low, high = (share * 100 for share in shares)
    if formatting.rounded(low, 1) == formatting.rounded(high, 1):
        return gettext("{share} in 100 too").format(share=formatting.rounded(low))
    return gettext("{interval} in 100").format(interval=formatting.ends(low, high, 0))
