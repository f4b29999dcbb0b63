"""Data folder of one installation: a store for the practice's own data and one for a made-up practice."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from analytics import definitions as rules
from analytics import sql
from analytics.store import (
    atomic_file,
    check_encryption,
    disk_errors,
    erasure,
    identities,
    journal,
    restore,
    rules_copy,
    served_version,
    undo_redo,
    versions,
)
from analytics.store.aliases import Alias, Asked, Suggestion
from analytics.store.disk_errors import StoreUnusable
from analytics.store.identities import AliasChange
from analytics.store.lock import writing
from analytics.store.reading import ReadStore
from analytics.store.version import Version, read_version
from analytics.store.warehouse import Warehouse

__all__ = ["DataFolder", "Steps", "Store", "Version", "read_version"]

STORES = ("practice", "sample")


@dataclass(frozen=True)
class Steps:
    """Numbers of imports that can be undone (`back`) and redone (`forward`)."""

    back: int
    forward: int


class Store(ReadStore):
    """Data versions of the practice or sample store, with undo, redo, merged codes and counting rules."""

    def bring_up_to_date(self) -> None:
        """Complete a begun erasure; rebuild the current version if an older Holdfast made its tables."""
        erasure.resume(self)
        version = self.shown()
        if version is not None and version.layout != sql.schema_hash():
            from analytics.store.recount import rebuild

            rebuild(self, version.definitions)

    @contextlib.contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the store's write lock during a `with` block; remove the files of an interrupted writer.

        Repairs file permissions before the block, and the copies of rules and key after it.

        Parameters
        ----------
        patience
            Seconds to wait for another writer.

        Raises
        ------
        StoreBusy
            When another import or change of definitions takes longer than that.
        StoreUnusable
            When the disk is full or the folder cannot be written.
        """
        # DuckDB takes what follows a question mark for options and writes its log to another path.
        if "?" in str(self.folder):
            raise StoreUnusable(disk_errors.QUESTION_MARK)
        with disk_errors.explained(self.folder):
            versions.prepare(self.folder)
            check_encryption.refuse_without_marker(self.folder)
            with writing(self.folder, patience):
                versions.prune_building(self.folder)
                for path in self.folder.rglob("*"):
                    atomic_file.make_private(path)
                journal.mend(self.folder)
                erasure.finish(self)
                yield
                with contextlib.suppress(StoreUnusable):
                    rules_copy.mend(self.folder, self.shown())

    def definitions(self) -> rules.Definitions:
        """Return the counting rules in force: those of the current version if there is one.

        Without data they are read from definitions.toml.
        """
        version = self.shown()
        return rules_copy.rules_beside(self.folder) if version is None else version.definitions

    def history(self) -> list[dict[str, Any]]:
        """Return one dictionary per delivery from which the current version was built, newest first."""
        version = self.current()
        if version is None:
            return []
        from analytics.access import Scope

        return self.warehouse(version).query("history", Scope(imports=True)).dicts()

    def aliases(self) -> tuple[Alias, ...]:
        """Return the current version's aliases of client and therapist codes, by kind and code."""
        version = self.shown()
        return () if version is None else identities.aliases_in(self.warehouse(version))

    def asked(self) -> Asked:
        """Return the current version's suggestions to merge two codes: unanswered and denied ones."""
        version = self.shown()
        return Asked() if version is None else identities.asked_in(self.warehouse(version))

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return the current version's unanswered suggestions to merge two codes."""
        return self.asked().open

    def would_see_more(self, kind: str, code: str, stands_for: str) -> tuple[str, ...]:
        """Return the names of people who would see more sessions if one code were merged into another.

        Raises AliasProblem for an alias that cannot be applied.
        """
        return identities.would_see_more(self, kind, code, stands_for)

    def apart(self) -> tuple[str, ...]:
        """Return one sentence for each merged therapist code shared by two or more people who sign in."""
        return identities.conflicts(self)

    def dismiss_suggestion(self, kind: str, code: str, known: str, by: str = "") -> Version | None:
        """Record that two codes suggested as one person are two people, for good; return the new version."""
        return identities.dismiss(self, kind, code, known, by)

    def ask_again(self, kind: str, code: str, known: str) -> Version | None:
        """Reopen a denied suggestion to merge two codes; return the new version, which undo cannot revert."""
        return identities.ask_again(self, kind, code, known)

    def codes(self, kind: str) -> tuple[str, ...]:
        """Return every stored or merged code of clients or of therapists, sorted."""
        return identities.codes(self, kind)

    def say_alias(self, kind: str, code: str, stands_for: str, by: str = "") -> AliasChange:
        """Merge a client or therapist code into another, in stored sessions and in future imports.

        The merge is a new version that can be undone. Raises AliasProblem, StoreBusy, StoreUnusable.
        """
        return identities.set_alias(self, kind, code, stands_for, by)

    def forget_alias(self, kind: str, code: str, by: str = "") -> AliasChange:
        """Remove an alias in a new version, so that sessions are shown under the delivered code again."""
        return identities.forget(self, kind, code, by)

    def steps(self) -> Steps:
        """Return how many imports can be undone, and how many can be redone."""
        erasure.resume(self)
        now = self.standing()
        if now.problem is not None:
            return Steps(1, 0)  # back to what is shown, whatever lies behind it
        back = 0 if now.shown is None else len(undo_redo.ancestors(self.folder, now.shown))
        again = undo_redo.next_again(self.folder, now.shown)
        forward = again is not None and self._problem(again) is None
        return Steps(back, undo_redo.steps_forward(self.folder, now.shown) if forward else 0)

    def undo(self, by: str = "") -> Version | None:
        """Undo the last import: make the version it was built on current, and return that version.

        If an older version is shown because the newest is damaged, the older one becomes current.

        Returns the version now on show; None when nothing is imported any more.
        """
        with self.writing():
            now = self.standing()
            if now.problem is not None:
                self.settle(by)
            elif now.shown is not None:
                behind = [
                    name for name in undo_redo.ancestors(self.folder, now.shown) if self._may_show(name)
                ]
                if behind:
                    with journal.noting(self.folder, journal.UNDO, version=behind[0], by=by, left=now.shown):
                        undo_redo.take_back(self.folder, now.shown, behind[0])
        self.bring_up_to_date()
        return self.current()

    def redo(self, by: str = "") -> Version | None:
        """Make the last undone version current again; return the version that is then current.

        No version is brought back if an import followed the undo.
        """
        with self.writing():
            now = self.standing()
            again = undo_redo.next_again(self.folder, now.shown) if now.problem is None else None
            if again is not None:
                if self._problem(again) is not None:
                    raise StoreUnusable(served_version.CANNOT_COME_BACK)
                with journal.noting(self.folder, journal.REDO, version=again, by=by, left=now.shown):
                    undo_redo.bring_again(self.folder, again)
        self.bring_up_to_date()
        return self.current()

    def settle(self, by: str = "") -> None:
        """Make the version on show current if the file CURRENT is damaged or names an unusable version.

        The caller holds the write lock.
        """
        now = self.standing()
        to = now.shown or versions.NOTHING
        if now.problem is None:
            return
        with journal.noting(
            self.folder, journal.UNDO, version=to, by=by, left=now.pointer.name, reason=now.problem
        ):
            if now.pointer.name and now.pointer.name in versions.listed(self.folder):
                undo_redo.take_back(self.folder, now.pointer.name, to)
            else:
                versions.set_current(self.folder, to)

    def _may_show(self, name: str) -> bool:
        """Return whether undo may lead to a version: it is readable, or is the state before any import."""
        return name == versions.NOTHING or self._problem(name) is None

    def change_definitions(self, new: rules.Definitions, by: str = "") -> Version | None:
        """Recount the current version by new counting rules and replace it; return the new version."""
        from analytics.store.recount import rebuild

        if self.current() is not None:
            return rebuild(self, new, by)
        with self.writing():
            atomic_file.write(self.folder / rules_copy.RULES, rules.to_toml(new, only_changed=True))
            journal.append(
                self.folder, journal.RULES, version=versions.NOTHING, by=by, definitions=new.digest()
            )
        return None

    @contextlib.contextmanager
    def with_definitions(self, other: rules.Definitions) -> Iterator[Warehouse]:
        """Yield a temporary version of the current sessions, counted by other counting rules."""
        from analytics.store.recount import scratch_version

        version = self.current()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        if version.definitions_digest == other.digest():
            yield self.warehouse(version)
            return
        with disk_errors.explained(self.folder), scratch_version(self, other) as path:
            warehouse = Warehouse(read_version(path), path)
            try:
                yield warehouse
            finally:
                warehouse.close()

    def preview(self, other: rules.Definitions) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the counts that a rule change would alter, under the current rules and under other rules.

        Each is the row of the query `definition_effect`.
        """
        from analytics.access import Scope

        scope = Scope(practice_totals=True)
        now = self.warehouse().query("definition_effect", scope).one()
        with self.with_definitions(other) as warehouse:
            return now, warehouse.query("definition_effect", scope).one()

    def secret(self) -> str:
        """Return the 64-digit hexadecimal key from which the record ids in page addresses are made."""
        return rules_copy.secret(self.folder, self.shown())

    def people(self) -> list[dict[str, Any]]:
        """Read the list of people of the made-up practice from people.json; empty if there is none."""
        path = self.folder / "people.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


class DataFolder:
    """Private folder of one installation, with the stores `practice/` (real) and `sample/` (made-up)."""

    def __init__(self, path: str | os.PathLike | None = None) -> None:
        chosen = (
            path or os.environ.get("HOLDFAST_DATA") or platformdirs.user_data_dir("holdfast", appauthor=False)
        )
        self.path = Path(chosen).expanduser().resolve()
        self.practice = Store(self.path / "practice", "practice")
        self.sample = Store(self.path / "sample", "sample")
        restore.finish(self.practice.folder)

    def store(self, name: str) -> Store:
        """Return the store named `practice` or `sample`."""
        if name not in STORES:
            raise ValueError(f"There is no store {name}; there is practice and sample.")
        return self.practice if name == "practice" else self.sample
