"""Backup of a practice as one verified file: the current data version and the other files of the practice."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import IO, TYPE_CHECKING

from analytics import __version__, clock, sql
from analytics.store import (
    atomic_file,
    backup_file,
    backups_made,
    erasure,
    journal,
    sealed,
    undo_redo,
    versions,
)
from analytics.store.backup_file import Manifest
from analytics.store.check_files import OURS
from analytics.store.disk_errors import StoreUnusable

if TYPE_CHECKING:
    from analytics.store.store import Store

# Files for this computer, for a running process or for undo, which are not part of a backup:
_NOT_CARRIED = frozenset(
    (
        "lock",
        sealed.NOTES_LOCK,
        "building",
        "versions",
        "models",
        undo_redo.LIST,
        journal.NEXT,
        erasure.NEXT,
        backups_made.FILE,
    )
)
_SQLITE = ".sqlite"
NOTHING = "Nothing has been imported yet, so there is nothing to back up."


def carried_files(folder: Path) -> list[str]:
    """Return the names of the files outside the data versions that a backup includes, sorted.

    These are the known files of Holdfast and all SQLite files, such as the accounts file.
    """
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file()
        and (path.name in OURS or path.suffix == _SQLITE)
        and path.name not in _NOT_CARRIED
        and not path.name.endswith(("-wal", "-shm"))
        and atomic_file.ASIDE not in path.name
    )


def write(store: Store, file: IO[bytes]) -> backups_made.Backup:
    """Write a backup of a store into an open file; return its entry for the list of backups, path left empty.

    Raises
    ------
    StoreUnusable
        If nothing is imported, or the current version is damaged.
    StoreBusy
        While an import runs.
    """
    with store.writing():
        standing = store.standing()
        if standing.problem is not None:
            raise StoreUnusable(store.banner() or str(standing.unusable()))
        if standing.shown is None:
            raise StoreUnusable(NOTHING)
        scratch = store.folder / "building" / f"backup-{secrets.token_hex(4)}"
        try:
            manifest = _collected(store.folder, standing.shown, scratch)
            digest = backup_file.write(file, manifest, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return backups_made.Backup("", manifest.at, manifest.version, digest)


def _collected(folder: Path, name: str, scratch: Path) -> Manifest:
    """Copy all files of a backup to a scratch folder; return the manifest of the copies."""
    if not versions.verify_checksum(folder, name):
        raise StoreUnusable(f"The data version {name} is damaged, so no backup was made.")
    for inside in (scratch, scratch / "versions", scratch / "models"):
        inside.mkdir(mode=atomic_file.FOLDER, parents=True)
    names = [f"versions/{name}", f"versions/{versions.seal_path(folder, name).name}"]
    names += sorted(
        f"models/{path.name}" for path in (folder / "models").glob(f"{Path(name).stem}.*") if path.is_file()
    )
    names += carried_files(folder)
    for one in names:
        if one.endswith(_SQLITE) and not sealed.is_sealed_file(folder / one):
            copy_sqlite(folder / one, scratch / one)
        else:
            shutil.copyfile(folder / one, scratch / one)
            (scratch / one).chmod(atomic_file.FILE)
    entries = {one: ((scratch / one).stat().st_size, _digest(scratch / one)) for one in names}
    return Manifest(
        holdfast=__version__,
        layout_no=sql.LAYOUT_NO,
        at=clock.now().isoformat(),
        version=name,
        entries=entries,
    )


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite file together with what its write-ahead log still holds.

    Raises
    ------
    StoreUnusable
        If the file is damaged.
    """
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as held,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            held.backup(copy)
            copy.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        raise StoreUnusable(f"The file {source.name} cannot be read, so no backup was made.") from error
    target.chmod(atomic_file.FILE)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
