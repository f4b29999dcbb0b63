"""Sentences of the therapist comparison page."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.focus.results import TherapistFocus
from analytics.therapists.results import SHARES, Comparison, Therapist
from analytics.why import Why, is_code
from pages.therapists import areas_chart
from pages.ui import endings_text, formatting
from pages.ui.selection_text import LONGER, left_out

MEASURES = {
    "Early alliance": "early_alliance",
    "Wellbeing change": "change",
    "Reliable improvement": "reliable_improvement",
    "Ended unplanned": "unplanned",
}
_OF = {
    "early_alliance": "early alliance",
    "change": "wellbeing at the end",
    "reliable_improvement": "reliable improvement",
    "unplanned": "unplanned endings",
}
_COLUMNS = {"site": "the site", "age_group": "age", "program": "the programme", "orientation": "orientation"}
QUESTION = "What is this person doing that others could learn from, or what is making it hard?"
COMMON = "A difference is a reason to ask a question, not an answer."


def names(comparison: Comparison, shown: bool) -> dict[str, str]:
    """Map therapist codes to names or, if names are hidden, to `Therapist 3`."""
    rows = comparison.therapists
    if shown:
        return {one.therapist: one.name or one.therapist for one in rows}
    return {one.therapist: f"Therapist {index}" for index, one in enumerate(rows, 1)}


def lead(comparison: Comparison, own: str | None) -> tuple[str, str]:
    """Return two texts: how many therapists differ beyond chance, or whether the viewer does; a caution.

    own: the code of who looks.
    """
    if comparison.why:
        if comparison.measure == "unplanned" and is_code(comparison.why, "endings_not_recorded"):
            return comparison.why, f"So endings are not compared. {endings_text.ADD}"
        return comparison.why, _until(comparison)
    rows = comparison.therapists
    mine = next((one for one in rows if one.therapist == own), None)
    if mine is not None and len(rows) == 1:
        inside = "lies inside what chance alone would produce"
        said = "differs by more than chance usually explains" if mine.worded else inside
        return f"Your clients' {_OF[comparison.measure]} {said}.", f"{_own_range(mine, comparison)} {COMMON}"
    worded = [one for one in rows if one.worded]
    if not rows:
        return "No therapist whom you may know by name has enough episodes.", COMMON
    if not worded:
        return (
            f"Of {len(rows)} therapists, nobody differs by more than chance usually explains.",
            f"That does not show that they are alike. {COMMON}",
        )
    verb = "differs" if len(worded) == 1 else "differ"
    return (
        f"{len(worded)} of {len(rows)} therapists {verb} by more than chance usually explains.",
        f"For the others chance is explanation enough. {COMMON}",
    )


def never(comparison: Comparison) -> bool:
    """Return whether the practice has too few therapists for a comparison in any period."""
    why = comparison.why
    if is_code(why, "one_therapist"):
        return True
    return isinstance(why, Why) and is_code(why, "too_few_therapists") and "episodes" not in why.parameters


INSTEAD = "Outcomes and Alliance show how clients fare."


def _until(comparison: Comparison) -> str:
    """Return advice if nothing can be compared: a longer period, waiting, or another measure."""
    why = comparison.why or ""
    if why.startswith("Not enough data yet"):
        return LONGER if comparison.filters.since else "Nothing is compared until then."
    return "Choose another measure." if "no SRS" in why else INSTEAD


def _own_range(one: Therapist, comparison: Comparison) -> str:
    if one.interval is None:
        return ""
    low, high = one.interval
    unit = "of every 100" if comparison.measure in SHARES else comparison.unit
    return (
        f"The difference from the practice is {formatting.signed(one.estimate)} {unit} "
        f"({formatting.between(low, high, sign=True)}), n = {formatting.count(one.n)}."
    )


def funnel_footnote(comparison: Comparison) -> str:
    """Explain how to read the funnel plot: limits, case mix, overdispersion, therapists not shown."""
    few = comparison.too_small
    verb = "is" if few == 1 else "are"
    small = (
        f" {formatting.plural(few, 'therapist')} with fewer than 10 closed episodes {verb} not drawn yet."
        if few
        else ""
    )
    spread = comparison.funnel.over_dispersion if comparison.funnel else None
    said = (
        f" Together they spread {formatting.number(spread)} times as much as chance alone (1 means as chance)."
        if spread is not None
        else ""
    )
    return (
        f"With few episodes the range is wide; it narrows to the right. {allowed(comparison)} A grey diamond lies "
        f"near the edge: of 20 alike therapists about one does. Only a filled one is put into words.{small}{said} "
        f"n = {formatting.count(comparison.n)}. {left_out(comparison)}"
    )


def allowed(comparison: Comparison) -> str:
    """Return the sentence on the client characteristics that the comparison adjusts for."""
    columns = comparison.adjusted_for
    if not columns:
        return "Nothing could be allowed for here."
    words = ["how distressed clients were at the start"] if "intake" in columns else []
    for name, said in _COLUMNS.items():
        if any(column.startswith(f"{name}:") for column in columns):
            words.append(said)
    return f"It allows for {formatting.listed(words)}, not for everything."


def other_ways(comparison: Comparison) -> str:
    """Return the sentence with the practice's share of unplanned endings by two other counting rules."""
    ways = endings_text.bounds(comparison.unplanned_declared, comparison.unplanned_all_unknown)
    if not ways or comparison.level is None:
        return ""
    return (
        f"In the practice {formatting.in_100(comparison.level)} ended unplanned; by other ways to count {ways}: only"
        " recorded endings, or every unknown one too."
    )


def caterpillar_footnote(comparison: Comparison) -> str:
    """Explain how to read the thick and thin bars, and why therapists are not ranked."""
    sure = "Thin bar: 95% range. Two people differ only if their thick bars do not overlap. "
    width = comparison.rank_width
    total = comparison.n_therapists
    people = f"{total} people" if total else "everybody in the practice"
    order = (
        f"**There is no order by result here on purpose:** if we tried to number {people}, a typical "
        f"person's place could move by {width}. "
        if width and total != 1
        else ""
    )
    band = "The grey band holds the middle half of at least five others. " if comparison.others else ""
    few = "Small numbers are pulled towards the practice, because they exaggerate. "
    return f"{sure}{band}{order}{few}{allowed(comparison)} n = {formatting.count(comparison.n)}. {left_out(comparison)}"


def share_between(comparison: Comparison) -> str:
    """Return the sentence on the share of variation between therapists (ICC)."""
    if comparison.icc is None or comparison.icc_interval is None:
        return ""
    low, high = comparison.icc_interval
    icc = formatting.number(comparison.icc * 100, 0)
    return (
        f"**About {icc} of 100 parts** of the differences between clients lie between therapists "
        f"({formatting.between_100(low, high)}); the rest lies between their clients and in chance."
    )


def profile(one: TherapistFocus, label: str) -> tuple[str, str]:
    """Return two texts: the SRS area of a therapist that stands out; how to read the chart."""
    signals = areas_chart.rows(one)
    low = min(signals, key=lambda signal: signal.difference, default=None)
    n = max((signal.n for signal in signals), default=0)
    how = (
        "Differences from the practice's own profile, after the general level; dots under the practice by more than "
        f"their range are amber. Clients' ratings, not a measure of skill. n = {formatting.plural(n, 'client')}."
    )
    if low is None:
        return "No forms answered area by area yet.", how
    if low.interval[1] < 0:
        between = formatting.between(*low.interval, sign=True)
        under = f"{formatting.number(-low.difference)} points under the practice average ({between})"
        return f"**{areas_chart.NAMES[low.signal]}** is {under}.", how
    return f"No area stands out for {label}; choose together what to practise.", how


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def table(comparison: Comparison, labels: Mapping[str, str]) -> dict[str, list]:
    """Tabulate n, level, difference and interval; one row per therapist, in the order of the chart."""
    rows = comparison.therapists
    share = comparison.measure in SHARES
    return {
        "Therapist": [labels[one.therapist] for one in rows],
        "n": [one.n for one in rows],
        "As it stands": [formatting.in_100(one.level) if share else _tenths(one.level) for one in rows],
        f"Difference ({comparison.unit})": [_tenths(one.estimate) for one in rows],
        "Low": [_tenths(one.interval and one.interval[0]) for one in rows],
        "High": [_tenths(one.interval and one.interval[1]) for one in rows],
        "In words": ["differs" if one.worded else "no clear difference" for one in rows],
    }
