"""Shewhart control charts over time: p chart for shares, XmR chart for single values such as means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length

SIGMAS = 3.0  # Shewhart limits
D2 = 1.128  # mean range of two normal values in SD units; Wheeler & Chambers 1992, table A.1
XMR = 2.66  # 3 / D2
LANEY_FROM = 1.5  # over-dispersion above which limits are widened; own choice, in the same test


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Control chart: centre line, limits at each point, and the points outside the limits.

    `centre`: the mean line. `lower`, `upper`: one limit a point. `outside`: indices of the points outside, in order.
    `phi`: over-dispersion of a p chart (1: as binomial), None for XmR.
    """

    centre: float
    lower: np.ndarray
    upper: np.ndarray
    outside: tuple[int, ...]
    phi: float | None = None


def p_chart(
    events: ArrayLike, n: ArrayLike, baseline: int | None = None, allow_over_dispersion: bool = False
) -> Chart:
    """Return the control chart of a share counted month by month, with limits for each month's n.

    Parameters
    ----------
    events, n : array_like, shape (T,)
        Numerator and denominator of each month, 0 <= events <= n, n at least 1.
    baseline : int, optional
        Number of first points that set the limits; None: all.
    allow_over_dispersion : bool
        Widen the limits (Laney p') where months differ more than binomial chance allows (phi above 1.5), as
        counts of sessions of the same clients do.

    Returns
    -------
    Chart
        Limits clipped to [0, 1].

    Raises
    ------
    EstimationError
        For no point, a point with n below 1, events outside 0 to n, or a baseline below 1.

    Notes
    -----
    centre = sum(events)/sum(n); limits centre -+ 3 sqrt(centre (1-centre)/n_i), times sqrt(phi) where
    widened, phi = (mean moving range of z / 1.128)^2. Pool months with fewer than ten; below about a dozen
    points draw no limits at all.

    References
    ----------
    NIST/SEMATECH e-Handbook 6.3.3.2 (its circuit-board example is a test); Laney 2002, doi
    10.1081/QEN-120006555.
    """
    counts, sizes = one_dimensional(events, "events"), one_dimensional(n, "n")
    same_length(counts, sizes, "events and n")
    first = _baseline(baseline, counts.size)
    if np.any(sizes < 1):
        raise EstimationError("Every point needs n of at least 1; leave empty months out or pool them.")
    if np.any(counts < 0) or np.any(counts > sizes):
        raise EstimationError("events must lie between 0 and n at every point.")
    centre = float(counts[:first].sum() / sizes[:first].sum())
    shares = counts / sizes
    sd = np.sqrt(centre * (1 - centre) / sizes)
    phi = _over_dispersion(shares[:first] - centre, sd[:first])
    if allow_over_dispersion and phi is not None and phi > LANEY_FROM:
        sd = sd * np.sqrt(phi)
    lower, upper = np.clip(centre - SIGMAS * sd, 0, 1), np.clip(centre + SIGMAS * sd, 0, 1)
    return _chart(shares, centre, lower, upper, phi)


def xmr(values: ArrayLike, baseline: int | None = None) -> Chart:
    """Return the control chart of single values over time, with limits from the mean moving range.

    Parameters
    ----------
    values : array_like, shape (T,)
        Values in order of time, nothing missing.
    baseline : int, optional
        Number of first points that set the limits; None: all.

    Returns
    -------
    Chart
        Equal limits at every point (zero wide for a single value).

    Raises
    ------
    EstimationError
        For no point or a baseline below 1.

    Notes
    -----
    centre = mean; limits centre -+ 2.66 x mean moving range. Values should be means of similar numbers of
    clients.

    References
    ----------
    Wheeler & Chambers 1992; NIST/SEMATECH e-Handbook 6.3.2.2 (its flow-rate example is a test).
    """
    array = one_dimensional(values, "values")
    first = _baseline(baseline, array.size)
    centre = float(array[:first].mean())
    ranges = np.abs(np.diff(array[:first]))
    half = XMR * float(ranges.mean()) if ranges.size else 0.0
    ones = np.ones(array.size)
    return _chart(array, centre, (centre - half) * ones, (centre + half) * ones, None)


def _baseline(baseline: int | None, size: int) -> int:
    """Return how many of the first points determine the limits of the chart."""
    if size == 0:
        raise EstimationError("A chart needs at least one point.")
    if baseline is None:
        return size
    if baseline < 1:
        raise EstimationError(f"baseline is a number of first points, at least 1; it is {baseline}.")
    return min(int(baseline), size)


def _over_dispersion(deviations: np.ndarray, sd: np.ndarray) -> float | None:
    """Return the over-dispersion phi of deviations, given their binomial SDs; None if undefined."""
    if deviations.size < 2 or not np.all(sd > 0):
        return None
    z = deviations / sd
    return float((np.abs(np.diff(z)).mean() / D2) ** 2)


def _chart(
    values: np.ndarray, centre: float, lower: np.ndarray, upper: np.ndarray, phi: float | None
) -> Chart:
    """Build the Chart from values, centre and limits."""
    slack = 1e-9 * max(1.0, abs(centre))  # rounding must not put a point outside its own limit
    beyond = np.flatnonzero((values < lower - slack) | (values > upper + slack))
    return Chart(centre=centre, lower=lower, upper=upper, outside=tuple(map(int, beyond)), phi=phi)
