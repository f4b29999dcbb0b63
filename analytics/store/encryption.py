"""Encryption of a practice's data at rest: turning it on, changing the key, turning it off.

Each of the three writes the whole practice anew into a folder beside it, which then takes its place as a restored
backup does: a process that is killed leaves the practice as it was, or as it is to be.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.messages import gettext
from analytics.store import (
    atomic_file,
    database_file,
    encryption_key,
    erasure,
    journal,
    restore,
    rewriting,
    versions,
)
from analytics.store.disk_errors import StoreUnusable
from analytics.store.encryption_key import Key, Marker

if TYPE_CHECKING:
    from analytics.store.store import Store

_BY_PEOPLE = (rewriting.NOTES, rewriting.ACCOUNTS)
ASIDE = gettext(
    "Files that were set aside as damaged ({names}) cannot be encrypted. Delete them, or move them to another place, and"
    " try again. Nothing was changed."
)
IN_USE = gettext(
    "Somebody wrote to the practice meanwhile. End Holdfast on all computers and try again. Nothing was changed."
)
PENDING = gettext(
    "An erasure is not finished, because another program has the data open. End it and try again. Nothing was changed."
)
STILL_CLEAR = gettext("{names} could not be encrypted. Nothing was changed.")


def write_anew(store: Store, key: Key | None, source: str = "", by: str = "") -> None:
    """Encrypt a practice with a key, or write it in clear without one.

    Parameters
    ----------
    store
        The practice.
    key, source
        The new key, and where it is kept (environment or keyring).
    by
        Who asked for it, for the journal.

    Raises
    ------
    StoreUnusable
        If something cannot be encrypted, or somebody wrote meanwhile; nothing is changed then.
    KeyMissing
        If the practice is encrypted and its present key is not there.
    NoSafeCryptography
        If this installation cannot encrypt safely.
    StoreBusy
        While another writer works.
    """
    with restore.writing_beside(store.folder), store.writing():
        store.settle(by)
        _refuse_what_cannot_be_encrypted(store.folder, key)
        present = encryption_key.read_marker(store.folder)
        marker = None if key is None else Marker(key.id, source)
        new = restore.folder_beside(store.folder)
        written = _by_people(store.folder)
        try:
            rewriting.copy(store.folder, new, marker, key)
            kind = journal.DECRYPTED if key is None else journal.NEW_KEY if present else journal.ENCRYPTED
            journal.append(new, kind, version=journal.pointed(new) or versions.NOTHING, by=by)
            _prove(new, key)
            if _by_people(store.folder) != written:
                raise StoreUnusable(IN_USE)
            store.forget()  # Windows renames no folder with an open file in it
            restore.change_places(store.folder, new)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        store.forget()


def _refuse_what_cannot_be_encrypted(folder: Path, key: Key | None) -> None:
    """Raise StoreUnusable for files set aside as damaged, and for an erasure that waits for another program."""
    aside = rewriting.set_aside(folder)
    if aside and key is not None:
        raise StoreUnusable(ASIDE.format(names=", ".join(aside)))
    if erasure.is_pending(folder):
        raise StoreUnusable(PENDING)


def _by_people(folder: Path) -> list[bytes]:
    """Return what people write without the write lock, as bytes: notes and accounts."""
    from analytics.notes import sealed_database

    return [sealed_database.content(folder / name) for name in _BY_PEOPLE]


def _prove(folder: Path, key: Key | None) -> None:
    """Raise StoreUnusable unless every file is encrypted and no data version opens without the key."""
    if key is None:
        return
    left = [
        *rewriting.in_clear(folder),
        *(
            name
            for name in versions.listed(folder)
            if database_file.opens_without_key(folder / "versions" / name)
        ),
    ]
    if left:
        raise StoreUnusable(STILL_CLEAR.format(names=", ".join(left)))


def follow(present: Path, restored: Path) -> Path:
    """Return the folder of a restored backup, encrypted as the practice that it replaces is.

    What an owner has switched on since the backup stays on. A backup that is encrypted stays so where the present
    practice is not.

    Raises
    ------
    KeyMissing
        If the key of the practice or of the backup is not there.
    """
    marker = encryption_key.read_marker(present)
    if marker is None or encryption_key.read_marker(restored) == marker:
        return restored
    made = restored.with_name(f"{restored.name}{secrets.token_hex(2)}")
    try:
        rewriting.copy(restored, made, marker, encryption_key.find(marker.key_id))
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    shutil.rmtree(restored, ignore_errors=True)
    atomic_file.flush(made.parent)
    return made


def move_key(store: Store, source: str) -> None:
    """Write down that the key of an encrypted practice is from now on kept in another place."""
    with store.writing():
        marker = encryption_key.read_marker(store.folder)
        if marker is not None:
            encryption_key.write_marker(store.folder, Marker(marker.key_id, source))
