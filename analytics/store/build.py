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
from pathlib import Path
from typing import Any

from analytics import clock, sql
from analytics import definitions as rules
from analytics.store import aliases as identities
from analytics.store import atomic_file, courses, journal, lacking, latest, ledger, undo_redo, versions
from analytics.store.marts import fill, mart_parameters, run_step
from analytics.store.merging import BuildResult, merge
from analytics.store.read_back import CheckFailed, written
from analytics.store.staging import Staging
from analytics.store.store import Store, Version

__all__ = ["BuildResult", "CheckFailed", "Delivery", "build_version"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Delivery:
    """Description of a delivery without its rows: who imported which files, and how to merge them.

    files: one dictionary per file with name, sha256 and rows. names: of the files read, by their number in
    `delivery.rejected`. report: import report so far, kept in the ledger. replace: whether the delivery is the whole
    practice. aliases: in force from now on, None for those of the version on show. suggestions: new pairs of codes that
    may be one person.
    """

    imported_by: str = ""
    files: Sequence[dict[str, Any]] = ()
    names: Sequence[str] = ()
    report: dict[str, Any] | None = None
    replace: bool = False
    aliases: Sequence[identities.Alias] | None = None
    suggestions: Sequence[identities.Suggestion] = ()


def build_version(
    store: Store,
    staging: Staging,
    delivery: Delivery,
    *,
    data_date: datetime.date,
    dry_run: bool = False,
    definitions: rules.Definitions | None = None,
    progress: Callable[[float], None] | None = None,
    decide: Callable[[lacking.Lacking], bool] | None = None,
    before_switch: Callable[[str], None] | None = None,
) -> BuildResult:
    """Merge a delivery into a store and make the resulting version the current one.

    A delivery that changes nothing leaves the current version as it is. The caller holds `store.writing()`.

    Parameters
    ----------
    store, staging, delivery
        Store to add the delivery to, connection with its rows, and its description.
    data_date
        Last day that the data cover.
    dry_run
        Whether to count only.
    definitions
        Counting rules; None for the rules in force.
    progress
        Called with the share written, from 0 to 1.
    decide
        Called with the stored sessions and values that the delivery lacks; returns whether to remove them. It
        may raise to stop the import, and add to `report`. Without this function nothing is removed.
    before_switch
        Called with the import id when the version is written and not yet current.

    Returns
    -------
    BuildResult
        Accepted rows by their effect, and the version now current.

    Raises
    ------
    StoreUnusable, CheckFailed
        If the version cannot be written or fails verification; the store is unchanged.
    """
    current = store.shown()
    work = _Work(store, staging, delivery, current, data_date, definitions or store.definitions())
    made = work.merged(decide)
    if dry_run:
        return dataclasses.replace(made, version=current.name if current else None)
    return work.published(made, progress, before_switch)


@dataclasses.dataclass(frozen=True)
class _Work:
    """One build of a version: the delivery, the version to merge it with, data date and counting rules."""

    store: Store
    staging: Staging
    delivery: Delivery
    current: Version | None
    data_date: datetime.date
    definitions: rules.Definitions

    def merged(self, decide: Callable[[lacking.Lacking], bool] | None) -> BuildResult:
        """Merge the delivery with the current version; return counts of what changed.

        Rows are counted by effect, and courses by new warning.
        """
        connection, delivery = self.staging.connection, self.delivery
        connection.execute("SET preserve_insertion_order = true")
        if self.current:
            self.staging.know(self.current.path)
        asked = self.store.asked()
        asked = dataclasses.replace(asked, open=(*asked.open, *delivery.suggestions))
        in_force = self.store.aliases() if delivery.aliases is None else tuple(delivery.aliases)
        identities.fill_tables(connection, in_force, asked)
        made = merge(connection, self.current is not None, delivery.replace, decide)
        values = mart_parameters(self.definitions, self.data_date, self.store.secret())
        step = functools.partial(run_step, connection, values=values)
        changed = courses.new_warnings(connection, step, self.current is not None)
        return dataclasses.replace(made, courses=changed)

    def published(
        self,
        made: BuildResult,
        progress: Callable[[float], None] | None,
        before_switch: Callable[[str], None] | None,
    ) -> BuildResult:
        """Write the merged delivery as a new version and make it current, unless it changes nothing."""
        store, given = self.store, self.delivery
        compared = _comparison(given, latest.document(given.report, given.replace))
        report = (given.report or {}) | {f"rows_{effect}": n for effect, n in made.counts.items()}
        report |= courses.with_warnings(report, made.courses)
        noted = journal.of_import(
            made, report, given.imported_by, list(given.files), self.data_date, given.replace
        )
        same_aliases = given.aliases is None or tuple(given.aliases) == store.aliases()
        if self.current and not made.changes and same_aliases:
            stayed = self._keep_or_recount(self.current, compared)
            kept = {"compared": compared["document"]} if compared["document"] else {}
            journal.append(store.folder, journal.IMPORT, version=stayed["version"], **noted, **kept)
            return dataclasses.replace(made, **stayed)
        import_id = secrets.token_hex(8)
        parent = self.current.name if self.current else versions.NOTHING
        origin = ledger.Origin(versions.fresh_name(store.folder, store.name), parent)
        built = self._written(origin, import_id, report, progress, compared)
        if before_switch:
            before_switch(import_id)
        noted |= {"import_id": import_id, "parent": parent}
        try:
            with journal.noting(store.folder, journal.IMPORT, version=origin.name, **noted):
                undo_redo.make_current(store.folder, built, origin.name, parent=parent, day=self.data_date)
        except BaseException:
            atomic_file.remove(built)
            raise
        return dataclasses.replace(made, version=origin.name, switched=True, import_id=import_id)

    def _written(
        self,
        origin: ledger.Origin,
        import_id: str,
        report: dict[str, Any],
        progress: Callable[[float], None] | None,
        compared: dict[str, Any],
    ) -> Path:
        """Write a new version's sessions, derived tables and ledger to a scratch file; return its path."""
        connection, given = self.staging.connection, self.delivery
        built = self.staging.scratch / f"building-{secrets.token_hex(4)}.duckdb"
        delivery = {
            "imported_by": given.imported_by,
            "files": list(given.files),
            "names": list(given.names),
            "report": report,
            "import_id": import_id,
        }
        with written(connection, built):
            fill(
                connection,
                self.store,
                origin,
                self.data_date,
                self.definitions,
                delivery,
                self.current is not None,
                progress,
                compared,
            )
        return built

    def _keep_or_recount(self, old: Version, compared: dict[str, Any]) -> dict[str, Any]:
        """Handle a delivery that changes no stored row: keep the current version, or recount and replace it.

        The version is recounted for another data day, other rules, newer tables, or to store the comparison with the
        delivery. Undo does not take a recount back.

        Returns
        -------
        dict
            `version`, the name now current, and `switched`.
        """
        from analytics.store import recount

        store, day, definitions = self.store, self.data_date, self.definitions
        store.settle()
        if lacking.differs(self.staging.connection):
            name = recount.compared(store, self.staging, old, definitions, day, compared)
            return {"version": name, "switched": True}
        equal = old.data_date == day and old.definitions_digest == definitions.digest()
        if equal and old.layout == sql.schema_hash():
            return {"version": old.name, "switched": False}
        name = recount.replace(store, old, definitions, day, by=self.delivery.imported_by)
        return {"version": name, "switched": True}


def _comparison(delivery: Delivery, document: dict[str, Any] | None) -> dict[str, Any]:
    """Return the record of a delivery's comparison with stored data: time, person, files and result."""
    return {
        "compared_at": clock.now().replace(tzinfo=None),
        "imported_by": delivery.imported_by,
        "files": list(delivery.files),
        "document": document,
    }
