"""Open clients in whom a therapist's signal for a training focus shows."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse

MOST = 3


@dataclass(frozen=True)
class WhereItShows:
    """One row per open client in whom a training signal shows; size: strength in the signal's unit."""

    client_id: str
    record_id: str
    sessions: int
    size: float


def where_it_shows(
    warehouse: Warehouse, scope: Scope, filters: Filters, therapist: str, signal: str
) -> tuple[WhereItShows, ...]:
    """Query at most three open clients of a therapist in whom the given signal shows most clearly.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Ignored: what is open now is meant.
    therapist : str
        Code of the therapist.
    signal : str
        One of SIGNALS.

    Returns
    -------
    tuple of WhereItShows
        The clearest first; empty where there is none.
    """
    rows = warehouse.query(
        "focus_clients", scope=scope, therapist=therapist, signal=signal, most=MOST
    ).dicts()
    return tuple(
        WhereItShows(row["client_id"], row["record_id"], row["n_sessions"], float(row["size"]))
        for row in rows
    )
