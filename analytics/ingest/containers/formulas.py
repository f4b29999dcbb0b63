"""Spreadsheet formulas whose values were never calculated and saved, in columns that an import needs."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.base.errors import ImportRejected, listed
from analytics.ingest.columns.layout import Layout

WARNING = "formulas_not_calculated"
TO_DO = "Open the workbook in the spreadsheet program, save it, and import it again."
_NEEDED = ("client_id", "session_date")


def used(headers: Sequence[str], layout: Layout, empty: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that the import uses although their formulas have no saved values.

    Parameters
    ----------
    headers : columns with such formulas.
    layout : of the table.
    empty : columns without any value.

    Raises
    ------
    ImportRejected
        If the whole column of the client or of the date is such formulas.
    """
    fields = layout.columns()
    lost = [name for name in headers if fields.get(name) in _NEEDED and name in empty]
    if lost:
        raise ImportRejected(f"{sentence(lost)} {TO_DO}")
    return tuple(name for name in headers if name in fields)


def sentence(headers: Sequence[str]) -> str:
    """Return the report's sentence about the columns whose formulas have no saved value."""
    return f"{listed(list(headers))}: cells are formulas that were never calculated, so they have no value."
