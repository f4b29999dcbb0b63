"""Calibration of predicted probabilities: intercept, slope, observed/expected events and a smooth curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.stats import logistic
from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import Z95
from analytics.stats.quadrature import expit

NEAREST = 1e-9  # how near to 0 and 1 a probability may come where its logit is needed
BINS = 10  # of equal count, for the expected calibration error
KNOTS = (0.05, 0.35, 0.65, 0.95)  # quantiles; Harrell 2015, four knots
POINTS = 40  # of the curve where none are given


@dataclass(frozen=True)
class Curve:
    """Smoothed share of observed events by predicted probability, with a 95 % band.

    at: the predicted probabilities at which the curve was computed.
    """

    at: np.ndarray
    observed: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def joint(
    y: np.ndarray, p: np.ndarray, clusters: np.ndarray | None
) -> tuple[float, float | None, float | None, tuple[float, float] | None]:
    """Return calibration in the large, calibration intercept, and slope with the slope's interval.

    Parameters
    ----------
    y, p
        Outcomes (n,), 0 or 1, both present, and probabilities.
    clusters
        Codes from 0 of the clients; None where each row is another client.

    Returns
    -------
    tuple
        Intercept, slope and interval are None if they cannot be fitted.
    """
    logits = logit(p)
    large = float(logistic.fit(y, np.empty((y.size, 0)), offset=logits).coefficients[0])
    try:
        line = logistic.fit(y, logits[:, None])
    except EstimationError:
        return large, None, None, None
    slope = float(line.coefficients[1])
    half = Z95 * math.sqrt(robust(y, logits[:, None], line, clusters)[1, 1])
    return large, float(line.coefficients[0]), slope, (slope - half, slope + half)


def observed_expected(
    y: np.ndarray, p: np.ndarray, clusters: np.ndarray | None
) -> tuple[float, tuple[float, float] | None]:
    """Return observed events divided by expected events, with a 95 % interval.

    The interval treats the sum of y - p as normal, rows of a cluster as one.
    """
    expected = float(p.sum())
    if expected <= 0:
        return math.inf if y.sum() else 1.0, None
    off = y - p
    sums = off if clusters is None else np.bincount(clusters, off)
    half = Z95 * math.sqrt(float(sums @ sums)) / expected
    ratio = float(y.sum()) / expected
    return ratio, (max(0.0, ratio - half), ratio + half)


def expected_calibration_error(y: np.ndarray, p: np.ndarray) -> float:
    """Return the mean absolute difference of predicted and observed shares over ten equal bins."""
    order = np.argsort(p, kind="stable")
    parts = np.array_split(order, min(BINS, y.size))
    return float(sum(abs(y[part].sum() - p[part].sum()) for part in parts) / y.size)


def spline(x: np.ndarray, knots: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return the columns of a restricted cubic spline of x with the given knots.

    Scaled by the square of the outer distance.

    References
    ----------
    Harrell 2015, Regression Modeling Strategies, section 2.4.5.
    """
    first, *_, before, last = knots

    def cubed(knot: float) -> np.ndarray:
        """Return (x - knot) cubed where x exceeds the knot, else 0."""
        return np.maximum(x - knot, 0.0) ** 3

    columns = [x]
    for knot in knots[:-2]:
        bent = (
            cubed(knot)
            - cubed(before) * (last - knot) / (last - before)
            + cubed(last) * (before - knot) / (last - before)
        )
        columns.append(bent / (last - first) ** 2)
    return np.column_stack(columns)


def robust(
    y: np.ndarray, X: np.ndarray, fitted: logistic.Logistic, clusters: np.ndarray | None
) -> np.ndarray:
    """Return the cluster-robust (sandwich) covariance of the coefficients."""
    if clusters is None:
        return fitted.covariance
    design = np.column_stack([np.ones(y.size), X])
    scores = design * (y - fitted.predict(X))[:, None]
    summed = np.zeros((int(clusters.max()) + 1, design.shape[1]))
    np.add.at(summed, clusters, scores)
    return fitted.covariance @ (summed.T @ summed) @ fitted.covariance


def curve(
    y: np.ndarray, p: np.ndarray, clusters: np.ndarray | None, at: npt.ArrayLike | None = None
) -> Curve | None:
    """Return the smoothed observed share of events by predicted probability; None if it cannot be fitted.

    Parameters
    ----------
    y, p
        Outcomes (n,), 0 or 1, both present, and probabilities.
    clusters
        Codes from 0 of the clients; None where each row is another client.
    at
        Probabilities to evaluate at; None for `POINTS` between the 1 % and 99 % quantiles of p.

    Returns
    -------
    Curve or None
        None if it cannot be fitted.

    Notes
    -----
    Logistic regression of y on a restricted cubic spline of logit p with four knots, rows of one cluster
    counted together in the band.
    """
    points = np.linspace(*_ends(p), POINTS) if at is None else np.asarray(at, float)
    logits = logit(p)
    knots = np.quantile(logits, KNOTS)
    if np.unique(knots).size < len(KNOTS):
        return None
    columns = spline(logits, knots)
    try:
        found = logistic.fit(y, columns)
    except EstimationError:
        return None
    cov = robust(y, columns, found, clusters)
    rows = np.column_stack([np.ones(points.size), spline(logit(points), knots)])
    middle = rows @ found.coefficients
    half = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", rows, cov, rows))
    return Curve(points, expit(middle), expit(middle - half), expit(middle + half))


def _ends(p: np.ndarray) -> tuple[float, float]:
    """Return the first and last probability of the drawn curve: the 1 % and 99 % quantiles."""
    low, high = np.quantile(p, [0.01, 0.99])
    return float(low), float(high)


def logit(p: np.ndarray) -> np.ndarray:
    """Return the log odds of probabilities, after moving those at 0 or 1 slightly inwards."""
    near = np.clip(p, NEAREST, 1 - NEAREST)
    return np.log(near) - np.log1p(-near)
