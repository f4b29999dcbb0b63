"""With which open clients a signal shows: for the viewer who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse

MOST = 3


@dataclass(frozen=True)
class WhereItShows:
    """One row per open client, the clearest first. size: points, sessions or forms, as the signal counts."""

    client_id: str
    record_id: str
    sessions: int
    size: float


def where_it_shows(
    warehouse: Warehouse, scope: Scope, filters: Filters, therapist: str, signal: str
) -> tuple[WhereItShows, ...]:
    """At most three open clients of a therapist with whom the signal shows; empty where there is none.

    Parameters: therapist code; signal of SIGNALS; filters are not used: what is open now is meant.
    """
    rows = warehouse.query(
        "focus_clients", scope=scope, therapist=therapist, signal=signal, most=MOST
    ).dicts()
    return tuple(
        WhereItShows(row["client_id"], row["record_id"], row["n_sessions"], float(row["size"]))
        for row in rows
    )
