"""Comparison of the new model with that of an earlier data version, on clients new to the earlier model.

The earlier version is searched along the chain of parents, so it is never an undone one. Its model was fitted
on all rows with known outcome in that version; clients with such a row are excluded from the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.access import Scope
from analytics.risk import figures
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import Landmarks
from analytics.risk.results import Figures

if TYPE_CHECKING:
    from analytics.risk.model_store import Models
    from analytics.store.warehouse import Warehouse

EVERYBODY = Scope(every_therapist=True, practice_totals=True)


@dataclass(frozen=True)
class PreviousModel:
    """Figures of the previous and the new model, on clients outside the previous training data.

    old, new: None if there is no such client, or if the earlier version cannot be read any more.
    """

    version: str
    outcome: str
    tier: str
    old: Figures | None
    new: Figures | None


def compare(
    earlier: Models | None,
    trained: dict[str, frozenset[int]] | None,
    assessments: tuple[Assessment, ...],
    rows: Landmarks,
) -> tuple[PreviousModel, ...]:
    """Compare the previous models with the new ones; return one comparison per outcome.

    Parameters
    ----------
    earlier
        Models of an earlier version, or None.
    trained
        Outcome -> keys (in this version) of the clients it was fitted on; None if nobody can say.
    assessments
        New assessments.
    rows
        Rows of this version.

    Returns
    -------
    tuple of Before
        One per outcome.
    """
    if earlier is None:
        return ()
    made_before = []
    for new in assessments:
        old = next((one for one in earlier.assessments if one.outcome == new.outcome), None)
        if old is None or old.model is None:
            continue
        unseen = rows.take(_unseen(rows, new.outcome, trained)) if trained is not None else None
        made_before.append(
            PreviousModel(
                earlier.version,
                new.outcome,
                old.tier,
                figures.figures_of(unseen, new.outcome, old.model) if unseen else None,
                figures.figures_of(unseen, new.outcome, new.model) if unseen and new.model else None,
            )
        )
    return tuple(made_before)


def _unseen(rows: Landmarks, outcome: str, trained: dict[str, frozenset[int]]) -> np.ndarray:
    """Return a mask of rows with known outcome whose clients are not in the previous training data."""
    return rows.settled[outcome] & ~np.isin(rows.client, list(trained[outcome]))


def trained(warehouse: Warehouse, name: str, outcomes: tuple[str, ...]) -> dict[str, frozenset[int]] | None:
    """Return the clients in an earlier version's training data, by outcome; None if unreadable.

    Parameters
    ----------
    warehouse
        This version, whose keys are returned.
    name
        Name of the earlier version.
    outcomes
        Outcomes to look for.

    Returns
    -------
    dict or None
        Outcome -> keys of clients. None if that version cannot be read any more.

    Notes
    -----
    Clients are matched by record id, which stays the same between imports; a client whose code was changed at
    the source counts as new.
    """
    from analytics.store.disk_errors import StoreUnusable
    from analytics.store.version import read_version
    from analytics.store.warehouse import Warehouse

    path = warehouse.version.path.with_name(name)
    try:
        older = Warehouse(read_version(path), path)
    except (StoreUnusable, OSError):
        return None
    try:
        known = {
            outcome: {
                record
                for (record,) in older.query("model_training_clients", scope=EVERYBODY, outcome=outcome).rows
            }
            for outcome in outcomes
        }
    finally:
        older.close()
    keys = warehouse.query("client_records", scope=EVERYBODY).rows
    return {
        outcome: frozenset(key for record, key in keys if record in records)
        for outcome, records in known.items()
    }
