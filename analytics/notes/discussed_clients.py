"""The mark "talked about it": who was talked about, when, and what the product had said by then.

A mark keeps the record id and the day of a session of the course at that time; it belongs to the course of that person
which holds this session (`following`), whatever number the course has later.

It is kept so that a later check of the early warning can leave these clients out: somebody one talks about because of a
flag may stay, and the flag then looks wrong.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from analytics.errors import HoldfastError
from analytics.store import atomic_file

FILE = "notes.sqlite"
WAIT = 5.0  # seconds for another writer
TABLE = "course_talk"
_MADE = f"""
create table if not exists {TABLE} (
    record_id text not null, episode_no integer not null, day text not null, person text not null,
    version text not null, tier text not null, outcome text, landmark integer,
    probability real, low real, high real, band text, session_day text not null,
    primary key (record_id, session_day)
)"""
_OLDER = "talk"  # the table of an older Holdfast, whose marks name their course by its number alone


@dataclass(frozen=True)
class Talk:
    """One episode that was talked about. day: when; person: who said so; version, tier: the data version and the tier
    of its model; outcome ... band: what the early warning had said, None where it said nothing. episode_no: the number
    of the course then; session_day: of a session of it, None in a mark of an older Holdfast."""

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
        """The day that says which course is meant: of a session, else of the mark itself."""
        return self.session_day or self.day


class NotesUnusable(HoldfastError, RuntimeError):
    """The marks cannot be read or kept; the message is one sentence that says what to do."""


UNREADABLE = (
    "The marks “talked about it” cannot be read: the file notes.sqlite is damaged or made by another program. Every"
    " number is as it should be. Put the file back from a copy, or move it away to begin with new marks."
)
NOT_KEPT = (
    "The mark could not be kept: the file notes.sqlite is damaged, or the data folder cannot be written."
)


class Talks:
    """The marks of one store. Record ids say nothing to who may not see the client; ask only for those in scope."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def all(self) -> tuple[Talk, ...]:
        """Every mark, the first one first; empty where none was ever made, and where they cannot be read."""
        try:
            return self._read()
        except NotesUnusable:
            return ()

    def problem(self) -> str | None:
        """One sentence when the marks cannot be read; None when they can, or none was ever made."""
        try:
            self._read()
        except NotesUnusable as error:
            return str(error)
        return None

    def _read(self) -> tuple[Talk, ...]:
        if not self.path.exists():
            return ()
        if self.path.is_file() and not self.path.stat().st_size and not self._waiting():
            raise NotesUnusable(UNREADABLE)  # emptied: a file of ours has its table from the first mark on
        try:
            with contextlib.closing(self._to_read()) as connection:
                if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                    raise NotesUnusable(UNREADABLE)
                made = [_talk(row) for table in _tables(connection) for row in _rows(connection, table)]
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            raise NotesUnusable(UNREADABLE) from error
        return tuple(sorted(made, key=lambda one: (one.day, one.record_id, one.at)))

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
        """Keep a mark; the first one at a session stays, because it holds what had been said before the talk."""
        with self._open() as connection:
            _keep(connection, talk)

    def withdraw(self, marks: Iterable[Talk]) -> None:
        """Take marks back, such as all of one course."""
        with self._open() as connection:
            for one in marks:
                _remove(connection, one)

    def settle(self, marks: Iterable[Talk], days: Iterable[datetime.date]) -> None:
        """Give marks of an older Holdfast the day of a session, in order; from then on they follow it."""
        with self._open() as connection:
            for one, day in zip(marks, days, strict=True):
                _keep(connection, dataclasses.replace(one, session_day=day))
                _remove(connection, one)

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
            self.path.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, atomic_file.FILE))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute(_MADE)
            with connection:
                yield connection
        finally:
            connection.close()


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The tables with marks that the file has."""
    known = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    return [name for name in (TABLE, _OLDER) if name in known]


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple]:
    names = [field.name for field in fields(Talk) if table == TABLE or field.name != "session_day"]
    return connection.execute(f"select {', '.join(names)} from {table}").fetchall()


def _talk(row: tuple) -> Talk:
    day = datetime.date.fromisoformat
    made = Talk(row[0], row[1], day(row[2]), *row[3:])
    return dataclasses.replace(made, session_day=day(made.session_day)) if made.session_day else made


def _keep(connection: sqlite3.Connection, talk: Talk) -> None:
    values = astuple(dataclasses.replace(talk, session_day=talk.at))
    written = [value.isoformat() if isinstance(value, datetime.date) else value for value in values]
    connection.execute(f"insert or ignore into {TABLE} values ({', '.join('?' * len(written))})", written)


def _remove(connection: sqlite3.Connection, talk: Talk) -> None:
    if talk.session_day is not None:
        at = (talk.record_id, talk.session_day.isoformat())
        connection.execute(f"delete from {TABLE} where record_id = ? and session_day = ?", at)
    elif _OLDER in _tables(connection):
        at = (talk.record_id, talk.episode_no)
        connection.execute(f"delete from {_OLDER} where record_id = ? and episode_no = ?", at)
