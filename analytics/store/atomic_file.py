"""Writing of files that only this user of the computer can read and that are never left half written."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE, FOLDER, FINISHED = 0o600, 0o700, 0o400  # FINISHED: a data version, which nobody writes again
ASIDE = ".aside-"  # in the name of what was moved out of the way and is not read any more


def restrict_umask() -> None:
    """Set the umask so that every file and folder this process creates is readable by its user only."""
    os.umask(0o077)


def write(target: Path, text: str) -> None:
    """Replace the content of a text file in one step; create its folder if it is missing.

    A folder in the place of the file is moved aside, not deleted.
    """
    target.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        set_aside(target)
    scratch = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(descriptor)
        os.replace(scratch, target)
    except BaseException:
        remove(scratch)
        raise
    flush(target.parent)


def set_aside(path: Path) -> Path:
    """Rename a damaged or foreign file or folder so that nothing reads it any more; return its new path."""
    away = path.with_name(f"{path.name}{ASIDE}{secrets.token_hex(3)}")
    os.replace(path, away)
    return away


def remove(path: Path) -> None:
    """Delete a file or an empty folder; ignore one that is gone or cannot be deleted now."""
    try:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
            return
        if os.name == "nt" and path.exists():
            path.chmod(FILE)  # Windows deletes no read-only file
        path.unlink()
    except OSError:
        pass


def flush(path: Path) -> None:
    """Force a written file or folder to the physical disk (fsync); ignore paths that the system cannot open.

    Raises
    ------
    OSError
        When the disk could not keep a file (a folder may refuse; that is ignored).
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(handle)


def is_private(path: Path) -> bool:
    """Return whether only this user and the administrator of the computer may open a file.

    Always True on Windows, which keeps permissions elsewhere.
    """
    return os.name == "nt" or path.is_symlink() or not path.stat().st_mode & 0o077


def make_private(path: Path) -> None:
    """Remove other users' access rights from a file or folder; ignore one owned by another user."""
    try:
        if not is_private(path):
            path.chmod(path.stat().st_mode & 0o700)
    except OSError:
        pass
