"""Outcomes of sites, programmes and age groups compared with everybody else, with Bonferroni correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from analytics.answers import Estimate
from analytics.outcomes.results import Subgroup
from analytics.privacy import hidden, share_hidden, small
from analytics.stats import differences
from analytics.stats.intervals import mean_from_sums, t_quantile, wilson
from analytics.why import why

MIN_GROUP = 10  # episodes; smaller groups are joined to `other`
OTHER, NOT_GIVEN = "other", "not given"
LEVEL = 0.95

# measure -> (numerator or sum, sum of squares or None, denominator)
MEASURES = {
    "reliable_improvement": ("improved", None, "assessable"),
    "recovered": ("recovered", None, "started_below"),
    "mean_change": ("change", "change2", "assessable"),
    "unplanned": ("unplanned", None, "counts_for_endings"),
}


def subgroups(
    rows: Sequence[Mapping], practice: Mapping[str, Estimate], below: int = 0
) -> tuple[Subgroup, ...]:
    """Compare each group (site, programme, age group) with the other groups of its kind on each measure.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `subgroups.sql`.
    practice : mapping
        The practice's own estimate per measure.
    below : int
        Shares that would reveal a count from 1 to `below` - 1 are withheld (0: none).

    Returns
    -------
    tuple of Subgroup
        Alphabetical within a dimension, `other` last.

    Notes
    -----
    Groups with fewer than MIN_GROUP in the denominator are joined to `other` within their dimension; where these
    together are still fewer, `other` has no figure. A group is flagged when the interval of its difference from all
    other episodes of the dimension, at level 1 - .05/m (m groups with a figure of that measure, Bonferroni; Newcombe
    for shares, Welch for means), leaves 0 out. A dimension with only one group is left out.

    The practice figure, the line of the chart, contains the group and would hide a difference of a large one.
    Groups differ in who comes, not only in what is done.
    """
    found: list[Subgroup] = []
    for measure, columns in MEASURES.items():
        dimensions = [
            _joined([row for row in rows if row["dimension"] == dimension], columns)
            for dimension in ("site", "program", "age_group")
        ]
        m = sum(1 for groups in dimensions for _, _, sums in groups if sums[2] >= MIN_GROUP)
        own = practice[measure].estimate
        for groups in dimensions:
            whole = tuple(map(sum, zip(*(sums for _, _, sums in groups), strict=True)))
            compared = [
                replace(
                    _row(measure, dimension, name, sums, own, m, below),
                    flagged=_differs(measure, sums, whole, m),
                )
                for dimension, name, sums in groups
            ]
            compared = [replace(row, flagged=row.flagged and row.n is not None) for row in compared]
            found += _without_given_away(compared, [sums for _, _, sums in groups], below)
    return tuple(found)


def _without_given_away(
    rows: list[Subgroup], sums: Sequence[tuple[float, float, int]], below: int
) -> list[Subgroup]:
    """Return the groups of one dimension, after hiding groups that would reveal a small count.

    The groups add up to the practice, so the sum of all hidden groups can be derived by subtraction. If that
    sum is a small count (1 to `below` - 1 clients, or clients with or without the outcome), the smallest
    group shown is hidden as well.
    """
    rows = list(rows)
    while below:
        shown = [index for index, row in enumerate(rows) if row.n is not None]
        rest = [sums[index] for index, row in enumerate(rows) if row.n is None]
        n, events = sum(one[2] for one in rest), round(sum(one[0] for one in rest))
        is_mean = bool(rows) and MEASURES[rows[0].measure][1] is not None
        if not (shown and rest) or not (small(n, below) if is_mean else share_hidden(events, n, below)):
            break
        least = min(shown, key=lambda index: (sums[index][2], index))
        nothing = {"estimate": None, "interval": None, "n": None, "flagged": False}
        rows[least] = replace(rows[least], why=hidden(below, "or_gives_away"), **nothing)
    return rows


def _joined(rows: Sequence[Mapping], columns: tuple) -> list[tuple[str, str, tuple[float, float, int]]]:
    """Return the sums of each group of one dimension (such as site), with small groups combined as `other`.

    The list is empty if there is only one group.

    Returns (dimension, group, (total, squares, n)).
    """
    large, small = [], []
    for row in rows:
        sums = (row[columns[0]], row[columns[1]] if columns[1] else 0.0, row[columns[2]])
        if row["choice"] is not None and sums[2] >= MIN_GROUP:
            large.append((row["dimension"], row["choice"], sums))
        elif row["choice"] is None and sums[2] >= MIN_GROUP:
            large.append((row["dimension"], NOT_GIVEN, sums))
        elif sums[2]:
            small.append(sums)
    large.sort(key=lambda group: (group[1] == NOT_GIVEN, group[1]))
    if small:
        total, squares, n = map(sum, zip(*small, strict=True))
        large.append((rows[0]["dimension"], OTHER, (total, squares, n)))
    return large if len(large) > 1 else []


def _row(
    measure: str,
    dimension: str,
    name: str,
    sums: tuple[float, float, int],
    own: float | None,
    m: int,
    below: int,
) -> Subgroup:
    """Return the value of one measure in one group, with its interval."""
    total, squares, n = sums
    row = Subgroup(
        measure=measure,
        dimension=dimension,
        group=name,
        estimate=None,
        interval=None,
        n=None,
        practice=own,
        flagged=False,
        comparisons=m,
    )
    if n < MIN_GROUP:
        return replace(row, why=why("group_too_small", need=MIN_GROUP))
    if below and not MEASURES[measure][1] and share_hidden(int(total), n, below):
        return replace(row, why=hidden(below))
    estimate, interval_at = _mean(total, squares, n) if MEASURES[measure][1] else _share(total, n)
    return replace(row, estimate=estimate, interval=interval_at(LEVEL), n=n)


def _differs(measure: str, sums: tuple, whole: tuple, m: int) -> bool:
    """Return whether a group differs from the rest of its dimension, allowing for m comparisons."""
    level, rest = 1 - (1 - LEVEL) / max(m, 1), tuple(a - b for a, b in zip(whole, sums, strict=True))
    is_mean = MEASURES[measure][1] is not None
    if min(sums[2], rest[2]) < (2 if is_mean else 1):
        return False
    if is_mean:
        found = differences.means(int(sums[2]), sums[0], sums[1], int(rest[2]), rest[0], rest[1], level=level)
    else:
        found = differences.shares(int(sums[0]), int(sums[2]), int(rest[0]), int(rest[2]), level)
    return found.interval is not None and not found.interval[0] <= 0 <= found.interval[1]


def _share(events: float, n: int) -> tuple[float, Callable[[float], tuple[float, float]]]:
    """Return the share events / n, and a function that gives its Wilson interval at a confidence level."""
    return events / n, lambda level: wilson(events, n, level)


def _mean(total: float, squares: float, n: int) -> tuple[float, Callable[[float], tuple[float, float]]]:
    """Return the mean total / n, and a function that gives its t interval at a confidence level."""
    average = mean_from_sums(n, total, squares)
    centre, ends = average.estimate, average.interval
    if centre is None or ends is None:
        raise ValueError(f"An interval of a mean needs two values; there are {n}.")
    se = (ends[1] - centre) / t_quantile(0.975, n - 1)

    def interval(level: float) -> tuple[float, float]:
        half = se * t_quantile(0.5 + level / 2, n - 1)
        return centre - half, centre + half

    return centre, interval
