"""Sentences on what is going well: a clear strength, or else the rate that compares best with the practice."""

from __future__ import annotations

from analytics.focus import TherapistFocus
from analytics.focus.results import AREAS, RATES, Signal
from analytics.messages import gettext, paragraph
from pages.supervision.text import numbers, sure
from pages.therapists.areas_chart import NAMES as AREA_NAMES
from pages.ui import formatting

_AREA_BETTER = (
    gettext("**Here clients rate {area} higher than in the practice:** {numbers}."),
    gettext("**Here probably clients rate {area} higher than in the practice:** {numbers}."),
)
_BETTER = {  # signal -> sentence on a strength that is clear; that is likely
    **dict.fromkeys(AREA_NAMES, _AREA_BETTER),
    "dips": (
        gettext("**Here drops are repaired more often than in the practice:** {numbers}."),
        gettext("**Here probably drops are repaired more often than in the practice:** {numbers}."),
    ),
    "early_retention": (
        gettext("**Here fewer clients leave early than in the practice:** {numbers}."),
        gettext("**Here probably fewer clients leave early than in the practice:** {numbers}."),
    ),
    "feedback_forms": (
        gettext("**Here the forms are filled in more often than in the practice:** {numbers}."),
        gettext("**Here probably the forms are filled in more often than in the practice:** {numbers}."),
    ),
    "feedback_variety": (
        gettext("**Here scores vary more than in the practice: it seems safe to be honest:** {numbers}."),
        gettext(
            "**Here probably scores vary more than in the practice: it seems safe to be honest:** {numbers}."
        ),
    ),
}
_WELL = {  # rate -> sentence on how often it goes well, whatever the practice does
    "dips": gettext("**Drops repaired: {own}** (practice: {practice})."),
    "early_retention": gettext("**Clients who did not leave early: {own}** (practice: {practice})."),
    "feedback_forms": gettext("**Clients with an SRS in most sessions: {own}** (practice: {practice})."),
    "feedback_variety": gettext("**Clients who use more than the highest score: {own}** (practice: {practice})."),
}  # fmt: skip
NO_DIFFERENCE = "No clear difference, and nothing else stands out."
TOO_EARLY = "It is too early to compare."
NOTHING_STANDS_OUT = (
    "Nothing stands out clearly above the practice yet. That says nothing about skill: most differences are too small "
    "to tell from chance."
)
NO_STRENGTH_YET = "Nothing can be said yet: it takes about eight clients with forms."


def strength(one: TherapistFocus) -> str:
    """Return the sentence on a therapist's strength, else on the low rate that compares best with the practice."""
    signal = next((row for row in one.signals if row.signal == one.strength), None)
    if signal is not None:
        clear, likely = _BETTER[signal.signal]
        return (clear if sure(signal.p_better) == "clear" else likely).format(
            area=AREA_NAMES[signal.signal].lower() if signal.signal in AREAS else "", numbers=numbers(signal)
        )
    usual = _goes_well(one)
    if usual is None:
        return NOTHING_STANDS_OUT if one.state != "not_enough_data" else NO_STRENGTH_YET
    own = formatting.counted(usual.n - int(formatting.rounded(usual.level * usual.n)), usual.n)
    said = _WELL[usual.signal].format(own=own, practice=formatting.in_100(1 - usual.practice))
    return paragraph(said, NO_DIFFERENCE if usual.enough else TOO_EARLY)


def _goes_well(one: TherapistFocus) -> Signal | None:
    """Return, of the rates below one half, the one most likely better than the practice's; None if there is none.

    The rate named as the focus is left out. A rate with enough clients comes before one without.
    """
    rates = (row for row in one.signals if row.signal in RATES and row.n and row.signal != one.focus)
    mostly = [row for row in rates if row.level < 0.5 and row.p < 0.5]
    return max(mostly, key=lambda row: (row.enough, row.p_better), default=None)
