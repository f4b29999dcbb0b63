"""Target file of an export: checked first, written beside its place, moved there when it is whole."""

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
    """Error for a disk that does not take what is written; one sentence with what to do; exit status 5."""


@dataclass(frozen=True)
class Part:
    """File being written, and a private folder beside it for what does not fit into memory."""

    file: IO[bytes]
    scratch: str


def check(out: str) -> None:
    """Raise WrongSetting when a file cannot be made at this place; nothing is written."""
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
    """Open a private file that takes the place of `out` when the block ends well, and else leaves no trace.

    A device such as /dev/null is written directly.

    Raises
    ------
    WrongSetting
        Where the place cannot be written.
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
    """Return whether there is a device or a pipe of this name."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def explained(error: OSError, out: str) -> Exception:
    """Return what to raise for an error of the system about a file or folder to be written."""
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
    """Say that a folder or another program denies writing the file."""
    return (
        f"{shown(out)} cannot be written: the folder does not allow it, or another program holds the file open. "
        "Choose another place."
    )
