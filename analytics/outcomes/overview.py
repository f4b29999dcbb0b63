"""Results of the overview: outcomes of a selection, change over time, and highlights."""

from __future__ import annotations

from dataclasses import replace

from analytics import endings, peer_rounding
from analytics.access import Scope
from analytics.answers import common, unavailable
from analytics.concurrency import submit
from analytics.filters import Filters, month_start
from analytics.outcomes import changes, months, peer_suppression, series_withheld, verdict
from analytics.outcomes.highlights import look_at, reaching_back
from analytics.outcomes.intake_flow import monthly_flow
from analytics.outcomes.month_results import Series
from analytics.outcomes.own_clients import sees_every_client
from analytics.outcomes.peer_suppression import Selection
from analytics.outcomes.results import Overview, Previous, Seen
from analytics.outcomes.totals import ask_totals
from analytics.outcomes.verdict import Before
from analytics.store import Warehouse
from analytics.why import Why, why


def overview(warehouse: Warehouse, scope: Scope, filters: Filters) -> Overview:
    """Return the outcomes of a selection with 95 % intervals, monthly series, verdict and highlights.

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
    Overview
        n counts the episodes of the selection; `why` is set if nothing can be shown.

    Notes
    -----
    Denominators: assessable episodes for improvement, those that started below the cutoff for recovery, ended
    episodes except transferred, administrative and not-a-course for unplanned endings. Intervals: Wilson and
    t. The monthly series span at least two years, because one year has too few complete months to detect a
    change.

    Any clinical sample rises by regression to the mean. Intervals take clients as independent.
    """
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Overview, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    history = _history(warehouse, scope, filters, chosen)
    return peer_rounding.handed_out(_of_selection(warehouse, scope, chosen, history), chosen.rounded)


def _history(warehouse: Warehouse, scope: Scope, filters: Filters, chosen: Selection) -> Selection:
    """Return the selection for the monthly series: two years or more; 12 quarters for colleagues."""
    if chosen.rounded and chosen.filters.until:
        since = month_start(chosen.filters.until, 3 * changes.MIN_POINTS - 1)
        return replace(chosen, filters=chosen.filters.replace(since=since))
    return peer_suppression.selection(warehouse, scope, reaching_back(filters, warehouse.version.data_date))


def _of_selection(warehouse: Warehouse, scope: Scope, chosen: Selection, history: Selection) -> Overview:
    """Return the overview of a selection that this viewer may be shown.

    `history` is the selection for the monthly series.
    """
    begun = submit(ask_totals, warehouse, scope, chosen.filters, chosen.restricted)
    series = submit(_series, warehouse, scope, history, chosen)
    before = submit(verdict.before, warehouse, scope, chosen)
    people = submit(_flow, warehouse, scope, chosen)
    still_open = submit(_open, warehouse, scope, chosen)
    totals, monthly = begun.result(), series.result()
    if totals["n"] == 0:
        nothing = why("nothing_selected", _filters=chosen.filters.describe())
        return unavailable(Overview, nothing, shared=common(warehouse.version, chosen.filters, 0))
    earlier = before.result()
    items = look_at(warehouse, scope, chosen, monthly)
    newest = warehouse.query("newest_session", scope=scope).one()["newest"]
    rules = warehouse.version.definitions
    left_out = totals.left_out() | {"open": still_open.result()}
    return Overview(
        **common(warehouse.version, chosen.filters, totals["n"], left_out, totals.hidden_below),
        reliable_improvement=totals.outcome("reliable_improvement"),
        recovered=totals.recovered(),
        no_change=totals.outcome("no_change"),
        deteriorated=totals.outcome("deteriorated"),
        unplanned=totals.ending("unplanned"),
        unplanned_declared=totals.ending("unplanned_declared"),
        unplanned_all_unknown=totals.ending("unplanned_all_unknown"),
        mean_change=totals.mean_change(),
        effect_size=totals.effect_size(),
        mean_intake=totals.mean("intake", why("no_first_ors")),
        assessable=totals.shown("assessable"),
        ended=totals.ended(),
        endings=endings.of(warehouse.version, not sees_every_client(warehouse, scope)),
        series=monthly,
        months=tuple(point for one in monthly for point in one.points),
        months_since=history.filters.since,
        changes=tuple(one.change for one in monthly),
        false_alarms=changes.false_alarms(monthly),
        false_alarms_year=changes.false_alarms(monthly, changes.YEAR),
        false_unusual_months=changes.false_alarms(monthly, changes.UNUSUAL),
        seen=people.result(),
        seen_why=_no_months(chosen),
        previous=_previous(earlier),
        verdict=verdict.verdict(warehouse, scope, chosen, totals, earlier),
        look_at=items,
        reliable_change=rules.change.ors_reliable_change,
        cutoff=rules.cutoffs.adult,
        lapse_days=rules.endings.lapse_days,
        newest_session_days=(warehouse.version.data_date - newest).days if newest else None,
    )


def _series(warehouse: Warehouse, scope: Scope, history: Selection, chosen: Selection) -> tuple[Series, ...]:
    """Return the four monthly series over two years or more; empty if they may not be shown."""
    if not chosen.months and not chosen.rounded:
        return series_withheld.withheld_series()
    if history.why:
        return ()
    quarters = peer_suppression.quarters_shown(warehouse, scope, chosen) if chosen.rounded else None
    return months.monthly_series(warehouse, scope, history.filters, history.restricted, quarters)


def _flow(warehouse: Warehouse, scope: Scope, chosen: Selection) -> tuple[Seen, ...]:
    """Return episode starts and ends by month; empty for colleagues and for owners who set filters."""
    if not chosen.months:
        return ()
    return monthly_flow(warehouse, scope, chosen.filters, chosen.restricted)


def _no_months(chosen: Selection) -> Why | None:
    """Return why episode starts and ends by month are not shown; None if they may be shown."""
    if chosen.rounded:
        return why("starts_by_month_not_for_this_role")
    return None if chosen.months else series_withheld.WHOLE_PRACTICE


def _open(warehouse: Warehouse, scope: Scope, chosen: Selection) -> int:
    """Return the number of open episodes that are left out because only closed ones are selected."""
    if chosen.filters.episodes != "closed" or chosen.rounded:
        return 0  # colleagues see closed quarters, in which no episode is open
    still_open = chosen.filters.replace(episodes="open")
    rows = warehouse.query("contributions", scope=scope, filters=still_open).dicts()
    return sum(row["n"] for row in rows)


def _previous(earlier: Before | None) -> Previous | None:
    """Return the main outcomes in the period before the selected one; None if there is no such period."""
    if earlier is None or earlier.why:
        return None
    totals = earlier.totals
    return Previous(
        since=earlier.since,
        until=earlier.until,
        n=totals["n"],
        reliable_improvement=totals.outcome("reliable_improvement"),
        recovered=totals.recovered(),
        unplanned=totals.ending("unplanned"),
        mean_change=totals.mean_change(),
    )
