"""Read access to one data version, through which every query of a page or a command runs.

Each query runs on its own cursor, on which visible rows (`Scope`) and selection (`Filters`) are set first.
Without a scope there are no rows.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from analytics import log, sql, version_cache
from analytics.store import database_file, query_limits
from analytics.store.read_only_connection import connect, new_cursor
from analytics.store.rows import Rows

if TYPE_CHECKING:
    from analytics.access import Scope
    from analytics.filters import Filters
    from analytics.store.version import Version

T = TypeVar("T")

IDLE_CURSORS = 64  # kept with their scope and selection; setting a variable takes a third of a millisecond
# Every therapist code, also one that stands for another: the key, and the code that is shown. Before layout 3 there was
# none of the latter; such a version is opened once more, to be counted again.
_CODES = (
    "SELECT record.therapist, therapist_key, therapist.therapist"
    " FROM mart.therapist_record AS record JOIN mart.therapist AS therapist USING (therapist_key)"
)
_CODES_BEFORE = "SELECT therapist, therapist_key, therapist FROM mart.therapist WHERE therapist IS NOT NULL"


@dataclass(frozen=True, eq=False)
class _PooledCursor:
    """Reusable database cursor, with the scope it was made for and its current filter variables.

    selection: value of each filter variable, by name.
    """

    cursor: duckdb.DuckDBPyConnection
    scope: Scope | None
    selection: dict[str, Any]

    def differing(self, selection: dict[str, Any]) -> list[str]:
        """Return the filter variables that must be changed on the cursor to get another selection."""
        names = {*self.selection, *selection}
        return [name for name in sorted(names) if self.selection.get(name) != selection.get(name)]


class Warehouse:
    """One data version opened read-only, with all access to other files and to the network locked.

    version: name, data date, definitions. path: the file. Safe to use from many threads: each call takes its
    own cursor and fetches all of its rows at once.
    """

    def __init__(self, version: Version, path: Path) -> None:
        self.version = version
        self._path = path
        self._is_encrypted = database_file.is_encrypted(path)
        self._root = connect(path)
        self._idle: OrderedDict[int, _PooledCursor] = OrderedDict()  # the longest unused first
        self._guard = threading.Lock()
        cursor = new_cursor(self._root, is_encrypted=self._is_encrypted)
        codes = cursor.execute(_CODES if version.layout_no >= 3 else _CODES_BEFORE).fetchall()
        # Also of codes that stand for another one.
        self._therapist_keys = {code: key for code, key, _ in codes}
        self._shown_therapists = {code: shown for code, _, shown in codes}

    @contextlib.contextmanager
    def cursor(
        self, scope: Scope | None, filters: Filters | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a time-limited cursor that shows only rows permitted by `scope` and selected by `filters`.

        An idle cursor is reused only for an equal scope; only the filters that differ are set. After an error
        it is closed.

        Raises
        ------
        QueryTooSlow, QueryTooLarge
            When the limit of time or of memory is reached.
        """
        ready = self._acquire(scope, self._selection(filters))
        try:
            with query_limits.limited(ready.cursor):
                yield ready.cursor
        except BaseException:
            ready.cursor.close()
            raise
        self._release(ready)

    def _acquire(self, scope: Scope | None, selection: dict[str, Any]) -> _PooledCursor:
        """Return a cursor set to this scope and selection, reusing the closest idle one if possible."""
        with self._guard:
            fitting = [key for key, one in self._idle.items() if one.scope == scope]
            nearest = min(fitting, key=lambda key: len(self._idle[key].differing(selection)), default=None)
            ready = None if nearest is None else self._idle.pop(nearest)
        if ready is None:
            cursor = new_cursor(self._root, is_encrypted=self._is_encrypted)
            for name, value in self.variables(scope).items():
                cursor.execute(f"SET VARIABLE {name} = $value", {"value": value})
            ready = _PooledCursor(cursor, scope, {})
        for name in ready.differing(selection):
            if name in selection:
                ready.cursor.execute(f"SET VARIABLE {name} = $value", {"value": selection[name]})
            else:
                ready.cursor.execute(f"RESET VARIABLE {name}")
        return _PooledCursor(ready.cursor, scope, selection)

    def _release(self, ready: _PooledCursor) -> None:
        """Put a cursor back among the idle ones; close the longest unused one if there are too many."""
        with self._guard:
            self._idle[id(ready)] = ready
            surplus = self._idle.popitem(last=False)[1] if len(self._idle) > IDLE_CURSORS else None
        if surplus is not None:
            surplus.cursor.close()

    def query(
        self, question: str, scope: Scope | None, filters: Filters | None = None, **params: Any
    ) -> Rows:
        """Run the SQL file `questions/<question>.sql` for this scope and these filters; return the rows.

        Parameters
        ----------
        question
            Name of the SQL file.
        scope, filters
            Rows that are visible, and selection; None for no rows and for no restriction.
        params
            Named parameters. Those the file does not name are left out; a missing one is an error.

        Returns
        -------
        Rows
            All rows. Short results are cached, because a new filter does not change some queries of a page.

        Raises
        ------
        QueryTooSlow, QueryTooLarge
            When the limit of time or of memory is reached.
        """
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
        return version_cache.get(_run, self, question, scope, filters, tuple(sorted(given.items())))

    def therapist_key(self, code: str) -> int | None:
        """Return the key of a therapist by code, also by one that was merged into another; None if unknown."""
        return self._therapist_keys.get(code)

    def shown_therapist(self, code: str) -> str:
        """Return the code under which a therapist is shown: the one it was merged into, else itself."""
        return self._shown_therapists.get(code, code)

    @property
    def cache_key(self) -> tuple[str, str, str]:
        """Return the key under which results of this version are cached.

        It consists of the version's file, the version's name and the digest of its definitions.
        """
        return self.version.cache_key

    def arrays(
        self, question: str, scope: Scope | None, filters: Filters | None = None, **params: Any
    ) -> dict[str, Any]:
        """Run a query as `query` does, uncached; return a dictionary from column name to NumPy array."""

        def fetch(cursor: duckdb.DuckDBPyConnection) -> dict[str, Any]:
            self.execute(cursor, question, params)
            return cursor.fetchnumpy()

        return self.run(scope, filters, fetch)

    def run(
        self, scope: Scope | None, filters: Filters | None, fetch: Callable[[duckdb.DuckDBPyConnection], T]
    ) -> T:
        """Open a cursor for a scope and filters, and return what `fetch` reads from the cursor.

        After a fatal error DuckDB refuses every further query on a connection. The file is read-only and
        therefore intact, so the connection is replaced once; a second fatal error is raised.
        """
        asked = self._root
        try:
            with self.cursor(scope, filters) as cursor:
                return fetch(cursor)
        except duckdb.FatalException as error:
            log.report(error)
            self._reconnect(asked)
        with self.cursor(scope, filters) as cursor:
            return fetch(cursor)

    def _reconnect(self, failed: duckdb.DuckDBPyConnection) -> None:
        """Replace the connection `failed` by a new one, unless another thread has already done so."""
        with self._guard:
            if self._root is not failed:
                return
            for ready in self._idle.values():
                ready.cursor.close()
            self._idle.clear()
            failed.close()
            self._root = connect(self._path)

    def execute(self, cursor: duckdb.DuckDBPyConnection, question: str, params: dict[str, Any]) -> None:
        """Run the SQL file of a query on a cursor, with the parameters that the file names."""
        name = f"questions/{question}"
        bound = {key: params[key] for key in sql.parameters(name)}
        cursor.execute(sql.read(name), bound) if bound else cursor.execute(sql.read(name))

    def variables(self, scope: Scope | None) -> dict[str, Any]:
        """Return the SQL variables that limit the views to the rows permitted by a scope."""
        if scope is None:
            return {}
        keys = [self._therapist_keys[code] for code in scope.therapists if code in self._therapist_keys]
        return {
            "every_therapist": bool(scope.every_therapist),
            "therapists": keys,
            "practice_totals": bool(scope.practice_totals),
            "imports": bool(scope.imports),
        }

    def _selection(self, filters: Filters | None) -> dict[str, Any]:
        """Return the SQL variables for the given filters; a filter that is not set has no variable."""
        if filters is None:
            return {}
        values = {
            "since": filters.since,
            "until": filters.until,
            "site": filters.site,
            "program": filters.program,
            "age_group": filters.age_group,
            "episodes": filters.episodes,
        }
        if filters.therapist is not None:
            values["therapist_key"] = self._therapist_keys.get(filters.therapist, -1)
        return {name: value for name, value in values.items() if value is not None}

    def close(self) -> None:
        """Close every connection to the version; queries that still run end with an error.

        What is cached of the version is dropped too, as its file may be a temporary one.
        """
        version_cache.forget(self)
        with self._guard:
            for ready in self._idle.values():
                ready.cursor.close()
            self._idle.clear()
        self._root.close()


def _run(
    warehouse: Warehouse,
    question: str,
    scope: Scope | None,
    filters: Filters | None,
    params: tuple[tuple[str, Any], ...],
) -> Rows:
    """Run the SQL file of a query and fetch all rows."""

    def fetch(cursor: duckdb.DuckDBPyConnection) -> Rows:
        warehouse.execute(cursor, question, dict(params))
        columns = tuple(column[0] for column in cursor.description)
        return Rows(columns, tuple(cursor.fetchall()))

    return warehouse.run(scope, filters, fetch)
