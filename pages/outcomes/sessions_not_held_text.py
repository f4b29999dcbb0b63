"""Sentences on how many fewer sessions were held in courses that ended unplanned than in planned endings."""

from __future__ import annotations

import math

from analytics.definitions.model import CaseMix
from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes.results import Outcomes, SessionsNotHeld
from pages.ui import formatting
from pages.ui.selection_text import number_of, phrase

NOT_A_LOSS = (
    "Nobody knows how many sessions a client who left would have needed. This compares them with those who stayed; it is"
    " no loss that could be recovered."
)
NOT_SAVED = "Not saved: the fee is gone when you leave this page."
_ALIKE = {"program": "programme", "age_group": "age", "orientation": "orientation"}
NO_AMOUNT = "The range includes no difference at all, so there is nothing to multiply by a fee."


def finding(found: SessionsNotHeld) -> str:
    """Return the sentence with the difference per unplanned ending and its total over all of them, with ranges."""
    each, total = found.per_ending, found.total
    if each.estimate is None or each.interval is None or total.estimate is None or total.interval is None:
        return each.why or ""
    (low, high), (least, most) = each.interval, total.interval
    if low > 0:
        return paragraph(
            gettext(
                "**Courses that ended unplanned had about {sessions} sessions fewer than those of similar start that ended"
                " as planned** ({interval})."
            ).format(sessions=formatting.number(each.estimate), interval=formatting.between(low, high)),
            gettext(
                "Over the {n} of this period that makes about {total} sessions ({least} to {most})."
            ).format(
                n=formatting.count(each.n), total=about(total.estimate), least=about(least), most=about(most)
            ),
        )
    if high < 0:
        return gettext(
            "**Courses that ended unplanned had about {sessions} sessions more than those of similar start that ended as"
            " planned** ({interval})."
        ).format(sessions=formatting.number(-each.estimate), interval=formatting.between(-high, -low))
    return gettext(
        "**No clear difference:** courses that ended unplanned may have had {fewer} sessions fewer than those of similar"
        " start that ended as planned, or {more} more (95% range)."
    ).format(fewer=formatting.number(high), more=formatting.number(-low))


def means(found: SessionsNotHeld) -> dict[str, str]:
    """Return the mean number of sessions of both kinds of courses, with n."""
    template = gettext("{mean} sessions on average, n = {n}")
    return {
        name: template.format(mean=formatting.number(mean), n=formatting.count(n))
        for name, mean, n in (
            ("Ended unplanned", found.mean_unplanned, found.unplanned),
            ("Ended as planned", found.mean_planned, found.planned),
        )
        if mean is not None
    }


def improved(found: SessionsNotHeld) -> str:
    """Return the sentence on how many clients who ended unplanned were clearly better; empty if it may not be shown."""
    share = phrase(found.improved)
    if not share:
        return ""
    return gettext(
        "Of the {n} who left with a first and a later score, {share} were clearly better at the last one."
    ).format(n=formatting.count(found.improved.n), share=share)


def counted(found: SessionsNotHeld, outcomes: Outcomes, case_mix: CaseMix) -> str:
    """Return who is compared with whom, who is left out, and how open courses are allowed for."""
    alike = [words for name, words in _ALIKE.items() if name in case_mix.covariates]
    alike += ["site"] if case_mix.site else []
    without, too_long = (
        next((row for row in found.left_out if row.reason == reason), None)
        for reason in ("ending_without_reason", "too_long")
    )
    return paragraph(
        gettext(
            "By recorded reasons. Similar means a first ORS in the same band and, where enough ended as planned, the same"
            " {alike}."
        ).format(alike=formatting.listed(alike))
        if alike
        else "By recorded reasons. Similar means a first ORS in the same band.",
        "Long courses weigh more, to stand for those still open; any longer than the data go back cannot be seen.",
        ngettext(
            "Left out: {n} ending without a reason.",
            "Left out: {n} endings without a reason.",
            2 if without.n is None else without.n,
        ).format(n=number_of(without.n, outcomes))
        if without
        else "",
        gettext("Left out, because they lasted longer than these data can tell: {n}.").format(
            n=number_of(too_long.n, outcomes)
        )
        if too_long
        else "",
    )


def fees(found: SessionsNotHeld, fee: float) -> str:
    """Return the sentence with the range in money for a fee per session; empty without a fee or a clear difference."""
    if not fee or found.total.interval is None or found.total.interval[0] <= 0:
        return ""
    low, high = found.total.interval
    return gettext(
        "About **{low} to {high}** in fees not billed; not a forecast, and not money that could be had."
    ).format(low=about(low * fee), high=about(high * fee))


def about(value: float) -> str:
    """Format a number with two digits that count, and thousands separators: `140`, `3,100`, `7`."""
    size = abs(value)
    digits = 0 if size < 1 else 1 - math.floor(math.log10(size))
    return formatting.count(round(value, min(digits, 0)))
