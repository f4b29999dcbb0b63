"""Temporary limit on the memory of the importing process, for readers without a limit of their own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

_STATUS = Path("/proc/self/statm")  # first number: pages of address space in use


@contextlib.contextmanager
def limit(size: int) -> Iterator[None]:
    """Limit the growth of this process to `size` bytes of address space within a `with` block.

    A reader that needs more memory fails or ends the process, which is reported as a refused file.

    Notes
    -----
    Works on Linux, and only in a process with a memory limit; elsewhere nothing happens.
    """
    try:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        now = int(_STATUS.read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        yield
        return
    if soft == resource.RLIM_INFINITY:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (min(soft, now + size), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
