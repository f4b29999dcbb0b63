"""The file of notes of an encrypted store: an SQLite database that is encrypted as a whole and opened in memory.

Encrypting the whole file leaves nothing to read, not even about whom there is a note; it is small enough for that.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from analytics.notes import schema
from analytics.notes.schema import NOT_KEPT, UNREADABLE, NotesUnusable
from analytics.store import atomic_file, encryption_key, sealed
from analytics.store.encryption_key import Key
from analytics.store.lock import StoreBusy, writing

ABOUT = "notes"
WAIT = 5.0  # seconds for another writer
_MODES = slice(
    18, 20
)  # bytes of the header that say how SQLite writes; in memory there is no write-ahead log


def is_wanted(path: Path) -> bool:
    """Return whether a file of notes is encrypted, or is to be at the next change."""
    return sealed.is_sealed_file(path) or encryption_key.read_marker(path.parent) is not None


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an encrypted file of notes for reading.

    Raises
    ------
    KeyMissing
        If the key is not there.
    NotesUnusable
        If the file is damaged, or a newer Holdfast wrote it.
    """
    try:
        with _in_memory(content(path)) as connection:
            if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise NotesUnusable(UNREADABLE)
            schema.version(connection)
            yield connection
    except (sqlite3.Error, OSError, ValueError, TypeError, sealed.SealBroken) as error:
        raise NotesUnusable(UNREADABLE) from error


@contextlib.contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Open one write transaction, after which the file is encrypted and written anew in one step.

    Raises
    ------
    KeyMissing
        If the key is not there; nothing is changed.
    NotesUnusable
        If the file cannot be written, or (as NewerNotes) a newer Holdfast wrote it.
    """
    key = encryption_key.to_open(path)
    try:
        path.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
        with writing(path.parent, WAIT, sealed.NOTES_LOCK), _in_memory(content(path)) as connection:
            schema.migrate(connection)
            with connection:
                yield connection
            connection.execute("vacuum")  # so that what was deleted goes
            write(path, connection.serialize(), key)
    except (sqlite3.Error, OSError, sealed.SealBroken, StoreBusy) as error:
        raise NotesUnusable(NOT_KEPT) from error


def content(path: Path) -> bytes:
    """Return the bytes of the database in a file of notes, in clear; empty without a file.

    Of a file in clear, what its write-ahead log still holds is included.
    """
    if not path.exists():
        return b""
    if sealed.is_sealed_file(path):
        return sealed.unseal(encryption_key.to_open(path), path.read_text(encoding="ascii"), ABOUT)
    with (
        contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as held,
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
    ):
        held.backup(copy)
        found = bytearray(copy.serialize())
    found[_MODES] = b"\x01\x01"
    return bytes(found)


def write(path: Path, database: bytes, key: Key | None) -> None:
    """Write the bytes of a database as a file of notes, encrypted with a key or, without one, in clear."""
    if key is not None:
        atomic_file.write(path, sealed.seal(key, database, ABOUT))
        return
    path.touch(mode=atomic_file.FILE)
    with _in_memory(database) as held, contextlib.closing(sqlite3.connect(path)) as out:
        held.backup(out)


@contextlib.contextmanager
def _in_memory(database: bytes) -> Iterator[sqlite3.Connection]:
    """Open a database in memory; an empty one for no bytes."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        if database:
            connection.deserialize(database)
        yield connection
