"""Write lock of a store: a lock file that the operating system releases when the holding process ends."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import HoldfastError
from analytics.store import atomic_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class StoreBusy(HoldfastError, RuntimeError):
    """Error raised while another process imports or changes the rules; the message is one plain sentence."""


_AGAIN = 0.05  # seconds between two attempts


@contextlib.contextmanager
def writing(folder: Path, patience: float = 0.0, name: str = "lock") -> Iterator[None]:
    """Hold the write lock of a store during a `with` block.

    Parameters
    ----------
    folder
        Folder of the lock file.
    patience
        Seconds to wait for another process.
    name
        Name of the lock file.

    Raises
    ------
    StoreBusy
        If another process holds the lock for more than `patience` seconds.
    """
    if (folder / name).is_dir():
        atomic_file.set_aside(folder / name)
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, atomic_file.FILE)
    try:
        end = time.monotonic() + patience
        while not _try_lock(handle):
            if time.monotonic() >= end:
                raise StoreBusy("Another import is running. Try again when it has finished.")
            time.sleep(_AGAIN)
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Try to lock an open lock file; return whether that succeeded."""
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
