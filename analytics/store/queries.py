"""Fetching of a query's result as one value or as one dictionary per row."""

from __future__ import annotations

from typing import Any

import duckdb


def scalar(connection: duckdb.DuckDBPyConnection, statement: str) -> Any:
    """Run a statement that returns one row, and return that row's first column.

    Raises
    ------
    LookupError
        For a result without a row.
    """
    row = connection.execute(statement).fetchone()
    if row is None:
        raise LookupError("The statement returned no row.")
    return row[0]


def dicts(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the remaining rows of a result as dictionaries from column name to value."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
