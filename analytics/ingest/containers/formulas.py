"""Formulas of a workbook whose values were never saved: programs that write workbooks without calculating them."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.base.errors import Refused, listed
from analytics.ingest.columns.layout import Layout

WARNING = "formulas_not_calculated"
TO_DO = "Open the workbook in the spreadsheet program, save it, and import it again."
_NEEDED = ("client_id", "session_date")


def used(headers: Sequence[str], layout: Layout, empty: Sequence[str]) -> tuple[str, ...]:
    """Those of the columns with formulas without a value that are read as something.

    Parameters: headers, of such columns; empty, of columns without any value. Raises Refused when nobody can be told
    apart, as the whole column of the client or of the date is such formulas.
    """
    fields = layout.columns()
    lost = [name for name in headers if fields.get(name) in _NEEDED and name in empty]
    if lost:
        raise Refused(f"{sentence(lost)} {TO_DO}")
    return tuple(name for name in headers if name in fields)


def sentence(headers: Sequence[str]) -> str:
    """What stands in the columns, in words."""
    return f"{listed(list(headers))}: cells are formulas that were never calculated, so they have no value."
