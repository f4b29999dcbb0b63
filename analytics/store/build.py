"""Building of a data version: merge a delivery with the stored sessions, compute marts, check, publish.

All work happens in a scratch file; the current version changes only in the last step, so that an import that
fails has no effect on the data shown.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from analytics import clock, sql
from analytics import definitions as rules
from analytics.store import aliases as identities
from analytics.store import atomic_file, courses, journal, lacking, latest, ledger, undo_redo, versions
from analytics.store.folder import Store, Version
from analytics.store.marts import fill, mart_parameters, run_step
from analytics.store.merging import BuildResult, merge
from analytics.store.read_back import CheckFailed, written
from analytics.store.staging import Staging

__all__ = ["BuildResult", "CheckFailed", "build_version"]


def build_version(
    store: Store,
    staging: Staging,
    *,
    data_date: datetime.date,
    imported_by: str = "",
    files: list[dict[str, Any]] | None = None,
    names: list[str] | None = None,
    report: dict[str, Any] | None = None,
    replace: bool = False,
    dry_run: bool = False,
    definitions: rules.Definitions | None = None,
    aliases: Sequence[identities.Alias] | None = None,
    suggestions: Sequence[identities.Suggestion] = (),
    progress: Callable[[float], None] | None = None,
    decide: Callable[[lacking.Lacking], bool] | None = None,
    before_switch: Callable[[str], None] | None = None,
) -> BuildResult:
    """Merge a delivery into a store and make the resulting version the current one.

    A delivery that changes nothing leaves the current version as it is. The caller holds `store.writing()`.

    Parameters
    ----------
    store
        Store that the delivery is added to.
    staging
        Connection that holds the delivery's rows.
    data_date
        Last day that the data cover.
    imported_by
        Name of the person who imports.
    files
        One dictionary per file with name, sha256 and rows.
    names
        Names of the files read, by their number in `delivery.rejected`.
    report
        Import report so far; kept in the ledger.
    replace
        Whether the delivery is the whole practice.
    dry_run
        Whether to count only.
    definitions
        Rules of counting; None for those in force.
    aliases
        Aliases in force from now on; None for those of the version on show.
    suggestions
        New pairs of codes that may be one person.
    progress
        Called with the share written, from 0 to 1.
    decide
        Called with the stored sessions and values that the delivery lacks; returns whether to remove them. It
        may raise to stop the import, and add to `report`. Without it, all of them are kept.
    before_switch
        Called with the import id when the version is written and not yet current.

    Returns
    -------
    BuildResult
        Accepted rows by their effect, and the version now current.

    Raises
    ------
    StoreUnusable, CheckFailed
        The store is then as it was.
    """
    current = store.shown()
    definitions = definitions or store.definitions()
    said = store.aliases()
    in_force = said if aliases is None else tuple(aliases)
    made = _merged(store, staging, current, in_force, suggestions, replace=replace, decide=decide)
    values = mart_parameters(definitions, data_date, store.secret())
    step = functools.partial(run_step, staging.connection, values=values)
    changed = courses.new_warnings(staging.connection, step, current is not None)
    made = dataclasses.replace(made, courses=changed)
    if dry_run:
        return dataclasses.replace(made, version=current.name if current else None)
    compared = _comparison(imported_by, files, latest.document(report, replace))
    report = (report or {}) | {f"rows_{effect}": n for effect, n in made.counts.items()}
    report |= courses.with_warnings(report, changed)
    noted = journal.of_import(made, report, imported_by, files or [], data_date, replace)
    if current and not made.changes and in_force == said:
        stayed = _keep_or_recount(store, staging, current, definitions, data_date, compared, imported_by)
        kept = {"compared": compared["document"]} if compared["document"] else {}
        journal.append(store.folder, journal.IMPORT, version=stayed["version"], **noted, **kept)
        return dataclasses.replace(made, **stayed)
    import_id = secrets.token_hex(8)
    parent = current.name if current else versions.NOTHING
    origin = ledger.Origin(versions.fresh_name(store.folder, store.name), parent)
    built = staging.scratch / f"building-{secrets.token_hex(4)}.duckdb"
    delivery = {"imported_by": imported_by, "files": files or [], "names": names or [], "report": report}
    delivery["import_id"] = import_id
    with written(staging.connection, built):
        fill(
            staging.connection,
            store,
            origin,
            data_date,
            definitions,
            delivery,
            current is not None,
            progress,
            compared,
        )
    if before_switch:
        before_switch(import_id)
    noted |= {"import_id": import_id, "parent": origin.parent}
    try:
        with journal.noting(store.folder, journal.IMPORT, version=origin.name, **noted):
            undo_redo.make_current(store.folder, built, origin.name, parent=origin.parent, day=data_date)
    except BaseException:
        atomic_file.remove(built)
        raise
    return dataclasses.replace(made, version=origin.name, switched=True, import_id=import_id)


def _merged(
    store: Store,
    staging: Staging,
    current: Version | None,
    in_force: Sequence[identities.Alias],
    suggestions: Sequence[identities.Suggestion],
    *,
    replace: bool,
    decide: Callable[[lacking.Lacking], bool] | None,
) -> BuildResult:
    """Merge a delivery with the current version, using the given aliases; count its rows by effect."""
    staging.connection.execute("SET preserve_insertion_order = true")
    if current:
        staging.know(current.path)
    asked = store.asked()
    asked = dataclasses.replace(asked, open=(*asked.open, *suggestions))
    identities.fill_tables(staging.connection, in_force, asked)
    return merge(staging.connection, current is not None, replace, decide)


def _comparison(
    imported_by: str, files: list[dict[str, Any]] | None, document: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the facts about a delivery to store with a version: time, person, files and comparison."""
    now = clock.now().replace(tzinfo=None)
    return {"compared_at": now, "imported_by": imported_by, "files": files or [], "document": document}


def _keep_or_recount(
    store: Store,
    staging: Staging,
    old: Version,
    definitions: rules.Definitions,
    day: datetime.date,
    compared: dict[str, Any],
    by: str,
) -> dict[str, Any]:
    """Keep the current version, or replace it by a recount, after a delivery that changes no stored row.

    The version is recounted for another data day, other rules, newer tables, or to store the comparison with
    the delivery. Undo does not apply to a recount.

    Returns
    -------
    dict
        `version`, the name now current, and `switched`.
    """
    from analytics.store import recount

    store.settle()
    if lacking.differs(staging.connection):
        name = recount.compared(store, staging, old, definitions, day, compared)
        return {"version": name, "switched": True}
    equal = old.data_date == day and old.definitions_digest == definitions.digest()
    if equal and old.layout == sql.schema_hash():
        return {"version": old.name, "switched": False}
    return {"version": recount.replace(store, old, definitions, day, by=by), "switched": True}
