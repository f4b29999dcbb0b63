"""Marks "talked about it": the client discussed, the day, and the early-warning result at the time.

A mark stores the record id and the day of a session. It belongs to the episode of that client with a session
on this day (`following`), even if the episode gets another number later.

With the marks, a later validation of the early warning can leave out these clients: a client who is discussed
because of a flag may stay, so that the flag seems wrong.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from analytics.notes import schema
from analytics.notes.schema import OLDER_TABLE, TABLE, NotesUnusable
from analytics.store import atomic_file

FILE = "notes.sqlite"
WAIT = 5.0  # seconds for another writer


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One mark "talked about it": episode, day, and the client's early-warning result at the time.

    Attributes
    ----------
    record_id, episode_no
        Opaque id of the client and the number of the course when the mark was made.
    day, person
        Day of the discussion, and the opaque key of who recorded it.
    version, tier
        Data version then, and the tier of its early-warning model.
    outcome, landmark, probability, low, high, band
        The early warning's statement then; None if it gave none.
    session_day
        Day of a session of the course; None in a mark of an older Holdfast.
    """

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
    session_day: datetime.date | None = None

    @property
    def at(self) -> datetime.date:
        """Day by which the mark is matched to an episode: the day of a session, else the day of the mark."""
        return self.session_day or self.day


UNREADABLE = (
    "The marks “talked about it” cannot be read: the file notes.sqlite is damaged or made by another program. Every"
    " number is as it should be. Put the file back from a copy, or move it away to begin with new marks."
)
NOT_KEPT = (
    "The mark could not be kept: the file notes.sqlite is damaged, or the data folder cannot be written."
)


class Talks:
    """File with all marks "talked about it" of one store; marks can be read, added and deleted.

    Record ids reveal nothing without access to the client; query only those in scope.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def all(self) -> tuple[Talk, ...]:
        """Return every mark, oldest first; empty if there is none or the file cannot be read."""
        try:
            return self._read()
        except NotesUnusable:
            return ()

    def problem(self) -> str | None:
        """Return the sentence on why the file of marks cannot be read; None if it is readable or missing."""
        try:
            self._read()
        except NotesUnusable as error:
            return str(error)
        return None

    def _read(self) -> tuple[Talk, ...]:
        """Return every mark, oldest first; raise NotesUnusable if the file cannot be read."""
        if not self.path.exists():
            return ()
        if self.path.is_file() and not self.path.stat().st_size and not self._waiting():
            raise NotesUnusable(UNREADABLE)  # emptied: a file of ours has its table from the first mark on
        try:
            with contextlib.closing(self._to_read()) as connection:
                if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                    raise NotesUnusable(UNREADABLE)
                schema.version(connection)
                made = [talk for table in schema.tables(connection) for talk in _rows(connection, table)]
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            raise NotesUnusable(UNREADABLE) from error
        return tuple(sorted(made, key=lambda one: (one.day, one.record_id, one.at)))

    def _waiting(self) -> bool:
        """Return whether SQLite's write-ahead log has contents, so that the main file may lack some marks."""
        log = self.path.with_name(FILE + "-wal")
        return log.exists() and log.stat().st_size > 0

    def _to_read(self) -> sqlite3.Connection:
        """Open a read-only database connection, even in a read-only folder."""
        address = self.path.absolute().as_uri()
        connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=WAIT)
        try:
            connection.execute("select 1 from sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, timeout=WAIT)
        return connection

    def mark(self, talk: Talk) -> None:
        """Store a mark, unless the session already has a mark."""
        with self._open() as connection:
            _keep(connection, talk)

    def withdraw(self, marks: Iterable[Talk]) -> None:
        """Delete the given marks."""
        with self._open() as connection:
            for one in marks:
                _remove(connection, one)

    def count(self, record_ids: Collection[str]) -> int:
        """Return how many marks there are about clients; raise NotesUnusable if the file cannot be read."""
        return sum(one.record_id in record_ids for one in self._read())

    def erase(self, record_ids: Collection[str]) -> None:
        """Delete every mark about clients, and overwrite what the file still holds of deleted marks.

        Raises
        ------
        NotesUnusable
            If the file cannot be read or written, or a newer Holdfast wrote it.
        """
        if not self.path.exists():
            return
        marks = [one for one in self._read() if one.record_id in record_ids]
        with self._open() as connection:
            connection.execute("pragma secure_delete = on")
            for one in marks:
                _remove(connection, one)
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=WAIT)) as connection:
                connection.execute("vacuum")
                connection.execute("pragma wal_checkpoint(truncate)")
        except (sqlite3.Error, OSError) as error:
            raise NotesUnusable(NOT_KEPT) from error

    def settle(self, marks: Iterable[Talk], days: Iterable[datetime.date]) -> None:
        """Give marks without a session day the days in `days`, in the same order."""
        with self._open() as connection:
            for one, day in zip(marks, days, strict=True):
                _keep(connection, dataclasses.replace(one, session_day=day))
                _remove(connection, one)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open one write transaction as a context manager; raise NotesUnusable if writing fails."""
        try:
            with self._transaction() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise NotesUnusable(NOT_KEPT) from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Open one write transaction, after migrating the tables to the current schema.

        Raise NewerNotes if the file was written by a newer release.
        """
        if not self.path.exists():
            self.path.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, atomic_file.FILE))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            schema.version(connection)  # refuses a newer file before anything is written to it
            connection.execute("pragma journal_mode = wal")
            schema.migrate(connection)
            with connection:
                yield connection
        finally:
            connection.close()


def _rows(connection: sqlite3.Connection, table: str) -> list[Talk]:
    """Return the marks stored in one table."""
    names = [field.name for field in fields(Talk) if table == TABLE or field.name != "session_day"]
    rows = connection.execute(f"select {', '.join(names)} from {table}").fetchall()
    return [_talk(dict(zip(names, row, strict=True))) for row in rows]


def _talk(row: dict[str, Any]) -> Talk:
    """Build a `Talk` from one database row, converting its days from ISO text to dates."""
    days: dict[str, Any] = {
        name: row[name] and datetime.date.fromisoformat(row[name])
        for name in ("day", "session_day")
        if name in row
    }
    return Talk(**row | days)


def _keep(connection: sqlite3.Connection, talk: Talk) -> None:
    """Insert a mark, unless its session already has one."""
    values = astuple(dataclasses.replace(talk, session_day=talk.at))
    written = [value.isoformat() if isinstance(value, datetime.date) else value for value in values]
    connection.execute(f"insert or ignore into {TABLE} values ({', '.join('?' * len(written))})", written)


def _remove(connection: sqlite3.Connection, talk: Talk) -> None:
    """Delete a mark, identified by session day, or by episode number in the older table."""
    if talk.session_day is not None:
        at = (talk.record_id, talk.session_day.isoformat())
        connection.execute(f"delete from {TABLE} where record_id = ? and session_day = ?", at)
    elif OLDER_TABLE in schema.tables(connection):
        at = (talk.record_id, talk.episode_no)
        connection.execute(f"delete from {OLDER_TABLE} where record_id = ? and episode_no = ?", at)
