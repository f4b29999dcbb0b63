"""Comparison of therapists in a score: last ORS adjusted for the first ORS, or mean early SRS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.stats import group_sums, random_intercept
from analytics.stats.group_sums import GroupSums
from analytics.stats.posterior import Posterior
from analytics.therapists.cells import Cells
from analytics.therapists.results import Funnel
from analytics.why import Why, why

LIKELY = 0.84  # central share of the thick bar: two such bars apart differ at about 5 %
MIN_RELIABILITY = 0.5  # below it a difference in points is not worded


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """Fitted comparison of all therapists in one measure.

    One entry per therapist key in `groups`.

    n: episodes; estimate, interval (95 %), likely (central 84 %): differences from the practice in the
    measure's unit; reliability: 0 to 1; worded: whether a difference is put in words; levels, level: mean or
    share per therapist and of the practice; between_sd: in the measure's unit; columns: names of the case
    mix in the model; adjusted_for: those and what follows from them; reasons: what is not allowed for -> why;
    events, expected, adjusted, places, funnel: for shares only; sums: for scores only.
    """

    groups: np.ndarray
    n: np.ndarray
    posterior: Posterior
    estimate: np.ndarray
    interval: tuple[np.ndarray, np.ndarray]
    likely: tuple[np.ndarray, np.ndarray]
    reliability: np.ndarray
    worded: np.ndarray
    levels: np.ndarray
    level: float
    between_sd: float
    columns: tuple[str, ...]
    adjusted_for: tuple[str, ...]
    reasons: Mapping[str, str]
    sums: GroupSums | None = None
    events: np.ndarray | None = None
    expected: np.ndarray | None = None
    adjusted: np.ndarray | None = None
    places: list[str | None] | None = None
    funnel: Funnel | None = None
    funnel_why: Why | None = why("funnel_only_for_shares")

    @cached_property
    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of the 95 % interval of each therapist's rank, 1 = highest."""
        return self.posterior.rank_interval()

    @property
    def rank_width(self) -> int:
        """Median width of the therapists' 95 % rank intervals, in places."""
        low, high = self.ranks
        return int(np.median(high - low))


def fit(cells: Cells) -> Found:
    """Estimate each therapist's difference from the practice in a score, in points, adjusted for case mix.

    Parameters
    ----------
    cells : Cells
        Cells of the case mix.

    Returns
    -------
    Found

    Raises
    ------
    EstimationError
        If the model cannot be estimated from the sums.
    """
    totals = cells.totals()
    model = random_intercept.from_sums(**totals)
    posterior = model.posterior()
    low, high = posterior.interval()
    outside = (low > 0) | (high < 0)
    return Found(
        groups=model.groups,
        n=totals["n"],
        posterior=posterior,
        estimate=posterior.mean,
        interval=(low, high),
        likely=posterior.interval(LIKELY),
        reliability=model.reliability,
        worded=outside & (model.reliability >= MIN_RELIABILITY),
        levels=totals["y"] / totals["n"],
        level=float(totals["y"].sum() / totals["n"].sum()),
        between_sd=float(np.sqrt(model.var_between)),
        sums=group_sums.from_totals(**totals),
        columns=cells.columns,
        adjusted_for=cells.adjusted_for,
        reasons=cells.reasons,
    )
