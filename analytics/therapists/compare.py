"""Results of the therapists view: which therapists differ from the practice by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analytics import endings, peer_rounding
from analytics.access import Scope
from analytics.answers import common, unavailable
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.outcomes.available_data import holds
from analytics.outcomes.own_clients import may_select, sees_every_client
from analytics.outcomes.peer_suppression import Selection
from analytics.outcomes.totals import BOUNDS, ask_totals
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.therapists import case_mix, cells, continuous, proportions, visible_comparison
from analytics.therapists.continuous import Found
from analytics.therapists.results import MEASURES, SHARES, Comparison
from analytics.why import Why, why

MIN_THERAPISTS, MIN_EPISODES = 5, 5  # a comparison needs five therapists with five episodes each
_WHAT = {
    "early_alliance": "episodes with an early SRS",
    "change": "episodes with a first and a later ORS",
    "reliable_improvement": "episodes with a first and a later ORS",
    "unplanned": "episodes that ended in a way that counts",
}


def comparison(
    warehouse: Warehouse, scope: Scope, filters: Filters, measure: str = "early_alliance"
) -> Comparison:
    """Compare therapists with the practice in one measure, adjusted for case mix.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; `episodes` None means what the definitions say (ended episodes).
    measure : str
        Key of MEASURES.

    Returns
    -------
    Comparison
        Rows only of therapists whom the viewer may know, figures from all of them.

    Raises
    ------
    ValueError
        For a measure that does not exist.

    Notes
    -----
    Points: last ORS, or mean early SRS, on the first ORS and the columns of the case mix in the definitions
    with a random intercept per therapist; its posterior integrates over the variance between therapists.
    Shares: the same on the logit, and a funnel around what the case mix lets one expect. A difference in
    points is worded where its 95 % interval leaves 0 out and its reliability is at least one half; a share
    where its mid p value passes Holm's step-down test at 5 % among all with a mark, against an average without
    those already named. An episode belongs to the therapist with most of its sessions; ties are left out.

    Five therapists with five episodes each, ten events for a share. Who comes to whom is not random.

    References
    ----------
    Statistics in `analytics.stats`; false alarms measured in tests/unit/test_therapists_behaviour.py.
    """
    if measure not in MEASURES:
        raise ValueError(f"There is no measure {measure}; there are {', '.join(MEASURES)}.")
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return _silent(chosen.why, warehouse, chosen.filters, measure)
    unrecorded = endings.not_recorded(warehouse.version, not sees_every_client(warehouse, scope))
    if measure == "unplanned" and unrecorded:
        return _silent(unrecorded, warehouse, chosen.filters, measure)
    return peer_rounding.handed_out(_of_selection(warehouse, scope, chosen, measure), chosen.rounded)


def _of_selection(warehouse: Warehouse, scope: Scope, chosen: Selection, measure: str) -> Comparison:
    """Compare therapists in one measure on a selection of episodes that the viewer may be shown."""
    rules = warehouse.version.definitions
    allow_for = tuple(rules.case_mix.covariates) + (("site",) if rules.case_mix.site else ())
    rows = warehouse.query(
        "therapist_cells",
        scope=scope,
        filters=chosen.filters,
        measure=measure,
        shares=measure in SHARES,
        by_orientation="orientation" in allow_for,
        by_half_year=measure == "unplanned" and rules.case_mix.calendar,
        **dict.fromkeys(("by_site", "by_age_group", "by_program"), True),
    ).dicts()
    left_out = warehouse.query(
        "therapist_left_out", scope=scope, filters=chosen.filters, measure=measure
    ).one()
    below = rules.small_numbers.suppress_below if chosen.restricted else 0
    n = sum(row["n"] for row in rows)
    shared = common(warehouse.version, chosen.filters, n, _reasons(left_out), below)
    few = _nobody_else(warehouse, scope, measure) or too_few(rows, measure)
    if few:
        return _silent(few, warehouse, chosen.filters, measure, shared)
    try:
        found = fitted(rows, allow_for, measure)
    except EstimationError as problem:
        reason = why("not_estimable", "therapists", _problem=problem)
        return _silent(reason, warehouse, chosen.filters, measure, shared)
    people = warehouse.query("therapist_people", scope=scope).dicts()
    if measure == "unplanned" and not rules.case_mix.calendar:
        found = replace(found, reasons={**found.reasons, "calendar": case_mix.LEFT_OUT})
    answer = visible_comparison.visible_to(
        found, shared, measure, people, may_select(warehouse, scope), rules.small_numbers
    )
    return answer if measure != "unplanned" else _bounded(answer, warehouse, scope, chosen)


def _bounded(
    answer: Comparison, warehouse: Warehouse, scope: Scope, chosen: peer_suppression.Selection
) -> Comparison:
    """Return the comparison with bounds added: lowest and highest possible rate of unplanned endings."""
    totals = ask_totals(warehouse, scope, chosen.filters, chosen.restricted, effect=False)
    return replace(answer, **{name: totals.ending(name) for name in BOUNDS})


def fitted(rows: Sequence[Mapping], allow_for: Sequence[str], measure: str) -> Found:
    """Fit the model that compares all therapists in one measure, from sums per therapist and case mix.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `therapist_cells.sql`.
    allow_for : sequence of str
        Columns of the case mix.
    measure : str
        Key of MEASURES.

    Returns
    -------
    Found

    Raises
    ------
    EstimationError
        If nothing can be fitted.

    Notes
    -----
    Columns that cannot be told apart from the therapists are left out, the first ORS last.
    """
    return cells.first_estimable(rows, allow_for, proportions.fit if measure in SHARES else continuous.fit)


def _nobody_else(warehouse: Warehouse, scope: Scope, measure: str) -> Why | None:
    """Return why the practice has too little data to compare therapists in a measure.

    None if it has enough.
    """
    whole = holds(warehouse, scope)
    if whole.therapists == 1:
        return why("one_therapist", "comparison")
    if 1 < whole.therapists < MIN_THERAPISTS:
        return why("too_few_therapists", "practice", have=whole.therapists, need=MIN_THERAPISTS)
    if measure == "early_alliance" and not whole.has_srs:
        return why("no_srs", "comparison")
    return None


def too_few(rows: Sequence[Mapping], measure: str) -> Why | None:
    """Return why there are too few therapists for a comparison; None if there are enough."""
    n: dict[int, int] = {}
    for row in rows:
        n[row["therapist_key"]] = n.get(row["therapist_key"], 0) + row["n"]
    enough = sum(1 for count in n.values() if count >= MIN_EPISODES)
    if enough < MIN_THERAPISTS:
        numbers = {"have": enough, "need": MIN_THERAPISTS, "episodes": MIN_EPISODES}
        return why("too_few_therapists", **numbers, _who=_who(enough), _what=_WHAT[measure])
    return None


def _who(n: int) -> str:
    """Return the words that begin a sentence on n therapists: `no therapist has`, `4 therapists have`."""
    return {0: "no therapist has", 1: "1 therapist has"}.get(n, f"{n} therapists have")


def _reasons(row: Mapping) -> dict[str, int]:
    """Return the number of episodes left out of the comparison, by reason."""
    return {name: row[name] for name in ("no_therapist", "shared_equally", "no_first_ors", "not_judged")}


def _silent(
    reason: Why, warehouse: Warehouse, filters: Filters, measure: str, shared: dict[str, Any] | None = None
) -> Comparison:
    """Return a result without figures, with the reason why therapists are not compared."""
    empty = unavailable(Comparison, reason, shared=shared or common(warehouse.version, filters, 0))
    values = {name: getattr(empty, name) for name in empty.__dataclass_fields__}
    return Comparison(**values | {"measure": measure, "unit": MEASURES[measure], "funnel_why": reason})
