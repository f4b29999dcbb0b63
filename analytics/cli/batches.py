"""Reading of an export table in batches of clients, which limits memory and query time."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analytics.access import Scope
from analytics.cli.tables import Table
from analytics.store import Rows, Warehouse

CLIENTS = 10_000  # clients per part: about 65,000 sessions


def iter_batches(warehouse: Warehouse, scope: Scope, table: Table) -> Iterator[Rows]:
    """Yield the rows of one export table in batches; at least one batch, which may be empty.

    Tables that grow with the number of clients are read by ranges of the client key. Inside a part rows are in
    the order of the question; above CLIENTS clients the parts follow the keys (by therapist), not the ids.
    """
    if not table.by_client:
        rows = warehouse.query(table.question, scope)
        yield table.settled(warehouse, scope, rows) if table.settled else rows
        return
    span = warehouse.query("export_span", scope).one()
    last = span["last_client"] or 0
    for first in range(0, last + 1, CLIENTS):
        rows = warehouse.query(table.question, scope, first_client=first, last_client=first + CLIENTS - 1)
        if table.settled:
            rows = table.settled(warehouse, scope, rows)
        yield _without(rows, {name for name in table.optional if not span[f"has_{name}"]})


def _without(rows: Rows, columns: Collection[str]) -> Rows:
    """Return the rows without the named columns."""
    if not columns:
        return rows
    keep = [index for index, name in enumerate(rows.columns) if name not in columns]
    return Rows(
        tuple(rows.columns[index] for index in keep), tuple(tuple(row[i] for i in keep) for row in rows)
    )
