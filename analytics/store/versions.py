"""Version files of one store: names, checksum files (seals), the pointer file CURRENT, and publishing.

A switch replaces the pointer file in one step, so a reader sees either the old version or the new one. The
chain of parents is in `undo_redo`.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from analytics.store import atomic_file
from analytics.store.disk_errors import StoreUnusable, blocked_message, denied

__all__ = ["StoreUnusable"]

UNDO_DEPTH = 10  # imports that can be taken back
KEPT = UNDO_DEPTH + 1  # versions on disk: the current one and those to go back to
NOTHING = "nothing"  # what the pointer says before the first import and after it was taken back
UNKNOWN = "unknown"  # the parent of a version of an older Holdfast
_NAME = re.compile(r"(practice|sample)-(\d{6,})-[0-9a-f]{8}\.duckdb")
_SEAL = re.compile(r"([0-9a-f]{64})\nparent (\S+)\nday (\S+)\nseal ([0-9a-f]{16})\n")


@dataclass(frozen=True)
class Pointer:
    """Content of the pointer file CURRENT: the name of the current version, or why it names none.

    state: named, nothing, absent or damaged.
    """

    state: str
    name: str | None = None


@dataclass(frozen=True)
class Seal:
    """Content of the checksum file beside a version file: SHA-256, parent version and data date.

    parent: the version it was built on; NOTHING for the first, None for a seal of an older Holdfast.
    """

    digest: str
    parent: str | None = None
    day: datetime.date | None = None


def prepare(folder: Path) -> None:
    """Create a store's folders, readable by this user only; move aside a file in the place of a folder."""
    for path in (folder.parent, folder, folder / "versions", folder / "building"):
        if path.is_file() and path not in (folder, folder.parent):
            atomic_file.set_aside(path)
        path.mkdir(parents=True, exist_ok=True, mode=atomic_file.FOLDER)
        atomic_file.make_private(path)


def listed(folder: Path) -> list[str]:
    """Return the names of the version files on disk, oldest first."""
    try:
        found = [path.name for path in (folder / "versions").iterdir()]
    except PermissionError as error:
        raise StoreUnusable(denied(folder / "versions")) from error
    except OSError:
        return []
    return sorted((name for name in found if _NAME.fullmatch(name)), key=lambda name: (number(name), name))


def number(name: str) -> int:
    """Return the number in a version's name; a recount that replaces the version keeps the number."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no name of a data version.")
    return int(found.group(2))


def pointer(folder: Path) -> Pointer:
    """Read the file CURRENT; raise StoreUnusable if this user may not read it."""
    try:
        text = (folder / "CURRENT").read_bytes().decode("ascii").strip()
    except FileNotFoundError:
        return Pointer("absent")
    except NotADirectoryError as error:
        raise StoreUnusable(blocked_message(folder)) from error
    except PermissionError as error:
        raise StoreUnusable(denied(folder / "CURRENT")) from error
    except (OSError, UnicodeDecodeError):
        return Pointer("damaged")
    if text == NOTHING:
        return Pointer("nothing")
    return Pointer("named", text) if _NAME.fullmatch(text) else Pointer("damaged")


def current(folder: Path) -> str | None:
    """Return the name of the version that CURRENT names; None when nothing is imported.

    Raises
    ------
    StoreUnusable
        If the pointer is damaged, missing although there are versions, or names a missing version.
    """
    said = pointer(folder)
    if said.state == "nothing" or (said.state == "absent" and not listed(folder)):
        return None
    if said.name is None:
        raise StoreUnusable("The note of which data are current (CURRENT) is damaged or missing.")
    if not (folder / "versions" / said.name).is_file():
        left = listed(folder)
        hint = f"The newest version on disk is {left[-1]}." if left else "No version is left on disk."
        raise StoreUnusable(
            f"The current data version is missing. {hint} Use imports --undo, or import again."
        )
    return said.name


def fresh_name(folder: Path, store: str) -> str:
    """Return a name for the next version, with a number higher than that of any version on disk."""
    known = listed(folder)
    return named(store, number(known[-1]) + 1 if known else 1)


def named(store: str, index: int) -> str:
    """Return a new version name with the given number and a random suffix."""
    return f"{store}-{index:06d}-{secrets.token_hex(4)}.duckdb"


def publish(
    folder: Path, built: Path, name: str, parent: str = NOTHING, day: datetime.date | None = None
) -> None:
    """Move a finished version file into the folder `versions` and write its seal; CURRENT is not changed.

    Notes
    -----
    Order of writes to the disk: file content, seal, final file name, pointer.
    """
    built.chmod(atomic_file.FINISHED)
    atomic_file.flush(built)
    text = _sealed(fingerprint(built), parent, day)
    atomic_file.write(seal_path(folder, name), text)
    os.replace(built, folder / "versions" / name)
    atomic_file.flush(folder / "versions")


def set_current(folder: Path, name: str) -> None:
    """Make a version the current one by replacing the file CURRENT in one step.

    name: NOTHING for the state before the first import.
    """
    atomic_file.write(folder / "CURRENT", name + "\n")


def verify_checksum(folder: Path, name: str) -> bool:
    """Return whether the SHA-256 of a version file equals the one in its seal.

    Checked before DuckDB may open the file.

    Raises
    ------
    StoreUnusable
        If the file may not be read.

    Notes
    -----
    SHA-256 over the file, about a second per gigabyte. A damaged file given to DuckDB is mostly refused,
    but one in ten crashed the process when tried.
    """
    seal = read_seal(folder, name)
    try:
        return seal is not None and seal.digest == fingerprint(folder / "versions" / name)
    except PermissionError as error:
        raise StoreUnusable(denied(folder / "versions" / name)) from error
    except OSError:
        return False


def read_seal(folder: Path, name: str) -> Seal | None:
    """Read the checksum file of a version; return None if it is missing or damaged."""
    try:
        text = seal_path(folder, name).read_bytes().decode("ascii")
    except PermissionError as error:
        raise StoreUnusable(denied(seal_path(folder, name))) from error
    except (OSError, UnicodeDecodeError):
        return None
    if re.fullmatch(r"[0-9a-f]{64}\n?", text):  # as older Holdfasts wrote it
        return Seal(text.strip())
    found = _SEAL.fullmatch(text)
    if found is None:
        return None
    digest, parent, day = found.groups()[:3]
    try:
        day = None if day == NOTHING else datetime.date.fromisoformat(day)
    except ValueError:
        return None
    if text != _sealed(digest, parent, day) or not (parent in (NOTHING, UNKNOWN) or _NAME.fullmatch(parent)):
        return None
    return Seal(digest, None if parent == UNKNOWN else parent, day)


def _sealed(digest: str, parent: str, day: datetime.date | None) -> str:
    """Return the text of a version's checksum file, which ends with a checksum of its own lines."""
    said = f"{digest}\nparent {parent}\nday {day.isoformat() if day else NOTHING}\n"
    return f"{said}seal {hashlib.sha256(said.encode()).hexdigest()[:16]}\n"


def seal_path(folder: Path, name: str) -> Path:
    """Return the path of the checksum file of a version."""
    return folder / "versions" / f"{name}.sha256"


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prune_building(folder: Path) -> None:
    """Delete everything in the scratch folder `building`; the caller holds the write lock."""
    for path in sorted((folder / "building").rglob("*"), reverse=True):
        atomic_file.remove(path)
