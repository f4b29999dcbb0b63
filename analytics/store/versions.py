"""The versions of one store: immutable files, a pointer to the current one, the last three kept for undo.

A switch replaces the pointer file in one step, so a reader sees either the old version or the new one.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from analytics.store import private

KEPT = 3  # versions on disk: the current one and two to go back to
_NAME = re.compile(r"^(practice|sample)-(\d{6})-[0-9a-f]{8}\.duckdb$")


class StoreUnusable(RuntimeError):
    """The store cannot be read; the message says how to recover."""


def prepare(folder: Path) -> None:
    """Make the store's folders, private to this user of the computer."""
    for path in (folder.parent, folder, folder / "versions", folder / "building"):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(private.FOLDER)


def listed(folder: Path) -> list[str]:
    """The names of the versions on disk, oldest first."""
    found = (path.name for path in (folder / "versions").glob("*.duckdb"))
    return sorted((name for name in found if _NAME.match(name)), key=number)


def number(name: str) -> int:
    """The running number in a version's name."""
    return int(_NAME.match(name).group(2))


def current(folder: Path) -> str | None:
    """The name of the version that is shown, None before the first import.

    Raises StoreUnusable when the pointer names a version that is not there.
    """
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnusable(
            "The file CURRENT of the store cannot be read. Use imports --undo, or put back a copy of the data folder."
        ) from error
    if not _NAME.match(name) or not (folder / "versions" / name).exists():
        left = listed(folder)
        hint = f"The newest version on disk is {left[-1]}." if left else "No version is left on disk."
        raise StoreUnusable(f"The current data version is missing. {hint} Use imports --undo, or import again.")
    return name


def fresh_name(folder: Path, store: str) -> str:
    """A name for the next version, higher than any on disk."""
    known = listed(folder)
    following = number(known[-1]) + 1 if known else 1
    return f"{store}-{following:06d}-{secrets.token_hex(4)}.duckdb"


def publish(folder: Path, built: Path, name: str) -> None:
    """Move a finished file among the versions and make it the current one; sweep what is no longer kept."""
    built.chmod(private.FILE)
    _flush(built)
    seal = _seal(folder, name)
    seal.write_text(_fingerprint(built) + "\n", encoding="ascii")
    seal.chmod(private.FILE)
    os.replace(built, folder / "versions" / name)
    point(folder, name)
    sweep(folder)


def point(folder: Path, name: str) -> None:
    """Make `name` the current version, in one step."""
    temporary = folder / "building" / f"CURRENT-{secrets.token_hex(4)}"
    temporary.write_text(name + "\n", encoding="ascii")
    temporary.chmod(private.FILE)
    _flush(temporary)
    os.replace(temporary, folder / "CURRENT")
    _flush(folder)


def intact(folder: Path, name: str) -> bool:
    """Whether a version is byte for byte what was published; checked before DuckDB may open it.

    How: SHA-256 over the file, about a second per gigabyte. A damaged file given to DuckDB is mostly refused,
    but one in ten crashed the process when tried.
    """
    try:
        return _seal(folder, name).read_text(encoding="ascii").strip() == _fingerprint(folder / "versions" / name)
    except OSError:
        return False


def _seal(folder: Path, name: str) -> Path:
    return folder / "versions" / f"{name}.sha256"


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def before(folder: Path) -> str | None:
    """The version that an undo would go back to, None if there is none."""
    name = current(folder)
    earlier = [other for other in listed(folder) if name is None or number(other) < number(name)]
    return earlier[-1] if earlier else None


def sweep(folder: Path) -> None:
    """Delete versions beyond the kept ones (never the current one) and whatever a dead import left behind.

    A version that is still open elsewhere stays until the next sweep.
    """
    name = current(folder)
    for old in listed(folder)[:-KEPT]:
        if old != name:
            _remove(folder / "versions" / old)
    for seal in (folder / "versions").glob("*.sha256"):
        if not seal.with_suffix("").exists():
            _remove(seal)


def sweep_building(folder: Path) -> None:
    """Empty the scratch folder; only for the holder of the write lock."""
    for path in sorted((folder / "building").rglob("*"), reverse=True):
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.rmdir() if path.is_dir() else path.unlink()
    except OSError:
        pass  # still open on Windows, or already gone: the next sweep takes it


def _flush(path: Path) -> None:
    """Ask the disk to keep what was written, where the system can do that for this kind of path."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
