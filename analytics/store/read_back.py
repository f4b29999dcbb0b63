"""Writing of a version file with verification: the closed file is read back in full before it is used.

DuckDB 1.5.2 to 1.5.4 had faults in column encoders, and disks can fail. Therefore the content of the closed
file is compared with what was written, by table and column.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from analytics import sql
from analytics.errors import HoldfastError
from analytics.store import atomic_file
from analytics.store.database_file import attach


class CheckFailed(HoldfastError, RuntimeError):
    """Error for a newly built version that failed verification and was deleted."""


@contextlib.contextmanager
def written(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """Attach a new version file as `new` within a `with` block; then close, read back and check the file.

    The file is deleted when anything fails.

    Raises
    ------
    CheckFailed
        If the content differs from what was written, or a check fails.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=atomic_file.FOLDER)
    try:
        attach(connection, path, "new")
        try:
            connection.execute("BEGIN")
            try:
                yield
                before = sums(connection)
                connection.execute("SET checkpoint_threshold = '1B'")  # written at once, without a log before
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(Exception):
                    connection.execute("ROLLBACK")
                raise
            connection.execute("CHECKPOINT new")
        finally:
            connection.execute("DETACH new")
        _compared(connection, path, before)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _compared(connection: duckdb.DuckDBPyConnection, path: Path, before: dict[str, tuple[int, Any]]) -> None:
    """Raise CheckFailed if a closed version file differs from what was written or fails a check.

    before: the sums of what was written; the checks are the SQL files in `sql/checks`.
    """
    attach(connection, path, "new", read_only=True)
    try:
        for table, (rows, total) in sums(connection).items():
            if before.pop(table, None) != (rows, total):
                raise CheckFailed(
                    f"What was written to {table} could not be read back as it was. Nothing was changed."
                )
        if before:
            raise CheckFailed("A table that was written is missing when read back. Nothing was changed.")
        for check in sql.names("checks"):
            broken = connection.execute(sql.read(check)).fetchall()
            if broken:
                raise CheckFailed(
                    f"The new data version failed its own check: {broken[0][0]}. Nothing was changed."
                )
    finally:
        connection.execute("DETACH new")


def sums(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, Any]]:
    """Return, for each table attached as `new`, its number of rows and a sum over all of its values."""
    tables = [name for (name,) in connection.execute(sql.read("merge/written_tables")).fetchall()]
    one = sql.read("merge/written_sum").rstrip()
    asked = "\nunion all\n".join(
        one.replace("$full_name", f"$table_{number}") for number in range(len(tables))
    )
    named = {f"table_{number}": table for number, table in enumerate(tables)}
    return {table: (rows, total) for table, rows, total in connection.execute(asked, named).fetchall()}
