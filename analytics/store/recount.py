"""Counting the sessions of a version again: by other rules, into newer tables, up to a later day."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from analytics import definitions as rules
from analytics import sql
from analytics.store import chain, versions
from analytics.store.build import fill
from analytics.store.faults import StoreUnusable
from analytics.store.folder import Store, Version
from analytics.store.ledger import Origin
from analytics.store.read_back import written
from analytics.store.staging import Staging


def rebuild(store: Store, definitions: rules.Definitions) -> Version:
    """Count the sessions on show by other rules, or again into the tables of this Holdfast, in the same place of the
    chain: the new version has the number and the parent of the one it replaces, and takes no undo."""
    with store.writing():
        version = store.shown()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        if version.definitions_digest == definitions.digest() and version.layout == sql.layout():
            return version  # another process was quicker
        replace(store, version, definitions, version.data_date)
    return store.current()


def replace(store: Store, version: Version, definitions: rules.Definitions, day: datetime.date) -> str:
    """Count a version again and put the result in its place; the new name. The caller holds `store.writing()`."""
    name = versions.named(store.name, versions.number(version.name))
    parent = chain.recorded_parent(store.folder, version.name)
    with _recounted(store, version, definitions, name, day, parent) as built:
        chain.make_current(store.folder, built, name, parent=parent, day=day, replaced=version.name)
    return name


@contextlib.contextmanager
def scratch_version(store: Store, definitions: rules.Definitions) -> Iterator[Path]:
    """The current sessions counted by other rules, in a file that is deleted afterwards."""
    current = store.current()
    with _recounted(store, current, definitions, "scratch", current.data_date, versions.NOTHING) as built:
        try:
            yield built
        finally:
            built.unlink(missing_ok=True)


@contextlib.contextmanager
def _recounted(store, version, definitions, name: str, day: datetime.date, parent: str) -> Iterator[Path]:
    scratch = store.folder / "building" / f"recount-{secrets.token_hex(4)}"
    try:
        yield from _counted(store, version, definitions, Origin(name, parent), day, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _counted(store, version, definitions, origin: Origin, day: datetime.date, scratch: Path) -> Iterator[Path]:
    with Staging(scratch, allowed=[store.folder / "versions"]) as staging:
        connection = staging.connection
        connection.execute("SET preserve_insertion_order = true")
        staging.know(version.path)
        connection.execute("CREATE SCHEMA fact")
        connection.execute(sql.read("merge/known"))
        connection.execute("CREATE VIEW fact.session AS SELECT * EXCLUDE (known_row) FROM known")
        built = scratch / f"{origin.name}.duckdb"
        with written(connection, built):
            fill(connection, store, origin, day, definitions, None, True)
        yield built
