"""Comparison of therapists in a score: last ORS adjusted for the first ORS, or mean early SRS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.stats import group_sums, random_intercept
from analytics.stats.group_sums import GroupSums
from analytics.stats.posterior import Posterior
from analytics.stats.random_intercept import RandomIntercept
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
    share per therapist and of the practice; icc, icc_interval: share of the variance between therapists, by `model`
    for scores, by the posterior for shares; between_sd: the same as an SD in the measure's unit; columns: names of the case
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
    icc: float
    icc_interval: tuple[float, float]
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


def model(cells: Cells) -> RandomIntercept:
    """Fit the random intercept of a score on its case mix: the share between therapists on every page.

    Parameters
    ----------
    cells : Cells
        Cells of the case mix.

    Returns
    -------
    RandomIntercept
        `icc` by REML, `icc_interval` by profile likelihood, which begins at 0 where no difference can be ruled out.

    Raises
    ------
    EstimationError
        If the model cannot be estimated from the sums.
    """
    return random_intercept.from_sums(**cells.totals())


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
    fitted = model(cells)
    posterior = fitted.posterior()
    low, high = posterior.interval()
    outside = (low > 0) | (high < 0)
    return Found(
        groups=fitted.groups,
        n=totals["n"],
        posterior=posterior,
        estimate=posterior.mean,
        interval=(low, high),
        likely=posterior.interval(LIKELY),
        reliability=fitted.reliability,
        worded=outside & (fitted.reliability >= MIN_RELIABILITY),
        levels=totals["y"] / totals["n"],
        level=float(totals["y"].sum() / totals["n"].sum()),
        icc=fitted.icc,
        icc_interval=fitted.icc_interval(),
        between_sd=float(np.sqrt(fitted.var_between)),
        sums=group_sums.from_totals(**totals),
        columns=cells.columns,
        adjusted_for=cells.adjusted_for,
        reasons=cells.reasons,
    )
