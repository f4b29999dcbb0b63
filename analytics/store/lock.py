"""One writer at a time: a lock file that the operating system releases when its holder dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class StoreBusy(RuntimeError):
    """Another import or change of definitions is running; the message is one plain sentence."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the store's write lock for the length of the block.

    Raises StoreBusy at once when somebody else holds it.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise StoreBusy("Another import is running. Try again when it has finished.") from error
        yield
    finally:
        os.close(handle)
