"""Sentences about what the newest import changed on a caseload."""

from __future__ import annotations

from analytics.caseload.reasons import RULES
from analytics.caseload.since_last import ClientChange, SinceLast
from analytics.messages import gettext, ngettext, paragraph
from pages.ui import formatting

NOTHING = "No reason came or went with the newest import."


def words(one: ClientChange) -> str:
    """Return the sentences on one client: new reasons, a repaired alliance, reasons that have gone."""
    parts = [reason.sentence for reason in one.reasons]
    if one.repaired:
        parts.append(gettext("The alliance is back near its earlier level."))
    gone = [code for code in one.ended if not (one.repaired and code in ("drop", "settled"))]
    gone = [code for code in gone if not (code == "drop" and "settled" in one.new)]
    if gone:
        names = formatting.listed([RULES[code][0].lower() for code in gone])
        parts.append(gettext("No longer: {reasons}.").format(reasons=names))
    if one.is_new and not one.reasons:
        parts.append(gettext("New on the caseload."))
    return paragraph(*parts)


def summary(answer: SinceLast) -> str:
    """Return the sentence on sessions that came and clients who left the caseload."""
    came = ngettext(
        "{n} session of open clients came with the newest import.",
        "{n} sessions of open clients came with the newest import.",
        answer.sessions,
    ).format(n=formatting.count(answer.sessions))
    if not answer.closed:
        return came
    left = ngettext(
        "{n} client is not open any more.", "{n} clients are not open any more.", answer.closed
    ).format(n=formatting.count(answer.closed))
    return paragraph(came, left)
