"""Rebuilding of the current data version without some clients, as a version without a parent for undo."""

from __future__ import annotations

import dataclasses
import json
import secrets
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import duckdb

from analytics import sql
from analytics.access import Scope
from analytics.store import aliases, erased_traces, journal, lacking, merging, undo_redo, versions
from analytics.store.ledger import Origin
from analytics.store.marts import fill
from analytics.store.queries import dicts
from analytics.store.read_back import written
from analytics.store.staging import Staging
from analytics.store.store import Store, Version


def rebuild(
    store: Store, version: Version, codes: Collection[str], records: Collection[str], noted: dict[str, Any]
) -> str:
    """Build a version without some clients and make it current; return its name. Requires the write lock.

    Parameters
    ----------
    store, version
        Store, and its shown version, which is replaced.
    codes
        All codes of the clients to leave out, as delivered.
    records
        Record ids of these clients, and of any whose codes are unknown.
    noted
        Further fields of the journal entry.
    """
    name = versions.fresh_name(store.folder, store.name)
    scratch = store.folder / "building" / f"erase-{secrets.token_hex(4)}"
    day = version.data_date
    try:
        built = _built(store, version, codes, records, Origin(name, versions.UNKNOWN), scratch)
        with journal.noting(store.folder, journal.ERASE, version=name, day=day.isoformat(), **noted):
            undo_redo.make_current(store.folder, built, name, parent=versions.UNKNOWN, day=day)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return name


def _built(
    store: Store,
    version: Version,
    codes: Collection[str],
    records: Collection[str],
    origin: Origin,
    scratch: Path,
) -> Path:
    """Build the current version without some clients in a scratch folder; return the path of the file."""
    said, asked = _identities(store, codes)
    redacted = erased_traces.redactor(codes)
    with Staging(scratch, allowed=[store.folder / "versions"]) as staging:
        connection = staging.connection
        connection.execute("SET preserve_insertion_order = true")
        staging.know(version.path)
        connection.execute("CREATE SCHEMA fact")
        aliases.fill_tables(connection, said, asked)
        merging.load_stored(connection)
        lacking.copy_old(connection)
        connection.execute(sql.read("erase/clients"), {"codes": sorted(codes)})
        connection.execute(sql.read("erase/sessions"))
        merging.rebuild_facts(connection)
        connection.execute(sql.read("erase/ledger"), {"record_ids": list(records)})
        _redact_ledger(connection, redacted, erased_traces.prose_redactor(codes))
        built = scratch / f"{origin.name}.duckdb"
        with written(connection, built):
            compared = _compared(store, version, redacted)
            day, rules = version.data_date, version.definitions
            fill(connection, store, origin, day, rules, None, True, compared=compared)
    return built


def _identities(store: Store, codes: Collection[str]) -> tuple[tuple[aliases.Alias, ...], aliases.Asked]:
    """Return the aliases and merge suggestions that do not concern the given client codes."""

    def stays(one: aliases.Alias | aliases.Suggestion, *more: str) -> bool:
        """Return whether neither code of an alias or suggestion belongs to the clients."""
        return one.kind != "client" or not {one.code, one.stands_for, *more} & set(codes)

    asked = store.asked()
    return tuple(one for one in store.aliases() if stays(one)), dataclasses.replace(
        asked,
        open=tuple(one for one in asked.open if stays(one, one.known)),
        denied=tuple(one for one in asked.denied if stays(one.suggestion, one.suggestion.known)),
    )


def _redact_ledger(
    connection: duckdb.DuckDBPyConnection,
    redacted: Callable[[str], str],
    prose: Callable[[str], str],
) -> None:
    """Replace client codes in the copied ledger: in names of files, sheets and columns, and in messages."""
    rows = dicts(connection.execute("SELECT import_no, files, report FROM kept_import"))
    for row in rows:
        files = erased_traces.redacted_files(json.loads(row["files"]), redacted)
        report = erased_traces.redacted_report(json.loads(row["report"]), redacted, prose)
        changed = {"import_no": row["import_no"], "files": json.dumps(files), "report": json.dumps(report)}
        connection.execute(sql.read("erase/redacted_import"), changed)
    for (name,) in connection.execute(sql.read("erase/named")).fetchall():
        if redacted(name) != name:
            connection.execute(sql.read("erase/redacted_name"), {"name": name, "redacted": redacted(name)})


def _compared(store: Store, version: Version, redacted: Callable[[str], str]) -> dict[str, Any] | None:
    """Return the last delivery's comparison with stored data, with client codes in file names replaced."""
    from analytics.store.latest import stored_comparison

    found = stored_comparison(store, version, False)
    if found is None:
        found = store.warehouse(version).query("latest_compared", Scope(imports=True)).one()
        found |= {key: json.loads(found[key]) for key in ("files", "document")} if found else {}
    return {**found, "files": erased_traces.redacted_files(found["files"], redacted)} if found else None
