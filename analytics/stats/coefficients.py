"""Posterior of regression coefficients for properties of groups, such as a therapist's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import group_sums, posterior
from analytics.stats.random_intercept import PRIOR_SCALE


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Posterior draws of regression coefficients, constant first.

    `draws` has shape (D, p + 1), constant first, in units of y per unit of X; `sd` is the mean residual SD of
    a row.
    """

    draws: np.ndarray
    sd: float

    def contrast(self, weights: ArrayLike, level: float = 0.95) -> tuple[float, tuple[float, float]]:
        """Return the posterior mean and interval of a weighted sum of the coefficients.

        Parameters
        ----------
        weights : array_like, shape (p + 1,)
            Weights, that of the constant first.
        level : float
            Level of the interval, between 0 and 1.

        Returns
        -------
        mean : float
            Posterior mean of the weighted sum.
        interval : tuple of float
            Its lower and upper quantile.
        """
        values = self.draws @ np.asarray(weights, dtype=float)
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        return float(values.mean()), (float(low), float(high))


def draw(
    y: ArrayLike,
    X: ArrayLike | None,
    groups: ArrayLike,
    draws: int = 4000,
    seed: int = 0,
    prior_scale: float = PRIOR_SCALE,
) -> Coefficients:
    """Draw posterior samples of the coefficients of a regression with a random intercept per group.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, nothing missing.
    X : array_like, shape (n, p), or None
        Columns without the constant.
    groups : array_like, shape (n,)
        Label of the group of each row.
    draws : int
        Number of draws, at least 100.
    seed : int
        Seed of the draws.
    prior_scale : float
        Scale of the half-normal prior on theta = SD between / SD within.

    Raises
    ------
    EstimationError
        If `random_intercept.fit` refuses the same input.

    Notes
    -----
    theta lies on the grid of `random_intercept.RandomIntercept.posterior` with its prior; then the variance
    within and, given both, the coefficients (flat prior) come from their exact distributions. A column that
    describes groups needs several groups of each kind: with few, the interval is wide, and it should be.

    References
    ----------
    As the posterior of the effects; compared with REML and coverage measured in
    tests/unit/test_orientation.py.

    Examples
    --------
    >>> posterior_draws = draw([1, 2, 4, 7, 8, 9], None, ["a", "a", "b", "b", "c", "c"])
    >>> posterior_draws.draws.shape
    (4000, 1)
    """
    posterior.checked(draws, prior_scale)
    rng = np.random.default_rng(seed)
    sums = group_sums.from_rows(y, X, groups)
    edges, weights = posterior.theta_grid([sums], prior_scale)
    curve = sums.at((edges[:-1] + edges[1:]) / 2)
    cell = posterior.systematic_resample(weights, draws, rng)
    sigma = np.sqrt(curve.q[cell] / rng.chisquare(sums.df, draws))
    root = np.linalg.inv(np.linalg.cholesky(curve.information)).transpose(0, 2, 1)
    noise = rng.standard_normal((draws, root.shape[1]))
    beta = curve.beta[cell] + sigma[:, None] * np.einsum("dpq,dq->dp", root[cell], noise)
    return Coefficients(sums.base + beta @ sums.back.T, float(sigma.mean()))
