"""Atomic writing of an export file: into a temporary file first, which is renamed when complete."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analytics.cli.context import WrongSetting
from analytics.errors import HoldfastError
from analytics.file_names import legible, shown
from analytics.store.disk_errors import FULL_DISK

FULL = {*FULL_DISK, errno.EIO}
DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


class DiskProblem(HoldfastError, RuntimeError):
    """Error for a disk that cannot be written (exit status 5); the message says what to do."""


@dataclass(frozen=True)
class Part:
    """Export file being written, and the path of a private scratch folder beside it."""

    file: IO[bytes]
    scratch: str


def check(out: str) -> None:
    """Raise WrongSetting if no file can be written at the path `out`; create nothing."""
    path = Path(out)
    try:
        if path.is_dir():
            raise WrongSetting(f"{legible(out)} is a folder. Give the name of a file in it.")
        if not path.absolute().parent.is_dir():
            raise WrongSetting(f"There is no folder for {shown(out)}: {legible(path.parent)} does not exist.")
        if path.exists() and not os.access(path, os.W_OK):
            raise WrongSetting(
                f"{shown(out)} may not be overwritten. Choose another name, or make it writable."
            )
        if not _is_special(path) and not os.access(path.resolve().parent, os.W_OK | os.X_OK):
            raise WrongSetting(_denied(out))
    except OSError as error:
        raise explained(error, out) from error


@contextlib.contextmanager
def replacing(out: str) -> Iterator[Part]:
    """Yield a temporary file that replaces the file `out` if the block ends without an error.

    A device such as /dev/null is written directly.

    Raises
    ------
    WrongSetting
        If the place cannot be written.
    DiskProblem
        When the disk is full.
    """
    target = Path(out)
    scratch = None
    try:
        if _is_special(target):
            with target.open("wb") as file:
                yield Part(file, "")
            return
        target = target.resolve()  # a link stays, and what it points to is replaced
        scratch = target.parent / f".holdfast-{secrets.token_hex(4)}"
        scratch.mkdir(mode=0o700)
        part = scratch / "part"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield Part(file, str(scratch))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        raise explained(error, out) from error
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _is_special(path: Path) -> bool:
    """Return whether the path is an existing device or pipe."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def explained(error: OSError, out: str) -> Exception:
    """Return the WrongSetting or DiskProblem to raise for a system error while `out` is written."""
    if error.errno in FULL:
        return DiskProblem(
            f"The disk is full or damaged: {shown(out)} was not written. Free some space and try again."
        )
    if error.errno in DENIED:
        return WrongSetting(_denied(out))
    return WrongSetting(
        f"{shown(out)} cannot be written ({error.strerror or 'unknown reason'}). Choose another place."
    )


def _denied(out: str) -> str:
    """Return the error sentence for a file that cannot be written: protected folder, or file in use."""
    return (
        f"{shown(out)} cannot be written: the folder does not allow it, or another program holds the file open. "
        "Choose another place."
    )
