"""Search for clients by code among those the viewer may see."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse

MOST = 8  # clients shown
LONGEST = 200  # characters of a code that are looked at


@dataclass(frozen=True)
class ClientMatch:
    """One row per client found by a search for a client code.

    client_id: the code; record_id: opaque id for addresses; is_open: whether an episode is open; last_date:
    day of the last session.
    """

    client_id: str
    record_id: str
    is_open: bool
    last_date: datetime.date


def find(warehouse: Warehouse, scope: Scope, filters: Filters, code: str) -> tuple[ClientMatch, ...]:
    """Return the clients whose code contains the given text, an exact match first.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Ignored: whoever is in scope can be found, with open and with ended episodes.
    code : str
        Text to find; at most LONGEST characters count.

    Returns
    -------
    tuple of Found
        At most MOST rows, empty for blank text.

    Notes
    -----
    A client outside the scope cannot be distinguished from one that does not exist.
    """
    text = code.strip()[:LONGEST]
    if not text:
        return ()
    rows = warehouse.query("find_clients", scope=scope, code=text, most=MOST).dicts()
    return tuple(
        ClientMatch(row["client_id"], row["record_id"], bool(row["is_open"]), row["last_date"])
        for row in rows
    )
