"""The data rows of a file, written once more as plain CSV with the line number a person sees in front.

DuckDB reads only this file: every record on one line, every record with the same number of fields. Rows that
cannot be a record are set aside here with their line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from analytics.ingest.dialect import Table
from analytics.ingest.limits import MAX_BROKEN, MAX_LINE, MAX_RECORD_LINES, MAX_ROWS
from analytics.ingest.refusal import Refused, shortened
from analytics.ingest.spelling import data, plain

csv.field_size_limit(MAX_LINE)
_BLOCK = 1 << 18  # characters read at a time: as many short lines take forty times their length
_LOW = bytes([*range(9), *range(11, 32), 127])  # control characters, tab and newline apart
_HIDDEN = "\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
CONTROL_CHARACTERS = rf"[\x00-\x1f\x7f{_HIDDEN}]"
_BREAK = "\x1f"  # stands for what DuckDB could not keep on one line; never part of an id
_HIDDEN_ONE = re.compile(f"[{_HIDDEN}]")


@dataclass
class Cleaned:
    """rows: data rows of the file (blank lines are none); early: (line, reason, text) of rows set aside;
    controls: control characters were seen; truncated: the last line breaks off."""

    path: Path
    delimiter: str
    width: int
    rows: int = 0
    early: list[tuple[int, str, str]] = field(default_factory=list)
    controls: bool = False
    truncated: bool = False
    _pending: list[tuple[int, str, str]] = field(default_factory=list)

    def set_aside(self, line: int, fields: list[str]) -> None:
        """Keep a row of the wrong width apart; at the end of the file it may be a footer."""
        filled = [cell for cell in fields if cell.strip()]
        self.rows += 1
        text = shortened(" ".join(filled), 80)
        if is_summary(filled):
            self.early.append((line, "summary_row", text))
        elif len(filled) <= 1:
            self._pending.append((line, "footer", text))
        else:
            self.early.append((line, "wrong_field_count", text))
        self._within_limits()

    def not_a_record(self, line: int, text: str) -> None:
        """Keep apart a line whose quotes do not close."""
        self.rows += 1
        self.early.append((line, "wrong_field_count", shortened(text[:1000], 80)))
        self._within_limits()

    def _within_limits(self) -> None:
        if self.rows > MAX_ROWS:
            raise Refused(f"The file has more than {MAX_ROWS:,} rows. Split it by year and import the parts.")
        broken = len(self.early) + len(self._pending)
        if broken > MAX_BROKEN and broken * 2 > self.rows:
            raise Refused(
                "Most lines of the file do not have as many cells as there are column names. Export it again."
            )

    def went_on(self, rows: int, real: bool = True) -> None:
        """Count rows written; what looked like a footer above real ones was none."""
        self.rows += rows
        if self._pending and real:
            self.early += [(line, "wrong_field_count", text) for line, _, text in self._pending]
            self._pending.clear()
        self._within_limits()

    def ended(self) -> Cleaned:
        """Settle what is left at the end of the file."""
        self.early += self._pending
        self._pending = []
        if not self.rows:
            raise Refused("The file has column names but no rows below them.")
        return self


def is_summary(filled: list[str]) -> bool:
    """Whether a row begins with a word such as Total or Average."""
    return len(filled) > 1 and plain(filled[0]) in _summaries()


@lru_cache(maxsize=1)
def _summaries() -> frozenset[str]:
    return frozenset(plain(word) for word in data("words")["summary"]["summary"])


def write_text(source: Path, encoding: str, table: Table, target: Path) -> Cleaned:
    """Write the rows below the header of a text file to `target`."""
    done = Cleaned(target, table.delimiter, len(table.header))
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
            if text.isspace() and done.delimiter != "\t":
                pass
            elif _is_plain(block, text, done):
                end = "" if text.endswith("\n") else "\n"
                out.write("".join([f"{n}{done.delimiter}{row}" for n, row in enumerate(block, line)]) + end)
                done.went_on(len(block))
            else:
                block = _careful(block, file, line, done, out)
            line += len(block)
    return done.ended()


def write_rows(rows: Iterable[tuple[int, list[str]]], width: int, target: Path) -> Cleaned:
    """Write the rows of a sheet, given as (row number, cells as text), to `target`."""
    done = Cleaned(target, ",", width)
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for line, cells in rows:
            row = ",".join(cells)
            if not done._pending and _stands(row, width):
                out.write(f"{line},{row}\n")
                done.went_on(1)
                continue
            text = "".join(cells)
            if not text or text.isspace():
                continue
            done.controls = done.controls or _has_controls(text)
            _emit(line, cells, done, out)
    return done.ended()


def records(source: Path, encoding: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the rows below the header of a text file, one by one, rows that break off early filled up.

    For files whose cells stand in single quotes, and for form sheets; every other file is read in blocks.
    """
    with source.open(encoding=encoding, newline=None) as file:
        reader = csv.reader(file, delimiter=table.delimiter, quotechar=table.quote)
        start = 1
        try:
            for cells in reader:
                if start > table.last_line:
                    short = len(table.header) - len(cells) if table.labels else 0
                    yield start, cells + [""] * short
                start = reader.line_num + 1
        except csv.Error as error:
            raise Refused(f"Line {start} is no row of a table: a quote may not be closed.") from error


def _stands(row: str, width: int) -> bool:
    """Whether cells joined by commas are a record as they are: nothing to quote, nothing hidden, not blank."""
    return (
        row.isprintable()
        and row.count(",") == width - 1
        and '"' not in row
        and ", " not in row
        and row[:1] != " "
        and bool(row.strip(","))
    )


def _has_controls(text: str) -> bool:
    raw = text.encode("utf-8", "replace")
    if len(raw.translate(None, _LOW)) != len(raw):
        return True
    return len(raw) != len(text) and _HIDDEN_ONE.search(text) is not None


def _is_plain(block: list[str], text: str, done: Cleaned) -> bool:
    """Whether each line is one record of the right width that DuckDB reads as it stands."""
    delimiter, width = done.delimiter, done.width
    if done._pending or "\x00" in text or width < 2 or max(map(len, block)) > MAX_LINE:
        return False
    if '"' in text:
        return _is_well_quoted(block, text, done)
    empty = delimiter * (width - 1) + "\n"
    if block[0] == empty or "\n" + empty in text:
        return False
    return {row.count(delimiter) for row in block} == {width - 1}


def _is_plain_row(row: str, done: Cleaned) -> bool:
    if '"' in row or done._pending or row.count(done.delimiter) != done.width - 1 or "\x00" in row:
        return False
    return len(row) <= MAX_LINE and bool(row.strip(f" \t\n{done.delimiter}"))


def _is_well_quoted(block: list[str], text: str, done: Cleaned) -> bool:
    """The same for a block with quotes; a blank before a quote is read in two ways and so is none."""
    if f'{done.delimiter} "' in text or '\n "' in text or block[0][0] == " ":
        return False
    try:
        records = list(csv.reader(block, delimiter=done.delimiter, strict=True))
    except csv.Error:
        return False
    return len(records) == len(block) and {len(r) for r in records} == {done.width} and all(map(any, records))


def _careful(block: list[str], file, line: int, done: Cleaned, out) -> list[str]:
    """Write one block record by record; returns the block with the lines it had to read beyond its end."""
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
            done.went_on(1)
            position += 1
            continue
        fields, spans = _record(block, position, file, done)
        if fields is None:
            done.not_a_record(number, row)
        elif any(cell and not cell.isspace() for cell in fields):
            if len(fields) < done.width and not block[position + spans - 1].endswith("\n"):
                done.truncated = done.truncated or len(fields) > 1
            _emit(number, fields, done, out)
        position += spans
    return block


def _record(block: list[str], position: int, file, done: Cleaned) -> tuple[list[str] | None, int]:
    """The fields of the record that begins at a line and how many lines it spans; None: not a record."""
    text = block[position]
    if len(text) > MAX_LINE:
        return None, 1
    if '"' not in text:
        return text.rstrip("\n").split(done.delimiter), 1
    fields = _parsed(text, done.delimiter)
    if fields is not None:
        return fields, 1
    for spans in range(2, MAX_RECORD_LINES + 1):
        if position + spans > len(block):
            more = file.readline()
            if not more:
                break
            block.append(more)
        text += block[position + spans - 1]
        if len(text) > MAX_LINE:
            break
        if text.count('"') % 2 == 0 and (fields := _parsed(text, done.delimiter)) is not None:
            return (fields, spans) if len(_without_blank_end(fields, done.width)) == done.width else (None, 1)
    return None, 1


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """The fields of one complete record; None while a quote is still open."""
    try:
        records = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error) or "field larger" in str(error):
            return None
        records = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    return records[0] if len(records) == 1 else [""] if not records else None


def _without_blank_end(fields: list[str], width: int) -> list[str]:
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields


def _emit(line: int, fields: list[str], done: Cleaned, out) -> None:
    fields = _without_blank_end(fields, done.width)
    if len(fields) != done.width:
        done.set_aside(line, fields)
        return
    done.controls = done.controls or any("\n" in cell for cell in fields)
    out.write(done.delimiter.join([str(line), *(_quoted(cell, done.delimiter) for cell in fields)]) + "\n")
    alone = sum(bool(cell.strip()) for cell in fields) <= 1
    done.went_on(1, real=not alone)


def _quoted(cell: str, delimiter: str) -> str:
    cell = cell.rstrip("\n").replace("\n", _BREAK).replace("\r", _BREAK).replace("\x00", _BREAK)
    return (
        '"' + cell.replace('"', '""') + '"' if '"' in cell or delimiter in cell or cell[:1] == " " else cell
    )
