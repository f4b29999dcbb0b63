"""Recount of a version's sessions by other rules, aliases or data date, or in a newer table layout."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analytics import definitions as rules
from analytics import sql
from analytics.store import aliases, journal, lacking, merging, undo_redo, versions
from analytics.store.disk_errors import StoreUnusable
from analytics.store.latest import stored_comparison
from analytics.store.ledger import Origin
from analytics.store.marts import fill
from analytics.store.read_back import written
from analytics.store.staging import Staging
from analytics.store.store import Store, Version


def rebuild(store: Store, definitions: rules.Definitions, by: str = "") -> Version:
    """Recount the current version by the given rules and replace it; return the new version.

    The new version has the number and the parent of the one it replaces; undo does not apply to the recount.
    """
    with store.writing():
        version = _imported(store.shown())
        if version.definitions_digest == definitions.digest() and version.layout == sql.schema_hash():
            return version  # another process was quicker
        replace(store, version, definitions, version.data_date, by=by)
    return _imported(store.current())


def _imported(version: Version | None) -> Version:
    """Return the given version; raise StoreUnusable for None, which means that nothing is imported."""
    if version is None:
        raise StoreUnusable("Nothing has been imported yet.")
    return version


def replace(
    store: Store,
    version: Version,
    definitions: rules.Definitions,
    day: datetime.date,
    asked: aliases.Asked | None = None,
    by: str = "",
) -> str:
    """Recount a version and replace it by the result; the caller holds `store.writing()`.

    Parameters
    ----------
    store, version
        The version that is replaced.
    definitions, day
        Rules and data day of the new one.
    asked
        Open and denied suggestions about identities; None for those of the version.
    by
        Name of the person.

    Returns
    -------
    str
        Name of the new version.
    """
    digest = definitions.digest()
    what = journal.RULES if digest != version.definitions_digest else journal.REPLACED
    reason = {"definitions": digest} if what == journal.RULES else {"reason": _reason(version, day, asked)}
    name = versions.named(store.name, versions.number(version.name))
    parent = undo_redo.recorded_parent(store.folder, version.name)
    with recounted(store, version, definitions, Origin(name, parent), day, asked=asked) as built:
        noted = {"by": by, "day": day.isoformat(), "parent": parent, "replaced": version.name, **reason}
        with journal.noting(store.folder, what, version=name, **noted):
            undo_redo.make_current(store.folder, built, name, parent=parent, day=day, replaced=version.name)
    return name


def _reason(version: Version, day: datetime.date, asked: aliases.Asked | None) -> str:
    """Return why a version is recounted with unchanged rules: `day`, `suggestion` or `layout`.

    That is, for another data day, for a denied or reopened suggestion, or for a newer table layout.
    """
    if day != version.data_date:
        return "day"
    return "layout" if asked is None else "suggestion"


def identify(store: Store, alias_list: Sequence[aliases.Alias], by: str = "") -> Version:
    """Make a new current version with unchanged sessions but other aliases of codes.

    That is one step of undo, like an import. The caller holds `store.writing()`.
    """
    store.settle()
    version = _imported(store.shown())
    origin = Origin(versions.fresh_name(store.folder, store.name), version.name)
    with recounted(store, version, version.definitions, origin, version.data_date, said=alias_list) as built:
        noted = {"by": by, "day": version.data_date.isoformat(), "parent": version.name}
        with journal.noting(store.folder, journal.ALIAS, version=origin.name, **noted):
            undo_redo.make_current(
                store.folder, built, origin.name, parent=version.name, day=version.data_date
            )
    return _imported(store.shown())


def compared(
    store: Store,
    staging: Staging,
    version: Version,
    definitions: rules.Definitions,
    day: datetime.date,
    comparison: dict[str, Any],
) -> str:
    """Rebuild a version to add the comparison with a delivery that changed no session.

    Returns the name of the new version.

    The caller holds the lock.

    Parameters
    ----------
    store, version
        The version that is replaced.
    staging
        Connection on which the delivery was merged.
    definitions, day
        Rules and data day of the new one.
    comparison
        Comparison of the delivery, as for `lacking.write`.

    Returns
    -------
    str
        Name of the new version.
    """
    connection = staging.connection
    connection.execute("DROP VIEW fact.session")
    merging.load_stored(connection)
    merging.rebuild_facts(connection)
    name = versions.named(store.name, versions.number(version.name))
    parent = undo_redo.recorded_parent(store.folder, version.name)
    built = staging.scratch / f"{name}.building"
    with written(connection, built):
        fill(connection, store, Origin(name, parent), day, definitions, None, True, compared=comparison)
    noted = {
        "by": comparison["imported_by"],
        "day": day.isoformat(),
        "parent": parent,
        "replaced": version.name,
    }
    with journal.noting(store.folder, journal.REPLACED, version=name, reason="compared", **noted):
        undo_redo.make_current(store.folder, built, name, parent=parent, day=day, replaced=version.name)
    return name


@contextlib.contextmanager
def scratch_version(store: Store, definitions: rules.Definitions) -> Iterator[Path]:
    """Yield the path of a temporary version of the current sessions, counted by other rules."""
    current = _imported(store.current())
    with recounted(store, current, definitions, Origin("scratch"), current.data_date) as built:
        try:
            yield built
        finally:
            built.unlink(missing_ok=True)


@contextlib.contextmanager
def recounted(
    store: Store,
    version: Version,
    definitions: rules.Definitions,
    origin: Origin,
    day: datetime.date,
    *,
    said: Sequence[aliases.Alias] | None = None,
    asked: aliases.Asked | None = None,
    follow: bool = False,
) -> Iterator[Path]:
    """Yield the path of a finished recount of a version; delete the file afterwards unless it was published.

    Parameters
    ----------
    store, version
        The version that is counted.
    definitions, origin, day
        Rules, name and data day of the new one.
    said
        Aliases; None for those of the version on show.
    asked
        Open and denied suggestions about identities; None for those of the version on show.
    follow
        Whether to leave out what the latest delivery lacks.
    """
    scratch = store.folder / "building" / f"recount-{secrets.token_hex(4)}"
    try:
        said = store.aliases() if said is None else said
        asked = store.asked() if asked is None else asked
        yield from _counted(store, version, definitions, origin, day, scratch, said, asked, follow)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _counted(
    store: Store,
    version: Version,
    definitions: rules.Definitions,
    origin: Origin,
    day: datetime.date,
    scratch: Path,
    alias_list: Sequence[aliases.Alias],
    asked: aliases.Asked,
    follow: bool,
) -> Iterator[Path]:
    """Recount a version in a scratch folder; yield the path of the finished file."""
    with Staging(scratch, allowed=[store.folder / "versions"]) as staging:
        connection = staging.connection
        connection.execute("SET preserve_insertion_order = true")
        staging.know(version.path)
        connection.execute("CREATE SCHEMA fact")
        aliases.fill_tables(connection, alias_list, asked)
        merging.load_stored(connection)
        lacking.copy_old(connection)
        if follow:
            lacking.remove_listed(connection)
        merging.rebuild_facts(connection)
        built = scratch / f"{origin.name}.duckdb"
        with written(connection, built):
            found = stored_comparison(store, version, follow)
            fill(connection, store, origin, day, definitions, None, True, compared=found)
        yield built
