"""Where data lives: a private folder with the practice's own store and, apart from it, the made-up sample."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import platformdirs

from analytics import definitions as rules
from analytics import sql
from analytics.store import private, versions
from analytics.store.lock import writing
from analytics.store.warehouse import Warehouse, connect

STORES = ("practice", "sample")


@dataclass(frozen=True)
class Version:
    """One data version: its name and file, the data date, and the rules it was built with."""

    name: str
    path: Path
    version_no: int
    data_date: datetime.date
    definitions: rules.Definitions
    definitions_digest: str
    store: str
    n_sessions: int
    built_at: datetime.datetime
    layout: str = ""
    newest_session: datetime.date | None = None  # None: no session, or a version that did not say so yet
    n_courses: int = 0
    n_ended: int = 0  # courses that have ended, recorded or lapsed
    n_recorded: int = 0  # of these, with a usable reason
    n_only_over: int = 0  # recorded as over, without a usable reason
    n_no_session: int = 0  # courses without a session for the lapse window or longer

    @property
    def endings_recorded(self) -> bool:
        """Whether enough ended courses of the practice have a recorded reason for a rate of endings to be given."""
        return not self.n_ended or self.n_recorded / self.n_ended >= self.definitions.endings.min_recorded


class Store:
    """The versions of one practice, own or made up."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._open: dict[str, tuple[Version, Warehouse]] = {}
        self._guard = threading.Lock()

    def current(self) -> Version | None:
        """The version on show, None before the first import. Cheap: reads one small file when nothing changed."""
        name = versions.current(self.folder)
        return None if name is None else self._opened(name)[0]

    def warehouse(self, version: Version | None = None) -> Warehouse:
        """The current version (or the given one) opened for reading; one connection per version and process."""
        name = version.name if version else versions.current(self.folder)
        if name is None:
            raise versions.StoreUnusable("Nothing has been imported yet.")
        return self._opened(name)[1]

    def _opened(self, name: str) -> tuple[Version, Warehouse]:
        with self._guard:
            if name not in self._open:
                if not versions.intact(self.folder, name):
                    raise versions.StoreUnusable(
                        f"The data version {name} is damaged. Use imports --undo to go back to the one before."
                    )
                version = read_version(self.folder / "versions" / name)
                self._open[name] = (version, Warehouse(version, version.path))
                self._forget_swept()
            return self._open[name]

    def _forget_swept(self) -> None:
        kept = set(versions.listed(self.folder))
        for name in [name for name in self._open if name not in kept]:
            del self._open[name]  # closes when the last question on it has ended

    def bring_up_to_date(self) -> None:
        """Build the current version again if its tables are those of an older Holdfast; the sessions stay."""
        version = self.current()
        if version is not None and version.layout != sql.layout():
            from analytics.store.build import rebuild

            rebuild(self, version.definitions)

    @contextlib.contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Be the only writer for the length of the block; sweeps away what a dead writer left behind.

        Raises StoreBusy when another import or change of definitions goes on for longer than `patience` seconds.
        """
        versions.prepare(self.folder)
        with writing(self.folder, patience):
            versions.sweep_building(self.folder)
            yield

    def definitions(self) -> rules.Definitions:
        """The rules this practice has chosen; the defaults where it has chosen none."""
        path = self.folder / "definitions.toml"
        return rules.load(path) if path.exists() else rules.DEFAULTS

    def history(self) -> list[dict]:
        """The deliveries behind the current version, newest first; one dictionary per import."""
        version = self.current()
        if version is None:
            return []
        from analytics.access import Scope

        return self.warehouse(version).ask("history", Scope(imports=True)).dicts()

    def undo(self) -> Version | None:
        """Make the version before the current one current again; None when there is nothing to go back to."""
        with self.writing():
            earlier = versions.before(self.folder)
            if earlier is None:
                return None
            versions.point(self.folder, earlier)
        return self.current()

    def change_definitions(self, new: rules.Definitions) -> Version | None:
        """Put other rules in force: keeps them, and rebuilds the current version with them."""
        from analytics.store.build import rebuild

        if self.current() is not None:
            rebuild(self, new)
        versions.prepare(self.folder)
        path = self.folder / "definitions.toml"
        private.write(path, rules.to_toml(new, only_changed=True))
        return self.current()

    @contextlib.contextmanager
    def with_definitions(self, other: rules.Definitions) -> Iterator[Warehouse]:
        """The current sessions counted by other rules, in a scratch version that is deleted afterwards."""
        from analytics.store.build import scratch_version

        version = self.current()
        if version is None:
            raise versions.StoreUnusable("Nothing has been imported yet.")
        if version.definitions_digest == other.digest():
            yield self.warehouse(version)
            return
        with scratch_version(self, other) as path:
            warehouse = Warehouse(read_version(path), path)
            try:
                yield warehouse
            finally:
                warehouse.close()

    def preview(self, other: rules.Definitions) -> tuple[dict, dict]:
        """What other rules would change: the counts of `definition_effect` now and then."""
        from analytics.access import Scope

        scope = Scope(practice_totals=True)
        now = self.warehouse().ask("definition_effect", scope).one()
        with self.with_definitions(other) as warehouse:
            return now, warehouse.ask("definition_effect", scope).one()

    def secret(self) -> str:
        """The key behind the opaque record ids of addresses: 64 hex digits, made once, private to this store."""
        path = self.folder / "secret"
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private.FILE)
                os.write(handle, secrets.token_hex(32).encode())
                os.close(handle)
        return path.read_text(encoding="ascii").strip()

    def people(self) -> list[dict]:
        """The people of the made-up practice as written beside it; empty where there are none."""
        path = self.folder / "people.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def read_version(path: Path) -> Version:
    """What a version file says of itself; StoreUnusable when it is damaged or not one of ours."""
    try:
        with connect(path) as connection:
            cursor = connection.execute("SELECT * FROM meta.version")
            row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    except duckdb.Error as error:
        raise versions.StoreUnusable(
            f"The data version {path.name} cannot be read. Use imports --undo to go back to the one before."
        ) from error
    row.pop("name")
    row["definitions"] = rules.from_toml(row["definitions"])
    return Version(path.name, path, **row)


class DataFolder:
    """The private folder of one installation: `practice/` (own data) and `sample/` (the made-up practice)."""

    def __init__(self, path: str | os.PathLike | None = None) -> None:
        chosen = path or os.environ.get("HOLDFAST_DATA") or platformdirs.user_data_dir("holdfast", appauthor=False)
        self.path = Path(chosen).expanduser().resolve()
        self.practice = Store(self.path / "practice", "practice")
        self.sample = Store(self.path / "sample", "sample")

    def store(self, name: str) -> Store:
        """One of the two stores by name."""
        if name not in STORES:
            raise ValueError(f"There is no store {name}; there is practice and sample.")
        return self.practice if name == "practice" else self.sample
