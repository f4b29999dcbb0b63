"""The mark "talked about it": who was talked about, when, and what the product had said by then.

It is kept so that a later check of the early warning can leave these clients out: somebody one talks about because of a
flag may stay, and the flag then looks wrong.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from analytics.store import private

FILE = "notes.sqlite"
WAIT = 5.0  # seconds for another writer
_TABLE = """
create table if not exists talk (
    record_id text not null, episode_no integer not null, day text not null, person text not null,
    version text not null, tier text not null, outcome text, landmark integer,
    probability real, low real, high real, band text,
    primary key (record_id, episode_no)
)"""


@dataclass(frozen=True)
class Talk:
    """One episode that was talked about. day: when; person: who said so; version, tier: the data version and the tier
    of its model; outcome ... band: what the early warning had said, None where it said nothing."""

    record_id: str
    episode_no: int
    day: datetime.date
    person: str
    version: str
    tier: str
    outcome: str | None = None
    landmark: int | None = None
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    band: str | None = None


class NotesUnusable(RuntimeError):
    """The marks cannot be read or kept; the message is one sentence that says what to do."""


UNREADABLE = (
    "The marks “talked about it” cannot be read: the file notes.sqlite is damaged or made by another program. Every"
    " number is as it should be. Put the file back from a copy, or move it away to begin with new marks."
)
NOT_KEPT = "The mark could not be kept: the file notes.sqlite is damaged, or the data folder cannot be written."


class Talks:
    """The marks of one store. Record ids say nothing to who may not see the client; ask only for those in scope."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def all(self) -> dict[tuple[str, int], Talk]:
        """Every mark by record and episode; empty where none was ever made, and where they cannot be read."""
        try:
            return self._read()
        except NotesUnusable:
            return {}

    def problem(self) -> str | None:
        """One sentence when the marks cannot be read; None when they can, or none was ever made."""
        try:
            self._read()
        except NotesUnusable as error:
            return str(error)
        return None

    def _read(self) -> dict[tuple[str, int], Talk]:
        if not self.path.exists():
            return {}
        names = ", ".join(field.name for field in fields(Talk))
        if self.path.is_file() and not self.path.stat().st_size and not self._waiting():
            raise NotesUnusable(UNREADABLE)  # emptied: a file of ours has its table from the first mark on
        try:
            with contextlib.closing(self._to_read()) as connection:
                if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                    raise NotesUnusable(UNREADABLE)
                if not connection.execute("select 1 from sqlite_master where name = 'talk'").fetchone():
                    return {}
                rows = connection.execute(f"select {names} from talk").fetchall()
            made = [Talk(row[0], row[1], datetime.date.fromisoformat(row[2]), *row[3:]) for row in rows]
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            raise NotesUnusable(UNREADABLE) from error
        return {(one.record_id, one.episode_no): one for one in made}

    def _waiting(self) -> bool:
        """Whether marks lie in the file that SQLite writes to first."""
        beside = self.path.with_name(FILE + "-wal")
        return beside.exists() and beside.stat().st_size > 0

    def _to_read(self) -> sqlite3.Connection:
        """A connection that changes nothing, not even on a folder that cannot be written."""
        address = self.path.absolute().as_uri()
        connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=WAIT)
        try:
            connection.execute("select 1 from sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, timeout=WAIT)
        return connection

    def mark(self, talk: Talk) -> None:
        """Keep a mark; the first one of an episode stays, because it holds what had been said before the talk."""
        values = [value.isoformat() if isinstance(value, datetime.date) else value for value in astuple(talk)]
        with self._open() as connection:
            places = ", ".join("?" * len(values))
            connection.execute(f"insert or ignore into talk values ({places})", values)

    def withdraw(self, record_id: str, episode_no: int) -> None:
        """Take a mark back."""
        with self._open() as connection:
            connection.execute("delete from talk where record_id = ? and episode_no = ?", (record_id, episode_no))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction; the file is made for this user alone. Raises NotesUnusable."""
        try:
            with self._transaction() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise NotesUnusable(NOT_KEPT) from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if not self.path.exists():
            self.path.parent.mkdir(mode=private.FOLDER, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private.FILE))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute(_TABLE)
            with connection:
                yield connection
        finally:
            connection.close()
