"""Highlights of the overview page: at most three things to look at, such as a changed measure."""

from __future__ import annotations

import datetime

from analytics import peer_rounding
from analytics.access import Scope
from analytics.filters import Filters, month_start
from analytics.outcomes.available_data import holds
from analytics.outcomes.changes import quarter_start
from analytics.outcomes.month_results import Series
from analytics.outcomes.peer_suppression import Selection
from analytics.outcomes.results import LookAt
from analytics.store import Warehouse

MOST = 3  # items
HISTORY = 24  # months that a change is looked for in, at least; a year holds too few complete ones
FORMS_WEEKS = 4  # weeks that had ended by the data date
FORMS_MISSING = 0.10  # share of sessions; "sessions with no ORS/SRS under 10 %", OpenFIT KA-01026
PAGES = {"early_alliance": "alliance", "forms": "data"}  # where a changed measure is looked at; else outcomes


def look_at(
    warehouse: Warehouse, scope: Scope, chosen: Selection, series: tuple[Series, ...]
) -> tuple[LookAt, ...]:
    """Return at most three highlights: measures that changed, missing forms, clients to talk about.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    chosen : Selection
        Selection in force.
    series : tuple of Series
        Monthly series over the longer period (`reaching_back`).

    Returns
    -------
    tuple of LookAt
        At most three; empty if there is nothing. Lasting changes first, the furthest beyond its threshold before the
        others; then unusual months, missing forms (of the last four full weeks, Monday to Sunday, whatever the period)
        and open clients to talk about first. All but the period of the selection applies to the last two.
    """
    changed = sorted((one for one in series if one.change.holds), key=lambda one: one.beyond, reverse=True)
    forms = _forms_missing(warehouse, scope, chosen.filters, changed, chosen.rounded)
    unusual = [one for one in series if one.state == "unusual_month"]
    items = [
        _item(one)
        for one in (*changed, *unusual)
        if not (forms and one.measure == "forms")  # the same thing, said with its numbers
    ]
    items += [forms] if forms else []
    who = {name: chosen.filters.as_dict()[name] for name in ("site", "program", "age_group", "therapist")}
    tiers = {row["tier"]: row["n"] for row in warehouse.query("tier_counts", scope=scope, **who).dicts()}
    if tiers.get("talk_first"):
        items.append(LookAt(kind="talk_first", page="caseload", n=tiers["talk_first"]))
    return tuple(items[:MOST])


def reaching_back(filters: Filters, data_date: datetime.date) -> Filters:
    """Return the filters with the start of their period moved back to cover at least two years.

    It begins with the calendar year of the month that lies 24 months before the last one, or with the quarter of the
    period's start where that is earlier: a start that moves on with every month would give another answer every month.
    """
    if filters.since is None:
        return filters
    year = month_start(filters.until or data_date, HISTORY).replace(month=1)
    return filters.replace(since=min(year, quarter_start(filters.since)))


def _item(series: Series) -> LookAt:
    """Return the highlight on a measure that changed or that has an unusual month."""
    change = series.change
    return LookAt(
        kind=change.state,
        page=PAGES.get(series.measure, "outcomes"),
        measure=series.measure,
        direction=change.direction,
        since=change.since,
        month=change.month,
        before=change.before,
        after=change.after,
        grain=change.grain,
    )


def _forms_missing(
    warehouse: Warehouse, scope: Scope, filters: Filters, changed: list[Series], rounded: bool
) -> LookAt | None:
    """Return the highlight on missing forms; None unless over 10 % of recent sessions lack an SRS.

    None also for a practice without any SRS, which is reported elsewhere.
    """
    if not holds(warehouse, scope).has_srs:
        return None
    day = warehouse.version.data_date + datetime.timedelta(days=1)
    monday = day - datetime.timedelta(days=day.weekday())
    recent = warehouse.query(
        "recent_forms",
        scope=scope,
        filters=filters.replace(since=None, until=None),
        since=monday - datetime.timedelta(weeks=FORMS_WEEKS),
        until=monday,
    ).one()
    sessions, missing = recent["sessions"], recent["without_srs"]
    if rounded:
        sessions, missing = peer_rounding.count(sessions), peer_rounding.count(missing)
    if not sessions or not missing or missing / sessions <= FORMS_MISSING:
        return None
    forms = next((one.change for one in changed if one.measure == "forms"), None)
    lower = forms if forms and forms.direction == "lower" else None
    return LookAt(
        kind="forms_missing",
        page="data",
        measure="forms",
        direction=lower and "lower",
        since=lower and lower.since,
        n=missing,
        of=sessions,
        share=missing / sessions,
    )
