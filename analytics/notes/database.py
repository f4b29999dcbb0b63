"""SQLite file of notes about clients: opening for reading or writing, and overwriting of deleted text.

It lies beside the data versions, so imports and undo do not change it. In an encrypted store the whole file is encrypted; it
is opened in memory, and a change writes it anew in one step.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from analytics.notes import schema, sealed_database
from analytics.notes.schema import IN_USE, NOT_KEPT, UNREADABLE, NotesUnusable
from analytics.store import atomic_file, sealed

FILE = "notes.sqlite"
WAIT = 5.0  # seconds for another writer


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the notes file for reading, even in a read-only folder; yield None if there is no file.

    Raises
    ------
    NotesUnusable
        If the file is damaged, or a newer Holdfast wrote it.
    """
    if not path.exists():
        yield None
        return
    if sealed.is_sealed_file(path):
        with sealed_database.reading(path) as connection:
            yield connection
        return
    if path.is_file() and not path.stat().st_size and not _is_waiting(path):
        raise NotesUnusable(UNREADABLE)  # emptied: a file of ours has its tables from the first note on
    try:
        with contextlib.closing(_to_read(path)) as connection:
            if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise NotesUnusable(UNREADABLE)
            schema.version(connection)
            yield connection
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        raise NotesUnusable(UNREADABLE) from error


def _is_waiting(path: Path) -> bool:
    """Return whether SQLite's write-ahead log has content that the main file may still lack."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _to_read(path: Path) -> sqlite3.Connection:
    """Open a read-only connection to the notes file, even in a read-only folder."""
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=WAIT)
    try:
        connection.execute("select 1 from sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, timeout=WAIT)
    return connection


@contextlib.contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a write transaction on the notes file, after migrating its tables to the current schema.

    Raises
    ------
    NotesUnusable
        If the file cannot be written, or (as NewerNotes) a newer Holdfast wrote it.
    """
    if sealed_database.is_wanted(path):
        with sealed_database.transaction(path) as connection:
            yield connection
        return
    try:
        if not path.exists():
            path.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, atomic_file.FILE))
        with contextlib.closing(sqlite3.connect(path, timeout=WAIT)) as connection:
            schema.version(connection)  # refuses a newer file before anything is written to it
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma secure_delete = on")
            schema.migrate(connection)
            with connection:
                yield connection
    except (sqlite3.Error, OSError) as error:
        raise NotesUnusable(NOT_KEPT) from error


def rows(path: Path, table: str, columns: Sequence[str], order: str) -> list[tuple[Any, ...]]:
    """Return the rows of one table, in order; empty if the file or the table does not exist.

    Raises
    ------
    NotesUnusable
        If the file cannot be read.
    """
    with reading(path) as connection:
        if connection is None or not schema.has(connection, table):
            return []
        return connection.execute(f"select {', '.join(columns)} from {table} order by {order}").fetchall()


def erase(path: Path, table: str, record_ids: Collection[str]) -> None:
    """Delete the rows of one table about the given clients, and overwrite their remains in the file.

    Raises
    ------
    NotesUnusable
        If the file cannot be read or written, or another process reads it at this moment.
    """
    if not path.exists():
        return
    with transaction(path) as connection:
        connection.executemany(f"delete from {table} where record_id = ?", [(one,) for one in record_ids])
    scrub(path)


def scrub(path: Path) -> None:
    """Rewrite the notes file without remains of deleted rows, and empty its write-ahead log.

    Raises
    ------
    NotesUnusable
        If the file cannot be written, or another process is reading it.
    """
    if sealed_database.is_wanted(path):
        return  # every change writes the file anew
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=WAIT)) as connection:
            connection.execute("vacuum")
            is_busy = connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    except (sqlite3.Error, OSError) as error:
        raise NotesUnusable(NOT_KEPT) from error
    if is_busy:
        raise NotesUnusable(IN_USE)
