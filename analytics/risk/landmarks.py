"""Training data of the early-warning model: one row ("landmark") per episode and session 1 to 5."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.access import Scope

if TYPE_CHECKING:
    from analytics.store.warehouse import Warehouse

OUTCOMES = ("unplanned", "poor_outcome")
LANDMARKS = (1, 2, 3, 4, 5)
MEASURED = ("srs_last", "srs_fall", "ors_first", "ors_change", "longest_gap")
TEXT = ("age_group", "site", "program", "rater", "ors_version", "ending")


@dataclass(frozen=True, kw_only=True, eq=False)
class Landmarks:
    """Data for the model, one entry per episode and session 1 to 5: features up to then, and the outcome.

    Attributes
    ----------
    client, episode, therapist
        Keys; the therapist's at the landmark, 0 if none.
    landmark, day
        Session number 1 to 5, and its day.
    measured
        Feature -> value, NaN if there is none.
    srs_never
        No SRS so far.
    text
        Column -> text or None.
    settled, y, known_on
        Outcome -> whether the label can no longer change; 0 or 1, where settled; day from which it was known.
    ended, sessions, days_since
        Of the episode on the data date.
    """

    client: np.ndarray
    episode: np.ndarray
    therapist: np.ndarray
    landmark: np.ndarray
    day: np.ndarray
    measured: Mapping[str, np.ndarray]
    srs_never: np.ndarray
    text: Mapping[str, np.ndarray]
    settled: Mapping[str, np.ndarray]
    y: Mapping[str, np.ndarray]
    known_on: Mapping[str, np.ndarray]
    ended: np.ndarray
    sessions: np.ndarray
    days_since: np.ndarray

    @property
    def n(self) -> int:
        """Number of rows, one per episode and session 1 to 5."""
        return int(self.client.size)

    def take(self, rows: np.ndarray) -> Landmarks:
        """Return the same data with only the rows given by a mask or by indices."""
        picked = {}
        for field in fields(self):
            value = getattr(self, field.name)
            picked[field.name] = (
                value[rows] if isinstance(value, np.ndarray) else {k: v[rows] for k, v in value.items()}
            )
        return Landmarks(**picked)

    def ready(self, outcome: str) -> Landmarks:
        """Return the rows whose outcome is known and can no longer change."""
        return self.take(self.settled[outcome])


def read(warehouse: Warehouse, scope: Scope | None = None) -> Landmarks:
    """Query one row per episode and session 1 to 5, for the whole practice or within a scope."""
    found = warehouse.arrays(
        "landmark_rows", scope=scope or Scope(every_therapist=True, practice_totals=True)
    )
    rules = warehouse.version.definitions
    return from_columns(found, rules.early_warning.horizon_days, rules.endings.lapse_days)


def from_columns(found: Mapping[str, Any], horizon_days: int, lapse_days: int) -> Landmarks:
    """Build Landmarks from the columns of `landmark_rows.sql`.

    Parameters
    ----------
    found
        Column -> numpy array, masked where values are missing.
    horizon_days
        Days after a session within which an unplanned ending counts.
    lapse_days
        Days without a session after which an episode counts as lapsed.

    Returns
    -------
    Landmarks
        One entry per row.

    Notes
    -----
    An unplanned ending is settled once both the horizon and the lapse period after it have passed, whatever
    the course of the episode; a poor outcome is settled once the episode has ended.
    """
    day = _days(found["landmark_date"])
    last = _days(found["last_date"])
    wait = np.timedelta64(horizon_days + lapse_days, "D")
    return Landmarks(
        client=whole(found["client_key"]),
        episode=whole(found["episode_key"]),
        therapist=whole(found["therapist_key"]),
        landmark=whole(found["landmark"]),
        day=day,
        measured={name: _numbers(found[name]) for name in MEASURED},
        srs_never=_flags(found["srs_never_observed"]),
        text={name: texts(found[name]) for name in TEXT},
        settled={
            "unplanned": _flags(found["eligible_unplanned"]),
            "poor_outcome": _flags(found["eligible_poor_outcome"]),
        },
        y={
            "unplanned": np.nan_to_num(_numbers(found["y_unplanned"])),
            "poor_outcome": np.nan_to_num(_numbers(found["y_poor_outcome"])),
        },
        known_on={"unplanned": day + wait, "poor_outcome": last + np.timedelta64(lapse_days, "D")},
        ended=_flags(found["ended"]),
        sessions=whole(found["n_sessions"]),
        days_since=whole(found["days_since"]),
    )


def whole(column: np.ndarray) -> np.ndarray:
    """Return a column as an array of whole numbers, with 0 for missing values."""
    return np.asarray(np.ma.filled(column, 0), dtype=np.int64)


def _numbers(column: np.ndarray) -> np.ndarray:
    """Return a column as an array of floats, with NaN for missing values."""
    return np.ma.filled(np.ma.asarray(column, dtype=float), np.nan)


def _flags(column: np.ndarray) -> np.ndarray:
    """Return a column as an array of booleans, with False for missing values."""
    return np.asarray(np.ma.filled(column, False), dtype=bool)


def _days(column: np.ndarray) -> np.ndarray:
    """Return a column as an array of days (numpy datetime64)."""
    return np.asarray(np.ma.getdata(column), dtype="datetime64[D]")


def texts(column: np.ndarray) -> np.ndarray:
    """Return a column as an array of texts, with None for missing values."""
    masked = np.ma.getmaskarray(column)
    values = np.ma.getdata(column)
    return np.array(
        [None if gone or value is None else str(value) for gone, value in zip(masked, values, strict=True)],
        dtype=object,
    )


def as_day(value: np.datetime64) -> datetime.date:
    """Convert a numpy datetime64 to a date."""
    return value.astype("datetime64[D]").item()
