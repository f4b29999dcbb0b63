"""Footnote of the caseload page: order of the clients, expected range, early warning."""

from __future__ import annotations

from analytics.caseload.results import Caseload
from analytics.messages import gettext, paragraph
from pages.early_warning import estimate_text, text
from pages.ui import formatting


def foot(caseload: Caseload) -> list[str]:
    """Return the footnotes of the caseload: order of the clients and expected range; the early warning."""
    speaks = estimate_text.numbers(caseload.outcome, caseload.provisional, caseload.rule_why)
    silent = caseload.estimate_why or ""
    if (needs := text.so_far(silent, caseload.outcome or "")) != silent:
        silent = paragraph("No early warning yet.", needs)
    if any(client.score and client.score.silent == "withdrawn" for client in caseload.clients):
        silent = paragraph(text.WITHDRAWN, silent)
    course = "" if caseload.course_why == silent else caseload.course_why  # one reason may stand behind both
    order = paragraph(
        "Groups come from the rules in Definitions; inside a group, the most pressing first.",
        "All curves share one scale.",
        _range(caseload),
        course,
    )
    return [order, silent or speaks] if silent or speaks else [order]


def _range(caseload: Caseload) -> str:
    """Explain the expected ORS range, and how often clients have two consecutive scores below it."""
    if caseload.course_why:
        return ""
    return paragraph(
        "The range holds about 8 in 10 clients of this practice with a similar first score.",
        _twice_below(caseload),
    )


def _twice_below(caseload: Caseload) -> str:
    """Return the sentence on how many of the practice's clients had two scores in a row below the expected ORS range."""
    shares, n = (caseload.below_twice_now, caseload.below_twice_ever), caseload.below_twice_clients
    if shares[0] is None or shares[1] is None or n is None:
        return "It is a prompt to talk, not a verdict."
    now, ever = formatting.rounded(shares[0] * 100), formatting.rounded(shares[1] * 100)
    if not ever:
        template = gettext(
            "It is a prompt to talk: of 100 clients who started under the cutoff, fewer than 1 had two scores running"
            " under it up to session 10 (counted in {n} clients)."
        )
    elif not now:
        template = gettext(
            "It is a prompt to talk: of 100 clients who started under the cutoff, at any one time fewer than 1 has both"
            " last scores under it, and about {ever} had two running at some point up to session 10 (counted in {n}"
            " clients)."
        )
    else:
        template = gettext(
            "It is a prompt to talk: of 100 clients who started under the cutoff, at any one time about {now} have both"
            " last scores under it, and about {ever} had two running at some point up to session 10 (counted in {n}"
            " clients)."
        )
    return template.format(now=now, ever=ever, n=formatting.count(n))
