"""Restoring of a practice from a backup file, into a new folder that then replaces the old one.

    practice/               the present practice
    practice.restored-...   the unpacked and checked backup, without clients erased since
    practice.replaced-...   the old practice, deleted after the swap
    restore.next            names both folders during the swap

If the process is killed before the swap, the old practice stays. If it is killed during the swap, the next
start finds `restore.next` and completes it (`finish`).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import sql
from analytics.store import (
    atomic_file,
    backup_file,
    backups_made,
    early_warning_switch,
    erased_again,
    erasure,
    journal,
    retention,
    tombstones,
    versions,
)
from analytics.store.backup_file import BackupRefused, Manifest
from analytics.store.disk_errors import StoreUnusable
from analytics.store.lock import StoreBusy, writing

if TYPE_CHECKING:
    from analytics.store.store import Store

NEXT = "restore.next"
_OLD, _NEW = ".replaced-", ".restored-"


class NotEmpty(BackupRefused):
    """Error for a restore over a practice with data when replacing was not requested."""


NOT_EMPTY = (
    "There is a practice in this data folder already. Restore into an empty folder (--data DIR), or put the backup in"
    " its place with --replace. Nothing was changed."
)


@dataclass(frozen=True)
class Restored:
    """Result of a restore: manifest of the backup, current version, and number of client codes erased again.

    list_lost: whether the replaced practice's list of erased clients was unreadable. is_new: whether there was no
    practice before, and with it no list of clients erased since the backup.
    """

    manifest: Manifest
    version: str | None
    erased_again: int
    list_lost: bool = False
    is_new: bool = False


def restore(store: Store, path: Path, by: str = "", *, replace: bool = False) -> Restored:
    """Restore a practice from a backup file, then erase the clients that were erased since the backup.

    Parameters
    ----------
    store
        The store to restore into.
    path
        The backup file.
    by
        Person who restores, for the journal.
    replace
        Whether a practice that holds data may be replaced.

    Raises
    ------
    BackupRefused
        For a damaged or newer file, or (`NotEmpty`) a practice that holds data; nothing is changed.
    KeyMissing
        If the backup or the practice is encrypted and its key is not there; nothing is changed.
    """
    from analytics.store import encryption

    manifest = backup_file.verify(path)
    if manifest.layout_no > sql.LAYOUT_NO:
        raise BackupRefused(backup_file.NEWER)
    if not manifest.version.startswith(f"{store.name}-"):
        raise BackupRefused(backup_file.DAMAGED)
    finish(store.folder)
    with writing_beside(store.folder), store.writing():
        is_new = not _holds_data(store.folder)
        if not is_new and not replace:
            raise NotEmpty(NOT_EMPTY)
        new = folder_beside(store.folder)
        try:
            new.mkdir(mode=atomic_file.FOLDER)
            backup_file.unpack(path, new)
            new = encryption.follow(store.folder, new)
            present, list_lost = _erased_since(store.folder)
            erased = _prepared(store, new, manifest, path, by, present)
            change_places(store.folder, new)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    shown = store.shown()
    return Restored(manifest, shown.name if shown else None, erased, list_lost, is_new)


def _erased_since(folder: Path) -> tuple[tuple[tombstones.Tombstone, ...], bool]:
    """Return the tombstones of the practice to be replaced, and whether they could not be read.

    A damaged list does not stop a restore, because a backup contains an intact list.
    """
    try:
        return tombstones.read(folder), False
    except StoreUnusable:
        return (), True


def _holds_data(folder: Path) -> bool:
    """Return whether a practice folder contains data versions or other files of its own."""
    kept = ("people.json", "notes.sqlite", "profiles.json", journal.FILE, tombstones.FILE)
    return bool(versions.listed(folder)) or any((folder / name).exists() for name in kept)


def _prepared(
    store: Store,
    new: Path,
    manifest: Manifest,
    path: Path,
    by: str,
    present: Sequence[tombstones.Tombstone],
) -> int:
    """Turn an unpacked backup into a working store, erase again who was erased since; return number of codes.

    present: the tombstones of the practice that is replaced.

    Raises
    ------
    BackupRefused
        If its data version cannot be read.
    """
    from analytics.store.store import Store as AnyStore

    versions.prepare(new)
    versions.set_current(new, manifest.version)
    for one in (new / "versions").glob("*.duckdb"):
        one.chmod(atomic_file.FINISHED)
    tombstones.write(new, [*tombstones.read(new), *present])
    known = {one.path: one for one in backups_made.read(store.folder)}
    backups_made.write(new, tuple(known.values()))
    for name in (retention.FILE, early_warning_switch.FILE):
        if (store.folder / name).is_file():  # settings made after the backup stay in force
            shutil.copyfile(store.folder / name, new / name)
    restored = AnyStore(new, store.name)
    if restored.standing().problem is not None:
        raise BackupRefused(backup_file.DAMAGED)
    journal_name = {"by": by, "files": [{"name": path.name[:200]}], "made": manifest.at}
    with restored.writing():
        journal.append(new, journal.RESTORED, version=manifest.version, **journal_name)
        version = restored.shown()
        codes, records = erased_again.find(restored, version) if version else ([], [])
        again = len(codes) + len(records)
        if again:
            erasure.begin(restored, codes, by, "restored", again, records)
            erasure.finish(restored)
    return again


def folder_beside(folder: Path) -> Path:
    """Return the path of a new folder beside a practice; an abandoned one is deleted by the next start."""
    return folder.with_name(f"{folder.name}{_NEW}{secrets.token_hex(4)}")


@contextlib.contextmanager
def writing_beside(folder: Path) -> Iterator[None]:
    """Hold the lock of the data folder while a restored practice folder replaces the old one."""
    folder.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
    with writing(folder.parent):
        yield


def change_places(folder: Path, new: Path) -> None:
    """Replace the old practice folder by the new one, and delete the old one."""
    old = folder.with_name(f"{folder.name}{_OLD}{secrets.token_hex(4)}")
    for path in (*new.rglob("*"), new):
        atomic_file.flush(path)
    atomic_file.write(
        folder.parent / NEXT, json.dumps({"folder": folder.name, "new": new.name, "old": old.name})
    )
    _complete(folder.parent)


def finish(folder: Path) -> None:
    """Complete a restore that a killed process left half done, and delete its scratch folders.

    Do nothing while another process restores.

    Parameters
    ----------
    folder
        Folder of the store.
    """
    above = folder.parent
    if not ((above / NEXT).is_file() or _leftovers(folder)):
        return
    with contextlib.suppress(StoreBusy, OSError), writing_beside(folder):
        _complete(above)
        for old in above.glob(f"{folder.name}{_OLD}*"):
            if not folder.is_dir():  # `restore.next` was lost
                os.replace(old, folder)
        for path in _leftovers(folder):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                atomic_file.remove(path)


def _leftovers(folder: Path) -> list[Path]:
    """Return the paths that a killed restore left beside a practice: scratch folders and files."""
    names = (f"{folder.name}{_NEW}*", f"{folder.name}{_OLD}*", f".{NEXT}-*")
    return [path for name in names for path in folder.parent.glob(name)]


def _complete(above: Path) -> None:
    """Carry out the remaining steps named in `restore.next`; the caller holds the lock."""
    try:
        named = json.loads((above / NEXT).read_bytes())
        folder, new, old = (above / Path(str(named[key])).name for key in ("folder", "new", "old"))
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        atomic_file.set_aside(above / NEXT)
        return
    if new.is_dir():
        if folder.is_dir():
            os.replace(folder, old)
        os.replace(new, folder)
        atomic_file.flush(above)
    atomic_file.remove(above / NEXT)
    atomic_file.flush(above)
    shutil.rmtree(old, ignore_errors=True)
