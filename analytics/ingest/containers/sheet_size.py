"""Size of the filled part of a sheet, known before anything of it is read.

Readers of workbooks make room for every cell between the first and the last, so that one stray cell at the
far end of a sheet costs gigabytes. The sizes a sheet declares are not used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.ingest.base.errors import Refused
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
    """Size of the filled part of a sheet.

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
        """Count one filled cell."""
        self.filled += 1
        self.row, self.column = max(self.row, row), max(self.column, column)

    def add_error(self, row: int, column: int) -> None:
        """Keep a cell whose formula failed."""
        self.errors.setdefault(row, {})[column] = "#ERROR!"

    @property
    def is_hollow(self) -> bool:
        """Whether far more cells would be read than are filled."""
        span = self.row * self.column
        return span > max(SMALL_CELLS, CELLS_PER_FILLED * self.filled) or span > MAX_SHEET_CELLS

    def is_too_wide(self, packed: int) -> bool:
        """Return whether the cells up to the last one are too many to read from a file of `packed` bytes."""
        return self.row * self.column > spanned_limit(packed)

    def check(self, packed: int) -> None:
        """Raise Refused when the cells of a file of `packed` bytes are too many or too far apart."""
        if self.is_hollow:
            raise Refused(
                f"A sheet has cells as far as {letters(self.column)}{self.row}, and most of those before are"
                " empty. Delete what stands there or copy the table to a new workbook, and retry."
            )
        if self.filled > max(SMALL_CELLS, CELLS_PER_BYTE * packed) or self.is_too_wide(packed):
            raise Refused(
                "A sheet has more cells than any export of its size. Save the table alone and retry."
            )
        if self.row > MAX_ROWS:
            raise Refused(f"A sheet has more than {MAX_ROWS:,} rows. Split it by year and import the parts.")


def check_all(extents: list[Extent], packed: int) -> None:
    """Raise Refused when a sheet of a workbook of `packed` bytes is too large, or all of them together."""
    for extent in extents:
        extent.check(packed)
    filled, span = sum(e.filled for e in extents), sum(e.row * e.column for e in extents)
    if filled > max(SMALL_CELLS, CELLS_PER_BYTE * packed) or span > spanned_limit(packed):
        raise Refused(
            "The sheets of the workbook have more cells together than any export of its size. Save the tables alone"
            " and retry."
        )
    if sum(e.row for e in extents) > MAX_ROWS:
        raise Refused(
            f"The sheets of the workbook have more than {MAX_ROWS:,} rows together. Split it and import the parts."
        )


def letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def position(name: str | bytes) -> int:
    """Return column letters as a position from 1: A is 1, AA is 27."""
    text = name.decode("ascii") if isinstance(name, bytes) else name
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column
