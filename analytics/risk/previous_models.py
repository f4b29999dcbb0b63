"""Comparison of the new model with that of an earlier data version, on clients new to the earlier model.

The earlier version is looked for along the chain of parents, so it is never one that was taken back. Its model was
fitted on every row that was settled in it; clients with such a row there are not compared.
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
    """Figures of the previous and the new model, on clients that the previous training data did not contain.

    old, new: None where there is no such client, or where the earlier version cannot be read any more.
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
        Outcome -> keys (in this version) of the clients it was fitted on; None where nobody can say.
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
    """Return a mask of rows with known outcome whose clients the previous training data did not contain."""
    return rows.settled[outcome] & ~np.isin(rows.client, list(trained[outcome]))


def trained(warehouse: Warehouse, name: str, outcomes: tuple[str, ...]) -> dict[str, frozenset[int]] | None:
    """Return a dict: outcome -> clients in an earlier version's training data. None if unreadable.

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
        Outcome -> keys of clients. None where that version cannot be read any more.

    Notes
    -----
    By the opaque record ids, which outlive imports; a client whose code was changed at the source is a new one.
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
