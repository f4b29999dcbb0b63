"""What is known about coefficients of groups (a method, a site) when the spread between groups is itself uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.stats import group_sums, posterior
from analytics.stats.random_intercept import PRIOR_SCALE


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Draws (D, p + 1) of the coefficients, constant first, in units of y per unit of X; sd: mean SD left in a row."""

    draws: np.ndarray
    sd: float

    def contrast(self, weights, level: float = 0.95) -> tuple[float, tuple[float, float]]:
        """Mean and central interval of a weighted sum of the coefficients; weights: (p + 1,), constant first."""
        values = self.draws @ np.asarray(weights, dtype=float)
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        return float(values.mean()), (float(low), float(high))


def draw(y, X, groups, draws: int = 4000, seed: int = 0, prior_scale: float = PRIOR_SCALE) -> Coefficients:
    """Coefficients of y = b0 + X b + u_group + e, the spread of u integrated out instead of taken as known.

    Parameters
        y: (n,); X: (n, p) without the constant; groups: (n,) labels. Nothing missing.
    Returns
        Coefficients.
    How
        theta = SD between / SD within on the grid of `random_intercept.RandomIntercept.posterior` with its prior; then
        the variance within and, given both, the coefficients (flat prior) from their exact distributions.
    Limits
        Refuses what `random_intercept.fit` refuses. A column that describes groups needs several groups of each kind:
        with few, the interval is wide, and it should be.
    Source
        As the posterior of the effects; compared with REML and coverage measured in tests/unit/test_orientation.py.
    Example
        >>> found = draw([1, 2, 4, 7, 8, 9], None, ["a", "a", "b", "b", "c", "c"])
        >>> found.draws.shape
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
