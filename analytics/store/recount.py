"""Counting the sessions of a version again: by other rules, into newer tables, up to a later day."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from analytics import definitions as rules
from analytics import sql
from analytics.store import aliases, chain, journal, lacking, merging, versions
from analytics.store.build import fill
from analytics.store.disk_errors import StoreUnusable
from analytics.store.folder import Store, Version
from analytics.store.latest import kept
from analytics.store.ledger import Origin
from analytics.store.read_back import written
from analytics.store.staging import Staging


def rebuild(store: Store, definitions: rules.Definitions, by: str = "") -> Version:
    """Count the sessions on show by other rules, or again into the tables of this Holdfast, in the same place of the
    chain: the new version has the number and the parent of the one it replaces, and takes no undo."""
    with store.writing():
        version = store.shown()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        if version.definitions_digest == definitions.digest() and version.layout == sql.schema_hash():
            return version  # another process was quicker
        replace(store, version, definitions, version.data_date, by=by)
    return store.current()


def replace(
    store: Store,
    version: Version,
    definitions: rules.Definitions,
    day: datetime.date,
    asked=None,
    by: str = "",
) -> str:
    """Count a version again and put the result in its place; the new name. The caller holds `store.writing()`.

    Parameters: asked, the open and denied suggestions about identities; None for those of the version.
    """
    digest = definitions.digest()
    what = journal.RULES if digest != version.definitions_digest else journal.REPLACED
    reason = {"definitions": digest} if what == journal.RULES else {"reason": _reason(version, day, asked)}
    name = versions.named(store.name, versions.number(version.name))
    parent = chain.recorded_parent(store.folder, version.name)
    with recounted(store, version, definitions, Origin(name, parent), day, asked=asked) as built:
        noted = {"by": by, "day": day.isoformat(), "parent": parent, "replaced": version.name, **reason}
        with journal.noting(store.folder, what, version=name, **noted):
            chain.make_current(store.folder, built, name, parent=parent, day=day, replaced=version.name)
    return name


def _reason(version: Version, day: datetime.date, asked) -> str:
    """Why a version is counted again by the same rules: up to another `day`, because of a `suggestion` that was put
    away or asked again, or for the `layout` of its tables."""
    if day != version.data_date:
        return "day"
    return "layout" if asked is None else "suggestion"


def identify(store: Store, said: Sequence[aliases.Alias], by: str = "") -> Version:
    """Count the sessions on show again with other aliases, as a new version whose parent is the one on show: one step
    of undo, like an import. The caller holds `store.writing()`."""
    store.settle()
    version = store.shown()
    if version is None:
        raise StoreUnusable("Nothing has been imported yet.")
    origin = Origin(versions.fresh_name(store.folder, store.name), version.name)
    with recounted(store, version, version.definitions, origin, version.data_date, said=said) as built:
        noted = {"by": by, "day": version.data_date.isoformat(), "parent": version.name}
        with journal.noting(store.folder, journal.ALIAS, version=origin.name, **noted):
            chain.make_current(store.folder, built, origin.name, parent=version.name, day=version.data_date)
    return store.shown()


def compared(
    store: Store, staging: Staging, version: Version, definitions, day: datetime.date, kept: dict
) -> str:
    """Build a version again in its place with what a delivery lacks that changed no session; the new name.

    Parameters: staging, in which the delivery was merged; kept, as for `lacking.write`. The caller holds the lock.
    """
    connection = staging.connection
    connection.execute("DROP VIEW fact.session")
    merging.held(connection)
    merging.again(connection)
    name = versions.named(store.name, versions.number(version.name))
    parent = chain.recorded_parent(store.folder, version.name)
    built = staging.scratch / f"{name}.building"
    with written(connection, built):
        fill(connection, store, Origin(name, parent), day, definitions, None, True, compared=kept)
    noted = {"by": kept["imported_by"], "day": day.isoformat(), "parent": parent, "replaced": version.name}
    with journal.noting(store.folder, journal.REPLACED, version=name, reason="compared", **noted):
        chain.make_current(store.folder, built, name, parent=parent, day=day, replaced=version.name)
    return name


@contextlib.contextmanager
def scratch_version(store: Store, definitions: rules.Definitions) -> Iterator[Path]:
    """The current sessions counted by other rules, in a file that is deleted afterwards."""
    current = store.current()
    with recounted(store, current, definitions, Origin("scratch"), current.data_date) as built:
        try:
            yield built
        finally:
            built.unlink(missing_ok=True)


@contextlib.contextmanager
def recounted(
    store,
    version,
    definitions,
    origin: Origin,
    day: datetime.date,
    *,
    said=None,
    asked=None,
    follow: bool = False,
) -> Iterator[Path]:
    """The finished file of a version counted again, deleted afterwards unless it was published.

    Parameters: said, the aliases, None for those of the version on show; asked, the open and denied suggestions
    about identities, None for the same; follow, without what the latest delivery lacks.
    """
    scratch = store.folder / "building" / f"recount-{secrets.token_hex(4)}"
    try:
        said = store.aliases() if said is None else said
        asked = store.asked() if asked is None else asked
        yield from _counted(store, version, definitions, origin, day, scratch, said, asked, follow)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _counted(store, version, definitions, origin, day, scratch, said, asked, follow: bool) -> Iterator[Path]:
    with Staging(scratch, allowed=[store.folder / "versions"]) as staging:
        connection = staging.connection
        connection.execute("SET preserve_insertion_order = true")
        staging.know(version.path)
        connection.execute("CREATE SCHEMA fact")
        aliases.put(connection, said, asked)
        merging.held(connection)
        lacking.carry(connection)
        if follow:
            lacking.follow(connection)
        merging.again(connection)
        built = scratch / f"{origin.name}.duckdb"
        with written(connection, built):
            found = kept(store, version, follow)
            fill(connection, store, origin, day, definitions, None, True, compared=found)
        yield built
