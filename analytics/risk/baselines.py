"""Other predictions for comparison with the model, from the base rate to gradient boosting.

They are fitted on the same rows. Gradient boosting, a more complex model, shows what could be reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from analytics.risk import discrimination, features, model
from analytics.risk.landmarks import Landmarks
from analytics.risk.results import BaselineRow
from analytics.stats import logistic
from analytics.stats.intervals import Z95

BASELINES = ("base_rate", "first_ors", "rule", "ors_only", "boosting")
LOW_TOTAL, FALL = 36.0, 1.0  # the simple rule: SRS under 36, or one point lower than before
SEED = 7

Predict = Callable[[Landmarks], np.ndarray]


def compare(y: np.ndarray, p: np.ndarray, other: np.ndarray, clients: np.ndarray, name: str) -> BaselineRow:
    """Return a baseline's AUC and Brier score, and how much its Brier score exceeds that of the model.

    Parameters
    ----------
    y
        Outcomes (n,), 0 or 1.
    p, other
        Probabilities of the model and of the baseline (n,).
    clients
        Keys of the clients (n,).
    name
        Name of the baseline.

    Returns
    -------
    BaselineRow
        The baseline's AUC and Brier score, and the Brier score less that of the model.

    Notes
    -----
    The interval of the difference is cluster-robust by client.
    """
    each = (other - y) ** 2 - (p - y) ** 2
    mean = float(each.mean())
    codes = np.unique(clients, return_inverse=True)[1]
    sums = np.bincount(codes, each - mean)
    n = sums.size
    half = Z95 * math.sqrt(n / (n - 1) * float(sums @ sums)) / y.size if n > 1 else math.inf
    area, interval = discrimination.auc(y, other, codes) if 0 < y.sum() < y.size else (None, None)
    return BaselineRow(
        name=name,
        auc=area,
        auc_interval=interval,
        brier=float(np.mean((other - y) ** 2)),
        difference=mean,
        interval=(mean - half, mean + half),
    )


def learn(name: str, rows: Landmarks, outcome: str) -> Predict:
    """Fit the baseline of this name, and return its prediction function: rows -> probabilities."""
    return {
        "base_rate": _base_rate,
        "first_ors": _first_ors,
        "rule": _rule,
        "ors_only": _ors_only,
        "boosting": _boosting,
    }[name](rows, outcome)


def _base_rate(rows: Landmarks, outcome: str) -> Predict:
    """Return a function that predicts for each row the share of events at the same session number."""
    overall = float(rows.y[outcome].mean())
    rates = {one.landmark: one.share for one in model.base_rates(rows, outcome)}
    return lambda later: np.array([rates.get(int(k), overall) for k in later.landmark])


def simple_rule(rows: Landmarks) -> np.ndarray:
    """Return a mask of rows flagged by the simple rule: last SRS below 36, or down by a point or more.

    The last SRS is compared with the one before it.
    """
    with np.errstate(invalid="ignore"):
        return (rows.measured["srs_last"] < LOW_TOTAL) | (rows.measured["srs_fall"] >= FALL)


def _rule(rows: Landmarks, outcome: str) -> Predict:
    """Return a function that predicts the share of events, separately for flagged and unflagged rows.

    Rows are flagged by the simple rule.
    """
    y, flagged = rows.y[outcome], simple_rule(rows)
    overall = float(y.mean())
    inside, outside = (float(y[mask].mean()) if mask.any() else overall for mask in (flagged, ~flagged))
    return lambda later: np.where(simple_rule(later), inside, outside)


def _first_ors(rows: Landmarks, outcome: str) -> Predict:
    """Fit a ridge regression on first ORS and session number; return its prediction function."""
    return _ridge(rows, outcome, ("ors_first",))


def _ors_only(rows: Landmarks, outcome: str) -> Predict:
    """Fit a ridge regression on first ORS, ORS change and session number; return its prediction function."""
    return _ridge(rows, outcome, ("ors_first", "ors_change"))


def _ridge(rows: Landmarks, outcome: str, wanted: tuple[str, ...]) -> Predict:
    """Fit a ridge regression on the given features and session number; return its prediction function."""
    encoder = features.learn(rows)
    places = [
        index for index, name in enumerate(features.COLUMNS) if name in wanted or name.startswith("after_")
    ]
    found = logistic.fit(rows.y[outcome], encoder.columns(rows)[:, places], penalty=model.TOWARDS_NOTHING)
    return lambda later: found.predict(encoder.columns(later)[:, places])


def _boosting(rows: Landmarks, outcome: str) -> Predict:
    """Fit gradient boosting on the model's columns; return its prediction function."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    encoder = features.learn(rows)
    with threadpool_limits(1):
        found = HistGradientBoostingClassifier(
            max_iter=100,
            max_leaf_nodes=15,
            min_samples_leaf=40,
            early_stopping=False,  # pyright: ignore[reportArgumentType] - inferred from the default "auto"
            random_state=SEED,
        ).fit(encoder.columns(rows), rows.y[outcome])

    def predict(later: Landmarks) -> np.ndarray:
        """Return the predicted probability of each row."""
        with threadpool_limits(1):
            return found.predict_proba(encoder.columns(later))[:, 1]

    return predict
