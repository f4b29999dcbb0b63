"""Conversion of pandas data frames and DuckDB relations to CSV files for an import."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

ROWS_AT_ONCE = 10_000  # of a relation


def write(table: Any, target: Path) -> None:
    """Write a data frame or relation to a CSV file with its column names, every value as text.

    Parameters
    ----------
    table : a pandas DataFrame (a named index counts as columns) or a DuckDB relation such as
        `connection.table("sessions")`; neither library is loaded here.
    target : the file to write.

    Raises
    ------
    TypeError
        For anything else.

    Notes
    -----
    Missing values become empty cells, days are written year first.
    """
    kind = type(table)  # asked instead of the table, whose columns may have any name
    if hasattr(kind, "fetchmany"):
        _write_relation(table, target)
    elif hasattr(kind, "to_csv") and hasattr(kind, "columns"):
        if any(name is not None for name in table.index.names):
            table = table.reset_index()
        table.to_csv(target, index=False, encoding="utf-8", lineterminator="\n")
    else:
        raise TypeError(
            f"A {kind.__name__} cannot be imported: give a path, bytes, a pandas DataFrame or a DuckDB relation."
        )


def _write_relation(relation: Any, target: Path) -> None:
    relation = relation.select("*")  # of its own, so that rows fetched from it before are not left out
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(relation.columns)
        while rows := relation.fetchmany(ROWS_AT_ONCE):
            writer.writerows(rows)
