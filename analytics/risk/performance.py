"""Validation figures of predicted probabilities: AUC, calibration, Brier score, results of flagging."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analytics.risk import calibration, discrimination
from analytics.risk.calibration import NEAREST, Curve
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import wilson
from analytics.stats.labels import group_codes


@dataclass(frozen=True, kw_only=True)
class AtThreshold:
    """Results of flagging the rows with at least a given probability: share flagged, hits, misses.

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


@dataclass(frozen=True, kw_only=True)
class Performance:
    """Validation figures of predicted probabilities; missing ones are None, with the reason in `why`.

    Attributes
    ----------
    auc
        Chance that of two rows with different outcomes the one with the event has the higher probability, ties half.
    brier, scaled_brier
        Mean of (p - y)^2, and 1 - brier over that of the base rate.
    log_loss
        Nats a row.
    calibration_in_the_large
        Logits to add so that as many are expected as observed (slope fixed at 1).
    calibration_intercept, calibration_slope
        Of the joint fit; 0 and 1 are perfect.
    observed_expected
        Events over expected events.
    ece
        Mean absolute difference over ten bins of equal count.
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

    def net_benefit(self, thresholds: npt.ArrayLike) -> np.ndarray:
        """Return the net benefit per row of flagging at each threshold; flagging nobody has 0."""
        return np.array([self.at_threshold(float(t)).net_benefit for t in np.atleast_1d(thresholds)])

    def at_threshold(self, t: float) -> AtThreshold:
        """Return the results of flagging all rows whose probability is at least t.

        Raises
        ------
        EstimationError
            For a threshold below 0 or from 1 on.
        """
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

    def curve(self, at: npt.ArrayLike | None = None) -> Curve | None:
        """Return the smoothed calibration curve; None if it cannot be fitted.

        See `calibration.curve`.
        """
        if self.auc is None:
            return None
        return calibration.curve(self._y, self._p, self._clusters, at)


def evaluate(y: npt.ArrayLike, p: npt.ArrayLike, clusters: npt.ArrayLike | None = None) -> Performance:
    """Return AUC, calibration, Brier score and more for predicted probabilities p and outcomes y.

    Parameters
    ----------
    y
        (n,) of 0 and 1.
    p
        (n,) from 0 to 1.
    clusters
        (n,), any labels: rows of one client, which are alike; None where each row is another client.

    Returns
    -------
    Performance
        Every figure; None where there is one class only.

    Raises
    ------
    EstimationError
        If values are missing or out of range.

    Notes
    -----
    AUC as in `discrimination`; calibration by logistic regression of y on logit p, with rows
    of one cluster counted together in the intervals. Intervals are normal approximations; under ten events or non-events
    they are rough.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson 1988, doi 10.2307/2531595; Obuchowski 1997, doi 10.2307/2533958;
    checked against R pROC and rms in tests/reference/test_performance.py.
    """
    outcome, said = _outcome_and_probability(y, p)
    codes = None if clusters is None else group_codes(clusters, outcome.size, "clusters")[0]
    n, events, base = outcome.size, int(outcome.sum()), float(outcome.mean())
    brier = float(np.mean((said - outcome) ** 2))
    near = np.clip(said, NEAREST, 1 - NEAREST)
    log_loss = -float(np.mean(outcome * np.log(near) + (1 - outcome) * np.log1p(-near)))
    both = 0 < events < n
    area, interval = discrimination.auc(outcome, said, codes) if both else (None, None)
    large, intercept, slope, slope_interval = calibration.joint(outcome, said, codes) if both else [None] * 4
    ratio, ratio_interval = calibration.observed_expected(outcome, said, codes)
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
        ece=calibration.expected_calibration_error(outcome, said),
        why=None if both else "All rows have the same outcome, so nothing can be told apart.",
        _y=outcome,
        _p=said,
        _clusters=codes,
    )


def _outcome_and_probability(y: npt.ArrayLike, p: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return y and p as arrays; raise EstimationError for missing values and values out of range."""
    outcome, said = one_dimensional(y, "y"), one_dimensional(p, "p")
    same_length(outcome, said, "y and p")
    if outcome.size == 0:
        raise EstimationError("There is no row to evaluate.")
    if not np.all((outcome == 0) | (outcome == 1)):
        raise EstimationError("y must hold 0 and 1 only.")
    if np.any((said < 0) | (said > 1)):
        raise EstimationError("p must lie between 0 and 1.")
    return outcome, said


def _share(events: int, n: int) -> tuple[float | None, tuple[float, float] | None]:
    """Return the share events / n with its 95 % Wilson interval; (None, None) for n = 0."""
    return (events / n, wilson(events, n)) if n else (None, None)
