"""Open clients whose scores show the signal behind a therapist's training focus."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse

MOST = 3


@dataclass(frozen=True)
class ExampleClient:
    """One row per open client whose scores show the signal behind a training focus.

    size: strength, in the unit of the signal.
    """

    client_id: str
    record_id: str
    sessions: int
    size: float


def examples(
    warehouse: Warehouse, scope: Scope, filters: Filters, therapist: str, signal: str
) -> tuple[ExampleClient, ...]:
    """Query the open clients of a therapist (at most three) whose scores show a signal most clearly.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Ignored, because only episodes that are open now count.
    therapist : str
        Code of the therapist.
    signal : str
        One of SIGNALS.

    Returns
    -------
    tuple of ExampleClient
        The clearest first; empty if there is none.
    """
    rows = warehouse.query(
        "focus_clients", scope=scope, therapist=therapist, signal=signal, most=MOST
    ).dicts()
    return tuple(
        ExampleClient(row["client_id"], row["record_id"], row["n_sessions"], float(row["size"]))
        for row in rows
    )
