"""Sentences on how many sessions have an SRS and how high its totals are."""

from __future__ import annotations

from analytics.alliance.results import Alliance
from analytics.messages import gettext, ngettext, paragraph
from analytics.why import is_code
from pages.alliance import completion_charts
from pages.ui import formatting
from pages.ui.selection_text import phrase

MANY_FULL = 0.3  # share of forms at the ceiling from which a word about it is in place


def too_few_forms(alliance: Alliance) -> str:
    """Return the text shown if there are too few SRS forms: `Not enough data yet: 7 of 50 forms`."""
    if is_code(alliance.ceiling.why, "hidden_small_count"):
        return (alliance.ceiling.why or "").rstrip(".")
    return gettext("Not enough data yet: {n} of {needed} forms").format(
        n=formatting.count(alliance.ceiling.n), needed=completion_charts.FEWEST
    )


def completion_footnote(alliance: Alliance) -> str:
    """Return the sentence on how many sessions have an SRS, and whether the share falls with the session number."""
    whole = alliance.completed
    n = formatting.count(whole.n)
    if is_code(whole.why, "hidden_small_count"):
        return whole.why or ""
    if whole.n < formatting.SMALL:
        return ngettext(
            "{n} session so far: too few for a share.", "{n} sessions so far: too few for a share.", whole.n
        ).format(n=n)
    if phrase(whole) is None:
        return whole.why or "No share can be shown here."
    if whole.estimate == 1:
        sentence = gettext("**All {n}** sessions have an SRS.").format(n=n)
    elif whole.n < formatting.ENOUGH:
        sentence = gettext("**{share}** sessions have an SRS.").format(share=phrase(whole))
    else:
        sentence = gettext("**{share}** sessions have an SRS (n = {n}).").format(share=phrase(whole), n=n)
    return paragraph(sentence, _completion_trend(alliance))


def _completion_trend(alliance: Alliance) -> str:
    """Return the sentence on whether the share of sessions with an SRS falls; empty for too few sessions."""
    rows = [
        (row.session, row.share or 0.0)
        for row in completion_charts.rows_with_share(alliance)
        if (row.n or 0) >= formatting.ENOUGH
    ]
    if len(rows) < 2:
        return ""
    (first, at_first), (last, at_last) = rows[0], rows[-1]
    if at_last < at_first - 0.05:
        return gettext(
            "Forms thin out from {at_first} at session {first} to {at_last} at session {last}; later alliance numbers"
            " rest on fewer people."
        ).format(
            at_first=formatting.in_100(at_first), first=first, at_last=formatting.in_100(at_last), last=last
        )
    return "Forms do not thin out with later sessions." if alliance.completed.estimate else ""


def totals_footnote(alliance: Alliance) -> str:
    """Return the sentence on how many SRS totals are 40 (the maximum) and what many such forms may mean."""
    full = alliance.ceiling
    if phrase(full) is None:
        return full.why or "Too few forms for a share."
    return paragraph(
        gettext("**{share}** forms are exactly 40 (n = {n}).").format(
            share=phrase(full), n=formatting.count(full.n)
        ),
        "So many 40s may mean that the form does not feel safe to answer; they need not mean that all is well."
        if full.estimate is not None and full.estimate >= MANY_FULL
        else "A form at 40 cannot show a better session, so it tells little.",
        _came_down(alliance.started_full, alliance.came_down),
        "Ask for what was missing, not for a higher mark.",
        "Bars of few forms are not drawn." if any(row.n is None for row in alliance.totals) else "",
    )


def _came_down(full: int | None, lower: int | None) -> str:
    """Return the sentence on how many clients began near the SRS maximum, and how many of them scored lower later.

    Empty if there are no such clients.
    """
    if not full:
        return ""
    if lower is None:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms.",
            "{n} clients gave 39.5 or more on each of the first four forms.",
            full,
        )
    elif not lower:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms and gave no lower one later.",
            "{n} clients gave 39.5 or more on each of the first four forms; none of them gave a lower one later.",
            full,
        )
    else:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms and gave a lower one later.",
            "{n} clients gave 39.5 or more on each of the first four forms; {lower} of them gave a lower one later.",
            full,
        )
    return template.format(n=formatting.count(full), lower=formatting.count(lower))
