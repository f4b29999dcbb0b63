"""Rewriting of a file's data rows as clean CSV, with the original line number as the first column.

DuckDB reads only this file. Every record is on one line with as many fields; other rows are set aside by line.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.base.limits import MAX_BROKEN, MAX_LINE, MAX_ROWS
from analytics.ingest.base.normalize import is_summary
from analytics.ingest.columns import csv_quotes
from analytics.ingest.columns.table import Table
from analytics.ingest.containers import encodings

csv.field_size_limit(MAX_LINE)
_BLOCK = 1 << 18  # characters read at a time: as many short lines take forty times their length
_LOW = bytes([*range(9), *range(11, 32), 127])  # control characters, tab and newline apart
_HIDDEN = "\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Scripts of which words are written with joiners between letters: Arabic and its kin, those of India, Myanmar, Khmer.
_WITH_JOINERS = r"\x{0600}-\x{0DFF}\x{1000}-\x{109F}\x{1780}-\x{18AF}\x{FB50}-\x{FDFF}\x{FE70}-\x{FEFC}"
_JOINER = r"[\x{200C}\x{200D}]"  # anywhere else one is hidden, like the other characters that nobody sees
# Pattern of hidden characters, as the database writes patterns
CONTROL_CHARACTERS = (
    r"[\x{00}-\x{1F}\x{7F}-\x{9F}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]"
    rf"|(?:^|[^{_WITH_JOINERS}]){_JOINER}|{_JOINER}(?:$|[^{_WITH_JOINERS}])"
)
_BREAK = "\x1f"  # stands for what DuckDB could not keep on one line; never part of an id
_SHORT = 4  # filled cells of a row that may say something about the rows below it
_HIDDEN_ONE = re.compile(f"[{_HIDDEN}]")


@dataclass(kw_only=True)
class Cleaned:
    """Clean rows of one file as CSV, the rows set aside, and properties such as damaged letters.

    path: file with the clean rows as CSV. delimiter, width: of that file. rows: number of data rows in the original
    file, without blank lines. early: (line, reason, text) of rows set aside. controls: whether control characters
    were found. truncated: whether the last line is incomplete. inside: lines inside a cell of the line above. quote:
    of the original file. fills: whether short rows have blank last cells. odd: line -> filled cells of short rows set
    aside. asked: answers that were used, by key. with_line: line and line of its row, in turn, of lines merged into
    another one; with_column: the column that each fills. damaged: whether letters were lost. dittos: whether cells
    meant "as above". epoch_1904: whether days count from 1904. disagreeing: (field, used column, other column).
    """

    path: Path
    delimiter: str
    width: int
    rows: int = 0
    early: list[tuple[int, str, str]] = field(default_factory=list)
    controls: bool = False
    truncated: bool = False
    inside: int = 0
    quote: str = '"'
    fills: bool = False
    odd: dict[int, list[str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    with_line: array[int] = field(default_factory=lambda: array("l"))
    with_column: array[int] = field(default_factory=lambda: array("h"))
    damaged: bool = False
    dittos: bool = False
    epoch_1904: bool = False
    disagreeing: list[tuple[str, str, str]] = field(default_factory=list)
    _pending: list[tuple[int, str, str]] = field(default_factory=list)

    def quarantine(self, line: int, fields: list[str]) -> None:
        """Set aside a row with the wrong number of cells, with the reason: sum, footer or broken row."""
        filled = [cell for cell in fields if cell.strip()]
        self.rows += 1
        text = shortened(" ".join(filled), 80)
        if len(filled) <= _SHORT and len(self.odd) < MAX_BROKEN:
            self.odd[line] = filled
        if is_summary(filled):
            self.early.append((line, "summary_row", text))
        elif len(filled) <= 1:
            self._pending.append((line, "footer", text))
        else:
            self.early.append((line, "wrong_field_count", text))
        self._within_limits()

    def not_a_record(self, line: int, text: str) -> None:
        """Set aside a line with a quotation mark that is never closed."""
        self.rows += 1
        self.early.append((line, "quote_not_closed", shortened(text[:1000], 80)))
        self._within_limits()

    def _within_limits(self) -> None:
        """Raise ImportRejected if the file has too many rows or most of its rows are set aside."""
        if self.rows > MAX_ROWS:
            raise ImportRejected(
                f"The file has more than {MAX_ROWS:,} rows. Split it by year and import the parts."
            )
        broken = len(self.early) + len(self._pending)
        if broken > MAX_BROKEN and broken * 2 > self.rows:
            raise ImportRejected(
                "Most lines of the file do not have as many cells as there are column names. Export it again."
            )

    def count_rows(self, rows: int, real: bool = True) -> None:
        """Count more rows; if they are data rows, treat the supposed footers before them as broken rows."""
        self.rows += rows
        if self._pending and real:
            self.early += [(line, "wrong_field_count", text) for line, _, text in self._pending]
            self._pending.clear()
        self._within_limits()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells) of each clean row written so far."""
        with self.path.open(encoding="utf-8", newline="") as text:
            for line, *cells in csv.reader(text, delimiter=self.delimiter):
                yield int(line), cells

    def rewrite(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Replace the clean rows by the given rows, each as (line, cells).

        The rows may be made from `records()` while they are written.
        """
        target = Path(f"{self.path}-rows")
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n")
            writer.writerows([line, *cells] for line, cells in rows)
        target.replace(self.path)

    def ended(self) -> Cleaned:
        """Count the remaining short rows as footers; raise ImportRejected for a file without rows."""
        self.early += self._pending
        self._pending = []
        if not self.rows:
            raise ImportRejected("The file has column names but no rows below them.")
        return self


def write_text(source: Path, encoding: str, table: Table, target: Path) -> Cleaned:
    """Write the rows below the header of a text file to `target` as clean CSV."""
    delimiter = table.delimiter or ","
    done = Cleaned(
        path=target, delimiter=delimiter, width=len(table.header), quote=table.quote, fills=table.is_form
    )
    shapes: csv_quotes.Shapes | None = None  # most files have no block that needs them
    with (
        source.open(encoding=encoding, newline=None) as file,
        target.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for _ in range(table.last_line):
            file.readline()
        line = table.last_line + 1
        while block := file.readlines(_BLOCK):
            text = "".join(block)
            done.controls = done.controls or _has_controls(text) or (done.delimiter != "\t" and "\t" in text)
            done.damaged = done.damaged or encodings.seems_damaged(text)
            if text.isspace() and done.delimiter != "\t":
                pass
            elif _is_plain(block, text, done):
                end = "" if text.endswith("\n") else "\n"
                out.write("".join([f"{n}{done.delimiter}{row}" for n, row in enumerate(block, line)]) + end)
                done.count_rows(len(block))
            else:
                shapes = shapes or csv_quotes.shapes(
                    table.lookup, table.samples, table.header, delimiter, table.quote
                )
                block = _parse_strict(block, file, line, done, shapes, out)
            line += len(block)
    return done.ended()


def write_rows(rows: Iterable[tuple[int, list[str]]], width: int, target: Path) -> Cleaned:
    """Write the rows of a sheet, given as (row number, cells), to `target` as clean CSV."""
    done = Cleaned(path=target, delimiter=",", width=width)
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for line, cells in rows:
            row = ",".join(cells)
            done.damaged = done.damaged or encodings.seems_damaged(row)
            if not done._pending and _is_canonical(row, width):
                out.write(f"{line},{row}\n")
                done.count_rows(1)
                continue
            text = "".join(cells)
            if not text or text.isspace():
                continue
            done.controls = done.controls or _has_controls(text)
            _emit(line, cells, done, out)
    return done.ended()


def _is_canonical(row: str, width: int) -> bool:
    """Return whether cells joined by commas already form a correct CSV record of the given width.

    They do if no cell needs quotes or has invisible characters, and not all cells are blank.
    """
    return (
        row.isprintable()
        and row.count(",") == width - 1
        and '"' not in row
        and ", " not in row
        and row[:1] != " "
        and bool(row.strip(","))
    )


def _has_controls(text: str) -> bool:
    """Return whether a text has control or invisible characters."""
    raw = text.encode("utf-8", "replace")
    if len(raw.translate(None, _LOW)) != len(raw):
        return True
    return len(raw) != len(text) and _HIDDEN_ONE.search(text) is not None


def _is_plain(block: list[str], text: str, done: Cleaned) -> bool:
    """Return whether each line of a block can be copied unchanged as one clean record."""
    delimiter, width = done.delimiter, done.width
    if done._pending or "\x00" in text or width < 2 or max(map(len, block)) > MAX_LINE:
        return False
    if '"' in text or done.quote in text:
        return done.quote == '"' and _is_wellquoted(block, text, done)
    empty = delimiter * (width - 1) + "\n"
    if block[0] == empty or "\n" + empty in text:
        return False
    return {row.count(delimiter) for row in block} == {width - 1}


def _is_plain_row(row: str, done: Cleaned) -> bool:
    """Return whether one line can be copied unchanged as one clean record."""
    if '"' in row or done.quote in row or done._pending or "\x00" in row:
        return False
    if row.count(done.delimiter) != done.width - 1:
        return False
    return len(row) <= MAX_LINE and bool(row.strip(f" \t\n{done.delimiter}"))


def _is_wellquoted(block: list[str], text: str, done: Cleaned) -> bool:
    """Return whether each line of a block with quotes is one record of the right width.

    A blank before a quote is ambiguous, so such a block does not count as well quoted.
    """
    if f'{done.delimiter} "' in text or '\n "' in text or block[0][0] == " ":
        return False
    try:
        records = list(csv.reader(block, delimiter=done.delimiter, strict=True))
    except csv.Error:
        return False
    return len(records) == len(block) and {len(r) for r in records} == {done.width} and all(map(any, records))


def _parse_strict(
    block: list[str], file: TextIO, line: int, done: Cleaned, shapes: csv_quotes.Shapes, out: TextIO
) -> list[str]:
    """Write a block of lines record by record; return the block, extended to the end of its last record."""
    position = 0
    while position < len(block):
        row, number = block[position], line + position
        if row == "\n":
            position += 1
            continue
        if _is_plain_row(row, done):
            out.write(
                f"{number}{done.delimiter}{row}" if row[-1] == "\n" else f"{number}{done.delimiter}{row}\n"
            )
            done.count_rows(1)
            position += 1
            continue
        found = csv_quotes.record(csv_quotes.lines_from(block, position, file), shapes)
        fields, spans = found.cells, found.lines
        done.inside += spans - 1
        if fields is None or found.is_stray and shapes.misplaced(fields):
            done.not_a_record(number, row)
        elif any(cell and not cell.isspace() for cell in fields):
            if len(fields) < done.width and not block[position + spans - 1].endswith("\n"):
                done.truncated = done.truncated or len(fields) > 1
            if done.fills:
                fields += [""] * (done.width - len(fields))
            _emit(number, fields, done, out)
        position += spans
    return block


def _emit(line: int, fields: list[str], done: Cleaned, out: TextIO) -> None:
    """Write one record as a clean row, or set it aside if it has the wrong number of cells."""
    fields = csv_quotes.without_blank_end(fields, done.width)
    if len(fields) != done.width:
        done.quarantine(line, fields)
        return
    done.controls = done.controls or any("\n" in cell for cell in fields)
    out.write(done.delimiter.join([str(line), *(quoted(cell, done.delimiter) for cell in fields)]) + "\n")
    alone = sum(bool(cell.strip()) for cell in fields) <= 1
    done.count_rows(1, real=not alone)


def quoted(cell: str, delimiter: str) -> str:
    """Return a cell as CSV text on one line, in quotes if needed."""
    cell = cell.rstrip("\n").replace("\n", _BREAK).replace("\r", _BREAK).replace("\x00", _BREAK)
    return (
        '"' + cell.replace('"', '""') + '"' if '"' in cell or delimiter in cell or cell[:1] == " " else cell
    )
