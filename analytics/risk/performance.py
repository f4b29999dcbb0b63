"""How good are predicted probabilities? Discrimination, calibration, overall error, and what they are good for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.risk import discrimination
from analytics.stats import logistic
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import Z95, wilson
from analytics.stats.labels import group_codes
from analytics.stats.quadrature import expit

NEAREST = 1e-9  # how near to 0 and 1 a probability may come where its logit is needed
BINS = 10  # of equal count, for the expected calibration error
KNOTS = (0.05, 0.35, 0.65, 0.95)  # quantiles; Harrell 2015, four knots


@dataclass(frozen=True, kw_only=True)
class AtThreshold:
    """What flagging everybody at or above a probability means. Shares with Wilson intervals, None where nobody.

    flagged: share of all. ppv: of the flagged, share with the event; npv: of the others, share without.
    sensitivity: of those with the event, share flagged.
    """

    threshold: float
    n_flagged: int
    flagged: float
    ppv: float | None
    ppv_interval: tuple[float, float] | None
    npv: float | None
    npv_interval: tuple[float, float] | None
    sensitivity: float | None
    sensitivity_interval: tuple[float, float] | None
    specificity: float | None
    net_benefit: float


@dataclass(frozen=True)
class Curve:
    """How often it happened where we said `at` (probabilities), with a 95 % band."""

    at: np.ndarray
    observed: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Performance:
    """The performance of probabilities p for outcomes y. What cannot be given is None, and `why` says why.

    auc: chance that of two rows with different outcomes the one with the event has the higher probability, ties half.
    brier: mean of (p - y)^2; scaled_brier: 1 - brier over that of the base rate. log_loss: nats a row.
    calibration_in_the_large: logits to add so that as many are expected as observed (slope fixed at 1), with its
    interval; calibration_intercept, calibration_slope: of the joint fit; 0 and 1 are perfect.
    observed_expected: events over expected events. ece: mean absolute difference over ten bins of equal count.
    """

    n: int
    events: int
    auc: float | None
    auc_interval: tuple[float, float] | None
    brier: float
    scaled_brier: float | None
    log_loss: float
    calibration_in_the_large: float | None
    calibration_intercept: float | None
    calibration_slope: float | None
    calibration_slope_interval: tuple[float, float] | None
    observed_expected: float
    observed_expected_interval: tuple[float, float] | None
    ece: float
    why: str | None
    _y: np.ndarray = field(repr=False, compare=False)
    _p: np.ndarray = field(repr=False, compare=False)
    _clusters: np.ndarray | None = field(repr=False, compare=False)

    def net_benefit(self, thresholds) -> np.ndarray:
        """Events found less the false alarms they are worth, a row, at each threshold; 0 is flagging nobody."""
        return np.array([self.at_threshold(float(t)).net_benefit for t in np.atleast_1d(thresholds)])

    def at_threshold(self, t: float) -> AtThreshold:
        """What flagging p >= t means."""
        if not 0 <= t < 1:
            raise EstimationError(f"A threshold must lie between 0 and 1; it is {t}.")
        flag, y, n = self._p >= t, self._y == 1, self.n
        hit, alarm = int(np.sum(flag & y)), int(np.sum(flag & ~y))
        missed, right = int(np.sum(~flag & y)), int(np.sum(~flag & ~y))
        ppv, ppv_interval = _share(hit, hit + alarm)
        npv, npv_interval = _share(right, right + missed)
        sensitivity, sensitivity_interval = _share(hit, hit + missed)
        return AtThreshold(
            threshold=t,
            n_flagged=hit + alarm,
            flagged=(hit + alarm) / n,
            ppv=ppv,
            ppv_interval=ppv_interval,
            npv=npv,
            npv_interval=npv_interval,
            sensitivity=sensitivity,
            sensitivity_interval=sensitivity_interval,
            specificity=_share(right, right + alarm)[0],
            net_benefit=hit / n - alarm / n * t / (1 - t),
        )

    def curve(self, at=None) -> Curve | None:
        """A smooth calibration curve over the probabilities said; None where it cannot be fitted.

        How: logistic regression of y on a restricted cubic spline of logit p with four knots, rows of one cluster
        counted together in the band.
        """
        points = np.linspace(*np.quantile(self._p, [0.01, 0.99]), 40) if at is None else np.asarray(at, float)
        logits = _logit(self._p)
        knots = np.quantile(logits, KNOTS)
        if self.auc is None or np.unique(knots).size < len(KNOTS):
            return None
        columns = spline(logits, knots)
        try:
            found = logistic.fit(self._y, columns)
        except EstimationError:
            return None
        cov = _robust(self._y, columns, found, self._clusters)
        rows = np.column_stack([np.ones(points.size), spline(_logit(points), knots)])
        middle = rows @ found.coefficients
        half = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", rows, cov, rows))
        return Curve(points, expit(middle), expit(middle - half), expit(middle + half))


def evaluate(y, p, clusters=None) -> Performance:
    """Every figure of performance for probabilities of rows the model has not seen.

    Parameters: y (n,) of 0 and 1; p (n,) from 0 to 1; clusters (n,), any labels: rows of one client, which are alike;
    None where each row is another client.
    Returns: Performance. Raises Unusable where values are missing or out of range.
    How: AUC as in `discrimination`; calibration by logistic regression of y on logit p, with rows
    of one cluster counted together in the intervals.
    Limits: intervals are normal approximations; under ten events or non-events they are rough.
    Source: DeLong, DeLong & Clarke-Pearson 1988, doi 10.2307/2531595; Obuchowski 1997, doi 10.2307/2533958;
    checked against R pROC and rms in tests/reference/test_performance.py.
    """
    outcome, said = one_dimensional(y, "y"), one_dimensional(p, "p")
    same_length(outcome, said, "y and p")
    if outcome.size == 0:
        raise EstimationError("There is no row to evaluate.")
    if not np.all((outcome == 0) | (outcome == 1)):
        raise EstimationError("y must hold 0 and 1 only.")
    if np.any((said < 0) | (said > 1)):
        raise EstimationError("p must lie between 0 and 1.")
    codes = None if clusters is None else group_codes(clusters, outcome.size, "clusters")[0]
    n, events, base = outcome.size, int(outcome.sum()), float(outcome.mean())
    brier = float(np.mean((said - outcome) ** 2))
    near = np.clip(said, NEAREST, 1 - NEAREST)
    log_loss = -float(np.mean(outcome * np.log(near) + (1 - outcome) * np.log1p(-near)))
    both = 0 < events < n
    area, interval = discrimination.auc(outcome, said, codes) if both else (None, None)
    large, intercept, slope, slope_interval = (
        _calibrated(outcome, said, codes) if both else (None, None, None, None)
    )
    ratio, ratio_interval = _observed_expected(outcome, said, codes)
    return Performance(
        n=n,
        events=events,
        auc=area,
        auc_interval=interval,
        brier=brier,
        scaled_brier=1 - brier / (base * (1 - base)) if both else None,
        log_loss=log_loss,
        calibration_in_the_large=large,
        calibration_intercept=intercept,
        calibration_slope=slope,
        calibration_slope_interval=slope_interval,
        observed_expected=ratio,
        observed_expected_interval=ratio_interval,
        ece=expected_calibration_error(outcome, said),
        why=None if both else "All rows have the same outcome, so nothing can be told apart.",
        _y=outcome,
        _p=said,
        _clusters=codes,
    )


def _calibrated(y: np.ndarray, p: np.ndarray, clusters: np.ndarray | None) -> tuple:
    """In the large, intercept, slope and the slope's interval; None where they cannot be fitted."""
    logits = _logit(p)
    large = float(logistic.fit(y, np.empty((y.size, 0)), offset=logits).coefficients[0])
    try:
        joint = logistic.fit(y, logits[:, None])
    except EstimationError:
        return large, None, None, None
    slope = float(joint.coefficients[1])
    half = Z95 * math.sqrt(_robust(y, logits[:, None], joint, clusters)[1, 1])
    return large, float(joint.coefficients[0]), slope, (slope - half, slope + half)


def _observed_expected(y: np.ndarray, p: np.ndarray, clusters) -> tuple[float, tuple[float, float] | None]:
    """Events over expected ones; the interval treats the sum of y - p as normal, clusters as one."""
    expected = float(p.sum())
    if expected <= 0:
        return math.inf if y.sum() else 1.0, None
    off = y - p
    sums = off if clusters is None else np.bincount(clusters, off)
    half = Z95 * math.sqrt(float(sums @ sums)) / expected
    ratio = float(y.sum()) / expected
    return ratio, (max(0.0, ratio - half), ratio + half)


def expected_calibration_error(y: np.ndarray, p: np.ndarray) -> float:
    """The mean absolute difference of said and observed over ten bins of equal count."""
    order = np.argsort(p, kind="stable")
    parts = np.array_split(order, min(BINS, y.size))
    return float(sum(abs(y[part].sum() - p[part].sum()) for part in parts) / y.size)


def spline(x: np.ndarray, knots: Sequence[float]) -> np.ndarray:
    """The columns of a restricted cubic spline: x, and one per inner knot, straight beyond the outer ones.

    Source: Harrell 2015, Regression Modeling Strategies, section 2.4.5; scaled by the square of the outer distance.
    """
    first, *_, before, last = knots

    def cubed(knot: float) -> np.ndarray:
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


def _robust(
    y: np.ndarray, X: np.ndarray, found: logistic.Logistic, clusters: np.ndarray | None
) -> np.ndarray:
    """The covariance of the coefficients with rows of a cluster counted together (sandwich)."""
    if clusters is None:
        return found.covariance
    design = np.column_stack([np.ones(y.size), X])
    scores = design * (y - found.predict(X))[:, None]
    summed = np.zeros((int(clusters.max()) + 1, design.shape[1]))
    np.add.at(summed, clusters, scores)
    return found.covariance @ (summed.T @ summed) @ found.covariance


def _share(events: int, n: int) -> tuple[float | None, tuple[float, float] | None]:
    return (events / n, wilson(events, n)) if n else (None, None)


def _logit(p: np.ndarray) -> np.ndarray:
    near = np.clip(p, NEAREST, 1 - NEAREST)
    return np.log(near) - np.log1p(-near)
