"""Sentences on unplanned endings by early pattern of the alliance."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Pattern
from analytics.answers import Estimate
from analytics.messages import gettext, ngettext, paragraph
from analytics.why import is_code
from pages.alliance import patterns_chart
from pages.ui import endings_text, formatting
from pages.ui.selection_text import phrase


def patterns_footnote(alliance: Alliance) -> str:
    """Return the footnote on early patterns: definition, endings after a low start, clients left out."""
    hidden = [patterns_chart.NAMES[row.pattern] for row in alliance.patterns if _hidden(row)]
    return paragraph(
        gettext("Low is an SRS under {total:g}; first against last form of sessions 1 to 5.").format(
            total=alliance.low_total
        ),
        *_low_starts({row.pattern: row.unplanned for row in alliance.patterns}),
        "Clients who left after one form have no pattern.",
        ngettext(
            "Left out: {n} episode with fewer than two forms.",
            "Left out: {n} episodes with fewer than two forms.",
            alliance.no_pattern,
        ).format(n=formatting.count(alliance.no_pattern))
        if alliance.no_pattern
        else "",
        gettext("Not shown, because a count is too small: {patterns}.").format(
            patterns=formatting.listed(hidden).lower()
        )
        if hidden
        else "",
    )


def _low_starts(rows: dict[str, Estimate]) -> tuple[str, ...]:
    """Return sentences comparing unplanned endings after a low alliance that rose or that stayed low."""
    stayed, rose = rows["low_stays_low"], rows["low_rising"]
    if min(stayed.n, rose.n) < formatting.ENOUGH or None in (stayed.estimate, rose.estimate):
        return ()
    shares = gettext(
        "After a low start, {rose} ended unplanned where it rose, {stayed} where it stayed."
    ).format(rose=formatting.in_100(rose.estimate), stayed=formatting.in_100(stayed.estimate))
    if not rose.interval or not stayed.interval:
        return (shares,)
    if rose.interval[1] < stayed.interval[0]:
        return shares, "Low and rising is good news: these clients told us early."
    return (shares, "The two ranges overlap.") if rose.interval[0] <= stayed.interval[1] else (shares,)


def _hidden(row: Pattern) -> bool:
    """Return whether a pattern's share of unplanned endings is withheld because n is small."""
    return (row.unplanned.why or "").startswith("Hidden")


def no_patterns(alliance: Alliance) -> str:
    """Return the reason why there is no chart of unplanned endings by early pattern."""
    if is_code(alliance.unplanned.why, "endings_not_recorded"):
        return f"{alliance.unplanned.why} {endings_text.ADD}"
    if any(_hidden(row) for row in alliance.patterns):
        return "Too few clients in each pattern to show without naming somebody."
    if any(row.unplanned.estimate is not None for row in alliance.patterns):
        hidden = alliance.unplanned.estimate is None and alliance.unplanned.why
        return hidden or f"{formatting.not_enough(alliance.unplanned.n)}."
    return "No ended episode with two early SRS yet."


def patterns_alt(alliance: Alliance) -> str:
    """Return one sentence with the share of unplanned endings of every pattern, as alternative text."""
    shares = [
        f"{patterns_chart.NAMES[row.pattern].lower()}: {phrase(row.unplanned)}"
        for row in alliance.patterns
        if phrase(row.unplanned)
    ]
    if not shares:
        return "Too few endings for a share in any early pattern."
    return gettext("Ended unplanned by early pattern: {shares}.").format(shares="; ".join(shares))
