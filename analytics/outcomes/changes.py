"""What a chart by month says: a lasting change, an unusual month, or neither; and how often by chance.

Notes
-----
A change is looked for in the points of complete quarters only, so that the answer is the same in the two months between
and looking every month does not add false alarms. The newest complete month alone may be called unusual.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from analytics.filters import month_start
from analytics.messages import gettext
from analytics.outcomes.month_counts import Count
from analytics.outcomes.month_results import Change, Series
from analytics.stats import change_point, control

MIN_POINTS = 12  # in complete quarters; fewer: a line without limits, and nothing is said
QUARTER = 3  # months
# Share of unchanged practices in which a chart says so all the same: "changed" at one look; "changed" at any look of
# twelve months in which the period of the chart begins anew once (`highlights.reaching_back`); "unusual month" at one
# look. The largest found in charts of 12 to 60 points, held by tests/unit/test_changes_measured.py.
LOOK, YEAR, UNUSUAL = 0, 1, 2
FALSE_ALARMS = {
    "reliable_improvement": (0.0105, 0.028, 0.004),
    "unplanned": (0.0105, 0.032, 0.004),
    "early_alliance": (0.014, 0.0365, 0.013),
    "forms": (0.004, 0.0115, 0.008),
}


def quarter_start(day: datetime.date) -> datetime.date:
    """Return the first day of the quarter in which a day falls."""
    return month_start(day, (day.month - 1) % QUARTER)


def decided(complete: Sequence[Count], complete_until: datetime.date) -> Sequence[Count]:
    """Return the complete points that belong to quarters of which every day is complete."""
    running = quarter_start(complete_until + datetime.timedelta(days=1))
    return [count for count in complete if count.month < running]


def judged(
    measure: str, complete: Sequence[Count], complete_until: datetime.date, limits: control.Chart
) -> tuple[Change, float]:
    """Return what is said of one measure, and by how much the difference exceeds its threshold (a ratio).

    Parameters
    ----------
    measure : str
        Key of FALSE_ALARMS.
    complete : sequence of Count
        Complete points in order of time, at least MIN_POINTS of them in complete quarters.
    complete_until : datetime.date
        Last day whose counts cannot change.
    limits : control.Chart
        Control chart of the complete points.

    Returns
    -------
    (Change, float)
        The ratio is 0 where nothing varies.
    """
    used = decided(complete, complete_until)
    split = _split(measure, used)
    beyond = split.statistic / split.threshold if split else 0.0
    if split and split.changed:
        return _changed(measure, used, complete_until, split), beyond
    last, index = complete[-1], len(complete) - 1
    newest = month_start(
        complete_until + datetime.timedelta(days=1), 2 * QUARTER if _joined(last) else QUARTER
    )
    if last.month >= newest and index in limits.outside:
        direction = "higher" if last.total / last.n > limits.centre else "lower"
        return Change(
            measure=measure, state="unusual_month", direction=direction, month=last.month, grain=last.grain
        ), beyond
    return Change(measure=measure, state="no_clear_change"), beyond


def word(change: Change) -> str:
    """Return the words under a chart, such as `Changed (lower, since Feb 2025)`."""
    if change.state == "unusual_month":
        what = (
            gettext("An unusual quarter ({direction}, {when})")
            if _quarter(change)
            else gettext("An unusual month ({direction}, {when})")
        )
        return what.format(direction=change.direction, when=_when(change, change.month))
    if change.state != "changed":
        return gettext("No clear change")
    since = _when(change, change.since)
    if not change.holds:
        if change.until == change.since:
            return gettext("Was {direction} ({since})").format(direction=change.direction, since=since)
        return gettext("Was {direction} ({since} to {until})").format(
            direction=change.direction, since=since, until=_when(change, change.until)
        )
    first, last = (_when(change, day) for day in change.since_range or (change.since, change.since))
    if first == last:
        return gettext("Changed ({direction}, since {since})").format(direction=change.direction, since=since)
    return gettext("Changed ({direction}, since {since}; between {first} and {last})").format(
        direction=change.direction, since=since, first=first, last=last
    )


def false_alarms(series: Sequence[Series], kind: int = LOOK) -> float | None:
    """Return how often one of the given charts would say something although nothing has changed.

    Parameters
    ----------
    series : sequence of Series
        Series shown together.
    kind : int
        Position in FALSE_ALARMS: LOOK, YEAR or UNUSUAL.

    Returns
    -------
    float or None
        Share of practices, 0 to 1; None if nothing is said of any series. Series are taken as independent.
    """
    quiet = [1 - FALSE_ALARMS[one.measure][kind] for one in series if one.state != "too_early"]
    return 1 - math.prod(quiet) if quiet else None


def _split(measure: str, points: Sequence[Count]) -> change_point.Split | None:
    """Return the split at which the points of one measure differ most; None if nothing varies."""
    totals, sizes = [count.total for count in points], [count.n for count in points]
    if measure == "early_alliance":
        return change_point.of_means([total / n for total, n in zip(totals, sizes, strict=True)], sizes)
    return change_point.of_shares(totals, sizes, repeated=measure == "forms")


def _changed(
    measure: str, points: Sequence[Count], complete_until: datetime.date, split: change_point.Split
) -> Change:
    """Return the Change of a split beyond chance, with the last month at the new level where it did not last."""
    up = split.after > split.before
    middle = (split.before + split.after) / 2
    later = [count for count in points[split.index :] if (count.total / count.n > middle) == up]
    newest = month_start(quarter_start(complete_until + datetime.timedelta(days=1)), QUARTER)
    quarter = [count for count in points if count.month >= newest]
    holds = bool(quarter) and (_level(quarter) > middle) == up
    earlier = [count for count in later if count.month < newest]
    until = None if holds or not earlier else earlier[-1].month
    return Change(
        measure=measure,
        state="changed",
        direction="higher" if up else "lower",
        since=points[split.index].month,
        since_range=(points[split.earliest].month, points[split.latest].month),
        before=split.before,
        after=split.after,
        holds=holds,
        until=until,
        grain=points[split.index].grain,
    )


def _level(points: Sequence[Count]) -> float:
    """Return the share or mean of several points together."""
    return sum(count.total for count in points) / sum(count.n for count in points)


def _joined(count: Count) -> bool:
    """Return whether a point is a quarter."""
    return count.grain == "quarter"


def _quarter(change: Change) -> bool:
    """Return whether the dates of a change stand for quarters."""
    return change.grain == "quarter"


def _when(change: Change, day: datetime.date | None) -> str:
    """Format a day as its month (`Feb 2025`) or quarter (`Q1 2025`); empty without a day."""
    if day is None:
        return ""
    return f"Q{(day.month + 2) // 3} {day.year}" if _quarter(change) else f"{day:%b %Y}"
