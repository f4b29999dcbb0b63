"""Odds ratio of a yes/no outcome per unit of one covariate, with a profile-likelihood interval."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import logistic, one_parameter
from analytics.stats.arrays import EstimationError, one_dimensional, same_length

DOUBLINGS = 12  # of the first step, one standard error, in search of an end of the interval
TOLERANCE = 1e-7  # of the ends, log odds per unit
NO_END = "The likelihood has no end of an interval on one side."


@dataclass(frozen=True, eq=False)
class OddsRatio:
    """Fitted odds ratio per unit of the covariate; `interval` computes its profile interval at any level.

    estimate: odds ratio. deviance: twice the fall of the profile log likelihood at a log odds ratio. slope, se: log
    odds ratio and its Wald standard error.
    """

    estimate: float
    slope: float
    se: float
    deviance: Callable[[float], float]

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the ends of the profile-likelihood interval of the odds ratio.

        Raises
        ------
        EstimationError
            If the likelihood does not fall far enough on one side.
        """
        limit = NormalDist().inv_cdf(0.5 + level / 2) ** 2
        low, high = (math.exp(self._end(side * self.se, limit)) for side in (-1, 1))
        return low, high

    def _end(self, step: float, limit: float) -> float:
        """Return the log odds ratio at which the deviance reaches a limit, on the side of the first step."""
        near = self.slope
        for _ in range(DOUBLINGS):
            far = near + step
            if self.deviance(far) > limit:
                return one_parameter.root(
                    lambda slope: self.deviance(slope) - limit, *sorted((near, far)), tolerance=TOLERANCE
                )
            near, step = far, 2 * step
        raise EstimationError(NO_END)


def fit(events: ArrayLike, n: ArrayLike, x: ArrayLike) -> OddsRatio:
    """Fit a logistic regression of grouped yes/no outcomes on one covariate.

    Parameters
    ----------
    events : array_like, shape (k,)
        Rows with the outcome in each group, from 0 to n.
    n : array_like, shape (k,)
        Rows of each group.
    x : array_like, shape (k,)
        Covariate of each group, in the unit that the odds ratio is to be for.

    Returns
    -------
    OddsRatio

    Raises
    ------
    EstimationError
        If all rows have the outcome or none, x does not vary, x decides the outcome, or input is missing.

    Notes
    -----
    Rows are independent. The profile interval follows the likelihood, which is not symmetric where events are
    few (`stats::confint` of a `glm` in R); a Wald interval would be.

    References
    ----------
    Venzon & Moolgavkar 1988, Applied Statistics 37, 87. Compared with R in tests/reference/test_odds_ratio.py;
    coverage in tests/unit/test_favours.py.
    """
    success, size, unit = (
        one_dimensional(values, name) for values, name in ((events, "events"), (n, "n"), (x, "x"))
    )
    same_length(success, size, "events and n")
    same_length(success, unit, "events and x")
    if np.any(success < 0) or np.any(success > size):
        raise EstimationError("There cannot be more events than rows.")
    if not size.any() or np.ptp(unit[size > 0]) == 0:
        raise EstimationError("x must take two values.")
    outcome = np.repeat([1.0, 0.0], unit.size)
    weights, both = np.concatenate([success, size - success]), np.concatenate([unit, unit])
    best = logistic.fit(outcome, both[:, None], weights=weights)
    none = np.zeros((outcome.size, 0))

    def deviance(slope: float) -> float:
        held = logistic.fit(outcome, none, offset=slope * both, weights=weights)
        return 2 * (best.loglik - held.loglik)

    slope = float(best.coefficients[1])
    return OddsRatio(math.exp(slope), slope, math.sqrt(best.covariance[1, 1]), deviance)
