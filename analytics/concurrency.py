"""Pool of two threads in which the database queries of one answer run at the same time.

Planning takes most of the time of a small query and uses one core; two queries at a time take two thirds of
the time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
AT_A_TIME = 2  # over all visitors
_NAME = "beside"
_pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix=_NAME)


def submit(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Run `work(*arguments, **named)` in the thread pool and return its Future.

    Raises
    ------
    RuntimeError
        If called from a thread of the pool, because that could deadlock.
    """
    if threading.current_thread().name.startswith(_NAME):
        raise RuntimeError("Work that runs beside its caller may not begin more.")
    return _pool.submit(work, *arguments, **named)
