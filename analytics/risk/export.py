"""Export of each row's train/test split and predicted probability, for repeating the validation."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.risk import assessment, landmarks, model_store, scoring, validation
from analytics.risk.landmarks import OUTCOMES, Landmarks
from analytics.risk.model_store import Models
from analytics.store.rows import Rows
from analytics.store.warehouse import Warehouse

PredictionTable = dict[tuple[int, int], list]


def with_predictions(warehouse: Warehouse, scope: Scope, rows: Rows) -> Rows:
    """Return the rows of `export_landmarks.sql` with split and predicted probabilities filled in.

    Notes
    -----
    split is train or test, from the validation over time (train if a row was training data for either
    outcome). The probability is that of the model fitted on the training rows, for test rows; that of the
    current model, for open episodes if the model is shown in full; otherwise it is empty. All columns are
    empty if the practice has switched the early warning off.
    """
    table = {} if model_store.is_off(warehouse.version) else version_cache.get(_prediction_table, warehouse)
    index = {
        name: rows.columns.index(name) for name in ("landmark", "split", "p_unplanned", "p_poor_outcome")
    }
    nothing = [None, None, None]
    settled = []
    for row in rows.rows:
        *cells, key = row
        said = table.get((key, cells[index["landmark"]]), nothing)
        for name, value in zip(("split", "p_unplanned", "p_poor_outcome"), said, strict=True):
            cells[index[name]] = value
        settled.append(tuple(cells))
    return dataclasses.replace(rows, columns=rows.columns[:-1], rows=tuple(settled))


def _prediction_table(warehouse: Warehouse) -> PredictionTable:
    """Return train/test split and predicted probability for both outcomes.

    Keyed by (episode key, session number).
    """
    rows = landmarks.read(warehouse)
    models = model_store.read(warehouse.version) or model_store.fit(warehouse)
    table: PredictionTable = {}
    if not any(settled.any() for settled in rows.settled.values()):
        return table
    _, trains, _ = validation.temporal_masks(rows)
    for column, outcome in enumerate(OUTCOMES, start=1):
        _replayed(table, rows, models, outcome, trains[outcome], column)
    return table


def _replayed(
    table: PredictionTable, rows: Landmarks, models: Models, outcome: str, train: np.ndarray, column: int
) -> None:
    """Add the split and the predicted probabilities of one outcome to the prediction table."""
    assessed = models.of(outcome)
    if assessed.overall is not None:
        checked = validation.temporal(rows, outcome, assessment.recipe(assessed.tier))
        if checked is not None:
            for index in np.flatnonzero(train):
                _cell(table, rows, int(index))[0] = "train"
            for index, p in zip(checked.test, checked.p, strict=True):
                cell = _cell(table, rows, int(index))
                cell[0], cell[column] = "test", float(p)
    latest = np.flatnonzero(
        ~rows.ended & (rows.landmark == np.minimum(rows.sessions, landmarks.LANDMARKS[-1]))
    )
    for index, one in zip(latest, scoring.score(rows.take(latest), assessed), strict=True):
        if one.probability is not None:
            _cell(table, rows, int(index))[column] = one.probability


def _cell(table: PredictionTable, rows: Landmarks, index: int) -> list[Any]:
    """Return the table entry for a row's episode and session; add an empty one if there is none."""
    return table.setdefault((int(rows.episode[index]), int(rows.landmark[index])), [None, None, None])
