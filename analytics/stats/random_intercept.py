"""Random-intercept model by REML: variance of an outcome between groups, and the effect of each group."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import group_sums, posterior
from analytics.stats.arrays import EstimationError
from analytics.stats.group_sums import GroupSums
from analytics.stats.one_parameter import minimum, root

THETAS = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 121)])  # SD between / SD within; first look
# Half-normal on theta: median ICC .05, 95 % below .32. Own choice: studies find .05 on average, .002 to .29 (Johns et
# al. 2019, doi 10.1016/j.cpr.2018.08.004); coverage with it is measured in tests/unit/test_stats_therapists.py.
PRIOR_SCALE = 0.35


@dataclass(frozen=True, eq=False, kw_only=True)
class RandomIntercept:
    """Fitted random-intercept model.

    Arrays over groups follow `groups`, the sorted labels.

    Attributes
    ----------
    groups, sizes : np.ndarray, shape (J,)
        Labels, and rows of each group.
    coefficients, standard_errors : np.ndarray, shape (p + 1,)
        Constant first.
    covariance : np.ndarray, shape (p + 1, p + 1)
        Of the coefficients.
    var_between, var_within : float
        Variances in squared units of y.
    effects : np.ndarray, shape (J,)
        Shrunken differences from what X leads one to expect, units of y.
    effect_se, effect_pev_se : np.ndarray, shape (J,)
        Conditional SD, and the same with the uncertainty of the coefficients; both take the variances as
        known.
    reliability : np.ndarray, shape (J,)
        Share of a group's observed difference that is kept.
    restricted_loglik : float
        As lme4's logLik(REML).
    """

    groups: np.ndarray
    sizes: np.ndarray
    coefficients: np.ndarray
    standard_errors: np.ndarray
    covariance: np.ndarray
    var_between: float
    var_within: float
    effects: np.ndarray
    effect_se: np.ndarray
    effect_pev_se: np.ndarray
    reliability: np.ndarray
    restricted_loglik: float
    _sums: GroupSums = field(repr=False)
    _theta: float = field(repr=False)

    @property
    def icc(self) -> float:
        """Share (0 to 1) of the residual variance (not explained by X) that lies between groups."""
        return self.var_between / (self.var_between + self.var_within)

    def icc_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the profile likelihood interval of the share of variance between groups.

        Parameters
        ----------
        level : float
            Level of the interval, between 0 and 1.

        Returns
        -------
        lower, upper : float
            Limits, 0 to 1.

        Raises
        ------
        EstimationError
            For a level outside 0 to 1.

        Notes
        -----
        All theta whose restricted deviance is within the chi-square (1 df) quantile of the smallest.
        """
        if not 0 < level < 1:
            raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
        allowed = NormalDist().inv_cdf(0.5 + level / 2) ** 2
        best = float(self._sums.at(self._theta).deviance[0])

        def beyond(theta: float) -> float:
            return float(self._sums.at(theta).deviance[0]) - best - allowed

        lower = 0.0 if beyond(0.0) <= 0 else root(beyond, 0.0, self._theta, tolerance=1e-10)
        end = max(2 * self._theta, 0.1)
        while beyond(end) < 0 and end < 1e8:
            end *= 2
        upper = root(beyond, self._theta, end, tolerance=1e-10) if end < 1e8 else math.inf
        return _icc(lower), _icc(upper)

    def posterior(
        self, draws: int = 4000, seed: int = 0, prior_scale: float = PRIOR_SCALE
    ) -> posterior.Posterior:
        """Draw the effects of all groups, in units of y, from their posterior.

        Parameters
        ----------
        draws : int
            Number of draws, at least 100.
        seed : int
            Seed of the draws.
        prior_scale : float
            Scale of the half-normal prior on theta = SD between / SD within.

        Returns
        -------
        posterior.Posterior
            Effects in units of y.

        Raises
        ------
        EstimationError
            For too few draws or a prior scale that is not above 0.

        Notes
        -----
        theta on 200 values with weight exp(-restricted deviance / 2) x prior; then the variance within, the
        coefficients (flat prior) and the effects from their exact conditional distributions. From five groups
        of five rows; normal effects and normal chance.

        References
        ----------
        The idea of a prior that keeps the variance from 0, Chung et al. 2013, doi 10.1007/s11336-013-9328-2;
        coverage measured in tests/unit/test_stats_therapists.py.
        """
        return posterior.of_random_intercept(self._sums, draws, seed, prior_scale)


def fit(y: ArrayLike, X: ArrayLike | None, groups: ArrayLike) -> RandomIntercept:
    """Fit a random-intercept model of y by restricted maximum likelihood (REML).

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, nothing missing.
    X : array_like, shape (n, p), or None
        Columns without the constant; p may be 0.
    groups : array_like, shape (n,)
        Label of the group of each row.

    Returns
    -------
    RandomIntercept

    Raises
    ------
    EstimationError
        For one group, groups of one row each, columns of X that repeat each other, and unusable input.

    Notes
    -----
    y_ij = x_ij'beta + u_j + e_ij; theta = SD(u) / SD(e) profiled on a grid, refined by Brent, and compared
    with theta = 0. Sums per group are enough, so rows are read once. Below five groups the variance between
    them is hardly known: use the posterior.

    References
    ----------
    Patterson & Thompson 1971, Biometrika; Henderson 1975, Biometrics 31, 423. Compared with lme4 on published
    data in tests/reference/test_random_intercept.py.

    Examples
    --------
    >>> model = fit([1, 2, 3, 7, 8, 9], None, ["a", "a", "a", "b", "b", "b"])
    >>> round(model.var_between, 3), round(model.var_within, 3)
    (17.667, 1.0)
    """
    return _fitted(group_sums.from_rows(y, X, groups))


def from_sums(
    groups: ArrayLike, n: ArrayLike, x: ArrayLike, y: ArrayLike, xx: ArrayLike, xy: ArrayLike, yy: float
) -> RandomIntercept:
    """Fit the random-intercept model, as `fit` does, from totals per group.

    Parameters
    ----------
    groups : array_like, shape (J,)
        Labels, each once.
    n : array_like, shape (J,)
        Rows of each group.
    x : array_like, shape (J, p)
        Sums of the columns of X per group.
    y : array_like, shape (J,)
        Sums of the outcome per group.
    xx : array_like, shape (p, p)
        Sums of products of the columns over all rows.
    xy : array_like, shape (p,)
        Sums of products of columns and outcome over all rows.
    yy : float
        Sum of squares of the outcome over all rows. Nothing is centred.

    Returns
    -------
    RandomIntercept
        Equal to `fit` on the rows to about eight digits for scores of 0 to 40.

    Raises
    ------
    EstimationError
        If `fit` raises.
    """
    return _fitted(group_sums.from_totals(groups, n, x, y, xx, xy, yy))


def _fitted(sums: GroupSums) -> RandomIntercept:
    """Fit the random-intercept model to sums per group."""
    theta = _best_theta(sums)
    curve = sums.at([theta])
    var_within = float(curve.q[0] / sums.df)
    inverse = np.linalg.inv(curve.information[0])
    covariance = var_within * sums.back @ inverse @ sums.back.T
    ratio = theta * theta
    reliability = sums.n * ratio / (1 + sums.n * ratio)
    effects = reliability * (sums.y - sums.x @ curve.beta[0])
    conditional = var_within * ratio / (1 + sums.n * ratio)
    about_mean = var_within * np.einsum("jp,pq,jq->j", sums.x, inverse, sums.x)
    columns = np.linalg.slogdet(sums.back)[1]
    constant = sums.df * (1 + math.log(2 * math.pi / sums.df))
    return RandomIntercept(
        groups=sums.groups,
        sizes=sums.n.astype(int),
        coefficients=sums.base + sums.back @ curve.beta[0],
        standard_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        var_between=var_within * ratio,
        var_within=var_within,
        effects=effects,
        effect_se=np.sqrt(conditional),
        effect_pev_se=np.sqrt(conditional + reliability**2 * about_mean),
        reliability=reliability,
        restricted_loglik=float(-0.5 * (curve.deviance[0] + constant - 2 * columns)),
        _sums=sums,
        _theta=theta,
    )


def _best_theta(sums: GroupSums) -> float:
    """Return the theta (SD between / SD within) with the smallest restricted deviance; at a tie, 0."""
    deviance = sums.at(THETAS).deviance
    at = int(np.argmin(deviance))
    if at == THETAS.size - 1:
        raise EstimationError("Nearly all of y lies between groups; a share between them has no meaning.")
    low, high = THETAS[max(at - 1, 0)], THETAS[at + 1]
    theta, smallest = minimum(
        lambda theta: float(sums.at(theta).deviance[0]), low, high, tolerance=1e-10 * high
    )
    return theta if smallest < deviance[0] - 1e-9 else 0.0


def _icc(theta: float) -> float:
    """Convert theta = SD between / SD within to the share of the variance that lies between groups."""
    return 1.0 if math.isinf(theta) else theta * theta / (1 + theta * theta)
