"""Monthly control charts of reliable improvement, unplanned endings, early SRS and completed forms.

Notes
-----
Signals are points outside three sigma and runs of eight, limits from the first two years; false alarms of
these rules are measured in the tests.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analytics.access import Scope
from analytics.filters import Filters, month_start
from analytics.outcomes.month_counts import (
    Count,
    pool_sparse_months,
    rounded_quarters,
    without_few_events,
)
from analytics.outcomes.results import Point, Series
from analytics.outcomes.series_withheld import KINDS, absent_measures, without_values
from analytics.stats import control
from analytics.store import Warehouse

MIN_POINTS = 12  # fewer: a line without limits and without a signal
BASELINE = 24  # first complete points that set the limits
# Share of unchanged practices in which a chart of so many points signals; measured over 4000 charts, see the tests.
FALSE_ALARMS = {
    "points_drawn": (12, 16, 20, 24, 30, 36, 48),
    "share": (0.007, 0.023, 0.043, 0.065, 0.093, 0.144, 0.216),
    "points": (0.023, 0.045, 0.065, 0.082, 0.156, 0.215, 0.327),
}

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
    episodes may still be added to them); for forms only a month that is still running.
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
    outcome_until = min(settled, month_start(version.data_date, 1) - datetime.timedelta(days=1))
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
        else one_series(
            measure, rows, version.data_date if measure == "forms" else outcome_until, below, quarters is None
        )
        for measure, rows in counts.items()
    )


def false_alarms(series: Sequence[Series]) -> float | None:
    """Return the probability that any of the given control charts signals although nothing has changed.

    Parameters
    ----------
    series : sequence of Series
        Series shown together.

    Returns
    -------
    float or None
        Share, 0 to 1; None if no series has limits.

    Notes
    -----
    Interpolated in FALSE_ALARMS, series taken as independent.
    """
    quiet = [
        1 - float(np.interp(one.n_complete, FALSE_ALARMS["points_drawn"], FALSE_ALARMS[one.kind]))
        for one in series
        if one.state != "too_early"
    ]
    return 1 - math.prod(quiet) if quiet else None


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
        State `too_early` below MIN_POINTS complete points.
    """
    below = smallest if measure in OF_CLIENTS else 0
    every = pool_sparse_months(months, complete_until, below) if pooled else months
    drawn = without_few_events([count for count in every if count.n >= smallest], below)
    n_hidden = sum(count.n > 0 for count in every) - len(drawn)
    complete = [count for count in drawn if not count.incomplete]
    kind = KINDS[measure]
    if len(complete) < MIN_POINTS:
        points = tuple(_point(measure, count) for count in drawn)
        return Series(
            measure=measure,
            kind=kind,
            state="too_early",
            word="Too early",
            points=points,
            n_complete=len(complete),
            n_hidden=n_hidden,
        )
    chart = _chart(kind, complete, measure)
    signals = _signals(chart)
    points, index = [], 0
    for count in drawn:
        point = _point(measure, count)
        if not count.incomplete:
            point = replace(
                point,
                centre=chart.centre,
                lower=float(chart.lower[index]),
                upper=float(chart.upper[index]),
                signal=signals.get(index),
            )
            index += 1
        points.append(point)
    worded = _worded(measure, kind, chart, complete, tuple(points))
    return replace(worded, n_hidden=n_hidden)


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


def _chart(kind: str, complete: Sequence[Count], measure: str) -> control.Chart:
    """Return the control chart of the complete months: XmR for means in points, p chart for shares."""
    if kind == "points":
        return control.xmr([count.total / count.n for count in complete], baseline=BASELINE)
    return control.p_chart(
        [count.total for count in complete],
        [count.n for count in complete],
        baseline=BASELINE,
        allow_over_dispersion=True,
    )


def _signals(chart: control.Chart) -> dict[int, str]:
    """Return the kind of signal (`outside` the limits or `run`) of each signalled point, by index."""
    kinds: dict[int, str] = {}
    for index, kind in chart.signals:
        if kinds.get(index) != "outside":
            kinds[index] = kind
    return kinds


def _worded(
    measure: str,
    kind: str,
    chart: control.Chart,
    complete: Sequence[Count],
    points: tuple[Point, ...],
) -> Series:
    """Return one measure's chart series, with the text on whether and when the measure changed."""
    events = [(index, index) for index, found in chart.signals if found == "outside"]
    events += [(last, first) for first, last in chart.runs]
    if not events:
        return Series(
            measure=measure,
            kind=kind,
            state="no_clear_change",
            word="No clear change",
            points=points,
            n_complete=len(complete),
        )
    last = max(end for end, _ in events)
    first = min(
        begin for end, begin in events if end == last
    )  # a point outside may end a run: the run began it
    count = complete[last]
    direction = "higher" if count.total / count.n > chart.centre else "lower"
    since = complete[first].month
    when = f"{since:%b %Y}" if complete[first].grain == "month" else f"Q{(since.month + 2) // 3} {since.year}"
    return Series(
        measure=measure,
        kind=kind,
        state="changed",
        word=f"Changed ({direction}, {when})",
        points=points,
        direction=direction,
        since=since,
        n_complete=len(complete),
    )
