"""Figures of a prespecified report: every chosen measure over the period, good or bad."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from analytics.access import Scope
from analytics.answers import Estimate, LeftOut, common
from analytics.filters import Filters
from analytics.notes.prespecified import ChosenMeasure, Prespecified
from analytics.outcomes import peer_suppression
from analytics.outcomes.benchmarks import published
from analytics.outcomes.results import Benchmark
from analytics.prespecified.choices import counting_rules, overlapping
from analytics.prespecified.measures import BOUNDS, MEASURES, Measure, Selected
from analytics.prespecified.results import MeasureResult, OtherChoice, PrespecifiedReport
from analytics.privacy import small
from analytics.store import Version, Warehouse
from analytics.why import Why, why

# What a board may see: practice totals without a right to any client, so that small counts are always hidden.
BOARD = Scope(practice_totals=True, imports=True)

FEWEST = 10  # n from which a result is set beside a goal, as from which pages print a share


def report(
    warehouse: Warehouse,
    choice: Prespecified,
    every: Sequence[Prespecified] = (),
    record: str = "no_log",
    missing: Sequence[int] = (),
) -> PrespecifiedReport:
    """Return all measures of a choice over its period, in the chosen order, missing ones with the reason.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    choice : Prespecified
        What was chosen; `choices.visible` gives it to owners only.
    every : sequence of Prespecified
        All choices of the practice, to name those of the same time.
    record : str
        What the audit log says of the choice (`choices.record`).
    missing : sequence of int
        Numbers of choices that are no longer kept (`choices.missing`).

    Returns
    -------
    PrespecifiedReport
        n counts the courses that ended in the period, 0 where too few to show. `why` is never set: the measures are
        there, each with its reason.

    Notes
    -----
    A course belongs to the period of its last session, and is in it once it has ended: by a recorded ending, or by the
    lapse window. It is the selection of the pages for the same period and closed episodes; small counts are hidden as
    from owners without a right to clients, whoever prints it.
    """
    version = warehouse.version
    asked = Filters(since=choice.since, until=choice.until, episodes="closed")
    chosen = peer_suppression.selection(warehouse, BOARD, asked)
    selected = Selected(warehouse, BOARD, chosen.filters)
    reason, n = chosen.why, 0
    if reason is None:
        n = selected.totals["n"]
        reason = why("nothing_selected", _filters=chosen.filters.describe()) if n == 0 else None
    rows = tuple(_row(selected, one, reason, version.endings_recorded) for one in choice.measures)
    rules = version.definitions
    return PrespecifiedReport(
        **common(version, chosen.filters, n, below=selected.below),
        **_chosen(choice, version),
        record=record,
        few=chosen.why is not None,
        rules_changed=counting_rules(rules) != choice.rules,
        lapse_days=rules.endings.lapse_days,
        reliable_change=rules.change.ors_reliable_change,
        measures=rows,
        others=tuple(_other(one) for one in overlapping(choice, every)),
        missing=tuple(missing),
    )


def _chosen(choice: Prespecified, version: Version) -> dict[str, Any]:
    """Return the fields of a report that say what was chosen, when, and how much of the period has passed."""
    settled = choice.until + datetime.timedelta(days=version.definitions.endings.lapse_days)
    as_of = version.data_date
    state = (
        "not_begun"
        if as_of < choice.since
        else "running"
        if as_of < choice.until
        else "settling"
        if as_of < settled
        else "complete"
    )
    when = (
        "before"
        if choice.chosen_on < choice.since
        else "during"
        if choice.chosen_on <= choice.until
        else "after"
    )
    return {
        "number": choice.number,
        "title": choice.title,
        "since": choice.since,
        "until": choice.until,
        "chosen_on": choice.chosen_on,
        "withdrawn_on": choice.withdrawn_on,
        "chosen": when,
        "state": state,
        "settled_on": settled,
    }


def _row(selected: Selected, one: ChosenMeasure, reason: Why | None, endings_recorded: bool) -> MeasureResult:
    """Return the result of one measure; `reason`: why nothing of the period can be shown, None if it can."""
    measure = MEASURES[one.measure]
    value = Estimate.missing(reason) if reason else measure.value(selected)
    counts = (
        {} if reason or (measure.of == "counted" and not endings_recorded) else selected.left_out(measure.of)
    )
    below = selected.below
    with_bounds = one.measure == "unplanned" and reason is None and value.estimate is not None
    return MeasureResult(
        measure=one.measure,
        unit=measure.unit,
        value=value,
        left_out=tuple(LeftOut(name, None if small(n, below) else n) for name, n in counts.items() if n),
        bounds=tuple(selected.totals.ending(name) for name in BOUNDS) if with_bounds else (),
        goal=one.goal,
        against_goal=against_goal(value, one.goal, measure),
        published=_published(one.published),
    )


def against_goal(value: Estimate, goal: float | None, measure: Measure) -> str | None:
    """Return `reached`, `not_reached` or `cannot_tell` for a value beside a goal; None without one of the two.

    None with fewer than FEWEST too. Reached: the whole 95 % interval lies at the goal or on its better side; not reached:
    wholly on the other side.
    """
    if goal is None or value.interval is None or value.n < FEWEST or measure.better is None:
        return None
    low, high = value.interval if measure.better == "up" else (-value.interval[1], -value.interval[0])
    aim = goal if measure.better == "up" else -goal
    return "reached" if low >= aim else "not_reached" if high < aim else "cannot_tell"


def _published(figure: str | None) -> Benchmark | None:
    """Return the published figure with a key; None where none was chosen, or a later release dropped it."""
    return next((row for row in published() if row.figure == figure), None)


def _other(one: Prespecified) -> OtherChoice:
    return OtherChoice(
        number=one.number,
        title=one.title,
        since=one.since,
        until=one.until,
        chosen_on=one.chosen_on,
        withdrawn_on=one.withdrawn_on,
    )
