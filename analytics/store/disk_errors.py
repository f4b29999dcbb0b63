"""Error sentences for a full disk, a read-only folder, a foreign file or a lock of another program.

Errors of the operating system and of DuckDB become `StoreUnusable`, whose message says what to do. No
sentence contains a path or a cell of a file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import HoldfastError

FULL = "The disk is full. Nothing was changed. Free some space and try again."
READ_ONLY = "The data folder cannot be written. Nothing was changed. Make it writable for you and try again."
BROKEN = "The disk reported an error while the data folder was used. Nothing was changed. Check the disk."
QUESTION_MARK = (
    "The path of the data folder holds a question mark (?), and the database cannot write to such a path. Nothing was"
    " changed. Rename the folder, or choose another one (--data)."
)
FULL_DISK = {errno.ENOSPC, errno.EFBIG, *({errno.EDQUOT} if hasattr(errno, "EDQUOT") else ())}
_DENIED = {errno.EACCES, errno.EPERM}
_IN_THE_WAY = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY}
_LOCK = re.compile(r"lock is held in (?P<program>[^(]*?)\s*\(PID (?P<pid>\d+)\)")


class StoreUnusable(HoldfastError, RuntimeError):
    """Error for a store that cannot be read or written; the message says how to recover."""


class NewerHoldfast(StoreUnusable):
    """Error for data that a newer release of Holdfast wrote; they are never rebuilt by an older release."""


class InUse(StoreUnusable):
    """Error for a data version that another program has open for writing."""


def sentence(error: BaseException, folder: Path) -> str | None:
    """Return the sentence shown to the user for a disk or database error; None for unrelated errors.

    Parameters
    ----------
    error
        An OSError, or an exception of DuckDB about its files.
    folder
        Folder of the store, to distinguish its files from those given by a person.
    """
    if isinstance(error, OSError):
        return _of_system(error, folder)
    return _of_database(str(error)) if "duckdb" in type(error).__module__ else None


def _of_system(error: OSError, folder: Path) -> str | None:
    """Return the sentence shown for an error of the operating system; None for unrelated errors."""
    if error.errno in FULL_DISK:
        return FULL
    if error.errno == errno.EROFS:
        return READ_ONLY
    ours = error.filename is None or str(error.filename).startswith((str(folder), str(folder.parent)))
    if error.errno == errno.EIO:
        return BROKEN
    if error.errno in _DENIED and ours:
        return denied(Path(str(error.filename)) if error.filename else folder)
    if error.errno in _IN_THE_WAY and error.filename and ours:
        return blocked_message(Path(str(error.filename)))
    return None


def blocked_message(path: Path) -> str:
    """Return the error sentence for a foreign item found where a file or folder of Holdfast belongs."""
    return f"Something else lies where Holdfast keeps {path.name} in its data folder. Move it away and try again."


def _of_database(text: str) -> str | None:
    """Return the sentence shown for the text of a DuckDB error; None for unrelated errors."""
    if "No space left" in text or "Disk quota" in text or "not enough space" in text:
        return FULL
    if held := _LOCK.search(text):
        program = Path(held["program"].strip() or "another program").name
        return (
            f"Another program ({program}, process {held['pid']}) has the data open for writing."
            " Close them there and try again; open them read-only next time."
        )
    if "Could not set lock" in text or "being used by another process" in text:
        return "Another program has the data open for writing. Close them there and try again."
    if "Read-only file system" in text or "Permission denied" in text:
        return READ_ONLY
    return None


def denied(path: Path) -> str:
    """Return the sentence that says who owns a file that this user may not use, and what to do."""
    existing = path
    while not os.path.lexists(existing) and existing != existing.parent:
        existing = existing.parent
    owner, me = _owner(existing), _me()
    if owner and me and owner != me:
        return (
            f"In the data folder, {existing.name} belongs to {owner}, and this is {me}. Nothing was changed."
            f" Let {owner} or an administrator give the whole data folder to {me}."
        )
    return READ_ONLY


def _owner(path: Path) -> str | None:
    """Return the name of the user who owns a path; None if the system cannot say."""
    try:
        return path.owner()
    except (OSError, KeyError, NotImplementedError):
        return None


def _me() -> str | None:
    """Return the name of the current user of the computer; None if the system cannot say."""
    try:
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return None


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Raise StoreUnusable for errors of disk, folder or lock within a `with` block; pass on other errors."""
    try:
        yield
    except StoreUnusable:
        raise
    except Exception as error:
        explanation = sentence(error, folder)
        if explanation is None:
            raise
        raise StoreUnusable(explanation) from error
