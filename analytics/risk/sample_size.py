"""Minimum number of clients for a logistic prediction model, by the criteria of Riley et al."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import Z95

OPTIMISM = 0.05  # largest difference between apparent and true share of explained variation
MARGIN = 0.05  # half width of the interval of the base rate
REACH, POINTS = 9.0, 20_001  # standard deviations and points of the integral
IMPOSSIBLE = "A sample size needs at least one parameter, and a prevalence and a shrinkage between 0 and 1."


@dataclass(frozen=True)
class SampleSize:
    """Number of clients needed to fit a model: by each criterion, and the largest of these.

    events: number expected among them.
    """

    n: int
    events: int
    criteria: dict[str, int]


def minimum(
    parameters: int,
    prevalence: float,
    *,
    r2_cox_snell: float | None = None,
    c_statistic: float | None = None,
    shrinkage: float = 0.9,
) -> SampleSize:
    """Return the smallest number of clients on which a logistic prediction model may be fitted.

    Parameters
    ----------
    parameters
        Coefficients to estimate besides the constant.
    prevalence
        Share with the event.
    r2_cox_snell, c_statistic
        One of the two: expected R2, or expected c-statistic (.5 to 1).
    shrinkage
        Smallest calibration slope wanted.

    Returns
    -------
    SampleSize
        Clients by criterion.

    Raises
    ------
    EstimationError
        For values that cannot be.

    Notes
    -----
    n1 = P / ((S - 1) ln(1 - R2 / S)); n2 the same with S = R2 / (R2 + .05 max R2); n3 = (1.96 / .05)^2
    f (1 - f). A c-statistic becomes R2 through two normal distributions of equal spread.
    The expected R2 is an assumption, never the model's own apparent one.

    References
    ----------
    Riley et al. 2020, BMJ 368:m441, doi 10.1136/bmj.m441; values of its software in the tests.
    """
    if parameters < 1 or not 0 < prevalence < 1 or not 0 < shrinkage < 1:
        raise EstimationError(IMPOSSIBLE)
    if c_statistic is not None and r2_cox_snell is None:
        r2 = explained(c_statistic, prevalence)
    elif r2_cox_snell is not None and c_statistic is None:
        r2 = r2_cox_snell
    else:
        raise EstimationError("Give either r2_cox_snell or c_statistic.")
    most = 1 - (prevalence**prevalence * (1 - prevalence) ** (1 - prevalence)) ** 2
    if not 0 < r2 < min(most, shrinkage):
        raise EstimationError(f"R2 must lie between 0 and {min(most, shrinkage):.3f} here; it is {r2:.3f}.")
    criteria = {
        "shrinkage": _needed(parameters, r2, shrinkage),
        "optimism": _needed(parameters, r2, r2 / (r2 + OPTIMISM * most)),
        "base_rate": math.ceil((Z95 / MARGIN) ** 2 * prevalence * (1 - prevalence)),
    }
    n = max(criteria.values())
    return SampleSize(n, math.ceil(n * prevalence), criteria)


def _needed(parameters: int, r2: float, shrinkage: float) -> int:
    """Return the number of clients at which the expected shrinkage of coefficients has a given value."""
    return math.ceil(parameters / ((shrinkage - 1) * math.log(1 - r2 / shrinkage)))


def explained(c_statistic: float, prevalence: float) -> float:
    """Return the Cox-Snell R2 of a logistic model with this c-statistic and prevalence.

    Raises
    ------
    EstimationError
        For a c-statistic outside .5 to 1.

    Notes
    -----
    With d = sqrt(2) z(c), those with the event lie d above the others; R2 = 1 - exp(-2 (l1 - l0)), l the mean
    log likelihood with and without the model, integrated numerically.
    """
    if not 0.5 < c_statistic < 1:
        raise EstimationError(f"A c-statistic must lie between 0.5 and 1; it is {c_statistic}.")
    apart = math.sqrt(2) * NormalDist().inv_cdf(c_statistic)
    x = np.linspace(-REACH, REACH + apart, POINTS)
    without, having = (np.exp(-0.5 * (x - shift) ** 2) / math.sqrt(2 * math.pi) for shift in (0.0, apart))
    log_odds = math.log(prevalence / (1 - prevalence)) + apart * x - apart**2 / 2
    with_model = prevalence * having * -np.logaddexp(0, -log_odds) - (
        1 - prevalence
    ) * without * np.logaddexp(0, log_odds)
    mean = float(np.trapezoid(with_model, x))
    base = prevalence * math.log(prevalence) + (1 - prevalence) * math.log(1 - prevalence)
    return 1 - math.exp(-2 * (mean - base))
