"""How much of an outcome lies between groups, and how far each group stands from what its rows lead one to expect."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist

import numpy as np

from analytics.stats import group_sums, posterior
from analytics.stats.arrays import EstimationError
from analytics.stats.group_sums import GroupSums

THETAS = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 121)])  # SD between / SD within; first look
# Half-normal on theta: median ICC .05, 95 % below .32. Own choice: studies find .05 on average, .002 to .29 (Johns et
# al. 2019, doi 10.1016/j.cpr.2018.08.004); coverage with it is measured in tests/unit/test_stats_therapists.py.
PRIOR_SCALE = 0.35


@dataclass(frozen=True, eq=False)
class RandomIntercept:
    """A fitted random intercept; arrays over groups are in the order of `groups` (sorted labels).

    sizes: (J,) rows. coefficients, standard_errors: (p + 1,), constant first; covariance of the coefficients.
    var_between, var_within: variances in squared units of y. effects: (J,) shrunken differences from what X
    leads one to expect, units of y. effect_se: conditional SD; effect_pev_se: with the uncertainty of the
    coefficients; both take the variances as known. reliability: (J,) share of a group's observed difference
    that is kept. restricted_loglik: as lme4's logLik(REML). p_no_between: how often a likelihood ratio this
    large arises without variance between groups (half of chi-square with 1 df).
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
    p_no_between: float
    _sums: GroupSums = field(repr=False)
    _theta: float = field(repr=False)

    @property
    def icc(self) -> float:
        """Share of the variance left by X that lies between groups, 0 to 1."""
        return self.var_between / (self.var_between + self.var_within)

    @cached_property
    def rankability(self) -> float:
        """Share of the differences seen between groups that is not chance, 0 to 1.

        How: var_between / (var_between + median of var_within / n_j).
        Source: van Dishoeck et al. 2011, doi 10.1136/bmjqs.2010.048058 (formula; no number of theirs reproduced).
        """
        chance = float(np.median(self.var_within / self.sizes))
        return self.var_between / (self.var_between + chance)

    def icc_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Profile likelihood interval of the ICC; begins at 0 where 0 is not excluded.

        How: all theta whose restricted deviance is within the chi-square (1 df) quantile of the smallest.
        """
        if not 0 < level < 1:
            raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
        from scipy.optimize import brentq

        allowed = NormalDist().inv_cdf(0.5 + level / 2) ** 2
        best = float(self._sums.at(self._theta).deviance[0])

        def beyond(theta: float) -> float:
            return float(self._sums.at(theta).deviance[0]) - best - allowed

        lower = 0.0 if beyond(0.0) <= 0 else brentq(beyond, 0.0, self._theta, xtol=1e-10)
        end = max(2 * self._theta, 0.1)
        while beyond(end) < 0 and end < 1e8:
            end *= 2
        upper = brentq(beyond, self._theta, end, xtol=1e-10) if end < 1e8 else math.inf
        return _icc(lower), _icc(upper)

    def posterior(
        self, draws: int = 4000, seed: int = 0, prior_scale: float = PRIOR_SCALE
    ) -> posterior.Posterior:
        """What is known about every group when the variance between groups is itself uncertain.

        Parameters: draws, at least 100; seed of the draws; prior_scale of the half-normal prior on
        theta = SD between / SD within.
        How: theta on 200 values with weight exp(-restricted deviance / 2) x prior; then the variance within,
        the coefficients (flat prior) and the effects from their exact conditional distributions.
        Limits: from five groups of five rows; normal effects and normal chance.
        Source: the idea of a prior that keeps the variance from 0, Chung et al. 2013,
        doi 10.1007/s11336-013-9328-2; coverage measured in tests/unit/test_stats_therapists.py.
        """
        return posterior.of_random_intercept(self._sums, draws, seed, prior_scale)


def fit(y, X, groups) -> RandomIntercept:
    """How much of y lies between groups given X, by restricted maximum likelihood.

    Parameters
        y: (n,) outcome; X: (n, p) without the constant, p may be 0; groups: (n,) labels. Nothing missing.
    Returns
        RandomIntercept.
    How
        y_ij = x_ij'beta + u_j + e_ij; theta = SD(u) / SD(e) profiled on a grid, refined by Brent, and compared
        with theta = 0. Sums per group are enough, so rows are read once.
    Limits
        Refuses one group, groups of one row each, and columns of X that repeat each other. Below five groups
        the variance between them is hardly known: use the posterior.
    Source
        Patterson & Thompson 1971, Biometrika; Henderson 1975, Biometrics 31, 423. Compared
        with lme4 on published data in tests/reference/test_random_intercept.py.
    Example
        >>> found = fit([1, 2, 3, 7, 8, 9], None, ["a", "a", "a", "b", "b", "b"])
        >>> round(found.var_between, 3), round(found.var_within, 3)
        (17.667, 1.0)
    """
    return _fitted(group_sums.from_rows(y, X, groups))


def from_sums(groups, n, x, y, xx, xy, yy) -> RandomIntercept:
    """The same from one GROUP BY, as a database hands it over.

    Parameters
        groups, n, y: (J,) label, rows and sum of the outcome of each group; x: (J, p) sums of the columns of
        X; xx: (p, p), xy: (p,), yy: sums of squares and products over all rows. Nothing centred.
    Returns
        RandomIntercept, equal to `fit` on the rows to about eight digits for scores of 0 to 40.
    """
    return _fitted(group_sums.from_totals(groups, n, x, y, xx, xy, yy))


def _fitted(sums: GroupSums) -> RandomIntercept:
    theta = _best_theta(sums)
    curve = sums.at([theta, 0.0])
    var_within = float(curve.q[0] / sums.df)
    inverse = np.linalg.inv(curve.information[0])
    covariance = var_within * sums.back @ inverse @ sums.back.T
    ratio = theta * theta
    reliability = sums.n * ratio / (1 + sums.n * ratio)
    effects = reliability * (sums.y - sums.x @ curve.beta[0])
    conditional = var_within * ratio / (1 + sums.n * ratio)
    about_mean = var_within * np.einsum("jp,pq,jq->j", sums.x, inverse, sums.x)
    ratio_of_likelihoods = max(0.0, float(curve.deviance[1] - curve.deviance[0]))
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
        p_no_between=0.5 * math.erfc(math.sqrt(ratio_of_likelihoods / 2)) if theta > 0 else 1.0,
        _sums=sums,
        _theta=theta,
    )


def _best_theta(sums: GroupSums) -> float:
    from scipy.optimize import minimize_scalar

    deviance = sums.at(THETAS).deviance
    at = int(np.argmin(deviance))
    if at == THETAS.size - 1:
        raise EstimationError("Nearly all of y lies between groups; a share between them has no meaning.")
    low, high = THETAS[max(at - 1, 0)], THETAS[at + 1]
    found = minimize_scalar(
        lambda theta: float(sums.at(theta).deviance[0]),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-10 * high},
    )
    return float(found.x) if found.fun < deviance[0] - 1e-9 else 0.0


def _icc(theta: float) -> float:
    return 1.0 if math.isinf(theta) else theta * theta / (1 + theta * theta)
