"""Data folder: a private folder with the practice's own store and, apart from it, the made-up sample."""

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
    chain,
    disk_errors,
    identities,
    journal,
    rules_copy,
    served_version,
    versions,
)
from analytics.store.aliases import Alias, Asked, Suggestion
from analytics.store.disk_errors import StoreUnusable
from analytics.store.identities import Said
from analytics.store.lock import writing
from analytics.store.reading import ReadStore
from analytics.store.version import Version, read_version
from analytics.store.warehouse import Warehouse

__all__ = ["DataFolder", "Steps", "Store", "Version", "read_version"]

STORES = ("practice", "sample")


@dataclass(frozen=True)
class Steps:
    """Number of imports that can be taken back, and number that can be brought back again."""

    back: int
    forward: int


class Store(ReadStore):
    """Versions of one practice, own or made up: reading them, and every way of changing which one is on show."""

    def bring_up_to_date(self) -> None:
        """Build the version on show again if its tables are those of an older Holdfast; the sessions stay."""
        version = self.shown()
        if version is not None and version.layout != sql.schema_hash():
            from analytics.store.recount import rebuild

            rebuild(self, version.definitions)

    @contextlib.contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Be the only writer for the length of the block; remove what a dead writer left behind.

        Mends the permissions of our files before, and the copies of rules and key after.

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
            with writing(self.folder, patience):
                versions.prune_building(self.folder)
                for path in self.folder.rglob("*"):
                    atomic_file.make_private(path)
                journal.mend(self.folder)
                yield
                with contextlib.suppress(StoreUnusable):
                    rules_copy.mend(self.folder, self.shown())

    def definitions(self) -> rules.Definitions:
        """Return the rules in force: of the version on show; before the first import those of the file beside it."""
        version = self.shown()
        return rules_copy.rules_beside(self.folder) if version is None else version.definitions

    def history(self) -> list[dict[str, Any]]:
        """Return the deliveries behind the current version, newest first; one dictionary per import."""
        version = self.current()
        if version is None:
            return []
        from analytics.access import Scope

        return self.warehouse(version).query("history", Scope(imports=True)).dicts()

    def aliases(self) -> tuple[Alias, ...]:
        """Return the aliases of the version on show, by kind and code."""
        version = self.shown()
        return () if version is None else identities.said_in(self.warehouse(version))

    def asked(self) -> Asked:
        """Return the suggestions of the version on show that two codes may be one person: the open and the denied ones."""
        version = self.shown()
        return Asked() if version is None else identities.asked_in(self.warehouse(version))

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return pairs of codes of the version on show that may be one person and that nobody answered yet."""
        return self.asked().open

    def would_see_more(self, kind: str, code: str, stands_for: str) -> tuple[str, ...]:
        """Return the names of people who would see more if this alias were put in force. Raises AliasProblem."""
        return identities.would_see_more(self, kind, code, stands_for)

    def apart(self) -> tuple[str, ...]:
        """Return sentences about people who each sign in with a code of one joined therapist, whose clients they lose."""
        return identities.apart(self)

    def dismiss_suggestion(self, kind: str, code: str, known: str, by: str = "") -> Version | None:
        """Record that two codes are two people, which are not suggested again. Replaces the version; takes no undo."""
        return identities.dismiss(self, kind, code, known, by)

    def ask_again(self, kind: str, code: str, known: str) -> Version | None:
        """Open a denied suggestion again. Replaces the version in its place; takes no undo."""
        return identities.ask_again(self, kind, code, known)

    def codes(self, kind: str) -> tuple[str, ...]:
        """Return every code of clients or therapists that is held, shown or joined with another one; sorted."""
        return identities.codes(self, kind)

    def say_alias(self, kind: str, code: str, stands_for: str, by: str = "") -> Said:
        """Put in force that one code of a client or therapist stands for another, in held data and in later files.

        Makes a new version that undo takes back. Raises AliasProblem, StoreBusy, StoreUnusable.
        """
        return identities.say(self, kind, code, stands_for, by)

    def forget_alias(self, kind: str, code: str, by: str = "") -> Said:
        """Remove an alias: sessions are shown under the codes with which they were delivered. Makes a new version."""
        return identities.forget(self, kind, code, by)

    def steps(self) -> Steps:
        """Return how far one can go back and forward from what is shown."""
        now = self.standing()
        if now.problem is not None:
            return Steps(1, 0)  # back to what is shown, whatever lies behind it
        back = 0 if now.shown is None else len(chain.ancestors(self.folder, now.shown))
        again = chain.next_again(self.folder, now.shown)
        forward = again is not None and self._problem(again) is None
        return Steps(back, chain.steps_forward(self.folder, now.shown) if forward else 0)

    def undo(self, by: str = "") -> Version | None:
        """Take the last import back: show its parent.

        While something older than the newest data is shown because those are damaged, that becomes the current one.

        Returns
        -------
        Version or None
            The version now on show; None when nothing is imported any more.
        """
        with self.writing():
            now = self.standing()
            if now.problem is not None:
                self.settle(by)
            elif now.shown is not None:
                behind = [name for name in chain.ancestors(self.folder, now.shown) if self._may_show(name)]
                if behind:
                    with journal.noting(self.folder, journal.UNDO, version=behind[0], by=by, left=now.shown):
                        chain.take_back(self.folder, now.shown, behind[0])
        self.bring_up_to_date()
        return self.current()

    def redo(self, by: str = "") -> Version | None:
        """Bring back what was taken back last, as long as nothing was imported since; return the version now on show."""
        with self.writing():
            now = self.standing()
            again = chain.next_again(self.folder, now.shown) if now.problem is None else None
            if again is not None:
                if self._problem(again) is not None:
                    raise StoreUnusable(served_version.CANNOT_COME_BACK)
                with journal.noting(self.folder, journal.REDO, version=again, by=by, left=now.shown):
                    chain.bring_again(self.folder, again)
        self.bring_up_to_date()
        return self.current()

    def settle(self, by: str = "") -> None:
        """Make what is shown the current version, where the pointer does not name it; for the holder of the lock."""
        now = self.standing()
        to = now.shown or versions.NOTHING
        if now.problem is None:
            return
        with journal.noting(
            self.folder, journal.UNDO, version=to, by=by, left=now.pointer.name, reason=now.problem
        ):
            if now.pointer.name and now.pointer.name in versions.listed(self.folder):
                chain.take_back(self.folder, now.pointer.name, to)
            else:
                versions.set_current(self.folder, to)

    def _may_show(self, name: str) -> bool:
        """Return whether undo may lead to a version."""
        return name == versions.NOTHING or self._problem(name) is None

    def change_definitions(self, new: rules.Definitions, by: str = "") -> Version | None:
        """Put other rules in force: the version on show is counted again by them, in its own place of the chain."""
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
        """Count the current sessions by other rules, in a scratch version that is deleted after the block."""
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
        """Count what other rules would change: the counts of `definition_effect` now and then."""
        from analytics.access import Scope

        scope = Scope(practice_totals=True)
        now = self.warehouse().query("definition_effect", scope).one()
        with self.with_definitions(other) as warehouse:
            return now, warehouse.query("definition_effect", scope).one()

    def secret(self) -> str:
        """Return the key behind the opaque record ids of addresses: 64 hex digits, made once, private to this store."""
        return rules_copy.secret(self.folder, self.shown())

    def people(self) -> list[dict[str, Any]]:
        """Read the people of the made-up practice as written beside it; empty where there are none."""
        path = self.folder / "people.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


class DataFolder:
    """Private folder of one installation: `practice/` (own data) and `sample/` (the made-up practice)."""

    def __init__(self, path: str | os.PathLike | None = None) -> None:
        chosen = (
            path or os.environ.get("HOLDFAST_DATA") or platformdirs.user_data_dir("holdfast", appauthor=False)
        )
        self.path = Path(chosen).expanduser().resolve()
        self.practice = Store(self.path / "practice", "practice")
        self.sample = Store(self.path / "sample", "sample")

    def store(self, name: str) -> Store:
        """Return one of the two stores by name."""
        if name not in STORES:
            raise ValueError(f"There is no store {name}; there is practice and sample.")
        return self.practice if name == "practice" else self.sample
