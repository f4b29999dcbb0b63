"""Results of the outcomes view: classes of change, effect size, retention, subgroups, endings, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analytics import endings, peer_rounding
from analytics.access import Scope
from analytics.answers import Estimate, common, unavailable
from analytics.concurrency import submit
from analytics.filters import Filters
from analytics.outcomes import benchmarks, favours, peer_suppression
from analytics.outcomes.own_clients import sees_every_client
from analytics.outcomes.peer_suppression import Selection
from analytics.outcomes.results import OutcomeClass, Outcomes, Sensitivity, TravelCell
from analytics.outcomes.retention import course_by_dose, retention
from analytics.outcomes.sessions_not_held import sessions_not_held
from analytics.outcomes.subgroups import subgroups
from analytics.outcomes.totals import NO_OUTCOME, Totals, ask_totals
from analytics.privacy import hidden, hide
from analytics.store import Warehouse
from analytics.why import why

CLASSES = ("recovered", "improved", "improved_above", "no_change", "deteriorated")
THRESHOLDS = (
    5.0,
    6.0,
    9.0,
)  # ORS points: a lower one in use, ours, 9.15 of Spain rounded (Andrade-González 2021, doi 10.3389/fpsyg.2021.663791)
CELL = 4.0  # ORS points, width and height of a cell of the travel chart for owners
MOST_DOTS = 20_000  # dots of the travel chart; more would not be seen apart
SEVERITY_WHY = why("no_outside_reference")


def outcomes(warehouse: Warehouse, scope: Scope, filters: Filters) -> Outcomes:
    """Return the outcomes of a selection with intervals, subgroups and published figures.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; `episodes` None means what the definitions say (ended episodes).

    Returns
    -------
    Outcomes
        n counts the episodes of the selection; `why` is set if nothing can be shown.

    Notes
    -----
    Retention uses all episodes that began in the period, with open ones censored. `travel_*` holds no ids;
    people who may not see the whole practice get points for their own clients only, owners without a right to
    single clients get cells.
    """
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Outcomes, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    return peer_rounding.handed_out(_of_selection(warehouse, scope, chosen), chosen.rounded)


def _of_selection(warehouse: Warehouse, scope: Scope, chosen: Selection) -> Outcomes:
    """Return the outcomes of a selection that this viewer may be shown."""
    begun = submit(ask_totals, warehouse, scope, chosen.filters, chosen.restricted)
    groups = submit(warehouse.query, "subgroups", scope=scope, filters=chosen.filters)
    course = submit(course_by_dose, warehouse, scope, chosen.filters, chosen.restricted)
    still_in_care = submit(retention, warehouse, scope, chosen.filters, chosen.restricted)
    travel = submit(_travel, warehouse, scope, chosen)
    scores = submit(warehouse.arrays, "first_and_last_scores", scope=scope, filters=chosen.filters)
    totals = begun.result()
    if totals["n"] == 0:
        nothing = why("nothing_selected", _filters=chosen.filters.describe())
        return unavailable(Outcomes, nothing, shared=common(warehouse.version, chosen.filters, 0))
    rules = warehouse.version.definitions
    practice = {
        "reliable_improvement": totals.outcome("reliable_improvement"),
        "recovered": totals.recovered(),
        "mean_change": totals.mean_change(),
        "unplanned": totals.ending("unplanned"),
    }
    return Outcomes(
        **common(warehouse.version, chosen.filters, totals["n"], totals.left_out(), totals.hidden_below),
        **practice,
        **travel.result(),
        classes=classes(totals),
        effect_size=totals.effect_size(),
        severity_adjusted_effect_size=Estimate.missing(SEVERITY_WHY, totals["started_below"]),
        unplanned_declared=totals.ending("unplanned_declared"),
        unplanned_all_unknown=totals.ending("unplanned_all_unknown"),
        unplanned_recorded=totals.ending("unplanned_recorded"),
        unplanned_not_improved=totals.ending("unplanned_not_improved"),
        planned=totals.ending("planned"),
        sensitivity=_sensitivity(warehouse, scope, chosen.filters, totals),
        **_favours(scores.result(), totals, chosen.rounded),
        benchmarks=benchmarks.comparable(warehouse.version.endings_recorded),
        retention=still_in_care.result(),
        course=course.result(),
        subgroups=()
        if chosen.rounded
        else subgroups(groups.result().dicts(), practice, totals.below if chosen.restricted else 0),
        assessable=totals.shown("assessable"),
        started_below=totals.shown("started_below"),
        ended=totals.ended(),
        endings=endings.of(warehouse.version, not sees_every_client(warehouse, scope)),
        inferred=totals.ending("inferred"),
        reliable_change=rules.change.ors_reliable_change,
        cutoff=rules.cutoffs.adult,
        mean_sessions=totals.mean("sessions", why("no_ended_episode")),
        sessions_not_held=None
        if chosen.rounded
        else sessions_not_held(warehouse, scope, chosen.filters, totals),
    )


def _favours(columns: Mapping[str, np.ndarray], totals: Totals, rounded: bool) -> dict[str, Any]:
    """Return which definition of success favours whom, by field name; nothing for colleagues.

    Their figures are rounded and of one period; an odds ratio of exact counts would go beyond that.
    """
    if rounded:
        return {"favours": (), "start_sd": None}
    first, n = (np.asarray(columns[name], dtype=float) for name in ("first", "n"))
    return {"favours": favours.favours(columns, totals), "start_sd": favours.start_sd(first, n)}


def classes(totals: Totals) -> tuple[OutcomeClass, ...]:
    """Return one row per class of change: number and share of the episodes with a change score.

    Small counts are hidden from viewers without the right to see them.
    """
    counts = [totals[name] for name in CLASSES]
    shown = hide(counts, totals.below).counts if totals.restricted else counts
    missing = Estimate.missing(hidden(totals.below, "or_gives_away"))
    whole = Totals(totals.kinds)
    return tuple(
        OutcomeClass(
            name, count, missing if count is None else whole.share(count, totals["assessable"], NO_OUTCOME)
        )
        for name, count in zip(CLASSES, shown, strict=True)
    )


def _sensitivity(
    warehouse: Warehouse, scope: Scope, filters: Filters, totals: Totals
) -> tuple[Sensitivity, ...]:
    """Return the shares of episodes improved and deteriorated at several thresholds of reliable change."""
    change = warehouse.version.definitions.change
    thresholds = sorted({*THRESHOLDS, change.ors_reliable_change})
    rows = warehouse.query(
        "sensitivity",
        scope=scope,
        filters=filters,
        thresholds=thresholds,
        in_force=change.ors_reliable_change,
        more=change.margin,
    ).dicts()
    by_threshold = {round(float(row["reliable_change"]), 1): row for row in rows}
    none = {"n": 0, "improved": 0, "deteriorated": 0}
    shares = []
    for threshold in thresholds:
        row = by_threshold.get(round(threshold, 1), none)
        improved, deteriorated = (
            totals.share(row[column], row["n"], NO_OUTCOME) for column in ("improved", "deteriorated")
        )
        in_force = threshold == change.ors_reliable_change
        shares.append(Sensitivity(threshold, improved, deteriorated, in_force))
    return tuple(shares)


def _travel(warehouse: Warehouse, scope: Scope, chosen: peer_suppression.Selection) -> dict:
    """Query the first ORS, the last ORS and the class of change of each episode the viewer may see.

    Owners who may not see single clients get the number of clients in cells of the chart instead.
    """
    if not (chosen.single_clients or chosen.rounded):
        below = warehouse.version.definitions.small_numbers.suppress_below
        rows = warehouse.query(
            "change_cells", scope=scope, filters=chosen.filters, wide=CELL, at_least=below
        ).dicts()
        cells = tuple(TravelCell(row["ors_first"], row["ors_last"], row["n"]) for row in rows)
        nobody = dict.fromkeys(("travel_start", "travel_end", "travel_class"), ())
        return {**nobody, "travel_cells": cells, "travel_cell_width": CELL, "travel_scope": "cells"}
    question = "change_scatter_own" if chosen.restricted else "change_scatter_practice"
    columns = warehouse.arrays(question, scope=scope, filters=chosen.filters, most=MOST_DOTS)
    return {
        "travel_start": tuple(columns["ors_first"].astype(float).tolist()),
        "travel_end": tuple(columns["ors_last"].astype(float).tolist()),
        "travel_class": tuple(str(name) for name in columns["class"]),
        "travel_cells": (),
        "travel_cell_width": None,
        "travel_scope": "own" if chosen.restricted else "practice",
    }
