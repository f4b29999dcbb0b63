"""Copying of a practice's folder into another one that is encrypted with another key, or with none.

Every data version is written anew and read back, with its name, parent and day; marks, the key of the record ids and
the secrets of one-time codes follow. The folder that is copied is only read.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

import duckdb

from analytics import sql
from analytics.messages import gettext
from analytics.store import (
    atomic_file,
    backup,
    database_file,
    encryption_key,
    journal,
    rules_copy,
    sealed,
    versions,
)
from analytics.store.disk_errors import StoreUnusable
from analytics.store.encryption_key import Key, Marker
from analytics.store.read_back import sums
from analytics.store.staging import Staging

NOTES, NOTES_LOCK, ACCOUNTS = "notes.sqlite", "notes.lock", "accounts.sqlite"
_MADE_ANEW = frozenset(
    ("lock", "building", "versions", "erase.next", journal.NEXT, encryption_key.FILE, rules_copy.SECRET)
    + (NOTES, NOTES_LOCK, ACCOUNTS)
)
_OF_SQLITE = ("-wal", "-shm", "-journal")
DAMAGED = gettext(
    "The data version {name} is damaged, so that it cannot be written anew. Put it back from a copy, or delete it, and try"
    " again. Nothing was changed."
)
DIFFERENT = gettext("The data version {name} could not be read back as it was. Nothing was changed.")


def copy(source: Path, target: Path, marker: Marker | None, key: Key | None) -> None:
    """Copy a store's folder into a new one, encrypted with a key or in clear; the caller holds the write lock.

    Parameters
    ----------
    source, target
        Folder of the store, and a folder that does not exist.
    marker, key
        What the new folder says about its key, and the key; both None for a folder in clear.

    Raises
    ------
    StoreUnusable
        If a data version is damaged or the key of the source is missing (KeyMissing).
    NoSafeCryptography
        If this installation cannot encrypt safely.
    """
    target.mkdir(mode=atomic_file.FOLDER)
    versions.prepare(target)
    if marker is not None and key is not None:
        encryption_key.keep_in_memory(key)
        encryption_key.write_marker(target, marker)
    for path in sorted(source.iterdir()):
        if path.name in _MADE_ANEW or path.name.endswith(_OF_SQLITE) or path.name.startswith("."):
            continue
        if path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
    _copy_secrets(source, target, key)
    with Staging(target / "building" / "rewriting", allowed=[source / "versions"]) as staging:
        for name in versions.listed(source):
            _copy_version(staging, source, target, name)
    versions.prune_building(target)
    for path in target.rglob("*"):
        atomic_file.make_private(path)


def _copy_secrets(source: Path, target: Path, key: Key | None) -> None:
    """Copy the notes, the key of the record ids and the accounts, encrypted as the target is."""
    from analytics.accounts import schema, second_factor
    from analytics.notes import sealed_database

    if (source / NOTES).exists():
        sealed_database.write(target / NOTES, sealed_database.content(source / NOTES), key)
    held = rules_copy.secret_beside(source)
    if held is not None:
        rules_copy.write_secret(target, held)
    if schema.path(source).exists():
        backup.copy_sqlite(schema.path(source), schema.path(target))
        second_factor.rewrite(source, target)


def _copy_version(staging: Staging, source: Path, target: Path, name: str) -> None:
    """Write one data version anew, read it back, and publish it with a seal of its own."""
    connection, path = staging.connection, source / "versions" / name
    seal = versions.read_seal(source, name)
    if seal is None or not versions.verify_checksum(source, name):
        raise StoreUnusable(DAMAGED.format(name=name))
    built = staging.scratch / f"{name}-{secrets.token_hex(4)}"
    before = _content(connection, path)
    database_file.attach(connection, path, "old", read_only=True)
    try:
        database_file.attach(connection, built, "new")
        try:
            connection.execute("SET checkpoint_threshold = '1B'")  # written at once, without a log before
            connection.execute("COPY FROM DATABASE old TO new")
            connection.execute("CHECKPOINT new")
        finally:
            connection.execute("DETACH new")
    finally:
        connection.execute("DETACH old")
    if _content(connection, built) != before:
        raise StoreUnusable(DIFFERENT.format(name=name))
    versions.publish(target, built, name, seal.parent or versions.UNKNOWN, seal.day)


def _content(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[Any, ...]:
    """Return what must be the same in two files of a version: sums of the tables, columns with comments, views."""
    database_file.attach(connection, path, "new", read_only=True)
    try:
        columns, views = (
            connection.execute(sql.read(f"encryption/{one}")).fetchall() for one in ("columns", "views")
        )
        return sums(connection), columns, views
    finally:
        connection.execute("DETACH new")


def in_clear(folder: Path) -> list[str]:
    """Return the names of the files of an encrypted store that hold data of clients or secrets in clear."""
    from analytics.accounts import schema, second_factor

    found = [
        f"versions/{name}"
        for name in versions.listed(folder)
        if not database_file.is_encrypted(folder / "versions" / name)
    ]
    found += [
        name
        for name in (NOTES, rules_copy.SECRET)
        if (folder / name).exists() and not sealed.is_sealed_file(folder / name)
    ]
    found += [schema.FILE] if second_factor.count_in_clear(folder) else []
    return found + set_aside(folder)


def set_aside(folder: Path) -> list[str]:
    """Return the names of files that were set aside as damaged, which may hold data of anybody."""
    return sorted(path.name for path in folder.rglob(f"*{atomic_file.ASIDE}*"))
