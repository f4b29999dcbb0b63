"""Random-effects meta-analysis: of correlations, of any estimates, and the range of true correlations across settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import Z95, t_quantile
from analytics.stats.one_parameter import root

MIN_STUDIES = 3  # the prediction interval has k - 2 degrees of freedom
GRID = 60  # values of tau^2 looked at before the best is refined


@dataclass(frozen=True, kw_only=True)
class RandomEffects:
    """Result of `random_effects`: pooled correlation with its interval and prediction interval.

    `estimate`, `interval`, `prediction_interval`: correlations, transformed back from Fisher z. `tau2`:
    variance of true effects between settings, `se`: standard error of the estimate, both on Fisher z. `k`:
    studies; `n`: people in all.
    """

    estimate: float
    interval: tuple[float, float]
    prediction_interval: tuple[float, float]
    tau2: float
    se: float
    k: int
    n: int


@dataclass(frozen=True)
class DerivedRange:
    """Range that contains 95 % of the settings' true correlations: result of `range_of_settings`.

    `tau` is on Fisher z; `interval` holds correlations; `derivation` is the reasoning in a sentence.
    """

    estimate: float
    interval: tuple[float, float]
    tau: float
    derivation: str


def random_effects(r: ArrayLike, n: ArrayLike, level: float = 0.95) -> RandomEffects:
    """Pool the correlations of several studies by REML, with a prediction interval for a new study.

    Parameters
    ----------
    r : array_like, shape (k,)
        One correlation a study, strictly between -1 and 1.
    n : array_like, shape (k,)
        People in each study, at least 4.
    level : float
        Level of both intervals, between 0 and 1.

    Returns
    -------
    RandomEffects

    Raises
    ------
    EstimationError
        Below three studies and for values outside these ranges.

    Notes
    -----
    z = atanh r with variance 1/(n - 3); tau^2 maximises the restricted likelihood -(sum ln(v + tau^2) + ln
    sum w + sum w (z - mean)^2)/2, w = 1/(v + tau^2); interval mean -+ 1.96 SE, prediction interval mean -+
    t(k-2) sqrt(tau^2 + SE^2); both back by tanh. Below about ten studies tau^2 is poorly known. A single
    practice is to be compared with the prediction interval, not with the interval of the mean.

    References
    ----------
    Viechtbauer 2005, doi 10.3102/10769986030003261 (REML); Riley, Higgins & Deeks 2011, doi 10.1136/bmj.d549
    (t with k - 2). Checked against metafor in tests/reference/test_meta.py.
    """
    values, sizes = one_dimensional(r, "r"), one_dimensional(n, "n")
    same_length(values, sizes, "r and n")
    if values.size < MIN_STUDIES:
        raise EstimationError(
            f"A prediction interval needs at least {MIN_STUDIES} studies; here are {values.size}."
        )
    if np.any(np.abs(values) >= 1):
        raise EstimationError("Every r must lie strictly between -1 and 1.")
    if np.any(sizes < 4):
        raise EstimationError("Every study needs n of at least 4.")
    z, variances = np.arctanh(values), 1 / (sizes - 3)
    tau2 = _reml(z, variances)
    weights = 1 / (variances + tau2)
    centre, se = float(weights @ z / weights.sum()), float(1 / math.sqrt(weights.sum()))
    reach = NormalDist().inv_cdf(0.5 + level / 2) * se
    far = t_quantile(0.5 + level / 2, values.size - 2) * math.sqrt(tau2 + se * se)
    return RandomEffects(
        estimate=math.tanh(centre),
        interval=_back(centre, reach),
        prediction_interval=_back(centre, far),
        tau2=tau2,
        se=se,
        k=int(values.size),
        n=int(sizes.sum()),
    )


@dataclass(frozen=True, kw_only=True)
class PooledEstimate:
    """Result of `pool`, in the units of the estimates: mean with 95 % interval, variance of true effects, studies."""

    estimate: float
    interval: tuple[float, float]
    tau2: float
    se: float
    k: int


def pool(estimates: ArrayLike, variances: ArrayLike, level: float = 0.95) -> PooledEstimate:
    """Pool estimates with known sampling variances by REML, with an interval for few studies.

    Parameters
    ----------
    estimates, variances : array_like, shape (k,)
        One of each per study, at least three; variances above 0.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    PooledEstimate

    Raises
    ------
    EstimationError
        Below three studies, and for variances that are not above 0.

    Notes
    -----
    mean -+ t(k-1) SE sqrt(max(1, q)), q = sum w (y - mean)^2 / (k - 1): Knapp and Hartung's interval, never narrower
    than the one without q.

    References
    ----------
    Knapp & Hartung 2003, doi 10.1002/sim.1482; Roever, Knapp & Friede 2015, doi 10.1186/s12874-015-0091-1 (not
    narrower). Checked against metafor in tests/reference/test_pool.py.
    """
    y, v = one_dimensional(estimates, "estimates"), one_dimensional(variances, "variances")
    same_length(y, v, "estimates and variances")
    if y.size < MIN_STUDIES:
        raise EstimationError(f"Pooling needs at least {MIN_STUDIES} studies; here are {y.size}.")
    if np.any(v <= 0):
        raise EstimationError("Every variance must lie above 0.")
    tau2 = _reml(y, v)
    w = 1 / (v + tau2)
    centre = float(w @ y / w.sum())
    q = float(w @ (y - centre) ** 2) / (y.size - 1)
    se = math.sqrt(max(1.0, q) / float(w.sum()))
    half = t_quantile(0.5 + level / 2, y.size - 1) * se
    return PooledEstimate(
        estimate=centre, interval=(centre - half, centre + half), tau2=tau2, se=se, k=int(y.size)
    )


def range_of_settings(
    estimate: float, interval: tuple[float, float], k: int, n_per_study: float, share_negative: float
) -> DerivedRange:
    """Estimate the range that contains 95 % of the settings' true correlations, from a pooled correlation.

    Parameters
    ----------
    estimate : float
        Pooled correlation, between 0 and 1.
    interval : tuple of float
        Its 95 % interval.
    k : int
        Studies, at least three.
    n_per_study : float
        People in a typical study, more than 3.
    share_negative : float
        Share of published effects below 0, between 0 and .5.

    Returns
    -------
    DerivedRange

    Raises
    ------
    EstimationError
        For values outside these ranges.

    Notes
    -----
    Observed z scatter around m = atanh(estimate) with SD s, and a share p lies below 0, so s = m / -q(p) (q
    the normal quantile); of s^2 a part 1/(n_per_study - 3) is sampling, tau^2 is the rest (0 if nothing is
    left); range m -+ t(k-2) sqrt(tau^2 + SE^2), SE from the published interval. For Flueckiger et al. 2018
    (.278 [.256, .299], k = 295, 2 % negative, about 102 people a study): m = .2855, s = .139, tau = .096,
    range .095 to .443: "roughly .1 to .45".

    Rough: the share is rounded (1.5 to 2.5 % alone moves tau from .085 to .105) and studies differ in size.

    References
    ----------
    Derived by us, not published; inputs Flueckiger, Del Re, Wampold & Horvath 2018, doi 10.1037/pst0000172.
    """
    if not (0 < estimate < 1 and -1 < interval[0] < interval[1] < 1):
        raise EstimationError("The pooled r must lie between 0 and 1 with its interval inside -1 and 1.")
    if not 0 < share_negative < 0.5:
        raise EstimationError(
            f"The share of negative effects must lie between 0 and .5; it is {share_negative}."
        )
    if k < MIN_STUDIES or n_per_study <= 3:
        raise EstimationError("The range needs three studies and more, of more than three people each.")
    centre = math.atanh(estimate)
    scatter = centre / -NormalDist().inv_cdf(share_negative)
    tau2 = max(0.0, scatter**2 - 1 / (n_per_study - 3))
    se = standard_error(interval)
    far = t_quantile(0.975, k - 2) * math.sqrt(tau2 + se * se)
    tau = math.sqrt(tau2)
    derivation = (
        f"{share_negative:.0%} of {k} effects below 0 put the SD of observed effects at {scatter:.3f} on Fisher z; "
        f"with about {n_per_study:.0f} people a study that leaves {tau:.3f} between settings."
    )
    return DerivedRange(estimate, _back(centre, far), tau, derivation)


def range_with_spread(
    estimate: float | None, interval: tuple[float, float], tau: float, level: float = 0.95
) -> tuple[float, float]:
    """Return the range of true correlations across settings, from a pooled interval and a given spread.

    Parameters
    ----------
    estimate : float or None
        Pooled correlation; None: the middle of the interval on Fisher z.
    interval : tuple of float
        Its 95 % interval, inside -1 and 1.
    tau : float
        SD of true correlations between settings, on Fisher z.
    level : float
        Share of settings inside the range, between 0 and 1.

    Returns
    -------
    lower, upper : float
        Correlations.

    Notes
    -----
    atanh estimate -+ q sqrt(tau^2 + SE^2), q the normal quantile, SE from the width of
    the interval: the prediction interval of Riley, Higgins & Deeks 2011 (doi 10.1136/bmj.d549) with a spread
    that is given, not estimated. An interval merely widened by tau would leave out up to 32 % of settings.
    """
    middle = (math.atanh(interval[0]) + math.atanh(interval[1])) / 2
    centre = middle if estimate is None else math.atanh(estimate)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * math.hypot(tau, standard_error(interval))
    return _back(centre, reach)


def standard_error(interval: tuple[float, float]) -> float:
    """Return the standard error, on the Fisher z scale, that a published 95 % interval implies."""
    return (math.atanh(interval[1]) - math.atanh(interval[0])) / (2 * Z95)


def _back(centre: float, reach: float) -> tuple[float, float]:
    """Convert an interval on the Fisher z scale, given by centre and half-width, to correlations."""
    return math.tanh(centre - reach), math.tanh(centre + reach)


def _reml(z: np.ndarray, variances: np.ndarray) -> float:
    """Return the variance tau^2 between studies with the largest restricted likelihood."""

    def criterion(tau2: float) -> float:
        w = 1 / (variances + tau2)
        return float(-np.log(w).sum() + math.log(w.sum()) + w @ (z - w @ z / w.sum()) ** 2)

    def slope(tau2: float) -> float:
        w = 1 / (variances + tau2)
        return float(w.sum() - w @ w / w.sum() - (w * w) @ (z - w @ z / w.sum()) ** 2)

    widest = 10 * float(np.var(z, ddof=1)) + float(variances.max())
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, GRID) * widest])
    best = int(np.argmin([criterion(value) for value in grid]))
    low, high = float(grid[max(0, best - 1)]), float(grid[min(grid.size - 1, best + 1)])
    if best == 0 and slope(0.0) >= 0:
        return 0.0
    return root(slope, low, high, tolerance=1e-14) if slope(low) < 0 < slope(high) else float(grid[best])
