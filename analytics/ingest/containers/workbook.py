"""Reading of workbooks (xlsx, xlsb, ods, xls): header of each sheet, cells as text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import python_calamine

from analytics.ingest.base.errors import EXPECTED, ImportRejected, listed, shortened
from analytics.ingest.base.limits import EVIDENCE_ROWS, HEADER_WITHIN
from analytics.ingest.columns import client_header, eav_format, header_row, incomplete_tables
from analytics.ingest.columns.csv_dialect import find_eav, find_transposed, is_complete, trimmed
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.table import Table
from analytics.ingest.containers import biff, memory_limit
from analytics.ingest.containers.ooxml import Parts
from analytics.ingest.containers.sheet_size import DAMAGED, Extent, check_all

_ROOM_BYTES = 200 * 2**20  # memory that reading a workbook of up to 20 MB may take
_ROOM_PER_BYTE = 10  # and that each byte of a larger one may take
_DESCRIBED = 4  # sheets described in a refusal
_Result = TypeVar("_Result")
_SHEET = python_calamine.SheetTypeEnum.WorkSheet
_VISIBLE = python_calamine.SheetVisibleEnum.Visible


class Workbook:
    """One workbook within the limits of size, with the table found in each visible sheet.

    lookup: meanings of column names. kind: xlsx, xlsb, ods or xls. tables: per sheet with a row of column
    names, in the order of the workbook, the position of that row. incomplete: tables with scores but no
    client. of_ids: tables of clients and ids only. filled: names of the sheets that hold any text. hidden:
    names of the sheets that a person does not see, which are never read. epoch_1904: whether it counts its
    days from 1904.
    """

    def __init__(self, lookup: HeaderNames, path: Path, *, old: bool = False) -> None:
        self.lookup = lookup
        parts = None if old else Parts(path)
        self.kind = "xls" if parts is None else parts.kind
        size = path.stat().st_size
        measured, self.epoch_1904 = biff.measured(path) if parts is None else ([], parts.counts_from_1904())
        self._extents = parts.extents([]) if parts is not None and self.kind == "ods" else {}
        check_all([*measured, *self._extents.values()], size)  # these two are read whole when they are opened
        self._room = max(_ROOM_BYTES, _ROOM_PER_BYTE * size)
        self._book = self._guarded(lambda: python_calamine.CalamineWorkbook.from_path(str(path)))
        sheets = self._book.sheets_metadata
        names = [sheet.name for sheet in sheets]
        if parts is None:
            self._extents = dict(zip(names, measured, strict=False))
        elif self.kind != "ods":
            self._extents = parts.extents(names)
        visible = [s.name for s in sheets if s.typ == _SHEET and s.visible == _VISIBLE]
        self.hidden = tuple(s.name for s in sheets if s.typ == _SHEET and s.visible != _VISIBLE)
        check_all([self._extents.get(name, Extent()) for name in visible], size)
        self._sheets: dict[str, python_calamine.CalamineSheet] = {}
        self.filled: list[str] = []
        self._too_wide: ImportRejected | None = None
        self.incomplete: dict[str, Table] = {}
        self.of_ids: dict[str, Table] = {}
        self.tables = {name: table for name in visible if (table := self._find(name))}
        self.keep({**self.tables, **self.incomplete, **self.of_ids})
        if self._too_wide and not self.tables:
            raise self._too_wide
        if not (self.tables or self.incomplete or self.of_ids):
            unread = f" Hidden sheets ({listed(list(self.hidden), 3)}) are not read." if self.hidden else ""
            raise ImportRejected(
                f"No sheet of the workbook has a row with column names. {self._seen()}{unread} {EXPECTED}"
            )

    def _guarded(self, read: Callable[[], _Result]) -> _Result:
        """Call a reader under a memory limit and return its result; raise ImportRejected if it fails."""
        try:
            with memory_limit.limit(self._room):
                return read()
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except python_calamine.PasswordError as error:
            raise ImportRejected(
                "The workbook is protected by a password. Open it, save it without the password, and retry."
            ) from error
        except BaseException as error:  # the reader's panics are no ordinary exceptions
            raise ImportRejected(DAMAGED) from error

    def _find(self, name: str) -> Table | None:
        """Return the table in a sheet; None if there is none, or only one that must be joined."""
        rows = []
        for _, cells in self._cells(name):
            rows.append(cells)
            if name not in self.filled and any(cell and not cell.isspace() for cell in cells):
                self.filled.append(name)
            if len(rows) >= HEADER_WITHIN + EVIDENCE_ROWS:
                break
        head = header_row.find(self.lookup, rows)
        is_whole = len(rows) < HEADER_WITHIN + EVIDENCE_ROWS
        if head is None or not is_complete(self.lookup, head.names):
            if table := self._eav(rows):
                return table
            if table := find_transposed(self.lookup, rows, None) if is_whole else None:
                return table
            if (head is None or head.known < 0) and (clients := client_header.find(self.lookup, rows)):
                return self._table(clients, rows)
            if head is None:
                for kept, find in (
                    (self.incomplete, incomplete_tables.header),
                    (self.of_ids, incomplete_tables.of_ids),
                ):
                    if (part := find(self.lookup, rows)) and (table := self._table(part, rows)):
                        kept[name] = table
                        break
                return None
        table = self._table(head, rows)
        may_be = table is not None and eav_format.may_be(self.lookup, table.header, table.samples)
        return (self._eav(rows) if may_be else None) or table

    def _eav(self, rows: list[list[str]]) -> Table | None:
        """Return the table of a sheet with one row per field; None for other sheets."""
        return find_eav(self.lookup, [(number, number, cells) for number, cells in enumerate(rows, 1)], None)

    def _table(self, head: header_row.Top, rows: list[list[str]]) -> Table | None:
        """Return the table below a header row; None if it has too many columns."""
        try:
            names = tuple(trimmed(list(head.names)))
        except ImportRejected as problem:  # a sheet like any other that cannot be used
            self._too_wide = problem
            return None
        last = head.last + head.words
        cells = header_row.samples(rows[last + 1 :], len(names))
        words = tuple(
            (index + 1, header_row.in_words(rows[index])) for index in range(head.last + 1, last + 1)
        )
        return Table(
            header=names,
            line=head.first + 1,
            last_line=last + 1,
            delimiter=None,
            lookup=self.lookup,
            labels=head.labels,
            samples=cells,
            words=words,
            title=head.title,
            titles=header_row.titles(rows, head.first),
            parts=head.parts,
        )

    def _seen(self) -> str:
        """Return sentences for an error message that quote the beginning of the first sheets."""
        lines = [self._begins(name) for name in self.filled[:_DESCRIBED]]
        rest = len(self.filled) - _DESCRIBED
        return (
            " ".join(lines) + (f" There are {rest} more." if rest > 0 else "")
            if lines
            else "It holds no text."
        )

    def _begins(self, name: str) -> str:
        """Return a sentence with the first filled cells of a sheet."""
        rows = ([cell for cell in cells if cell.strip()] for _, cells in self._cells(name))
        return f"“{shortened(name)}” begins with {listed(next(filter(None, rows), []), 5)}."

    def _cells(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number from 1, cells as text) of each row of a sheet."""
        sheet = self._sheet(name)
        first = sheet.start[1] + 1 if sheet.start else 1
        errors = self._extents.get(name, Extent()).errors
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [cell if isinstance(cell, str) else _text(cell) for cell in row]
            if number in errors:
                for column, error in errors[number].items():
                    if 0 <= column - first < len(cells):
                        cells[column - first] = error
            yield number, cells

    def _sheet(self, name: str) -> python_calamine.CalamineSheet:
        """Return a sheet; load it again if its memory was freed."""
        if name not in self._sheets:
            self._sheets[name] = self._guarded(lambda: self._book.get_sheet_by_name(name))
        return self._sheets[name]

    def keep(self, names: Collection[str]) -> None:
        """Free the memory of all sheets except the named ones."""
        self._sheets = {name: sheet for name, sheet in self._sheets.items() if name in names}

    def table(self, name: str) -> Table | None:
        """Return the table of a sheet, even if it must be joined with another table; None without a table."""
        return self.tables.get(name) or self.incomplete.get(name) or self.of_ids.get(name)

    def take(self, name: str) -> None:
        """Mark a sheet as usable after all, though it must be joined with another sheet."""
        self.tables[name] = self.incomplete.pop(name, None) or self.of_ids.pop(name)

    def is_filled(self, name: str) -> bool:
        """Return whether a sheet has any filled cell below its column names."""
        table = self.table(name)
        if table is None:
            return False
        if table.beside or any(table.samples):
            return True
        below = (cells for number, cells in self._cells(name) if number > table.last_line)
        return any(cell and not cell.isspace() for cells in below for cell in cells)

    def uncalculated(self, name: str) -> tuple[str, ...]:
        """Return the column names of a sheet in which formulas have no saved value."""
        table = self.tables[name]
        if table.beside:
            return ()
        sheet = self._sheet(name)
        first = sheet.start[1] + 1 if sheet.start else 1
        places = sorted(column - first for column in self._extents.get(name, Extent()).uncalculated)
        return tuple(table.header[index] for index in places if 0 <= index < len(table.header))

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells as text) of each row below the header of a sheet.

        Rows are as wide as the header. Each sheet can be read once; its memory is freed after the last row.
        """
        table = self.tables[name]
        width = len(table.header)
        merged, held = self._merged_down(name), {}
        for number, cells in self._cells(name):
            if number > table.last_line:
                cells = cells[:width] + [""] * (width - len(cells))
                for column, (last, text) in held.items():
                    if number <= last and not cells[column].strip():
                        cells[column] = text
                for column, last in merged.get(number, ()):
                    held[column] = last, cells[column]
                yield number, cells
        del self._sheets[name]

    def _merged_down(self, name: str) -> dict[int, list[tuple[int, int]]]:
        """Return the cells that are merged over several rows, as (column, last row), keyed by first row.

        The text of merged cells applies to each of these rows, but a score is never repeated.
        """
        sheet = self._sheet(name)
        left = sheet.start[1] if sheet.start else 0
        kinds = [self.lookup.field_of(header) for header in self.tables[name].header]
        found: dict[int, list[tuple[int, int]]] = {}
        for (top_row, column), (last, _) in self._guarded(lambda: sheet.merged_cell_ranges) or ():
            index = column - left
            if last > top_row and 0 <= index < len(kinds) and (kind := kinds[index]) and not kind.is_score:
                found.setdefault(top_row + 1, []).append((index, last + 1))
        return found


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, as the source of a table's rows.

    hidden, unused: names of the sheets of its workbook that are not read, because a person does not see them
    or because they hold nothing to import. aside: whether the sheet is useful only if joined with another
    sheet or file.
    """

    book: Workbook
    name: str
    hidden: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    aside: bool = False

    @property
    def kind(self) -> str:
        """File format of the workbook: xlsx, xlsb, ods or xls."""
        return self.book.kind

    @property
    def table(self) -> Table:
        """Table found in the sheet: header, position and sample cells."""
        return self.book.tables[self.name]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Return an iterator over (row number, cells as text) of the rows below the header."""
        return self.book.rows(self.name)


def _text(cell: object) -> str:
    """Return a spreadsheet cell as text: whole numbers without a point, dates with the year first."""
    if isinstance(cell, float):
        text = repr(cell)
        if len(text) <= 12 and "e" not in text:
            return text if text[-2:] != ".0" else text[:-2] if cell else "0"
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(round(cell, 9))
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
