"""Posterior of group effects in a random-intercept model: draws and their summaries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.stats.arrays import EstimationError
from analytics.stats.group_sums import GroupSums

GRID = 200  # values of theta that carry weight
FIRST_LOOK = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 401)])
NEGLIGIBLE = 12.0  # log weight below the largest at which a value of theta is left out


@dataclass(frozen=True)
class Difference:
    """Effect of group a minus that of group b: posterior mean, interval, and probability of exceeding 0."""

    estimate: float
    interval: tuple[float, float]
    p_positive: float


@dataclass(frozen=True, eq=False)
class Posterior:
    """Posterior draws of the effects of groups, with summaries by group.

    `groups`: (J,) labels. `draws`: (D, J) effects, in units of the outcome or on the logit scale.
    `icc_edges`, `cumulative`: the distribution of the ICC, as its values and the probability below each.
    """

    groups: np.ndarray
    draws: np.ndarray
    icc_edges: np.ndarray
    cumulative: np.ndarray

    @cached_property
    def mean(self) -> np.ndarray:
        """Posterior mean of each group's effect, shape (J,)."""
        return self.draws.mean(axis=0)

    @cached_property
    def sd(self) -> np.ndarray:
        """Posterior standard deviation of each group's effect, shape (J,)."""
        return self.draws.std(axis=0, ddof=1)

    @cached_property
    def p_positive(self) -> np.ndarray:
        """Probability that each group's effect is above 0, shape (J,)."""
        return np.mean(self.draws > 0, axis=0)

    def p_below(self, value: float) -> np.ndarray:
        """Return for each group the probability that its effect is below a given value."""
        return np.mean(self.draws < value, axis=0)

    def interval(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and upper end of the central interval of each group's effect."""
        lower, upper = np.quantile(self.draws, _tails(level), axis=0)
        return lower, upper

    @cached_property
    def ranks(self) -> np.ndarray:
        """Rank of each group in each posterior draw, 1 = highest, shape (draws, groups)."""
        order = np.argsort(-self.draws, axis=1)
        ranks = np.empty(order.shape, dtype=np.int32)
        np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1, dtype=np.int32)[None, :], axis=1)
        return ranks

    def rank_interval(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and upper end of the central interval of each group's rank, 1 = highest."""
        low, high = _tails(level)
        lower = np.quantile(self.ranks, low, axis=0, method="lower")
        return lower, np.quantile(self.ranks, high, axis=0, method="higher")

    @cached_property
    def expected_rank(self) -> np.ndarray:
        """Mean rank of each group over the draws, 1 = highest, shape (J,)."""
        return self.ranks.mean(axis=0)

    @cached_property
    def quarter(self) -> int:
        """Number of groups in the highest (or lowest) quarter of ranks, rounded up."""
        return math.ceil(self.groups.size / 4)

    @cached_property
    def p_top_quarter(self) -> np.ndarray:
        """Probability that each group ranks in the highest quarter, shape (J,)."""
        return np.mean(self.ranks <= self.quarter, axis=0)

    @cached_property
    def p_bottom_quarter(self) -> np.ndarray:
        """Probability that each group ranks in the lowest quarter, shape (J,)."""
        return np.mean(self.ranks > self.groups.size - self.quarter, axis=0)

    def icc_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the central interval of the share of the variance that lies between groups."""
        lower, upper = np.interp(_tails(level), self.cumulative, self.icc_edges)
        return float(lower), float(upper)

    @cached_property
    def icc(self) -> float:
        """Posterior median of the share of variance that lies between groups."""
        return float(np.interp(0.5, self.cumulative, self.icc_edges))

    def difference(self, a: object, b: object, level: float = 0.95) -> Difference:
        """Return the effect of one group minus that of another, computed draw by draw.

        Parameters
        ----------
        a, b : label
            Labels of two groups.
        level : float
            Level of the interval, between 0 and 1.

        Returns
        -------
        Difference
            a less b.

        Raises
        ------
        EstimationError
            For a label that is not among the groups.
        """
        apart = self.draws[:, self._place(a)] - self.draws[:, self._place(b)]
        lower, upper = np.quantile(apart, _tails(level))
        return Difference(float(apart.mean()), (float(lower), float(upper)), float(np.mean(apart > 0)))

    def _place(self, label: object) -> int:
        """Return the index of the group with this label; raise EstimationError if there is none."""
        places = np.flatnonzero(self.groups == label)
        if places.size != 1:
            raise EstimationError(f"There is no group “{label}”.")
        return int(places[0])


def _tails(level: float) -> tuple[float, float]:
    """Return the quantile levels of a central interval's two ends: 0.025 and 0.975 for a level of 0.95."""
    if not 0 < level < 1:
        raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
    return (1 - level) / 2, (1 + level) / 2


def checked(draws: int, prior_scale: float) -> None:
    """Raise EstimationError for fewer than 100 draws, or for a prior scale that is not positive."""
    if draws < 100:
        raise EstimationError(f"draws must be at least 100; it is {draws}.")
    if not (math.isfinite(prior_scale) and prior_scale > 0):
        raise EstimationError(f"prior_scale must be above 0; it is {prior_scale}.")


def systematic_resample(weights: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw indices in proportion to given weights, by systematic resampling.

    Parameters
    ----------
    weights : np.ndarray, shape (T,)
        Weights of the cells, at least 0.
    draws : int
        Number of cells to draw.
    rng : np.random.Generator
        Source of the random start.

    Returns
    -------
    np.ndarray of int, shape (draws,)
        Index of the cell of each draw, each cell as often as its weight says.
    """
    cumulative = np.cumsum(weights)
    points = (np.arange(draws) + rng.random()) / draws * cumulative[-1]
    return np.minimum(np.searchsorted(cumulative, points, side="right"), weights.size - 1)


def of_random_intercept(sums: GroupSums, draws: int, seed: int, prior_scale: float) -> Posterior:
    """Draw the group effects of a fitted random-intercept model from their posterior distribution."""
    checked(draws, prior_scale)
    rng = np.random.default_rng(seed)
    edges, weights = theta_grid([sums], prior_scale)
    cell = systematic_resample(weights, draws, rng)
    effects = draw_effects(sums, (edges[:-1] + edges[1:]) / 2, cell, rng)
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    return Posterior(sums.groups, effects, edges**2 / (1 + edges**2), cumulative / cumulative[-1])


def draw_effects(
    sums: GroupSums, theta: np.ndarray, cell: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw the effects of all groups, given one value of theta per draw.

    Parameters
    ----------
    sums : GroupSums
        Sums of the model.
    theta : np.ndarray, shape (T,)
        Values of SD between / SD within.
    cell : np.ndarray of int, shape (D,)
        Index into `theta` of each draw.
    rng : np.random.Generator
        Source of random numbers.

    Returns
    -------
    np.ndarray, shape (D, J)
        Effects in units of the outcome.
    """
    draws, curve = cell.size, sums.at(theta)
    sigma = np.sqrt(curve.q[cell] / rng.chisquare(sums.df, draws))
    root = np.linalg.inv(np.linalg.cholesky(curve.information)).transpose(0, 2, 1)
    noise = rng.standard_normal((draws, root.shape[1]))
    beta = curve.beta[cell] + sigma[:, None] * np.einsum("dpq,dq->dp", root[cell], noise)
    ratio = theta[:, None] ** 2
    kept = sums.n * ratio / (1 + sums.n * ratio)
    width = np.sqrt(ratio / (1 + sums.n * ratio))
    effects = kept[cell] * (sums.y - beta @ sums.x.T)
    return effects + sigma[:, None] * width[cell] * rng.standard_normal(effects.shape)


def theta_grid(several: Sequence[GroupSums], prior_scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a grid of plausible theta (SD between / SD within groups), with posterior probabilities.

    Parameters
    ----------
    several : sequence of GroupSums
        Models that share one theta (one model: a list of one).
    prior_scale : float
        Scale of the half-normal prior on theta.

    Returns
    -------
    edges : np.ndarray, shape (201,)
        Edges of the cells.
    weights : np.ndarray, shape (200,)
        Posterior probability of each cell.
    """

    def log_weight(theta: np.ndarray) -> np.ndarray:
        deviance = sum(sums.at(theta).deviance for sums in several)
        return -0.5 * (deviance + (theta / prior_scale) ** 2)

    height = log_weight(FIRST_LOOK)
    carries = np.flatnonzero(height > height.max() - NEGLIGIBLE)
    low = FIRST_LOOK[max(carries[0] - 1, 0)]
    high = FIRST_LOOK[min(carries[-1] + 1, FIRST_LOOK.size - 1)]
    edges = np.linspace(low, high, GRID + 1)
    height = log_weight((edges[:-1] + edges[1:]) / 2)
    weights = np.exp(height - height.max())
    return edges, weights / weights.sum()
