"""Sentences of Outcomes & benchmarks, with the numbers filled in."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.outcomes.results import Benchmark, Outcomes
from pages.outcomes import change_scatter, comparison_charts
from pages.ui import endings_text, formatting
from pages.ui.formatting import SMALL
from pages.ui.selection_text import LONGER, left_out, mean, phrase

MEASURES = {
    "Reliable improvement": "reliable_improvement",
    "Recovery": "recovered",
    "Mean change": "mean_change",
    "Ended unplanned": "unplanned",
}
BESIDE = {
    "reliable_improvement": ("reliable_improvement",),
    "recovered": ("recovered",),
    "mean_change": ("effect_size",),
    "unplanned": ("unplanned", "unplanned_declared", "unplanned_all_unknown", "unplanned_not_improved"),
}
NO_SECOND_SCORE = (
    "No closed episode here has a first and a later ORS, so no change can be counted.",
    "One score says where somebody stands, not how far they came.",
)
NO_COURSE = "The lines need a group of 20 closed episodes that stayed about as long; there is none yet."
_UNPLANNED_RULE = {
    "declared_or_lapsed": "recorded as unplanned, or no ending recorded and no session for {days} "
    "days without recovery",
    "declared": "recorded as unplanned",
    "composite": "recorded as unplanned or lapsed for {days} days, and not improved",
}


def lead(outcomes: Outcomes, measure: str) -> tuple[str, str]:
    """Return (main sentence, second sentence): the practice's figure with interval; published figures."""
    found = getattr(outcomes, measure)
    if measure == "unplanned" and not endings_text.are_recorded(outcomes.endings):
        return endings_text.lead(outcomes.endings)
    if measure != "unplanned" and outcomes.n and not outcomes.assessable:
        return NO_SECOND_SCORE
    if found.estimate is None or found.n < SMALL:
        return (
            f"{(found.why or _few(found.n, measure)).rstrip('.')}.",
            f"Numbers this small jump around, so none is given.{f' {LONGER}' if outcomes.filters.since else ''}",
        )
    beside = _published_range(outcomes, measure)
    if measure == "mean_change":
        return (
            f"Clients {'gained' if found.estimate >= 0 else 'lost'} "
            f"{formatting.number(abs(found.estimate))} ORS points on average "
            f"({_range(found)}).",
            beside,
        )
    said = {
        "reliable_improvement": "were clearly better at the end",
        "recovered": "who started in distress recovered",
        "unplanned": "ended unplanned",
    }[measure]
    ways = (
        endings_text.bounds(outcomes.unplanned_declared, outcomes.unplanned_all_unknown)
        if measure == "unplanned"
        else ""
    )
    return _share_lead(found, said), f"{f'By other ways to count {ways}. ' if ways else ''}{beside}"


def _few(n: int, measure: str) -> str:
    return formatting.not_enough(n) if measure == "unplanned" else formatting.not_enough_scored(n)


def _share_lead(estimate: Estimate, said: str) -> str:
    counted = None if estimate.events is None else formatting.phrase(estimate.events, estimate.n)
    value = counted or formatting.in_100(estimate.estimate)
    if not estimate.interval:
        return f"{value} clients {said}."
    unit = "" if value.endswith("in 100") else " in 100"
    return f"{value} clients {said} ({formatting.between_100(*estimate.interval)}{unit})."


def _range(estimate: Estimate) -> str:
    return (
        formatting.between(*estimate.interval) if estimate.interval else f"n = {formatting.count(estimate.n)}"
    )


def _published_range(outcomes: Outcomes, measure: str) -> str:
    """Return the sentence with the range of published figures for this measure, without goals."""
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
    effect = measure == "mean_change"
    said = [formatting.number(edge, 2) if effect else formatting.rounded(edge * 100) for edge in (low, high)]
    of = " for the effect size" if effect else " in 100"
    if said[0] == said[1]:
        return f"The published figure below is {said[0]}{of}; it counts other clients in other ways."
    return f"The published figures below run from {said[0]} to {said[1]}{of}; they count other clients in other ways."


def none_beside(outcomes: Outcomes, measure: str) -> str:
    """Return why no published figure is shown next to the practice's figure for this measure."""
    if comparison_charts.compared(outcomes, BESIDE[measure]):
        return "Not enough data here yet to set beside published figures."
    return "No published figure of the same kind."


def has_goal(outcomes: Outcomes, measure: str) -> bool:
    """Return whether a published figure of this measure is a goal."""
    return any(row.goal for row in comparison_charts.compared(outcomes, BESIDE[measure]))


def travel_footnote(outcomes: Outcomes) -> str:
    """Explain the scatter plot: the ribbon, how many clients crossed the cutoff, and who is not shown."""
    n = len(outcomes.travel_start)
    crossed = sum(1 for kind in outcomes.travel_class if kind == "recovered")
    some = outcomes.travel_scope == "own" and n < (outcomes.assessable or 0)
    own = " Only the clients whom you may see are drawn." if some else ""
    grain = "The stronger a cell, the more clients. " if n > change_scatter.SINGLE_MARKS else ""
    return (
        f"{grain}Above the grey ribbon, the ORS gained {outcomes.reliable_change:g} points or more, "
        "beyond the form's own noise. "
        f"{formatting.count(crossed)} of {formatting.count(n)} crossed {outcomes.cutoff:g}.{own} "
        f"{left_out(outcomes, 'ended_unknown')}"
    )


def sensitivity(outcomes: Outcomes) -> str:
    """Return the share improved at each change threshold: `with 5 points 64 in 100, ...`."""
    given = [row for row in outcomes.sensitivity if row.improved.estimate is not None]
    if not given:
        return ""
    said = [
        f"with {row.reliable_change:g} points{' (in force)' if row.in_force else ''} "
        f"**{formatting.in_100(row.improved.estimate)}**"
        for row in given
    ]
    text = formatting.listed(said)
    return f"Published thresholds for a clear change differ: {text} are clearly better."


def benchmarks_footnote(outcomes: Outcomes) -> str:
    """Return a caution about comparing services, with the number of episodes that have two scores."""
    judged, left = (
        outcomes.assessable or 0,
        next((row.n for row in outcomes.left_out if row.reason == "fewer_than_two_ors"), 0),
    )
    share_ = formatting.counted(judged, judged + left)
    behind = (
        f" (n = {formatting.count(judged)} of {formatting.count(judged + left)})"
        if share_.endswith("in 100")
        else ""
    )
    complete = (
        f" We have a first and a later score for **{share_}** episodes{behind}."
        if judged + left >= SMALL
        else ""
    )
    return f"Different services count different clients; read the small print before you quote.{complete}"


def source(row: Benchmark) -> str:
    """Describe a published benchmark: figure, source, year, n, population, measure."""
    n = f"n = {formatting.count(row.n)}" if row.n else "n not given there"
    year = str(row.year) if row.year else "no year given there"
    reference = f"{row.source}, {year}, {n}; {row.population}; {row.measure_rule}."
    return f"**{row.label}:** {figure(row)}. {reference} {row.note}"


def figure(row: Benchmark) -> str:
    """Format a published benchmark's value or range with its unit."""
    share_ = row.unit == "share"
    if row.value is not None:
        value = (
            formatting.in_100(row.value)
            if share_
            else formatting.number(row.value, 2 if row.unit == "sd" else 1)
        )
        return value + (
            f" ({formatting.between_100(*row.interval, first=False).strip('()')})"
            if share_ and row.interval
            else ""
        )
    low, high = row.interval or (0.0, 0.0)
    return (
        f"{formatting.rounded(low * 100)} to {formatting.rounded(high * 100)} in 100"
        if share_
        else f"{low:g} to {high:g}"
    )


def course_footnote(outcomes: Outcomes) -> str:
    """Explain how to read the mean ORS by episode length, with the n of each line."""
    n = {
        dose: max((point.n for point in outcomes.course if point.dose == dose), default=0)
        for dose in ("1-3", "4-8", "9+")
    }
    who = formatting.listed(
        [f"{formatting.count(k)} stayed {dose.replace('-', '–')}" for dose, k in n.items() if k]
    )
    return (
        "Lines are split by how long people stayed, because those who stay differ from those who leave. "
        f"Ended episodes only: {who} sessions. Groups under 20 are not drawn. Bands are 95% ranges."
    )


def retention_footnote(outcomes: Outcomes) -> str:
    """Explain how to read the retention curve, with the number of episodes."""
    first = outcomes.retention[0].at_risk if outcomes.retention else 0
    return (
        f"{formatting.plural(first, 'episode')} that began in this period, whatever became of them, each until its last "
        "session; open ones are neither kept nor lost. "
        "The curve falls for planned endings too: it says how long, not how well."
    )


def retention_lead(outcomes: Outcomes) -> str:
    """Return the alternative text of the retention curve: share still in care after sessions 1, 3 and 8."""
    at = {row.session: row.still_in_care for row in outcomes.retention}
    return "; ".join(
        f"after session {session}, {formatting.in_100(at[session])} are still in care"
        for session in (1, 3, 8)
        if session in at
    )


def no_subgroups(measure: str) -> str:
    """Return the sentence that no subgroup is large enough to compare."""
    of = "" if measure == "unplanned" else " with a first and a later ORS"
    return f"No group of 10 closed episodes{of} yet."


def subgroups_footnote(outcomes: Outcomes, measure: str) -> str:
    """Return the sentences on which subgroups differ from the practice, and how many were compared."""
    rows = [row for row in outcomes.subgroups if row.measure == measure]
    comparisons_ = max((row.comparisons for row in rows), default=0)
    hidden = sum(1 for row in rows if row.estimate is None)
    flagged = [comparison_charts.group(row).split(" · ")[0] for row in rows if row.flagged]
    said = (
        f"**{formatting.listed(flagged)}** {'differs' if len(flagged) == 1 else 'differ'} by more than "
        "chance usually explains: "
        "a reason to ask a question. "
        if flagged
        else "No group differs by more than chance usually explains. "
    )
    return f"{said}Amber allows for {comparisons_} comparisons. Groups under 10 are joined to “other”." + (
        f" {formatting.plural(hidden, 'group')} too small to show." if hidden else ""
    )


def endings_footnote(outcomes: Outcomes, rule: str, lapse_days: int) -> str:
    """Return the definition of an unplanned ending, with the number of endings inferred."""
    said = _UNPLANNED_RULE.get(rule, rule).format(days=lapse_days)
    inferred = outcomes.inferred
    guessed = f" The ending was inferred, not recorded, for {phrase(inferred)}." if phrase(inferred) else ""
    return (
        f"Unplanned here means: {said}. Over {formatting.count(outcomes.ended)} ended episodes.{guessed} "
        "Some people stop because they are better; the second bar leaves them out."
    )


def effect_sizes(outcomes: Outcomes) -> str:
    """Return the sentence with the raw and the severity-adjusted effect size; empty without one."""
    plain, adjusted = outcomes.effect_size, outcomes.severity_adjusted_effect_size
    if plain.estimate is None:
        return ""
    more = (
        f"; allowing for the starting score {mean(adjusted, digits=2)}"
        if adjusted.estimate is not None
        else ""
    )
    said = f"Effect size **{mean(plain, digits=2, first=True)}**"
    return f"{said}, of clients who started under the cutoff, n = {formatting.count(plain.n)}{more}."
