"""Extent of the filled part of a sheet, and the limits on it that are checked before reading.

Readers of workbooks make room for every cell between the first and the last, so that one stray cell at the
far end of a sheet costs gigabytes. The sizes a sheet declares are not used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.base.limits import (
    CELLS_PER_BYTE,
    CELLS_PER_FILLED,
    MAX_ROWS,
    MAX_SHEET_CELLS,
    SMALL_CELLS,
    spanned_limit,
)

DAMAGED = "The workbook is damaged. Open it, save it again, and retry."


@dataclass
class Extent:
    """Extent of a sheet: number of filled cells, last row and column, and cells with formula errors.

    filled: cells with a value. row, column: the last filled ones, from 1. errors: text of cells with a formula
    error, by row and then column, both from 1. uncalculated: columns, from 1, with a formula whose value was never
    saved.
    """

    filled: int = 0
    row: int = 0
    column: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    uncalculated: set[int] = field(default_factory=set)

    def add(self, row: int, column: int) -> None:
        """Count one filled cell and extend the last row and column to include the cell."""
        self.filled += 1
        self.row, self.column = max(self.row, row), max(self.column, column)

    def add_error(self, row: int, column: int) -> None:
        """Record a cell whose formula failed."""
        self.errors.setdefault(row, {})[column] = "#ERROR!"

    @property
    def is_hollow(self) -> bool:
        """Return whether the area up to the last filled cell is far larger than the filled cells."""
        span = self.row * self.column
        return span > max(SMALL_CELLS, CELLS_PER_FILLED * self.filled) or span > MAX_SHEET_CELLS

    def is_too_wide(self, packed: int) -> bool:
        """Return whether a sheet spans more cells than allowed for a file of `packed` bytes."""
        return self.row * self.column > spanned_limit(packed)

    def check(self, packed: int) -> None:
        """Raise ImportRejected if the sheet is too large for a file of `packed` bytes, or mostly empty."""
        if self.is_hollow:
            raise ImportRejected(
                f"A sheet has cells as far as {letters(self.column)}{self.row}, and most of those before are"
                " empty. Delete what stands there or copy the table to a new workbook, and retry."
            )
        if self.filled > max(SMALL_CELLS, CELLS_PER_BYTE * packed) or self.is_too_wide(packed):
            raise ImportRejected(
                "A sheet has more cells than any export of its size. Save the table alone and retry."
            )
        if self.row > MAX_ROWS:
            raise ImportRejected(
                f"A sheet has more than {MAX_ROWS:,} rows. Split it by year and import the parts."
            )


def check_all(extents: list[Extent], packed: int) -> None:
    """Raise ImportRejected if sheets, singly or together, are too large for a file of `packed` bytes."""
    for extent in extents:
        extent.check(packed)
    filled, span = sum(e.filled for e in extents), sum(e.row * e.column for e in extents)
    if filled > max(SMALL_CELLS, CELLS_PER_BYTE * packed) or span > spanned_limit(packed):
        raise ImportRejected(
            "The sheets of the workbook have more cells together than any export of its size. Save the tables alone"
            " and retry."
        )
    if sum(e.row for e in extents) > MAX_ROWS:
        raise ImportRejected(
            f"The sheets of the workbook have more than {MAX_ROWS:,} rows together. Split it and import the parts."
        )


def letters(column: int) -> str:
    """Return the letters of a column number: 1 gives A, 27 gives AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def position(name: str | bytes) -> int:
    """Return the column number for column letters: A gives 1, AA gives 27."""
    text = name.decode("ascii") if isinstance(name, bytes) else name
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column
