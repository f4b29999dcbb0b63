"""Headline figures of a selection: change, endings, effect size, and what is left out of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean, stdev

from scipy.stats import t as student

from tests.twin import endings
from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, Figure, mean, share_of

GROUPS_FOR_JACKKNIFE = 10
LEFT_OUT = ("fewer_than_two_ors", *endings.NO_OUTCOME, "open")


def assessable(episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes whose outcome can be judged."""
    return [one for one in episodes if one.assessable]


def able_to_recover(episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes whose outcome can be judged and that began under the cutoff."""
    return [one for one in episodes if one.assessable and one.started_below]


def counted(episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes of which rates of endings speak."""
    return [one for one in episodes if one.counts_for_endings]


def number_ended(episodes: Sequence[Episode]) -> int | None:
    """Return how many endings count; None where the practice does not record endings."""
    silent = any(not one.endings_recorded for one in episodes)
    return None if silent else len(counted(episodes))


def of_class(episodes: Sequence[Episode], name: str) -> Figure:
    """Return the share of one class of change among those that can be judged."""
    return share_of(one.outcome == name for one in assessable(episodes))


def improved(episodes: Sequence[Episode]) -> Figure:
    """Return the share of clearly better, recovered included."""
    return share_of(one.improved for one in assessable(episodes))


def recovered(episodes: Sequence[Episode]) -> Figure:
    """Return the share of recovered among those who began under the cutoff."""
    return share_of(one.outcome == "recovered" for one in able_to_recover(episodes))


def unplanned(episodes: Sequence[Episode]) -> Figure:
    """Return the share that ended unplanned."""
    return share_of(one.left for one in counted(episodes))


def unplanned_declared(episodes: Sequence[Episode]) -> Figure:
    """Return the share whose unplanned ending was recorded."""
    return share_of(one.ending == "unplanned" for one in counted(episodes))


def unplanned_all_unknown(episodes: Sequence[Episode]) -> Figure:
    """Return the share if every ending without a recorded reason were unplanned."""
    return share_of(one.ending not in ("planned",) for one in counted(episodes))


def unplanned_recorded(episodes: Sequence[Episode]) -> Figure:
    """Return the share of unplanned among the endings that are recorded as planned or unplanned."""
    return share_of(
        one.ending == "unplanned" for one in counted(episodes) if one.ending in ("planned", "unplanned")
    )


def mean_change(episodes: Sequence[Episode]) -> Figure:
    """Return the mean change in points."""
    return mean(one.change for one in assessable(episodes))


def effect_size(episodes: Sequence[Episode]) -> Figure:
    """Return Hedges' g of those who began under the cutoff."""
    pairs = [(float(one.first), float(one.last), one.therapist or "") for one in able_to_recover(episodes)]
    n = len(pairs)
    g = hedges(pairs)
    if g is None:
        return {**NOTHING, "n": n}
    groups = sorted({who for _, _, who in pairs})
    if len(groups) >= GROUPS_FOR_JACKKNIFE:
        without = [hedges([row for row in pairs if row[2] != who]) for who in groups]
        held = [value for value in without if value is not None]
        j = len(groups)
        se = math.sqrt((j - 1) / j * sum((value - fmean(held)) ** 2 for value in held))
        half = float(student.ppf(0.975, j - 1)) * se
    else:
        half = float(student.ppf(0.975, n - 1)) * _formula_se(pairs)
    return {"estimate": g, "interval": [g - half, g + half], "n": n}


def hedges(pairs: Sequence[tuple[float, float, str]]) -> float | None:
    """Return the mean change in SDs of the first score, with the small-sample correction."""
    n = len(pairs)
    if n < 3 or len({first for first, _, _ in pairs}) < 2:
        return None
    d = fmean(last - first for first, last, _ in pairs) / stdev([first for first, _, _ in pairs])
    return d * (1 - 3 / (4 * (n - 1) - 1))


def _formula_se(pairs: Sequence[tuple[float, float, str]]) -> float:
    """Return the standard error of g from a formula: J sqrt(2 (1 - r) / n + d^2 / (2 n))."""
    firsts, lasts = [row[0] for row in pairs], [row[1] for row in pairs]
    n = len(pairs)
    d = fmean(b - a for a, b in zip(firsts, lasts, strict=True)) / stdev(firsts)
    middle = (fmean(firsts), fmean(lasts))
    product = sum((a - middle[0]) * (b - middle[1]) for a, b in zip(firsts, lasts, strict=True)) / (n - 1)
    spread = stdev(firsts) * stdev(lasts)
    r = product / spread if spread else 0.0
    return (1 - 3 / (4 * (n - 1) - 1)) * math.sqrt(2 * (1 - r) / n + d * d / (2 * n))


def left_out(episodes: Sequence[Episode], still_open: int) -> list[dict[str, object]]:
    """Return how many episodes each figure leaves out, by reason; zeros are dropped."""
    counts: Counter[str] = Counter(one.ending for one in episodes if one.ending in endings.NO_OUTCOME)
    counts["fewer_than_two_ors"] = sum(one.counts_for_outcomes and not one.assessable for one in episodes)
    counts["open"] = still_open
    return [{"reason": reason, "n": counts[reason]} for reason in LEFT_OUT if counts[reason]]


def by_therapist(episodes: Sequence[Episode]) -> dict[str | None, list[Episode]]:
    """Group episodes by their main therapist."""
    groups: dict[str | None, list[Episode]] = defaultdict(list)
    for one in episodes:
        groups[one.therapist].append(one)
    return groups


def inferred(episodes: Sequence[Episode]) -> Figure:
    """Return the share of counted endings that were inferred."""
    return share_of(one.ending in endings.INFERRED for one in counted(episodes))
