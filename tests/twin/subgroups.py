"""Sites, programmes and age groups compared with everybody else of the selection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from tests.twin import outcome_figures as figures
from tests.twin.episodes import Episode
from tests.twin.figures import (
    NOTHING,
    Figure,
    difference_of_means,
    difference_of_shares,
    mean,
    share_of,
)

SMALL = 10
OTHER, NOT_GIVEN = "other", "not given"
DIMENSIONS = ("site", "program", "age_group")
MEAN = "mean_change"
Values = Callable[[Sequence[Episode]], list[float]]
MEASURES: dict[str, Values] = {
    "reliable_improvement": lambda held: [one.improved for one in figures.assessable(held)],
    "recovered": lambda held: [one.outcome == "recovered" for one in figures.able_to_recover(held)],
    MEAN: lambda held: [float(one.change) for one in figures.assessable(held)],
    "unplanned": lambda held: [one.left for one in figures.counted(held)],
}


def subgroups(held: Sequence[Episode]) -> list[dict[str, object]]:
    """Return each group on each measure, and whether it differs from the rest of its dimension.

    The interval of the difference is widened for the number of groups with a figure of that measure.
    """
    rows = []
    for name, values in MEASURES.items():
        whole = _figure(name, values(held))
        by_dimension = {dimension: _groups(held, dimension, values) for dimension in DIMENSIONS}
        shown = sum(len(part) >= SMALL for groups in by_dimension.values() for part in groups.values())
        for dimension, groups in by_dimension.items():
            for group, part in groups.items():
                rest = [value for other in groups if other != group for value in groups[other]]
                large = len(part) >= SMALL
                rows.append(
                    {
                        "measure": name,
                        "dimension": dimension,
                        "group": group,
                        **(_figure(name, part) if large else {**NOTHING, "n": None}),
                        "practice": whole["estimate"],
                        "flagged": large and _differs(name, part, rest, 1 - 0.05 / shown),
                        "comparisons": shown,
                    }
                )
    return rows


def _figure(name: str, values: Sequence[float]) -> Figure:
    """Return the mean or share of values."""
    return mean(values) if name == MEAN else share_of(bool(value) for value in values)


def _groups(held: Sequence[Episode], dimension: str, values: Values) -> dict[str, list[float]]:
    """Return the values of the groups of one dimension by name, small groups joined and last; one alone is none."""
    by: dict[str, list[Episode]] = defaultdict(list)
    for one in held:
        names = {"site": one.site, "program": one.program, "age_group": one.age_group}
        by[names[dimension] or NOT_GIVEN].append(one)
    groups = {name: values(part) for name, part in sorted(by.items())}
    rest = [value for part in groups.values() if len(part) < SMALL for value in part]
    large = {name: part for name, part in groups.items() if len(part) >= SMALL}
    joined = {**large, **({OTHER: rest} if rest else {})}
    return joined if len(joined) > 1 else {}


def _differs(name: str, part: Sequence[float], rest: Sequence[float], level: float) -> bool:
    """Return whether the interval of a difference leaves 0 out."""
    if min(len(part), len(rest)) < (2 if name == MEAN else 1):
        return False
    if name == MEAN:
        found = difference_of_means(part, rest, level)
    else:
        found = difference_of_shares(int(sum(part)), len(part), int(sum(rest)), len(rest), level)
    low, high = found["interval"]  # pyright: ignore[reportGeneralTypeIssues]
    return not low <= 0 <= high
