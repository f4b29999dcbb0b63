"""Monthly charts of reliable improvement, unplanned endings, early SRS and completed forms.

Notes
-----
Limits are three sigma of the first two years; what is said of a chart is decided in `analytics.outcomes.changes`.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from analytics.access import Scope
from analytics.filters import Filters, month_start
from analytics.outcomes import changes
from analytics.outcomes.changes import MIN_POINTS
from analytics.outcomes.month_counts import (
    Count,
    pool_sparse_months,
    rounded_quarters,
    without_few_events,
)
from analytics.outcomes.month_results import Change, Point, Series
from analytics.outcomes.series_withheld import KINDS, absent_measures, without_values
from analytics.stats import control
from analytics.store import Warehouse

BASELINE = 24  # first complete points that set the limits

OF_CLIENTS = ("reliable_improvement", "unplanned")  # measures whose events are clients
BASES = {"reliable_improvement": "ended", "unplanned": "ended", "early_alliance": "began", "forms": "forms"}


def monthly_series(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    restricted: bool = False,
    quarters: Mapping[str, Collection[datetime.date]] | None = None,
) -> tuple[Series, ...]:
    """Return the monthly series of four measures (such as `unplanned`), each with control limits.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection.
    restricted : bool
        Whether small points are left out, for viewers who may not see small numbers.
    quarters : mapping of str to collection of datetime.date, optional
        For colleagues, the quarters they may be shown (`peer_suppression.quarters_shown`): points are quarters with
        rounded counts.

    Returns
    -------
    tuple of Series
        One per measure.

    Notes
    -----
    The two outcomes belong to the month of the episode's last session (ended episodes only); early alliance
    to the month in which the episode began, open episodes included; forms to the session.

    Incomplete are months that end within the lapse window before the data date, at least the last two (open
    episodes may still be added to them); for forms only a month that is still running. A month in which the selected
    period ends before its last day is incomplete too. Forms are counted by whole months: all sessions of the first and
    last month of the period.
    """
    version = warehouse.version
    ended = warehouse.query("months_ended", scope=scope, filters=filters.replace(episodes="closed")).dicts()
    early = warehouse.query(
        "months_early_alliance",
        scope=scope,
        filters=filters.replace(since=None, until=None, episodes="all"),
        since=filters.since,
        until=filters.until,
    ).dicts()
    forms = warehouse.query("months_forms", scope=scope, filters=filters).dicts()
    settled = version.data_date - datetime.timedelta(days=version.definitions.endings.lapse_days)
    until = min(filters.until or version.data_date, version.data_date)
    outcome_until = min(settled, month_start(version.data_date, 1) - datetime.timedelta(days=1), until)
    complete = dict.fromkeys(KINDS, outcome_until) | {"forms": until}
    if quarters is not None:  # those given are closed
        complete = dict.fromkeys(KINDS, until)
    counts = {
        "reliable_improvement": [Count(row["month"], row["assessable"], row["improved"]) for row in ended],
        "unplanned": [Count(row["month"], row["counts_for_endings"], row["unplanned"]) for row in ended],
        "early_alliance": [Count(row["month"], row["n"], row["total"] or 0.0) for row in early],
        "forms": [Count(row["month"], row["sessions"], row["srs"]) for row in forms],
    }
    below = version.definitions.small_numbers.suppress_below if restricted else 1
    if quarters is not None:
        counts = {
            measure: rounded_quarters(rows, quarters.get(BASES[measure], ()), below, KINDS[measure])
            for measure, rows in counts.items()
        }
    absent = absent_measures(warehouse, scope, restricted)
    return tuple(
        without_values(measure, rows, *absent[measure])
        if measure in absent
        else one_series(measure, rows, complete[measure], below, quarters is None)
        for measure, rows in counts.items()
    )


def one_series(
    measure: str,
    months: Sequence[Count],
    complete_until: datetime.date,
    smallest: int = 1,
    pooled: bool = True,
) -> Series:
    """Return one measure's points by month with control limits, and whether the measure changed.

    Parameters
    ----------
    measure : str
        Key of KINDS.
    months : sequence of Count
        Months with n of 0 or more, in any order.
    complete_until : datetime.date
        Last day whose counts cannot change.
    smallest : int
        Points of fewer are left out; of a share of clients, also those with fewer events, or fewer without one.
    pooled : bool
        Whether months with few are combined into quarters; else `months` are drawn as they are.

    Returns
    -------
    Series
        State `too_early` below MIN_POINTS points in complete quarters.
    """
    below = smallest if measure in OF_CLIENTS else 0
    every = pool_sparse_months(months, complete_until, below) if pooled else months
    drawn = without_few_events([count for count in every if count.n >= smallest], below)
    n_hidden = sum(count.n > 0 for count in every) - len(drawn)
    complete = [count for count in drawn if not count.incomplete]
    shared = {"measure": measure, "kind": KINDS[measure], "n_complete": len(complete), "n_hidden": n_hidden}
    if len(changes.decided(complete, complete_until)) < MIN_POINTS:
        points = tuple(_point(measure, count) for count in drawn)
        return Series(
            **shared, change=Change(measure=measure, state="too_early"), word="Too early", points=points
        )
    chart = _chart(KINDS[measure], complete)
    change, beyond = changes.judged(measure, complete, complete_until, chart)
    points, index = [], 0
    for count in drawn:
        point = _point(measure, count)
        if not count.incomplete:
            point = replace(
                point,
                centre=chart.centre,
                lower=float(chart.lower[index]),
                upper=float(chart.upper[index]),
                signal=_signal(change, count),
            )
            index += 1
        points.append(point)
    return Series(**shared, change=change, word=changes.word(change), points=tuple(points), beyond=beyond)


def _point(measure: str, count: Count) -> Point:
    """Return the chart point of one month or quarter, with the control limits left empty."""
    return Point(
        measure=measure,
        month=count.month,
        value=count.total / count.n,
        n=count.n,
        centre=None,
        lower=None,
        upper=None,
        signal=None,
        grain=count.grain,
        incomplete=count.incomplete,
    )


def _chart(kind: str, complete: Sequence[Count]) -> control.Chart:
    """Return the control chart of the complete months: XmR for means in points, p chart for shares."""
    if kind == "points":
        return control.xmr([count.total / count.n for count in complete], baseline=BASELINE)
    return control.p_chart(
        [count.total for count in complete],
        [count.n for count in complete],
        baseline=BASELINE,
        allow_over_dispersion=True,
    )


def _signal(change: Change, count: Count) -> str | None:
    """Return what a complete month signals: `changed` (surely after a change), `unusual_month`, or None.

    Points between the first and the last month in which a change may have begun have no mark, and none after it ended.
    """
    if change.state == "unusual_month":
        return "unusual_month" if count.month == change.month else None
    if change.since_range is None or count.month < change.since_range[1]:
        return None
    return "changed" if change.until is None or count.month <= change.until else None
