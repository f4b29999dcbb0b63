"""Sentences on whether a signal moved after an agreement, and on how many forms it takes to see that."""

from __future__ import annotations

from analytics.agreements import Needed, Pooled, PooledEffects, Shift
from analytics.answers import Estimate
from analytics.focus import practices
from analytics.focus.results import AREAS, PRACTICES
from analytics.messages import gettext, ngettext, paragraph
from pages.ui import formatting

ENOUGH_POWER = 0.75  # 8 in 10 when rounded
_UNITS = {  # unit -> words for one, for many
    "forms": ("form", "forms"),
    "drops": ("settled drop", "settled drops"),
    "courses": ("course begun", "courses begun"),
    "session_threes": ("run of three sessions", "runs of three sessions"),
    "form_fours": ("run of four forms", "runs of four forms"),
}
NO_CAUSE = "It says what happened, not why."


def needed(answer: Needed, whole: Needed | None = None) -> str:
    """Return the sentences on how many forms it takes to see a shift; the reason where nothing can be said.

    whole: the same for a shift of a whole point of an area.
    """
    if answer.why is not None or answer.forms is None or answer.power is None:
        return str(answer.why or "")
    shift, units = _size(answer.signal, answer.shift), _units(answer.unit, answer.forms)
    if answer.power >= ENOUGH_POWER:
        template = gettext("To see a shift of {shift} in 8 of 10 cases takes {units}.")
        first = template.format(shift=shift, units=units)
    else:
        template = gettext("Even {units} would show a shift of {shift} in {chance} cases only.")
        first = template.format(shift=shift, units=units, chance=formatting.chance(answer.power, 10))
    return paragraph(first, _pace(answer), _whole_point(answer, whole))


def _pace(answer: Needed) -> str:
    """Return the sentence on how many weeks the needed forms take at the recent pace; empty if that is unknown."""
    if not answer.weeks:
        return ""
    weeks = max(1, int(formatting.rounded(answer.weeks)))
    return ngettext(
        "At the pace of the last half year that takes about {n} week.",
        "At the pace of the last half year that takes about {n} weeks.",
        weeks,
    ).format(n=formatting.count(weeks))


def _whole_point(answer: Needed, whole: Needed | None) -> str:
    """Return the sentence on how many forms show a shift of a whole point; empty if none can be named."""
    if whole is None or whole.forms is None or whole.power is None or whole.power < ENOUGH_POWER:
        return ""
    if whole.forms < (answer.forms or 0):
        return gettext("A whole point would show after {units}.").format(
            units=_units(whole.unit, whole.forms)
        )
    return gettext("A whole point takes as many: fewer than {units} are too few to judge.").format(
        units=_units(whole.unit, whole.forms)
    )


def state(answer: Shift) -> str:
    """Return the sentence on whether the signal moved."""
    if answer.why is not None:
        return str(answer.why)
    if answer.state == "too_early":
        return gettext("**Too early to tell:** {units} more, then there is an answer.").format(
            units=_units(answer.unit, answer.more or 1)
        )
    if answer.state == "moved":
        return gettext("**It moved:** {effect} for the better, more than chance explains.").format(
            effect=_effect(answer)
        )
    if answer.state == "moved_wrong_way":
        return gettext("**It moved the wrong way:** {effect}, more than chance explains.").format(
            effect=_effect(answer)
        )
    return gettext("**No clear shift:** {effect}, which chance alone could give.").format(
        effect=_effect(answer)
    )


def facts(answer: Shift) -> dict[str, str]:
    """Return the figures behind the answer, by label; empty where there are none."""
    if answer.why is not None:
        return {}
    rows = {
        "Before": _level(answer, answer.before),
        "Since": _level(answer, answer.after),
        "Expected from a low start alone": _level(answer, answer.expected),
        "Colleagues in the same weeks": _change(answer, answer.colleagues),
    }
    return {label: words for label, words in rows.items() if words}


def note(answer: Shift) -> str:
    """Return the sentences on what the figures are, what they are adjusted for, and that they name no cause."""
    if answer.why is not None or answer.before.estimate is None:
        return ""
    if answer.signal in AREAS:
        what = "Points of this area beside the mean of the other three, with 95% ranges."
        if answer.area_before is not None and answer.area_after is not None:
            raw = gettext("The area itself: {before} before, {after} since.").format(
                before=formatting.number(answer.area_before, 1), after=formatting.number(answer.area_after, 1)
            )
            what = paragraph(what, raw)
    else:
        what = "The less wished-for side, with 95% ranges."
    alone = (
        ""
        if answer.colleagues is not None or answer.state == "too_early"
        else "Not compared with colleagues."
    )
    return paragraph(what, alone, NO_CAUSE)


def pooled(answer: PooledEffects) -> tuple[str, ...]:
    """Return a line per practice whose pooled effect can be given."""
    if answer.why is not None:
        return ()
    areas = {PRACTICES[area] for area in AREAS}
    lines = []
    for row in answer.practices:
        if row.effect is None or row.effect.estimate is None or row.effect.interval is None:
            continue
        low, high = row.effect.interval
        template = (
            gettext("{practice}: moved by {points} points {interval}, over {n} agreements")
            if row.practice in areas
            else gettext("{practice}: moved by {points} in 100 {interval}, over {n} agreements")
        )
        scale, digits = (1, 2) if row.practice in areas else (100, 0)
        line = template.format(
            practice=practices()[row.practice].name,
            points=formatting.signed(scale * row.effect.estimate, digits),
            interval=formatting.between(scale * low, scale * high, digits, first=False, sign=True),
            n=formatting.count(row.n),
        )
        lines.append(gettext("{line}; {verdicts}").format(line=line, verdicts=_verdicts(row)))
    return tuple(lines)


def _verdicts(row: Pooled) -> str:
    """Return the sentence on how many signals moved as agreed, moved the wrong way, or are unclear; hides small counts."""
    counts = (row.moved, row.wrong_way, row.cannot_tell)
    if not any(counts):
        return gettext("how many of them moved is not shown")
    moved, wrong, unclear = ("not shown" if n is None else formatting.count(n) for n in counts)
    return gettext("moved: {moved}, the wrong way: {wrong}, no clear shift: {unclear}").format(
        moved=moved, wrong=wrong, unclear=unclear
    )


def pooled_note(answer: PooledEffects) -> str:
    """Return the sentences on what a pooled effect needs, or why there is none, and that it names no cause."""
    if answer.why is not None:
        return str(answer.why)
    fewest = answer.practices[0].needed if answer.practices else 0
    needs = gettext("What moved is given once {n} therapists who practise the same have an answer.").format(
        n=fewest
    )
    return paragraph(needs, NO_CAUSE)


def _size(signal: str, shift: float) -> str:
    """Return the size of a shift in words: `0.5 points`, `20 in 100`."""
    if signal in AREAS:
        return gettext("{points} points").format(points=formatting.number(shift, 1))
    return formatting.in_100(shift)


def _units(unit: str, n: int) -> str:
    """Return a number of units in words: `12 forms`."""
    one, many = _UNITS[unit]
    return gettext("{n} {units}").format(n=formatting.count(n), units=one if n == 1 else many)


def _effect(answer: Shift) -> str:
    """Format the shift, adjusted for the starting level and for colleagues' change, with its range."""
    return _with_range(
        answer.effect,
        answer.signal in AREAS,
        gettext("{value} points {interval}"),
        gettext("{value} in 100 {interval}"),
        sign=True,
    )


def _level(answer: Shift, found: Estimate | None) -> str:
    """Format the level of a signal with its range; empty without an estimate."""
    template = gettext("{value} {interval}"), gettext("{value} in 100 {interval}")
    return _with_range(found, answer.signal in AREAS, *template, sign=answer.signal in AREAS)


def _with_range(found: Estimate | None, is_area: bool, of_area: str, of_rate: str, *, sign: bool) -> str:
    """Format an estimate with its range, in points for an area, else in 100; empty without an estimate."""
    if found is None or found.estimate is None or found.interval is None:
        return ""
    scale, digits = (1, 2) if is_area else (100, 0)
    low, high = found.interval
    write = formatting.signed if sign else formatting.number
    return (of_area if is_area else of_rate).format(
        value=write(scale * found.estimate, digits),
        interval=formatting.between(scale * low, scale * high, digits, first=False, sign=sign),
    )


def _change(answer: Shift, found: Estimate | None) -> str:
    """Format the colleagues' mean change with their number: `+0.12 points (4 colleagues)`; empty if not compared."""
    if found is None or found.estimate is None:
        return ""
    points = (
        gettext("{points} points").format(points=formatting.signed(found.estimate, 2))
        if answer.signal in AREAS
        else gettext("{points} in 100").format(points=formatting.signed(100 * found.estimate, 0))
    )
    people = ngettext("{n} colleague", "{n} colleagues", found.n).format(n=formatting.count(found.n))
    return gettext("{points} ({people})").format(points=points, people=people)
