"""Sentences that set the practice's figures beside published ones, with the numbers filled in."""

from __future__ import annotations

from analytics.messages import gettext, paragraph
from analytics.outcomes.results import Benchmark, Outcomes
from pages.outcomes import comparison_charts
from pages.ui import formatting
from pages.ui.formatting import SMALL

BESIDE = {
    "reliable_improvement": ("reliable_improvement",),
    "recovered": ("recovered",),
    "mean_change": ("effect_size",),
    "unplanned": ("unplanned", "unplanned_recorded", "unplanned_not_improved"),
}


def beside(outcomes: Outcomes, measure: str) -> str:
    """Return the sentence with the range of comparable published figures; published goals are excluded."""
    ours = getattr(outcomes, BESIDE[measure][0])
    theirs = [row for row in comparison_charts.compared(outcomes, BESIDE[measure]) if not row.goal]
    edges = [
        edge
        for row in theirs
        for edge in (*(row.interval or ()), *((row.value,) if row.value is not None else ()))
    ]
    if not edges or ours.estimate is None or not ours.interval:
        return "No published figure of the same kind stands beside it."
    low, high = min(edges), max(edges)
    if measure == "mean_change":
        return _beside_effect(formatting.number(low, 2), formatting.number(high, 2))
    return _beside_share(f"{formatting.rounded(low * 100)}", f"{formatting.rounded(high * 100)}")


def _beside_effect(low: str, high: str) -> str:
    if low == high:
        return gettext(
            "The published figure below is {value} for the effect size; it counts other clients in other ways."
        ).format(value=low)
    return gettext(
        "The published figures below run from {low} to {high} for the effect size; they count other clients in other"
        " ways."
    ).format(low=low, high=high)


def _beside_share(low: str, high: str) -> str:
    if low == high:
        return gettext(
            "The published figure below is {value} in 100; it counts other clients in other ways."
        ).format(value=low)
    return gettext(
        "The published figures below run from {low} to {high} in 100; they count other clients in other ways."
    ).format(low=low, high=high)


def none_beside(outcomes: Outcomes, measure: str) -> str:
    """Return why the practice's figure for this measure has no published figure beside it."""
    if comparison_charts.compared(outcomes, BESIDE[measure]):
        return "Not enough data here yet to set beside published figures."
    return "No published figure of the same kind."


def has_goal(outcomes: Outcomes, measure: str) -> bool:
    """Return whether any published figure comparable with this measure is a goal, not a measured result."""
    return any(row.goal for row in comparison_charts.compared(outcomes, BESIDE[measure]))


def benchmarks_footnote(outcomes: Outcomes) -> str:
    """Return the caution about comparing services, and how many episodes have two scores."""
    caution = "Different services count different clients; read the small print before you quote."
    judged = outcomes.assessable
    without = next((row.n for row in outcomes.left_out if row.reason == "fewer_than_two_ors"), 0)
    if judged is None or without is None:  # one of them is too small to show
        return caution
    n = judged + without
    if n < SMALL:
        return caution
    template = (
        gettext("We have a first and a later score for **{share}** episodes (n = {judged} of {n}).")
        if n >= formatting.ENOUGH
        else gettext("We have a first and a later score for **{share}** episodes.")
    )
    complete = template.format(
        share=formatting.counted(judged, n), judged=formatting.count(judged), n=formatting.count(n)
    )
    return paragraph(caution, complete)


def source(row: Benchmark) -> str:
    """Return one text on a published benchmark: figure, source, year, n, population, measure."""
    return gettext("**{label}:** {figure}. {source}, {year}, {n}; {population}; {rule}. {note}").format(
        label=row.label,
        figure=figure(row),
        source=row.source,
        year=row.year or "no year given there",
        n=gettext("n = {n}").format(n=formatting.count(row.n)) if row.n else "n not given there",
        population=row.population,
        rule=row.measure_rule,
        note=row.note,
    )


def figure(row: Benchmark) -> str:
    """Return a published benchmark's value or range as text in its unit."""
    low, high = row.interval or (0.0, 0.0)
    if row.unit != "share":
        if row.value is not None:
            return formatting.number(row.value, 2 if row.unit == "sd" else 1)
        return gettext("{low:g} to {high:g}").format(low=low, high=high)
    if row.value is None:
        return gettext("{low} to {high} in 100").format(
            low=formatting.rounded(low * 100), high=formatting.rounded(high * 100)
        )
    share = formatting.in_100(row.value)
    return f"{share} {formatting.between_100(low, high, first=False)}" if row.interval else share
