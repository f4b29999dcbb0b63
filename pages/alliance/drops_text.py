"""Sentences about alliance drops and repairs on the alliance page."""

from __future__ import annotations

from analytics.alliance.results import Alliance
from analytics.definitions.model import Dips
from pages.alliance import drops_chart
from pages.ui import formatting

ENOUGH_FORMS = 100  # SRS forms from which drops per 100 sessions are said


def drops_lead(alliance: Alliance) -> str:
    """Return the sentence with the numbers of alliance drops, of repaired and of unrepaired ones."""
    dips = alliance.dips
    if dips is None or dips.n is None:
        return "Too few drops to show without naming somebody."
    if not dips.n:
        return "No alliance drop in this selection."
    outcomes = [f"{formatting.count(n)} {_BECAME[path]}" for path, n in drops_chart.drop_counts(alliance)]
    if not outcomes:
        return f"{formatting.plural(dips.n, 'drop')}."
    others = "; for the rest no later form shows it" if dips.ended_after_why else ""
    return f"{formatting.plural(dips.n, 'drop')}: {formatting.listed(outcomes)}{others}."


_BECAME = {
    "repaired": "repaired",
    "unrepaired": "not repaired in time",
    "ended_after": "followed by the end of the episode",
    "open": "too soon to say",
}


def drops_footnote(alliance: Alliance, rules: Dips) -> str:
    """Return the definitions of a drop and a repair, with the number of drops expected by chance."""
    dips = alliance.dips
    noise = ""
    if (
        dips is not None
        and dips.false_signals_per_100_sessions is not None
        and dips.per_100_sessions is not None
        and dips.sessions >= ENOUGH_FORMS
    ):
        noise = (
            f" It marked **{formatting.number(dips.per_100_sessions)} of 100** sessions; about "
            f"{formatting.number(dips.false_signals_per_100_sessions)} would be marked if nobody's alliance ever changed. "
            "So a single drop is a reason to ask a question, not a finding."
        )
    return (
        f"A drop lies at least {rules.min_drop:g} points, and more than {abs(rules.z):g} of the client's usual swings, "
        f"under the client's usual level (the median of the earlier forms); repaired: back near that level within "
        f"{rules.repair_sessions} forms.{noise}"
    )


def paths_footnote() -> str:
    """Return the caution that groups of episodes by outcome of the drop are not comparable."""
    return (
        "By the latest drop of an episode. A repair needs a client who came back, so the groups differ in more than "
        "the repair. No drop: episodes with three forms or more."
    )
