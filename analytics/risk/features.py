"""Predictors of the early-warning model: seven fixed features and the session number, as numeric columns.

Notes
-----
The features are our own choice. `starting` of the last SRS is about half of d = .55 between the alliance of
clients who drop out and of others (Sharf, Primavera & Diener 2010, doi 10.1037/a0021175); the other values
are our own, smaller assumptions. The age group is used because exports do not contain the age.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.risk.landmarks import LANDMARKS, MEASURED, Landmarks

YOUNG = ("child", "adolescent")


@dataclass(frozen=True)
class Feature:
    """One feature of the model: key, unit, typical step, and assumed coefficient.

    key: its name everywhere; unit; step: a typical difference, for the display of effects; starting: assumed
    log-odds of an unplanned ending per standard deviation, before any data of the practice are used.
    """

    key: str
    unit: str
    step: float
    starting: float


FEATURES = (
    Feature("srs_last", "points", -5.0, -0.30),
    Feature("srs_fall", "points", 5.0, 0.15),
    Feature("ors_first", "points", -5.0, 0.0),
    Feature("ors_change", "points", -5.0, -0.20),
    Feature("longest_gap", "days", 14.0, 0.15),
    Feature("young", "yes or no", 1.0, 0.0),
    Feature("srs_never", "yes or no", 1.0, 0.0),
)
KEYS = tuple(feature.key for feature in FEATURES)
COLUMNS = (*KEYS, *(f"after_{k}" for k in LANDMARKS[1:]))
STARTING = np.array([*(feature.starting for feature in FEATURES), *([0.0] * (len(LANDMARKS) - 1))])


@dataclass(frozen=True)
class Encoder:
    """Medians, means and SDs of the training data, for converting rows to standardised columns.

    low, high: the middle 99 % of each measured feature in the training rows.
    """

    medians: tuple[float, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def columns(self, rows: Landmarks) -> np.ndarray:
        """Return the standardised columns (n, 11) of rows, in the order of COLUMNS."""
        return (plain(rows, self.medians) - np.array(self.means)) / np.array(self.sds)

    def outside(self, rows: Landmarks) -> np.ndarray:
        """Return which measured features of each row lie outside the middle 99 % of the training data.

        The mask has the shape (n, 5).
        """
        values = np.column_stack([rows.measured[name] for name in MEASURED])
        with np.errstate(invalid="ignore"):
            return (values < np.array(self.low)) | (values > np.array(self.high))


def learn(rows: Landmarks) -> Encoder:
    """Return the medians, means and SDs of the training rows, for standardising further rows.

    Parameters
    ----------
    rows
        Training rows.

    Returns
    -------
    Encoder
        Medians of the observed values, 0 if there is none; SD 1 for a column that never varies, which is left at 0.
    """
    measured = [rows.measured[name] for name in MEASURED]
    known = [values[np.isfinite(values)] for values in measured]
    medians = tuple(float(np.median(values)) if values.size else 0.0 for values in known)
    edges = [np.quantile(values, [0.005, 0.995]) if values.size else (0.0, 0.0) for values in known]
    table = plain(rows, medians)
    sds = table.std(axis=0)
    return Encoder(
        medians,
        tuple(table.mean(axis=0).tolist()),
        tuple(np.where(sds > 1e-9, sds, 1.0).tolist()),
        tuple(float(low) for low, _ in edges),
        tuple(float(high) for _, high in edges),
    )


def plain(rows: Landmarks, medians: Sequence[float]) -> np.ndarray:
    """Return the unstandardised columns (n, 11) of rows, with missing values replaced by medians."""
    filled = {
        name: np.where(np.isfinite(rows.measured[name]), rows.measured[name], median)
        for name, median in zip(MEASURED, medians, strict=True)
    }
    filled["longest_gap"] = np.log1p(filled["longest_gap"] / 7)
    young = np.isin(rows.text["age_group"].astype(str), YOUNG)
    return np.column_stack(
        [
            *(filled[name] for name in MEASURED),
            young.astype(float),
            rows.srs_never.astype(float),
            *(rows.landmark == k for k in LANDMARKS[1:]),
        ]
    )


def values(rows: Landmarks, index: int) -> Mapping[str, float | bool | None]:
    """Return the observed value of each feature of one row, by feature key; None if missing."""
    observed: dict[str, float | bool | None] = {
        name: float(rows.measured[name][index]) if np.isfinite(rows.measured[name][index]) else None
        for name in MEASURED
    }
    observed["young"] = rows.text["age_group"][index] in YOUNG
    observed["srs_never"] = bool(rows.srs_never[index])
    return observed
