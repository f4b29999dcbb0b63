"""Sites, programmes and age groups compared with the selection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from tests.twin import outcome_figures as figures
from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, Figure, mean, share_of

SMALL = 10
OTHER, NOT_GIVEN = "other", "not given"
DIMENSIONS = ("site", "program", "age_group")
Measure = Callable[[Sequence[Episode], float], Figure]


def _better(held: Sequence[Episode], level: float) -> Figure:
    return share_of([one.improved for one in figures.assessable(held)], level)


def _recovered(held: Sequence[Episode], level: float) -> Figure:
    return share_of([one.outcome == "recovered" for one in figures.able_to_recover(held)], level)


def _change(held: Sequence[Episode], level: float) -> Figure:
    return mean([one.change for one in figures.assessable(held)], level)


def _left(held: Sequence[Episode], level: float) -> Figure:
    return share_of([one.left for one in figures.counted(held)], level)


MEASURES: dict[str, Measure] = {
    "reliable_improvement": _better,
    "recovered": _recovered,
    "mean_change": _change,
    "unplanned": _left,
}


def subgroups(held: Sequence[Episode]) -> list[dict[str, object]]:
    """Return each group on each measure, and whether its interval, widened for all groups, leaves the selection out."""
    rows = []
    for name, measure in MEASURES.items():
        whole = measure(held, 0.95)
        groups = [
            (dimension, group, part)
            for dimension in DIMENSIONS
            for group, part in _groups(held, dimension, measure)
        ]
        shown = sum(_size(part, measure) >= SMALL for _, _, part in groups)
        for dimension, group, part in groups:
            large = _size(part, measure) >= SMALL
            narrow = measure(part, 0.95) if large else {**NOTHING, "n": None}
            rows.append(
                {
                    "measure": name,
                    "dimension": dimension,
                    "group": group,
                    **narrow,
                    "practice": whole["estimate"],
                    "flagged": large and _leaves_out(measure(part, 1 - 0.05 / shown), whole),
                    "comparisons": shown,
                }
            )
    return rows


def _size(held: Sequence[Episode], measure: Measure) -> int:
    """Return how many episodes a measure speaks of."""
    return int(measure(held, 0.95)["n"])  # pyright: ignore[reportArgumentType]


def _groups(held: Sequence[Episode], dimension: str, measure: Measure) -> list[tuple[str, list[Episode]]]:
    """Return the groups of one dimension by name, small ones joined and last; empty where there is one only."""
    by: dict[str, list[Episode]] = defaultdict(list)
    for one in held:
        by[
            {"site": one.site, "program": one.program, "age_group": one.age_group}[dimension] or NOT_GIVEN
        ].append(one)
    sizes = {name: _size(part, measure) for name, part in by.items()}
    large = [(name, by[name]) for name in sorted(by) if sizes[name] >= SMALL]
    rest = [one for name in by if sizes[name] < SMALL for one in by[name]]
    groups = [*large, *([(OTHER, rest)] if rest and _size(rest, measure) else [])]
    return groups if len(groups) > 1 else []


def _leaves_out(wide: Figure, whole: Figure) -> bool:
    """Return whether an interval does not hold the figure of the selection."""
    low, high = wide["interval"] or (0.0, 0.0)  # pyright: ignore[reportGeneralTypeIssues]
    return bool(wide["interval"]) and not low <= whole["estimate"] <= high  # pyright: ignore[reportOperatorIssue]
