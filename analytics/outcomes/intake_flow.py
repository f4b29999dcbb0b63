"""Episodes that began, ended and were open in each month, with the mean first ORS."""

from __future__ import annotations

from analytics.access import Scope
from analytics.answers import Estimate
from analytics.filters import Filters, month_start
from analytics.outcomes.results import Seen
from analytics.privacy import hidden, small
from analytics.stats.intervals import mean_from_sums
from analytics.store import Warehouse
from analytics.why import why

NO_INTAKE = why("no_first_ors", "month")
LOWEST, HIGHEST = 0.0, 40.0  # ORS points


def monthly_flow(warehouse: Warehouse, scope: Scope, filters: Filters, restricted: bool) -> tuple[Seen, ...]:
    """Return one row per month: episodes begun, ended and open, and the mean first ORS.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; its period only limits the months shown.
    restricted : bool
        Whether counts of 1 to 4 are None, and with them the intake mean.

    Returns
    -------
    tuple of Seen
        One row per month, in order; empty without data.

    Notes
    -----
    open = starts minus endings since the first month of the data, so that the period only limits the months
    shown. An episode ends in the month of its last session; an open episode has no ending.
    """
    rows = warehouse.query(
        "months_intake", scope=scope, filters=filters.replace(since=None, until=None, episodes="all")
    ).dicts()
    if not rows:
        return ()
    below = warehouse.version.definitions.small_numbers.suppress_below
    by_month = {row["month"]: row for row in rows}
    month, last = min(by_month), max(max(by_month), month_start(warehouse.version.data_date))
    last = min(last, month_start(warehouse.version.data_date))
    first_shown = month_start(filters.since) if filters.since else month
    last_shown = month_start(filters.until) if filters.until else last
    out, still_open = [], 0
    while month <= last:
        row = by_month.get(month, {})
        starts, ends = row.get("starts", 0), row.get("ends", 0)
        still_open += starts - ends
        if first_shown <= month <= last_shown:
            shown = [
                None if restricted and small(count, below) else count for count in (starts, ends, still_open)
            ]
            running = month == month_start(warehouse.version.data_date)
            out.append(
                Seen(
                    month=month,
                    starts=shown[0],
                    ends=shown[1],
                    open=shown[2],
                    intake=_intake(row, restricted, below),
                    incomplete=running,
                )
            )
        month = month_start(month, -1)
    return tuple(out)


def _intake(row: dict, restricted: bool, below: int) -> Estimate:
    """Return a month's mean first ORS, in points, with its 95 % interval cut off at 0 and 40."""
    n = row.get("intake_n", 0)
    if not n:
        return Estimate.missing(NO_INTAKE)
    if restricted and n < below:
        return Estimate.missing(hidden(below))
    average = mean_from_sums(n, row["intake"], row["intake2"])
    interval = average.interval and (max(LOWEST, average.interval[0]), min(HIGHEST, average.interval[1]))
    return Estimate(average.estimate, interval, n)
