"""Splitting of a text file into records, even if quotes are misplaced or never closed.

A quoted cell may contain line ends, so an unclosed quote would join all rows up to the next quote in the
file. The lines of such a record are checked one by one: if they look like rows, the quote is a stray one, and
its line is parsed alone.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TextIO

from analytics.ingest.base.limits import MAX_LINE, MAX_RECORD_LINES
from analytics.ingest.columns.header_names import HeaderNames

_WORD, _NUMBER = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
_DATED = re.compile(r"9\D{1,3}9\D{1,3}9|9\W{0,2}a\W{0,2}9|a 9\W{1,2}9")
_SHAPED = 0.8  # share of the cells of a column that have one of its few shapes
_SHAPES = 4  # shapes that a column of numbers, dates or ids has at most

Line = Callable[[int], str | None]  # the line so many places below the first one, None behind the last


def shape(cell: str) -> str:
    """Return a cell with `a` for each word and `9` for each number: 2026-03-09 gives 9-9-9, C01 gives a9."""
    return _NUMBER.sub("9", _WORD.sub("a", cell.strip()))


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Typical cell patterns of a table's rows, for deciding whether a line is a row.

    delimiter, quote: of the text. columns: shapes of the cells of each column, empty if they may be anything.
    dated: positions of date columns. keys: positions of client columns. used: positions of columns with a known
    meaning, in which a stray quote would change what is read.
    """

    delimiter: str
    quote: str
    columns: tuple[frozenset[str], ...]
    dated: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()
    used: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Number of cells of a complete row."""
        return len(self.columns)

    @cached_property
    def _cell(self) -> re.Pattern[str]:
        mark, end = re.escape(self.quote), re.escape(self.delimiter)
        return re.compile(rf"(?:^|{end})(?:{mark}((?:[^{mark}]|{mark}{mark})*){mark}(?={end}|$)|([^{end}]*))")

    def alone(self, line: str) -> list[str] | None:
        """Return the cells of one line read as a complete record; None if their number is wrong.

        A quote that does not enclose a cell is treated as an ordinary character.
        """
        line, double = line.rstrip("\r\n"), 2 * self.quote
        if len(line) > MAX_LINE:
            return None
        found = [
            m[1].replace(double, self.quote) if m[1] is not None else m[2] for m in self._cell.finditer(line)
        ]
        for cells in (found, line.split(self.delimiter)):
            if len(cells := without_blank_end(cells, self.width)) == self.width:
                return cells
        return None

    def is_row(self, cells: Sequence[str]) -> bool:
        """Return whether cells look like a row of the table, even one that breaks off early.

        Client, date and most other cells must match the typical patterns.
        """
        known = [
            (index, shape(cell) in self.columns[index])
            for index, cell in enumerate(cells[: self.width])
            if self.columns[index] and cell.strip()
        ]
        dates = [fits for index, fits in known if index in self.dated]
        if self.dated and (not dates or not all(dates)):
            return False
        if not all(fits for index, fits in known if index in self.keys):
            return False
        if not any(self.columns):
            return len(cells) == self.width and any(cell.strip() for cell in cells)
        return 2 * sum(fits for _, fits in known) > len(known)

    def begins(self, line: str) -> bool:
        """Return whether a line is a row of the table, complete or broken off somewhere after its date."""
        cells = self.alone(line)
        if cells is None and self.dated:
            cells = line.rstrip("\r\n").split(self.delimiter)
        return cells is not None and self.is_row(cells)

    def swallowed(self, lines: Sequence[str]) -> bool:
        """Return whether lines joined into one record by an unclosed quote are separate rows of the table."""
        inner = [line for line in lines[1:-1] if line.strip()]
        is_first = self.alone(lines[0]) is not None or self.begins(lines[0])
        return is_first and self.begins(lines[-1]) and 2 * sum(map(self.begins, inner)) >= len(inner)

    def misplaced(self, cells: Sequence[str]) -> bool:
        """Return whether a cell in a recognised column begins with a quote that is never closed."""
        return any(cells[index].lstrip()[:1] == self.quote for index in self.used if index < len(cells))


def shapes(
    lookup: HeaderNames, samples: Iterable[Sequence[str]], names: Sequence[str], delimiter: str, quote: str
) -> Shapes:
    """Return the typical form of the rows below a header, from the first cells of each column.

    Parameters
    ----------
    lookup : meanings of column names.
    samples : first cells of each column.
    names : column names, by which used columns are known; may be empty.
    delimiter, quote : of the text.
    """
    columns = tuple(_column(cells) for cells in samples)
    columns += (frozenset(),) * (len(names) - len(columns))  # of a container whose cells were not looked at
    known = [lookup.field_of(name) for name in names]
    dates = {index for index, m in enumerate(known) if m and m.field == "session_date" and columns[index]}
    dates |= {index for index, found in enumerate(columns) if found and all(map(_DATED.match, found))}
    keys = frozenset(
        index for index, m in enumerate(known) if m and m.field == "client_id" and columns[index]
    )
    used = frozenset(index for index, m in enumerate(known) if m)
    return Shapes(
        delimiter=delimiter, quote=quote, columns=columns, dated=frozenset(dates), keys=keys, used=used
    )


def shapes_of_lines(lookup: HeaderNames, lines: Sequence[str], delimiter: str, quote: str) -> Shapes:
    """Return the typical form of rows, from lines of a file whose header is not known yet.

    Most of these lines are rows.
    """
    blank = Shapes(delimiter=delimiter, quote=quote, columns=())
    rows = [[m[1] or m[2] or "" for m in blank._cell.finditer(line.rstrip("\r\n"))] for line in lines]
    counts = Counter(len(cells) for cells in rows if len(cells) > 1)
    width = counts.most_common(1)[0][0] if counts else 1
    whole = [cells for cells in rows if len(cells) == width]
    return shapes(lookup, [[row[index] for row in whole] for index in range(width)], (), delimiter, quote)


def _column(cells: Sequence[str]) -> frozenset[str]:
    """Return the cell shapes typical of a column; empty if there are too many different shapes."""
    counts = Counter(shape(cell) for cell in cells if cell.strip())
    common = counts.most_common(_SHAPES)
    found = [one for one, n in common if "9" in one and n * 50 >= counts.total()]
    is_shaped = found and sum(counts[one] for one in found) >= _SHAPED * counts.total()
    return frozenset(found) if is_shaped else frozenset()


@dataclass(frozen=True)
class Record:
    """One record of a text file: its cells, its number of lines, and whether it has a stray quote.

    cells: None if a quote of the line is unclosed and the line is no row by itself. lines: number of lines in
    the record. is_stray: whether a stray quote was treated as an ordinary character.
    """

    cells: list[str] | None
    lines: int = 1
    is_stray: bool = False


def record(line: Line, table: Shapes, *, any_width: bool = False) -> Record:
    """Return the record that begins at a line of a text file.

    Parameters
    ----------
    line : the lines from there on.
    table : typical look of a row.
    any_width : accept records that are not as wide as the table, as above a header.
    """
    text = line(0) or ""
    if len(text) > MAX_LINE:
        return Record(None)
    if table.quote not in text:
        return Record(text.rstrip("\n").split(table.delimiter))
    fields = _parsed(text, table)
    if fields is not None:
        if any_width or len(without_blank_end(fields, table.width)) == table.width:
            return Record(fields)
        if cells := table.alone(text):
            return Record(cells, 1, True)
        return Record(_unescaped(text, table) or fields)
    lines = [text]
    while len(lines) < MAX_RECORD_LINES and (more := line(len(lines))) is not None:
        lines.append(more)
        text += more
        if len(text) > MAX_LINE:
            break
        if text.count(table.quote) % 2 == 0 and (fields := _parsed(text, table)) is not None:
            fits = any_width or len(without_blank_end(fields, table.width)) == table.width
            if fits and not table.swallowed(lines):
                return Record(fields, len(lines))
            break
    if cells := table.alone(lines[0]):
        return Record(cells, 1, True)
    cells = _unescaped(lines[0], table)
    return Record(cells, 1, cells is None)


def lines_from(block: list[str], position: int, file: TextIO) -> Line:
    """Return a function that gives the n-th line after a position, read from the file if needed.

    Missing lines are read from the file and added to the block.
    """

    def line(below: int) -> str | None:
        while position + below >= len(block):
            if not (more := file.readline()):
                return None
            block.append(more)
        return block[position + below]

    return line


def records(lines: Sequence[str], table: Shapes) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first line, last line, cells) of the first records of a file, whatever their number of cells."""
    position = 0
    while position < len(lines):
        rest = lines[position : position + MAX_RECORD_LINES]
        found = record(lambda n, rest=rest: rest[n] if n < len(rest) else None, table, any_width=True)
        cells = lines[position].rstrip("\n").split(table.delimiter) if found.cells is None else found.cells
        yield position + 1, position + found.lines, cells if any(cells) else []
        position += found.lines


def without_blank_end(fields: list[str], width: int) -> list[str]:
    """Return the cells of a row without blank cells beyond the given width."""
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields


def _unescaped(text: str, table: Shapes) -> list[str] | None:
    """Return the cells of a line with quotes escaped by backslashes; None if it is not a complete row."""
    cells = _parsed(text.replace("\\" + table.quote, 2 * table.quote), table)
    return cells if cells and len(without_blank_end(cells, table.width)) == table.width else None


def _parsed(text: str, table: Shapes) -> list[str] | None:
    """Return the cells of one complete record of text; None if a quote is still open."""
    lines, delimiter, quote = text.splitlines(keepends=True), table.delimiter, table.quote
    try:
        found = list(csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error) or "field larger" in str(error):
            return None
        found = list(csv.reader(lines, delimiter=delimiter, quotechar=quote))
    return found[0] if len(found) == 1 else [""] if not found else None
