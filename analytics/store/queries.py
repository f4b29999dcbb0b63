"""Shapes of a query's result: one value, or one dictionary per row."""

from __future__ import annotations

from typing import Any

import duckdb


def scalar(connection: duckdb.DuckDBPyConnection, statement: str) -> Any:
    """Run a statement whose result is one row, and return the first column of it.

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
    """Fetch the rows that are left as one dictionary per row, by name of column."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
