"""Limits of time and memory for every query on a data version.

DuckDB 1.5 has no setting for the time of a query, so a watchdog thread interrupts it. An interrupt that arrives between
two statements is lost (measured), therefore it is repeated until the caller is done.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Iterator

import duckdb

from analytics.errors import HoldfastError
from analytics.messages import gettext

TIME_LIMIT = 9.5  # seconds; what is interrupted then has ended after 10
AGAIN = 0.2  # seconds between two interrupts
# Of all queries of a process together. The 71 queries of the pages each ran within 250 MB at a million sessions
# (measured); the rest of a small computer is left to others.
MEMORY = "2GB"

TOO_SLOW = gettext("This took 10 seconds and was stopped. Choose a shorter period, or try again later.")
TOO_LARGE = gettext("This needs more memory than a query may use. Choose a shorter period or fewer clients.")


class QueryTooSlow(HoldfastError, RuntimeError):
    """Error for a query that exceeded the time limit and was stopped."""


class QueryTooLarge(HoldfastError, RuntimeError):
    """Error for a query that exceeded the memory limit; the connection stays usable."""


@contextlib.contextmanager
def limited(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Limit the time of all queries that run on a cursor within a `with` block.

    Raises
    ------
    QueryTooSlow, QueryTooLarge
        When the limit of time or of memory is reached.
    """
    ended, sending = threading.Event(), threading.Lock()
    timer = threading.Timer(TIME_LIMIT, _interrupt, (weakref.ref(cursor), ended, sending))
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryTooSlow(TOO_SLOW) from error
    except duckdb.OutOfMemoryException as error:
        raise QueryTooLarge(TOO_LARGE) from error
    finally:
        with sending:  # no interrupt may hit whoever uses the cursor next
            ended.set()
        timer.cancel()


def _interrupt(
    cursor: weakref.ref[duckdb.DuckDBPyConnection], ended: threading.Event, sending: threading.Lock
) -> None:
    """Interrupt the queries of a cursor repeatedly, until the code that uses the cursor has ended.

    The timer's thread holds only a weak reference: if it owned the cursor while Python ends, closing the
    cursor would abort the process ("terminate called without an active exception").
    """
    while not ended.is_set():
        with sending:
            alive = cursor()
            if alive is None or ended.is_set():
                return
            alive.interrupt()
            del alive
        ended.wait(AGAIN)
