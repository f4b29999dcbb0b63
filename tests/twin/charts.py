"""Charts by month: points, limits, and what is said of a lasting change."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.twin import change_points
from tests.twin.calendar_months import last_day, month_of, quarter_of, shifted

FEW = 10  # episodes or sessions of a month, below which its quarter is drawn instead
BASELINE = 24  # points that set the limits
ENOUGH = 12  # points in complete quarters, below which nothing is said
WIDENED_FROM = 1.5  # over-dispersion
# share of unchanged practices in which a chart says something: now, within a year, an unusual month; simulated
FALSE_ALARMS = {
    "reliable_improvement": (0.0105, 0.028, 0.004),
    "unplanned": (0.0105, 0.032, 0.004),
    "early_alliance": (0.014, 0.0365, 0.013),
    "forms": (0.004, 0.0115, 0.008),
}
NONE_SAID = dict.fromkeys(
    ("since", "since_range", "before", "after", "direction", "holds", "until", "month", "grain")
)


@dataclass(frozen=True, kw_only=True)
class Point:
    """Sum and number of one month or quarter."""

    first: datetime.date
    n: int
    total: float
    quarter: bool = False

    @property
    def value(self) -> float:
        """Share or mean."""
        return self.total / self.n

    @property
    def last(self) -> datetime.date:
        """Last day."""
        return last_day(self.first, 3 if self.quarter else 1)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One measure: its points, and entries of the JSON's `months` and `changes`."""

    measure: str
    points: list[dict[str, object]]
    change: dict[str, object]
    beyond: float = 0.0  # how far a change lies beyond its threshold

    @property
    def speaks(self) -> bool:
        """Whether there are enough points to say anything."""
        return self.change["state"] != "too_early"


def months(values: Iterable[tuple[datetime.date, float]]) -> list[Point]:
    """Return one point per month with data, from the day and value of each entry."""
    held: dict[datetime.date, list[float]] = defaultdict(list)
    for day, value in values:
        held[month_of(day)].append(value)
    return [Point(first=month, n=len(held[month]), total=math.fsum(held[month])) for month in sorted(held)]


def pooled(points: Sequence[Point], complete_until: datetime.date) -> list[Point]:
    """Return months, or a quarter in place of its months where one of them is small."""
    if not points:
        return []
    of = {point.first: point for point in points}
    every = [points[0].first]
    while every[-1] < points[-1].first:
        every.append(shifted(every[-1], 1))
    result, joined = [], False
    for first in sorted({quarter_of(month) for month in every}):
        members = [month for month in every if quarter_of(month) == first]
        settled = [month for month in members if last_day(month) <= complete_until]
        if settled:  # else as in the quarter before
            joined = any(month not in of or of[month].n < FEW for month in settled)
        parts = [of[month] for month in members if month in of]
        if joined and parts:
            n, total = sum(part.n for part in parts), math.fsum(part.total for part in parts)
            parts = [Point(first=first, n=n, total=total, quarter=True)]
        result += parts
    return result


def chart(
    measure: str, values: Iterable[tuple[datetime.date, float]], complete_until: datetime.date
) -> Chart:
    """Return the chart of one measure from the day and value of each episode or session."""
    points = pooled(months(values), complete_until)
    complete = [point for point in points if point.last <= complete_until]
    decided = [point for point in complete if last_day(quarter_of(point.first), 3) <= complete_until]
    change: dict[str, object] = {"measure": measure, "state": "too_early", **NONE_SAID}
    limits: list[tuple[float, float, float]] = []
    beyond = 0.0
    if len(decided) >= ENOUGH:
        limits = xmr(complete) if measure == "early_alliance" else p_chart(complete)
        split = split_of(measure, decided)
        change = judged(measure, complete, decided, limits, split)
        beyond = split.statistic / split.threshold if split else 0.0
    rows = []
    for place, point in enumerate(points):
        within = point in complete and limits
        centre, lower, upper = limits[place] if within else (None, None, None)
        rows.append(
            {
                "measure": measure,
                "month": point.first.isoformat(),
                "value": point.value,
                "n": point.n,
                "centre": centre,
                "lower": lower,
                "upper": upper,
                "signal": signal(change, point) if within else None,
                "grain": "quarter" if point.quarter else "month",
                "incomplete": point not in complete,
            }
        )
    return Chart(measure=measure, points=rows, change=change, beyond=beyond)


def without_values(measure: str, days: Iterable[datetime.date]) -> Chart:
    """Return the chart of a measure that the practice does not record: its months, without anything in them."""
    empty = dict.fromkeys(("value", "n", "centre", "lower", "upper", "signal"))
    rows = [
        {"measure": measure, "month": month.isoformat(), **empty, "grain": "month", "incomplete": False}
        for month in sorted({month_of(day) for day in days})
    ]
    return Chart(measure=measure, points=rows, change={"measure": measure, "state": "too_early", **NONE_SAID})


def p_chart(points: Sequence[Point]) -> list[tuple[float, float, float]]:
    """Return centre and 3-sigma limits of a share, widened where months differ more than chance (Laney)."""
    base = points[:BASELINE]
    centre = sum(point.total for point in base) / sum(point.n for point in base)
    wide = 1.0
    if 0 < centre < 1 and len(base) > 1:
        z = [(point.value - centre) / math.sqrt(centre * (1 - centre) / point.n) for point in base]
        phi = (fmean(abs(b - a) for a, b in zip(z, z[1:], strict=False)) / 1.128) ** 2
        wide = phi if phi > WIDENED_FROM else 1.0
    halves = [3 * math.sqrt(wide * centre * (1 - centre) / point.n) for point in points]
    return [(centre, max(centre - half, 0.0), min(centre + half, 1.0)) for half in halves]


def xmr(points: Sequence[Point]) -> list[tuple[float, float, float]]:
    """Return centre and limits of means, from the mean moving range."""
    base = [point.value for point in points[:BASELINE]]
    half = 2.66 * fmean(abs(b - a) for a, b in zip(base, base[1:], strict=False))
    return [(fmean(base), fmean(base) - half, fmean(base) + half)] * len(points)


def split_of(measure: str, decided: Sequence[Point]) -> change_points.Split | None:
    """Return the split at which a measure differs most."""
    sizes = [point.n for point in decided]
    if measure == "early_alliance":
        return change_points.of_means([point.value for point in decided], sizes)
    return change_points.of_shares([point.total for point in decided], sizes, measure == "forms")


def judged(
    measure: str,
    complete: Sequence[Point],
    decided: Sequence[Point],
    limits: Sequence[tuple[float, float, float]],
    split: change_points.Split | None,
) -> dict[str, object]:
    """Return what is said of a measure: changed, an unusual newest point, or no clear change."""
    if split and split.statistic > split.threshold:
        return changed(measure, decided, split)
    newest, (_, lower, upper) = complete[-1], limits[-1]
    said = {"measure": measure, "state": "no_clear_change", **NONE_SAID}
    if not lower <= newest.value <= upper:
        direction = "lower" if newest.value < lower else "higher"
        return {**said, "state": "unusual_month", "direction": direction, "month": newest.first.isoformat(),
                "grain": "quarter" if newest.quarter else "month"}  # fmt: skip
    return said


def changed(measure: str, decided: Sequence[Point], split: change_points.Split) -> dict[str, object]:
    """Return the date, range and levels of a change, and whether the newest complete quarter still holds to it."""
    before, after = level(decided[: split.index]), level(decided[split.index :])
    newest = quarter_of(decided[-1].first)
    recent = level([point for point in decided if quarter_of(point.first) == newest])

    def near(value: float) -> bool:
        return abs(value - after) < abs(value - before)

    holds = near(recent)
    last = [point for point in decided[split.index :] if near(point.value)]
    return {
        "measure": measure,
        "state": "changed",
        "since": decided[split.index].first.isoformat(),
        "since_range": [decided[place].first.isoformat() for place in (split.earliest, split.latest)],
        "before": before,
        "after": after,
        "direction": "higher" if after > before else "lower",
        "holds": holds,
        "until": None if holds or not last else last[-1].first.isoformat(),
        "month": None,
        "grain": "quarter" if decided[split.index].quarter else "month",
    }


def level(points: Sequence[Point]) -> float:
    """Return the share or mean of several points together."""
    return math.fsum(point.total for point in points) / sum(point.n for point in points)


def signal(change: dict[str, object], point: Point) -> str | None:
    """Return the mark of a point: surely after a change that lasts, or the unusual month."""
    day = point.first.isoformat()
    if change["state"] == "unusual_month":
        return "unusual_month" if change["month"] == day else None
    if change["state"] != "changed":
        return None
    _, latest = change["since_range"]  # pyright: ignore[reportGeneralTypeIssues]
    over = change["until"] is not None and day > str(change["until"])
    return "changed" if day >= latest and not over else None


def by_chance(charts: Iterable[Chart], kind: int) -> float | None:
    """Return how often one of the charts would say something although nothing has changed."""
    held = [FALSE_ALARMS[one.measure][kind] for one in charts if one.speaks]
    return 1 - math.prod(1 - share for share in held) if held else None
