"""Sentences of Outcomes & benchmarks, with the numbers filled in."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes.results import Outcomes
from analytics.why import is_code
from pages.outcomes import benchmark_text, change_scatter, comparison_charts
from pages.ui import endings_text, formatting
from pages.ui.formatting import SMALL
from pages.ui.selection_text import LONGER, left_out, mean, number_of

_UNPLANNED_MEANS = {
    "declared_or_lapsed": (
        gettext(
            "Unplanned here means: recorded as unplanned, or no ending recorded and no session for {days} days without"
            " recovery."
        )
    ),
    "declared": gettext("Unplanned here means: recorded as unplanned."),
    "composite": (
        gettext(
            "Unplanned here means: recorded as unplanned or lapsed for {days} days, and neither clearly better nor at"
            " the cutoff or above (from above it: under the start)."
        )
    ),
}


_LEADS = {  # measure -> main sentence with a range; without one
    "reliable_improvement": (
        gettext("{share} courses of therapy were clearly better at the last score ({interval})."),
        gettext("{share} courses of therapy were clearly better at the last score."),
    ),
    "recovered": (
        gettext(
            "{share} courses of therapy that began under the cutoff of their age recovered ({interval})."
        ),
        gettext("{share} courses of therapy that began under the cutoff of their age recovered."),
    ),
    "unplanned": (
        gettext("{share} courses of therapy ended unplanned ({interval})."),
        gettext("{share} courses of therapy ended unplanned."),
    ),
}


MEASURES = {
    "Reliable improvement": "reliable_improvement",
    "Recovery": "recovered",
    "Mean change": "mean_change",
    "Ended unplanned": "unplanned",
}
NO_SECOND_SCORE = (
    "No closed episode here has a first and a later ORS, so no change can be counted.",
    "One score says where somebody stands, not how far they came.",
)


def lead(outcomes: Outcomes, measure: str) -> tuple[str, str]:
    """Return two texts: the practice's figure with its interval; the range of the published figures."""
    found = getattr(outcomes, measure)
    if measure == "unplanned" and not endings_text.are_recorded(outcomes.endings):
        return endings_text.lead(outcomes.endings)
    if measure != "unplanned" and outcomes.n and outcomes.assessable == 0:
        return NO_SECOND_SCORE
    if found.estimate is None or found.n < SMALL:
        return (
            f"{(found.why or _few(found.n, measure)).rstrip('.')}.",
            paragraph(_why_none(found), LONGER if outcomes.filters.since else ""),
        )
    beside = benchmark_text.beside(outcomes, measure)
    if measure == "mean_change":
        return _change_lead(found), beside
    return _share_lead(found, measure), paragraph(_other_ways(outcomes, measure), beside)


def _why_none(found: Estimate) -> str:
    """Return why a share is not given: it would point to single people, or it rests on too few."""
    if is_code(found.why, "hidden_small_count"):
        return "So few clients, on one side or the other, could be recognised."
    return "Numbers this small jump around, so none is given."


def _few(n: int, measure: str) -> str:
    return formatting.not_enough(n) if measure == "unplanned" else formatting.not_enough_scored(n)


def _change_lead(estimate: Estimate) -> str:
    """Return the main sentence on the mean change in ORS points."""
    change = estimate.estimate or 0.0
    template = (
        gettext("Clients gained {points} ORS points on average ({interval}).")
        if change >= 0
        else gettext("Clients lost {points} ORS points on average ({interval}).")
    )
    return template.format(points=formatting.number(abs(change)), interval=_range(estimate))


def _share_lead(estimate: Estimate, measure: str) -> str:
    """Return the main sentence with a share of clients, for a measure such as `recovered` or `unplanned`."""
    counted = None if estimate.events is None else formatting.phrase(estimate.events, estimate.n)
    share = counted or formatting.in_100(estimate.estimate)
    ranged, plain = _LEADS[measure]
    if not estimate.interval:
        return plain.format(share=share)
    interval = formatting.between_100(*estimate.interval)
    if not share.endswith("in 100"):
        interval = gettext("{interval} in 100").format(interval=interval)
    return ranged.format(share=share, interval=interval)


def _other_ways(outcomes: Outcomes, measure: str) -> str:
    """Return the share of unplanned endings by two other counting rules; empty for other measures."""
    if measure != "unplanned":
        return ""
    ways = endings_text.bounds(outcomes.unplanned_declared, outcomes.unplanned_all_unknown)
    return gettext("By other ways to count {ways}.").format(ways=ways) if ways else ""


def _range(estimate: Estimate) -> str:
    return (
        formatting.between(*estimate.interval) if estimate.interval else f"n = {formatting.count(estimate.n)}"
    )


NO_CELLS = "No part of the chart holds enough clients to be drawn without showing single ones; the table counts them."
CELLS_ONLY = (
    "Cells with few clients are left blank, because owners do not see single clients; a switch in Definitions changes"
    " that."
)


def travel_footnote(outcomes: Outcomes, rule: str) -> str:
    """Explain the scatter plot: the ribbon, how many recovered, and who is not shown.

    rule: whether a change equal to the threshold is reliable, `at_least` or `more_than`.
    """
    n = change_scatter.episodes(outcomes) or 0
    binned = outcomes.travel_scope == "cells"
    recovered = outcomes.recovered.events if binned else outcomes.travel_class.count("recovered")
    some = outcomes.travel_scope == "own" and n < (outcomes.assessable or 0)
    return paragraph(
        "The stronger a cell, the more clients." if binned or n > change_scatter.SINGLE_MARKS else "",
        CELLS_ONLY if binned else "",
        gettext("Above the grey ribbon, the ORS gained {points}, beyond the form's own noise.").format(
            points=formatting.reliable_change(outcomes.reliable_change, rule)
        ),
        gettext(
            "{recovered} of {n} recovered: beyond the noise, and from under the cutoff of their age to it or above."
        ).format(recovered=formatting.count(recovered), n=formatting.count(n))
        if recovered is not None
        else "",
        "Only the clients whom you may see are drawn."
        if some  # those left out are counted over the whole practice
        else left_out(outcomes, "ended_unknown"),
    )


def sensitivity(outcomes: Outcomes, rule: str) -> str:
    """Return the share improved at each change threshold: `with 5 points or more 64 in 100, ...`.

    rule: whether a change equal to the threshold counts, `at_least` or `more_than`.
    """
    given = [row for row in outcomes.sensitivity if row.improved.estimate is not None]
    if not given:
        return ""
    shares = [
        (
            gettext("with {points} (in force) **{share}**")
            if row.in_force
            else gettext("with {points} **{share}**")
        ).format(
            points=formatting.reliable_change(row.reliable_change, rule),
            share=formatting.in_100(row.improved.estimate),
        )
        for row in given
    ]
    return gettext("Published thresholds for a clear change differ: {shares} are clearly better.").format(
        shares=formatting.listed(shares)
    )


NO_GROUPS_HERE = (
    "Sites, programmes and ages are not compared here: from small groups, single clients of colleagues could be worked"
    " out."
)


def no_subgroups(outcomes: Outcomes, measure: str) -> str:
    """Return the sentence that no subgroup is large enough to compare, or to show."""
    if any((row.why or "").startswith("Hidden") for row in outcomes.subgroups if row.measure == measure):
        return "The groups here are too small to show."
    if measure == "unplanned":
        return "No group of 10 closed episodes yet."
    return "No group of 10 closed episodes with a first and a later ORS yet."


def subgroups_footnote(outcomes: Outcomes, measure: str) -> str:
    """Return the sentences on which subgroups differ from everybody else, and how many were compared."""
    rows = [row for row in outcomes.subgroups if row.measure == measure]
    hidden = sum(1 for row in rows if row.estimate is None)
    looks = max((row.comparisons for row in rows), default=0)
    return paragraph(
        _flagged([comparison_charts.group(row).split(" · ")[0] for row in rows if row.flagged]),
        ngettext(
            "It is compared with everybody else.",
            "Each is compared with everybody else; a diamond allows for {n} looks at once.",
            looks,
        ).format(n=looks),
        "Groups under 10 are joined to “other”.",
        ngettext("{n} group too small to show.", "{n} groups too small to show.", hidden).format(
            n=formatting.count(hidden)
        )
        if hidden
        else "",
    )


def _flagged(names: list[str]) -> str:
    """Return the sentence on the subgroups that differ from everybody else."""
    if not names:
        return "No group differs by more than chance usually explains."
    return ngettext(
        "**{names}** differs by more than chance usually explains: a reason to ask a question.",
        "**{names}** differ by more than chance usually explains: a reason to ask a question.",
        len(names),
    ).format(names=formatting.listed(names))


def unplanned_means(rule: str, lapse_days: int) -> str:
    """Return the definition of an unplanned ending in force; rule: `Endings.unplanned` of the definitions."""
    return _UNPLANNED_MEANS[rule].format(days=lapse_days)


def endings_footnote(outcomes: Outcomes, rule: str, lapse_days: int) -> str:
    """Return the definition of an unplanned ending, with the number of endings inferred."""
    inferred = _of_all(outcomes.inferred)
    return paragraph(
        unplanned_means(rule, lapse_days),
        gettext(
            "Of {n} endings that count: transferred, administrative, never-started and unexplained ones are not among them."
        ).format(n=number_of(outcomes.ended, outcomes)),
        gettext("The ending was inferred, not recorded, for {share}.").format(share=inferred)
        if inferred
        else "",
        "Some people stop because they are better; the second bar leaves out who was clearly better or at the cutoff"
        " or above (from above it: not under the start).",
    )


def _of_all(share: Estimate) -> str | None:
    """Return a share that was counted over everybody, and so has no range; None below ten or where hidden."""
    if share.estimate is None or share.n < SMALL:
        return None
    return (
        formatting.in_100(share.estimate)
        if share.events is None
        else formatting.counted(share.events, share.n)
    )


def effect_sizes(outcomes: Outcomes) -> str:
    """Return the sentence with the raw and the severity-adjusted effect size; empty if there is none."""
    plain, adjusted = outcomes.effect_size, outcomes.severity_adjusted_effect_size
    if plain.estimate is None:
        return ""
    template = (
        gettext("Effect size **{plain}**, of courses that began under the cutoff, n = {n}.")
        if adjusted.estimate is None
        else gettext(
            "Effect size **{plain}**, of courses that began under the cutoff, n = {n}; allowing for the starting"
            " score {adjusted}."
        )
    )
    return template.format(
        plain=mean(plain, digits=2, first=True),
        n=formatting.count(plain.n),
        adjusted=mean(adjusted, digits=2),
    )
