"""Sentences about alliance drops and repairs on the alliance page."""

from __future__ import annotations

from analytics.alliance.results import Alliance
from analytics.definitions.model import Dips
from analytics.dips import FORMS_BEFORE
from analytics.messages import gettext, ngettext, paragraph
from pages.alliance import drops_chart
from pages.ui import formatting

ENOUGH_FORMS = 100  # SRS forms from which drops per 100 sessions are said


def drops_lead(alliance: Alliance) -> str:
    """Return the sentence on how many alliance drops there were and how many were repaired."""
    dips = alliance.dips
    if dips is None or dips.n is None:
        return "Too few drops to show without naming somebody."
    if not dips.n:
        return "No alliance drop in this selection."
    outcomes = [_BECAME[path].format(n=formatting.count(n)) for path, n in drops_chart.drop_counts(alliance)]
    n = formatting.count(dips.n)
    if not outcomes:
        return ngettext("{n} drop.", "{n} drops.", dips.n).format(n=n)
    template = (
        ngettext(
            "{n} drop: {outcomes}; for the rest no later form shows it.",
            "{n} drops: {outcomes}; for the rest no later form shows it.",
            dips.n,
        )
        if dips.ended_after_why
        else ngettext("{n} drop: {outcomes}.", "{n} drops: {outcomes}.", dips.n)
    )
    return template.format(n=n, outcomes=formatting.listed(outcomes))


_BECAME = {
    "repaired": gettext("{n} repaired"),
    "unrepaired": gettext("{n} not repaired in time"),
    "ended_after": gettext("{n} followed by the end of the episode"),
    "open": gettext("{n} too soon to say"),
}


def drops_footnote(alliance: Alliance, rules: Dips) -> str:
    """Return the definitions of a drop and a repair, with the number of drops expected by chance."""
    definition = gettext(
        "A drop lies at least {points:g} points, and more than {swings:g} of the client's usual swings, under the"
        " client's usual level (the median of {earlier} earlier forms or more); repaired: back near that level within"
        " {forms} forms."
    ).format(points=rules.min_drop, swings=abs(rules.z), earlier=FORMS_BEFORE, forms=rules.repair_sessions)
    return paragraph(definition, *_by_chance(alliance))


def _by_chance(alliance: Alliance) -> tuple[str, ...]:
    """Return the sentences on how many drops were marked, and how many to expect by chance alone.

    Empty if either number is unknown or there are too few sessions.
    """
    dips = alliance.dips
    if (
        dips is None
        or dips.false_signals_per_100_sessions is None
        or dips.per_100_sessions is None
        or dips.sessions < ENOUGH_FORMS
    ):
        return ()
    return (
        gettext(
            "It marked **{marked} of 100** sessions; about {by_chance} would be marked if nobody's alliance ever"
            " changed."
        ).format(
            marked=formatting.number(dips.per_100_sessions),
            by_chance=formatting.number(dips.false_signals_per_100_sessions),
        ),
        "So a single drop is a reason to ask a question, not a finding.",
    )


def paths_footnote() -> str:
    """Return the caution that episodes grouped by outcome of an alliance drop are not comparable."""
    return gettext(
        "By the latest drop of an episode. A repair needs a client who came back, so the groups differ in more than "
        "the repair. No drop: episodes with {n} forms or more."
    ).format(n=FORMS_BEFORE + 1)
