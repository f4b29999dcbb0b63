"""Validation figures of the early-warning model, converted to plain numbers for storage and display."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.definitions.model import EarlyWarning
from analytics.risk import alert_workload, non_inferiority, performance
from analytics.risk.landmarks import LANDMARKS, Landmarks, as_day
from analytics.risk.model import Model
from analytics.risk.performance import Performance
from analytics.risk.results import AtLandmark, BaselineRow, Figures, Funnel
from analytics.risk.validation import Temporal
from analytics.why import Why


def over_time(
    rows: Landmarks,
    ready: Landmarks,
    outcome: str,
    checked: Temporal,
    asked: EarlyWarning,
    talked: Sequence[int],
) -> dict[str, Any]:
    """Return the validation on later clients as keyword arguments of `Assessment`.

    Parameters
    ----------
    rows, ready
        All rows of the practice, and those whose label is settled.
    outcome
        Outcome that is predicted.
    checked
        Check over time.
    asked
        Section `early_warning` of the definitions.
    talked
        Keys of episodes that were talked about because of what was shown.

    Returns
    -------
    dict
        Keyword arguments of `assessment.Assessment`.
    """
    later = rows.take(checked.test)
    room = alert_workload.threshold(later, checked.p, asked.conversations_a_week)
    truth, discussed = later.y[outcome], np.isin(later.episode, talked)
    return {
        "cut": as_day(checked.cut),
        "trained_clients": int(np.unique(rows.client[checked.train]).size),
        "overall": figures(checked.overall, later, outcome, checked.skill, checked.skill_interval),
        "by_landmark": tuple(at_landmark(ready, later, outcome, checked.p, k, room.value) for k in LANDMARKS),
        "baselines": checked.baselines,
        "threshold": room,
        "rooms": alert_workload.capacities(later, outcome, checked.p, asked.conversations_a_week),
        "talked": int(np.unique(later.episode[discussed]).size),
        "not_talked": figures(
            performance.evaluate(truth[~discussed], checked.p[~discussed], later.client[~discussed]),
            later.take(~discussed),
            outcome,
        )
        if discussed.any() and not discussed.all()
        else None,
        "dots": alert_workload.dots(truth, checked.p),
        "curve": alert_workload.curve(checked.overall),
        "groups": alert_workload.groups(later, outcome, checked.p, room.value),
        **beside_simpler(checked.baselines, checked.overall.auc, asked.margin),
    }


def beside_simpler(baselines: Sequence[BaselineRow], auc: float | None, points: float) -> dict[str, Why]:
    """Return how the model compares with the simple rule and with the ORS alone, as fields of `Assessment`.

    See `non_inferiority.compared`; without `baselines` there are no later clients to compare on.
    """
    return {
        f"{name}_why": non_inferiority.compared(name, baselines, auc, points) for name in ("rule", "ors_only")
    }


def at_landmark(
    ready: Landmarks, later: Landmarks, outcome: str, p: np.ndarray, landmark: int, flagged: float
) -> AtLandmark:
    """Return validation figures and results of flagging, for predictions made after one session.

    They count the clients later than the training data.
    """
    settled = int(np.unique(ready.client[ready.landmark == landmark]).size)
    mask = later.landmark == landmark
    rows = later.take(mask)
    if not 0 < rows.y[outcome].sum() < rows.n:
        return AtLandmark(landmark, settled, None, ())
    found = performance.evaluate(rows.y[outcome], p[mask], rows.client)
    return AtLandmark(
        landmark,
        settled,
        figures(found, rows, outcome),
        alert_workload.rows_of(found, rows, outcome, flagged),
    )


def figures(
    performance: Performance | None,
    rows: Landmarks,
    outcome: str,
    skill: float | None = None,
    interval: tuple[float, float] | None = None,
) -> Figures | None:
    """Convert validation figures to the form that is stored; None if there are none.

    Parameters
    ----------
    performance
        Performance of the probabilities.
    rows
        Its rows.
    outcome
        Outcome that is predicted.
    skill, interval
        Scaled Brier score against base rates of the training rows, in place of the performance's own.
    """
    if performance is None:
        return None
    return Figures(
        n=performance.n,
        events=performance.events,
        clients=int(np.unique(rows.client).size),
        auc=performance.auc,
        auc_interval=performance.auc_interval,
        calibration_intercept=performance.calibration_intercept,
        calibration_slope=performance.calibration_slope,
        calibration_slope_interval=performance.calibration_slope_interval,
        observed_expected=performance.observed_expected,
        observed_expected_interval=performance.observed_expected_interval,
        brier=performance.brier,
        brier_skill=performance.scaled_brier if skill is None else skill,
        brier_skill_interval=interval,
    )


def figures_of(rows: Landmarks, outcome: str, fitted: Model) -> Figures | None:
    """Return the validation figures of a model on all rows with a known outcome; None without such rows."""
    ready = rows.ready(outcome)
    if not ready.n:
        return None
    return figures(
        performance.evaluate(ready.y[outcome], fitted.predict(ready), ready.client), ready, outcome
    )


def funnel(rows: Landmarks, outcome: str) -> tuple[Funnel, ...]:
    """Return for each session 1 to 5 how many episodes reached it and how many have a known outcome."""
    made = []
    for k in LANDMARKS:
        reached = rows.landmark == k
        settled = int((reached & rows.settled[outcome]).sum())
        made.append(Funnel(k, int(reached.sum()), settled, int(reached.sum()) - settled))
    return tuple(made)
