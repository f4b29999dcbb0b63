"""Rows below a header with question texts, codes or units instead of data, as survey programs write."""

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

    A row is one of labels when no cell in a column of numbers or dates is a number or date, and its client is none.
    """
    for n in range(min(_MOST, len(rows) - 1), 0, -1):
        below = rows[n : n + _BELOW]
        columns = [[cells[place] for cells in below if place < len(cells)] for place in range(len(names))]
        known = shapes(lookup, columns, names, ",", '"')
        if all(_is_label(row, known) for row in rows[:n]):
            return n
    return 0


def _is_label(row: Sequence[str], known: Shapes) -> bool:
    """Return whether a row contains labels instead of data, given the typical form of data rows."""
    if any(
        _OF_DATA.fullmatch(cell.strip()) for cell in row
    ):  # a decimal among whole numbers has another shape
        return False
    cells = [(place, shape(cell)) for place, cell in enumerate(row[: known.width]) if cell.strip()]
    valued = [
        form in known.columns[place]
        for place, form in cells
        if place in known.dated
        or known.columns[place]
        and not any("a" in one for one in known.columns[place])
    ]
    if len(valued) < 2 or any(valued):
        return False
    is_client = any(form in known.columns[place] for place, form in cells if place in known.keys)
    return not is_client or len({form for _, form in cells}) == 1


def is_header_below(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Return whether a row may be a second header row that completes the names above it.

    Unlike the rows below, such a row holds no values.
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
