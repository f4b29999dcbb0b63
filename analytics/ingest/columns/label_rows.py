"""Rows of question texts, codes or units that survey programs write below the header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.ingest.columns.csv_quotes import Shapes, shape, shapes
from analytics.ingest.columns.header_names import HeaderNames

_MOST = 4  # rows of labels below a header
_BELOW = 60  # rows that tell what the cells of a column look like
_OF_DATA = re.compile(r"-?\d+[.,]\d+|\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}([./-])\d{1,2}\1\d{2,4}.*")


def count(lookup: HeaderNames, rows: Sequence[Sequence[str]], names: Sequence[str]) -> int:
    """Return how many rows directly below a header contain labels instead of data.

    A row contains labels if its cells in columns of numbers or dates are neither, and its client cell is no
    client.
    """
    for n in range(min(_MOST, len(rows) - 1), 0, -1):
        below = rows[n : n + _BELOW]
        columns = [[cells[index] for cells in below if index < len(cells)] for index in range(len(names))]
        known = shapes(lookup, columns, names, ",", '"')
        if all(_is_label(row, known) for row in rows[:n]):
            return n
    return 0


def _is_label(row: Sequence[str], known: Shapes) -> bool:
    """Return whether a row contains labels, judged by how its cells differ in form from the data."""
    if any(
        _OF_DATA.fullmatch(cell.strip()) for cell in row
    ):  # a decimal among whole numbers has another shape
        return False
    cells = [(index, shape(cell)) for index, cell in enumerate(row[: known.width]) if cell.strip()]
    valued = [
        form in known.columns[index]
        for index, form in cells
        if index in known.dated
        or known.columns[index]
        and not any("a" in one for one in known.columns[index])
    ]
    if len(valued) < 2 or any(valued):
        return False
    is_client = any(form in known.columns[index] for index, form in cells if index in known.keys)
    return not is_client or len({form for _, form in cells}) == 1


def is_header_below(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Return whether a row may be a second header row that completes the names above it.

    Unlike the rows below it, such a row contains no values.
    """
    if position + 1 >= len(rows):
        return False
    row, below = rows[position], rows[position + 1]
    if any(_OF_DATA.fullmatch(cell.strip()) for cell in row):
        return False
    return not any(
        shape(cell) == shape(under) and any(c.isdigit() for c in cell)
        for cell, under in zip(row, below, strict=False)
    )
