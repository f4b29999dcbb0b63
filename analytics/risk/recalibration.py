"""Recalibration of the fitted model to the newest clients: none, intercept only, or intercept and slope.

Steps: none; intercept (moves all probabilities up or down); slope (also moves them closer together or further
apart). Every import refits the model; recalibration corrects for changes within the years of the training
data.

References
----------
Closed testing as in Vergouwe et al. 2017, doi 10.1002/sim.7179; the numbers are own choices, tried in
tests/unit/test_risk_updating.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.risk.landmarks import Landmarks
from analytics.risk.model import Model
from analytics.stats import logistic
from analytics.stats.arrays import EstimationError

NOTHING, INTERCEPT, SLOPE = "none", "intercept", "slope"
# Clients with the event, and as many without, below which a step is not tried.
EVENTS = {INTERCEPT: 100, SLOPE: 200}
CLEAR = 0.01  # p of the likelihood-ratio test


@dataclass(frozen=True)
class Update:
    """Recalibration chosen for the model: new logit = intercept + slope x old logit.

    n, events: rows, and rows with the event, on which it was chosen.
    """

    step: str
    intercept: float
    slope: float
    n: int
    events: int


def ladder(fitted: Model, rows: Landmarks, outcome: str) -> Update:
    """Choose by likelihood-ratio tests on the newest rows how to recalibrate the model, if at all.

    Parameters
    ----------
    fitted
        The model.
    rows
        Newest settled rows of one landmark, so that nearly every row is another client.
    outcome
        Outcome that is predicted.

    Returns
    -------
    Update
        `none` where events are too few or nothing is clear.

    Notes
    -----
    Likelihood-ratio tests of the shift, and of shift and slope together, against the model unchanged and
    against the step before; a step is taken only with enough events and two significant tests.
    """
    y = rows.y[outcome]
    n, events = rows.n, int(y.sum())
    nothing = Update(NOTHING, 0.0, 1.0, n, events)
    fewest = min(events, n - events)
    if fewest < EVENTS[INTERCEPT]:
        return nothing
    p = np.clip(fitted.predict(rows), 1e-9, 1 - 1e-9)
    logits = np.log(p) - np.log1p(-p)
    as_it_is = float(np.sum(y * logits - np.logaddexp(0.0, logits)))
    try:
        moved = logistic.fit(y, np.empty((n, 0)), offset=logits)
        bent = logistic.fit(y, logits[:, None])
    except EstimationError:
        return nothing
    if (
        fewest >= EVENTS[SLOPE]
        and _clear(bent.loglik - as_it_is, 2)
        and _clear(bent.loglik - moved.loglik, 1)
    ):
        return Update(SLOPE, float(bent.coefficients[0]), float(bent.coefficients[1]), n, events)
    if _clear(moved.loglik - as_it_is, 1):
        return Update(INTERCEPT, float(moved.coefficients[0]), 1.0, n, events)
    return nothing


def _clear(gained: float, degrees: int) -> bool:
    """Return whether a gain in log likelihood is significant, on 1 or 2 degrees of freedom."""
    gained = max(gained, 0.0)
    return (math.erfc(math.sqrt(gained)) if degrees == 1 else math.exp(-gained)) < CLEAR
