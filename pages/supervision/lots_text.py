"""Sentences about drawing lots for who starts a training practice first, and what the draw shows."""

from __future__ import annotations

import datetime

from analytics.agreements.lots_answer import LotComparison
from analytics.focus import practices
from analytics.focus.results import AREAS
from analytics.messages import gettext, ngettext, paragraph
from analytics.notes.lot_draws import LotDraw
from pages.supervision.text import SIGNALS
from pages.ui import formatting

WHAT = (
    "Half of the therapists start now, half wait. Because a lot decides, a difference beyond chance at the end of the wait "
    "is about the training, not about who asked for it."
)
_STATE = {
    "called_off": gettext("Called off on {called_off}; nothing is compared."),
    "too_early": gettext("The comparison is given once, with data up to {answer_from} or later."),
    "too_few": gettext(
        "Too few to say: with so few therapists, lots alone give a difference of any size in more than 5 of 100 draws."
    ),
    "started_better": gettext("**Those drawn to start changed for the better**, beside those drawn to wait."),
    "waiting_better": gettext("**Those drawn to start changed for the worse**, beside those drawn to wait."),
    "cannot_tell": gettext(
        "One cannot tell whether those drawn to start changed otherwise than those drawn to wait."
    ),
}
BY_LOT = "It was drawn by lot, so the difference is about the training, not about who asked."
NOBODY_TRAINED = "Nobody who was drawn to start has made an agreement, so the training cannot be the reason."
CERTAIN = 0.995  # highest power that is said; it is simulated, so that 1 is not certain
BOTH_TESTS = "A difference is said only where both its 95% range and the re-drawn lots say so."


def drawn(one: LotComparison) -> str:
    """Return the sentence on what was drawn, when, and among how many."""
    return gettext(
        "**{practice}**, drawn by lot on {day} among {n} therapists: {now} start on {start}, {wait} on {later}."
    ).format(
        practice=practices()[one.practice].name,
        day=formatting.day(one.drawn_on),
        n=formatting.count(one.n),
        now=formatting.count(one.drawn_start),
        wait=formatting.count(one.drawn_wait),
        start=formatting.day(one.start),
        later=formatting.day(one.later),
    )


def state(one: LotComparison) -> str:
    """Return the sentence on what a draw by lot shows so far, or why it shows nothing."""
    if one.why:
        return one.why
    said = _STATE[one.state or "too_early"].format(
        called_off=formatting.day(one.called_off), answer_from=formatting.day(one.answer_from)
    )
    if one.state not in ("started_better", "waiting_better"):
        return said
    return paragraph(said, BY_LOT if one.trained else NOBODY_TRAINED)


def facts(one: LotComparison) -> dict[str, str]:
    """Return the figures of a comparison; empty before the wait is over."""
    found = {}
    if one.effect.estimate is not None and one.effect.interval is not None:
        found["Difference of the changes"] = difference(one)
        found["Lots drawn again"] = again(one)
        found["Therapists compared"] = gettext(
            "{started} of {now} drawn to start, {waiting} of {wait} drawn to wait: those with ratings before and after"
        ).format(
            started=formatting.count(one.n_started),
            now=formatting.count(one.drawn_start),
            waiting=formatting.count(one.n_waiting),
            wait=formatting.count(one.drawn_wait),
        )
    if one.state != "called_off":
        found["Kept to the lot"] = kept(one)
    return found


def difference(one: LotComparison) -> str:
    """Return the difference with its 95 % range; upwards is better."""
    estimate, (low, high) = one.effect.estimate or 0.0, one.effect.interval or (0.0, 0.0)
    if one.signal in AREAS:
        return gettext("{value} points ({interval}); above 0 is better").format(
            value=formatting.signed(estimate, 2), interval=formatting.between(low, high, 2, sign=True)
        )
    return gettext("{value} in 100 ({interval}); above 0 is better").format(
        value=formatting.signed(100 * estimate, 0),
        interval=formatting.between(100 * low, 100 * high, 0, sign=True),
    )


def again(one: LotComparison) -> str:
    """Return the sentence on how often chance alone would give a difference as large: the p value in words."""
    return gettext("{share} of {draws} lots drawn again show a difference as large").format(
        share=formatting.chance(one.p or 0.0, 100), draws=formatting.count(one.draws)
    )


def kept(one: LotComparison) -> str:
    """Return the sentence on how many therapists trained when the lot said; all count in their drawn group."""
    return paragraph(
        gettext("{trained} of the {n} drawn to start have made an agreement.").format(
            trained=formatting.count(one.trained), n=formatting.count(one.drawn_start)
        ),
        ngettext(
            "{n} of those drawn to wait made one before their turn.",
            "{n} of those drawn to wait made one before their turn.",
            one.trained_early,
        ).format(n=formatting.count(one.trained_early))
        if one.trained_early
        else "",
        "Everybody counts where the lot put them.",
    )


def groups(draw: LotDraw, starts: frozenset[str]) -> dict[str, str]:
    """Map the two days of a draw to the therapists who start on them."""
    return {
        formatting.day(day): ", ".join(sorted(code for code in draw.strata if (code in starts) == first))
        for day, first in ((draw.start, True), (draw.later, False))
    }


def how_drawn(one: LotComparison, balanced: bool) -> str:
    """Return the sentences on how anybody can repeat a draw by lot from its seed."""
    first = (
        gettext("Seed {seed}. Within each half, the codes are sorted by the SHA-256 of “seed:code”.")
        if balanced
        else (gettext("Seed {seed}. The codes are sorted by the SHA-256 of “seed:code”."))
    )
    return paragraph(
        first.format(seed=one.seed),
        "Every second one starts now, from the first one on if the SHA-256 of the seed is even, else from the second.",
    )


def turn(draw: LotDraw, day: datetime.date, today: datetime.date, own: bool) -> str:
    """Return the sentence on when a therapist of a draw begins, addressed to the therapist if `own`, else to others."""
    practice = practices()[draw.practice].name
    values = {"practice": practice, "drawn": formatting.day(draw.drawn_on), "day": formatting.day(day)}
    if own:
        template = (
            gettext("**{practice}**: drawn by lot on {drawn}, your turn began on {day}.")
            if day <= today
            else gettext("**{practice}**: drawn by lot on {drawn}, your turn comes on {day}.")
        )
    else:
        template = (
            gettext("**{practice}**: drawn by lot on {drawn}, their turn began on {day}.")
            if day <= today
            else gettext("**{practice}**: drawn by lot on {drawn}, their turn comes on {day}.")
        )
    return template.format(**values)


def announced(power: float | None, signal: str, shift: float, n: int, fewest: int) -> str:
    """Return the sentence on the power of a draw to show a shift, or that there are too few therapists."""
    if n < fewest:
        return gettext("Lots among {n} therapists cannot show a difference; it takes {fewest}.").format(
            n=formatting.count(n), fewest=fewest
        )
    if power is None:
        return "How likely a difference would be found is not known: too few ratings so far."
    size = (
        gettext("{points} points").format(points=formatting.number(shift))
        if signal in AREAS
        else gettext("{share}").format(share=formatting.in_100(shift))
    )
    return gettext(
        "A true difference of {size} in {signal} would be found in about {chance} such draws."
    ).format(size=size, signal=SIGNALS[signal].lower(), chance=formatting.chance(min(power, CERTAIN), 100))
