"""Result classes of the charts by month: points, what is said of a chart, series."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.why import Why


@dataclass(frozen=True, kw_only=True)
class Point:
    """One row per measure and month, or quarter if months have too few episodes.

    month: first day of the period. value: share 0 to 1 or mean in points. n: its denominator. centre, lower,
    upper: control limits, None if too early or if the period is incomplete. signal: `changed` (surely after the
    change), `unusual_month` or None. incomplete: the period can still change, so it is drawn grey and never signals.
    """

    measure: str
    month: datetime.date
    value: float | None
    n: int | None
    centre: float | None
    lower: float | None
    upper: float | None
    signal: str | None
    grain: str = "month"
    incomplete: bool = False
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row per measure: whether its chart by month shows a lasting change, an unusual month, or neither.

    state: `changed`, `unusual_month`, `no_clear_change` or `too_early`. direction: `lower` or `higher`. since:
    first month of the new level, since_range: months between which it may have begun (9 in 10). before, after:
    share 0 to 1 or mean in points. holds: whether the newest complete quarter still lies nearer to `after`; until:
    else the last month that did. month: the unusual month. grain: `month` or `quarter`, what such a date stands for.
    """

    measure: str
    state: str
    since: datetime.date | None = None
    since_range: tuple[datetime.date, datetime.date] | None = None
    before: float | None = None
    after: float | None = None
    direction: str | None = None
    holds: bool | None = None
    until: datetime.date | None = None
    month: datetime.date | None = None
    grain: str | None = None
    why: Why | None = None  # set where the measure cannot be given at all


@dataclass(frozen=True, kw_only=True)
class Series:
    """One row per measure: points by month for the control chart, and the words under the chart.

    kind: `share` or `points`. word: text under the chart, for example `No clear change`. beyond: largest difference
    between two parts of the series, over the threshold of a change.
    """

    measure: str
    kind: str
    change: Change
    word: str
    points: tuple[Point, ...]
    beyond: float = 0.0
    n_complete: int = 0
    n_hidden: int = 0  # points left out, because they stand on too few clients to show
    why: Why | None = None  # set where the measure cannot be given at all

    @property
    def state(self) -> str:
        """What is said of the measure, as in `Change`."""
        return self.change.state
