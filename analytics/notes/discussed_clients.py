"""Marks "talked about it": the client discussed, the day, and the early-warning result at the time.

A mark stores the record id and the day of a session. It belongs to the episode of that client with a session
on this day (`following`), even if the episode gets another number later.

With the marks, a later validation of the early warning can leave out these clients: a client who is discussed
because of a flag may stay, so that the flag seems wrong.
"""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from analytics.notes import database, schema
from analytics.notes.schema import OLDER_TABLE, TABLE, NotesUnusable


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One "talked about it" mark: episode, day, and the client's early-warning result at the time.

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
        """Day by which this "talked about it" mark is matched to an episode: the session's day, else the mark's."""
        return self.session_day or self.day


class Talks:
    """File with all "talked about it" marks of one store; marks can be read, added and deleted.

    Record ids reveal nothing without access to the client; query only those in scope.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[Talk, ...]:
        """Return every "talked about it" mark, oldest first; empty if there is none or the file cannot be read."""
        try:
            return self._read()
        except NotesUnusable:
            return ()

    def problem(self) -> str | None:
        """Return why the file of "talked about it" marks cannot be read; None if it is readable or missing."""
        try:
            self._read()
        except NotesUnusable as error:
            return str(error)
        return None

    def _read(self) -> tuple[Talk, ...]:
        """Return every "talked about it" mark, oldest first; raise NotesUnusable if the file cannot be read."""
        with database.reading(self.path) as connection:
            if connection is None:
                return ()
            made = [talk for table in schema.tables(connection) for talk in _rows(connection, table)]
        return tuple(sorted(made, key=lambda one: (one.day, one.record_id, one.at)))

    def mark(self, talk: Talk) -> None:
        """Store a "talked about it" mark, unless the session already has such a mark."""
        with database.transaction(self.path) as connection:
            _keep(connection, talk)

    def withdraw(self, marks: Iterable[Talk]) -> None:
        """Delete the given "talked about it" marks."""
        with database.transaction(self.path) as connection:
            for one in marks:
                _remove(connection, one)

    def count(self, record_ids: Collection[str]) -> int:
        """Count the "talked about it" marks of the given clients; raise NotesUnusable if the file cannot be read."""
        return sum(one.record_id in record_ids for one in self._read())

    def erase(self, record_ids: Collection[str]) -> None:
        """Delete every "talked about it" mark of the given clients, and overwrite remains of deleted marks in the file.

        Raises
        ------
        NotesUnusable
            If the file cannot be read or written, or a newer Holdfast wrote it.
        """
        if not self.path.exists():
            return
        marks = [one for one in self._read() if one.record_id in record_ids]
        with database.transaction(self.path) as connection:
            for one in marks:
                _remove(connection, one)
        database.scrub(self.path)

    def settle(self, marks: Iterable[Talk], days: Iterable[datetime.date]) -> None:
        """Store `days`, in order, as the session days of "talked about it" marks that have none."""
        with database.transaction(self.path) as connection:
            for one, day in zip(marks, days, strict=True):
                _keep(connection, dataclasses.replace(one, session_day=day))
                _remove(connection, one)


def _rows(connection: sqlite3.Connection, table: str) -> list[Talk]:
    """Return the "talked about it" marks stored in one table."""
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
    """Insert a "talked about it" mark into the table, unless its session already has such a mark."""
    values = astuple(dataclasses.replace(talk, session_day=talk.at))
    written = [value.isoformat() if isinstance(value, datetime.date) else value for value in values]
    connection.execute(f"insert or ignore into {TABLE} values ({', '.join('?' * len(written))})", written)


def _remove(connection: sqlite3.Connection, talk: Talk) -> None:
    """Delete a "talked about it" mark, found by session day, or by episode number in the older table."""
    if talk.session_day is not None:
        at = (talk.record_id, talk.session_day.isoformat())
        connection.execute(f"delete from {TABLE} where record_id = ? and session_day = ?", at)
    elif OLDER_TABLE in schema.tables(connection):
        at = (talk.record_id, talk.episode_no)
        connection.execute(f"delete from {OLDER_TABLE} where record_id = ? and episode_no = ?", at)
