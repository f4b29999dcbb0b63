"""Tables in a version file that describe the version and the deliveries from which it was built."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from analytics import clock, sql
from analytics import definitions as rules
from analytics.store import versions
from analytics.store.queries import scalar

if TYPE_CHECKING:
    from analytics.store.store import Store


@dataclass(frozen=True)
class Origin:
    """Name of a new version, and name of the version it is built on.

    parent: NOTHING for the first version.
    """

    name: str
    parent: str = versions.NOTHING


def write(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    origin: Origin,
    data_date: datetime.date,
    definitions: rules.Definitions,
    delivery: dict[str, Any] | None,
    has_old: bool,
    secret: str,
) -> None:
    """Write the version's description and one record per delivery into a new version file.

    Parameters
    ----------
    connection
        Connection with the version attached as `new`.
    store, origin, data_date, definitions
        Store and name of the version, its data day, and its rules.
    delivery
        The delivery that makes the version: import_id, imported_by, files, names, report; None for a recount.
    has_old
        Whether a version is attached as `old`, whose records are copied.
    secret
        Key of the record ids.
    """
    connection.execute(sql.read(f"merge/{_held(connection, has_old)}"))
    for table in ("ledger_alias", "ledger_two_people"):
        connection.execute(sql.read(f"merge/{table}"))
    now = clock.now().replace(tzinfo=None)
    if delivery is not None:
        _write_delivery(connection, delivery, data_date, now, secret)
    connection.execute(
        sql.read("merge/ledger_version"),
        {
            "name": origin.name,
            "version_no": versions.number(origin.name) if origin.name != "scratch" else 0,
            "parent": origin.parent if origin.parent not in (versions.NOTHING, versions.UNKNOWN) else None,
            "layout_no": sql.LAYOUT_NO,
            "secret": secret,
            "people": (store.folder / "people.json").exists(),
            "data_date": data_date,
            "definitions": rules.to_toml(definitions),
            "digest": definitions.digest(),
            "store": store.name,
            "built_at": now,
            "layout": sql.schema_hash(),
        },
    )


def _held(connection: duckdb.DuckDBPyConnection, has_old: bool) -> str:
    """Return the name of the SQL file that copies the earlier ledger: redacted, unchanged or none."""
    redacted = (
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'kept_import' AND database_name = 'temp'"
    )
    if scalar(connection, redacted):
        return "ledger_kept"
    return "ledger_old" if has_old else "ledger_new"


def _write_delivery(
    connection: duckdb.DuckDBPyConnection,
    delivery: dict[str, Any],
    data_date: datetime.date,
    now: datetime.datetime,
    secret: str,
) -> None:
    """Write the record of the delivery that makes the version, and its rows in quarantine."""
    report = delivery["report"]
    counts = ("rows_in", "rows_accepted", "rows_quarantined", "rows_skipped")
    connection.execute(
        sql.read("merge/ledger_import"),
        {
            **{key: int(report.get(key, 0)) for key in counts},
            "import_id": delivery["import_id"],
            "imported_at": now,
            "imported_by": delivery["imported_by"],
            "data_date": data_date,
            "files": json.dumps(delivery["files"]),
            "report": json.dumps(report),
        },
    )
    connection.execute(sql.read("merge/ledger_quarantine"), {"names": delivery["names"], "secret": secret})
