"""Profile of groups over several items: which items deviate from the group's general level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.arrays import EstimationError
from analytics.stats.group_sums import GroupSums
from analytics.stats.posterior import checked, draw_effects, systematic_resample, theta_grid

PRIOR_SCALE = 0.25  # half-normal on the common SD between / SD within of the contrasts; own choice


@dataclass(frozen=True, eq=False)
class Profile:
    """Posterior draws of each group's deviations from the average profile, item by item.

    `groups`: (J,) labels; `draws`: (D, J, K) points above the profile of all, adding up to 0 over the K
    items.
    """

    groups: np.ndarray
    draws: np.ndarray

    def mean(self) -> np.ndarray:
        """Return the posterior mean deviation of each group and item, shape (J, K)."""
        return self.draws.mean(axis=0)

    def sd(self) -> np.ndarray:
        """Return the posterior standard deviation of each group's deviation in each item, shape (J, K)."""
        return self.draws.std(axis=0, ddof=1)

    def interval(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Return lower and upper end of the central interval of each deviation, shape (J, K) each."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high

    def p_below(self, value: float) -> np.ndarray:
        """Return the probability that each deviation lies below a value, shape (J, K)."""
        return np.mean(self.draws < value, axis=0)

    def p_above(self, value: float) -> np.ndarray:
        """Return the probability that each deviation lies above a value, shape (J, K)."""
        return np.mean(self.draws > value, axis=0)


def helmert(items: int) -> np.ndarray:
    """Return orthonormal Helmert contrasts: each item against the mean of the items before it.

    Parameters
    ----------
    items : int
        Number of items.

    Returns
    -------
    np.ndarray, shape (items - 1, items)

    Examples
    --------
    >>> helmert(3).round(3).tolist()
    [[0.707, -0.707, 0.0], [0.408, 0.408, -0.816]]
    """
    rows = np.zeros((items - 1, items))
    for k in range(1, items):
        rows[k - 1, :k], rows[k - 1, k] = 1.0, -k
        rows[k - 1] /= np.sqrt(k * (k + 1))
    return rows


def posterior(
    contrasts: Sequence[GroupSums], draws: int = 4000, seed: int = 0, prior_scale: float = PRIOR_SCALE
) -> Profile:
    """Draw each group's profile over the items from its posterior.

    Parameters
    ----------
    contrasts : sequence of GroupSums
        Sums of each Helmert contrast of the items' deviations from their own mean, equal groups in each.
    draws : int
        Number of draws, at least 100.
    seed : int
        Seed of the draws.
    prior_scale : float
        Scale of the half-normal prior on the common theta.

    Returns
    -------
    Profile
        Over the items (one more than contrasts).

    Raises
    ------
    EstimationError
        For no contrast, or contrasts with different groups.

    Notes
    -----
    Each contrast is a one-way model with its own mean and SD within; theta = SD between / SD within is common
    to all contrasts, which is what makes it work with few groups. Draws are turned back into items.
    Differences between items that everybody has are no profile; a group at the ceiling has none.

    References
    ----------
    Own method: the posterior of `random_intercept`, theta shared. The share of groups told of an item by
    chance is measured in tests/unit/test_focus_behaviour.py.
    """
    checked(draws, prior_scale)
    if not contrasts or any(not np.array_equal(one.groups, contrasts[0].groups) for one in contrasts):
        raise EstimationError("Every contrast needs the same groups.")
    rng = np.random.default_rng(seed)
    edges, weights = theta_grid(contrasts, prior_scale)
    cell = systematic_resample(weights, draws, rng)
    theta = (edges[:-1] + edges[1:]) / 2
    contrast_draws = np.stack([draw_effects(one, theta, cell, rng) for one in contrasts], axis=2)
    return Profile(contrasts[0].groups, contrast_draws @ helmert(len(contrasts) + 1))
