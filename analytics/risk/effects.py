"""Effects of the features: change in events per 100 clients for a typical change of each feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.risk import features
from analytics.risk.features import COLUMNS, FEATURES, KEYS
from analytics.risk.landmarks import LANDMARKS, MEASURED, TEXT, Landmarks
from analytics.risk.model import Model
from analytics.stats.quadrature import expit

DRAWS, SEED = 2000, 3


@dataclass(frozen=True)
class Effect:
    """Effect of one feature for a median client: change of the predicted events per 100 clients.

    step: the difference in its unit (see `features.FEATURES`); change: events more (or fewer) in 100
    for a median client who differs by so much, with its 95 % interval.
    """

    feature: str
    step: float
    unit: str
    change: float
    interval: tuple[float, float]


def effects(fitted: Model, landmark: int) -> tuple[Effect, ...]:
    """Return how a typical change of each feature alters a median client's prediction, largest first.

    Parameters
    ----------
    fitted
        The model.
    landmark
        Session after which it predicts.

    Returns
    -------
    tuple of Effect
        Empty if no training row has this landmark.

    Notes
    -----
    The median client after this session, once unchanged and once with the step, through the model;
    the interval from draws of the coefficients.
    """
    middle = next((one for one in fitted.middles if one.landmark == landmark), None)
    if middle is None:
        return ()
    base = np.zeros(len(COLUMNS) + 1)
    base[0], base[1 : 1 + len(KEYS)] = 1.0, middle.columns
    for index, k in enumerate(LANDMARKS[1:], start=len(KEYS)):
        base[index + 1] = (float(k == landmark) - fitted.encoder.means[index]) / fitted.encoder.sds[index]
    rng = np.random.default_rng(SEED)
    beta = np.array(fitted.coefficients)
    drawn = rng.multivariate_normal(beta, np.array(fitted.covariance), DRAWS, method="svd")
    found = []
    for index, feature in enumerate(FEATURES):
        if not _varies(fitted, index):
            continue
        moved = base.copy()
        moved[index + 1] += _step(fitted, index, feature)
        change = 100 * float(expit(moved @ beta) - expit(base @ beta))
        spread = 100 * (expit(drawn @ moved) - expit(drawn @ base))
        low, high = np.quantile(spread, [0.025, 0.975])
        found.append(Effect(feature.key, feature.step, feature.unit, change, (float(low), float(high))))
    return tuple(sorted(found, key=lambda one: -abs(one.change)))


def _varies(fitted: Model, index: int) -> bool:
    """Return whether a feature has different values in the training data of the model."""
    return fitted.coefficients[index + 1] != 0.0


def _step(fitted: Model, index: int, feature: features.Feature) -> float:
    """Return a feature's typical change, in standard deviations of the feature's column."""
    sd = fitted.encoder.sds[index]
    if feature.key == "longest_gap":
        days = fitted.encoder.medians[MEASURED.index("longest_gap")]
        return float(np.log1p((days + feature.step) / 7) - np.log1p(days / 7)) / sd
    return feature.step / sd


def one_client(
    landmark: int,
    *,
    srs_last: float | None,
    srs_fall: float,
    ors_first: float | None,
    ors_change: float,
    longest_gap: float | None,
    age_group: str | None = "adult",
) -> Landmarks:
    """Return the model's input row for an invented client, from scores in points and a gap in days."""
    given = (srs_last, srs_fall, ors_first, ors_change, longest_gap)
    text = dict.fromkeys(TEXT) | {"age_group": age_group, "rater": "self", "ors_version": "ORS"}
    number, never = np.array([0]), np.array([srs_last is None])
    return Landmarks(
        client=number,
        episode=number,
        therapist=number,
        landmark=np.array([landmark]),
        day=np.array(["2000-01-01"], dtype="datetime64[D]"),
        measured={
            name: np.array([np.nan if value is None else float(value)])
            for name, value in zip(MEASURED, given, strict=True)
        },
        srs_never=never,
        text={name: np.array([value], dtype=object) for name, value in text.items()},
        settled={},
        y={},
        known_on={},
        ended=np.array([False]),
        sessions=np.array([landmark]),
        days_since=np.array([0]),
    )


def what_if(fitted: Model, row: Landmarks) -> tuple[float, tuple[float, float]]:
    """Return the predicted probability for an invented client's row, with its 95 % interval."""
    low, high = fitted.intervals(row)[0]
    return float(fitted.predict(row)[0]), (float(low), float(high))
