"""Where the table of a text file begins and what separates its columns, by evidence over many lines."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest.headers import meaning
from analytics.ingest.layout import recognised, understand
from analytics.ingest.limits import EVIDENCE_ROWS, HEADER_WITHIN, MAX_COLUMNS, MAX_LINE
from analytics.ingest.refusal import EXPECTED, Refused, listed

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Table:
    """Where a table is.

    header: names as written; line: where the header stands (1 = first line a person sees); last_line: where
    its record ends; delimiter: None for a sheet.
    """

    header: tuple[str, ...]
    line: int
    last_line: int
    delimiter: str | None


def find(path: Path, encoding: str) -> Table:
    """The header row and delimiter of a text file.

    How: under each delimiter the first rows are read; the row with most known column names is the header, and
    the delimiter whose header knows most names, then whose rows agree most with it, wins.
    """
    with path.open(encoding=encoding, newline=None) as file:
        lines = [line[:MAX_LINE] for line in itertools.islice(file, HEADER_WITHIN + EVIDENCE_ROWS)]
    best: tuple | None = None
    for delimiter in DELIMITERS:
        records = list(_records(lines, delimiter))
        position, known = header_row([fields for _, _, fields in records])
        if not known:
            continue
        start, end, header = records[position]
        below = [fields for _, _, fields in records[position + 1 :] if any(fields)]
        agree = sum(len(fields) == len(header) for fields in below) / max(1, len(below))
        if best is None or (known, agree) > best[:2]:
            best = (known, agree, Table(tuple(trimmed(header)), start, end, delimiter))
    if best is None:
        raise Refused(_what_was_seen(lines))
    return best[2]


def almost_header(rows: list[list[str]]) -> list[str]:
    """The first row that knows at least two column names, though not those of a session table; else empty."""
    for row in rows[:HEADER_WITHIN]:
        if sum(meaning(cell) is not None for cell in row) >= 2:
            return [cell for cell in row if cell.strip()]
    return []


def header_row(rows: list[list[str]]) -> tuple[int, int]:
    """The position of the row that knows most column names among the first rows, and how many it knows."""
    known = [
        recognised([cell.strip() for cell in row]) if len(row) >= 2 else 0 for row in rows[:HEADER_WITHIN]
    ]
    best = max(known, default=0)
    return (known.index(best), best) if best else (0, 0)


def trimmed(header: list[str]) -> list[str]:
    """Header names without surrounding blanks and without the empty columns at the end."""
    names = [" ".join(name.replace("\ufeff", "").split()) for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise Refused(
            f"The table has {len(names)} columns; more than {MAX_COLUMNS} cannot be a session export."
        )
    return names


def _records(lines: list[str], delimiter: str):
    """(first line, last line, cells) of each record at the top of the file."""
    reader = csv.reader(lines, delimiter=delimiter)
    start = 1
    while True:
        try:
            fields = next(reader)
        except (StopIteration, csv.Error):
            return
        yield start, reader.line_num, fields
        start = reader.line_num + 1


def _what_was_seen(lines: list[str]) -> str:
    filled = [line for line in lines if line.strip()]
    if not filled:
        return f"The file holds no text. {EXPECTED}"
    delimiter = max(DELIMITERS, key=filled[0].count)
    almost = almost_header([line.rstrip("\n").split(delimiter) for line in lines])
    if almost:
        understand(almost, {})
    first = [cell for cell in filled[0].strip().split(delimiter) if cell.strip()]
    return (
        f"No row with column names was found in the first {HEADER_WITHIN} rows; the file begins with"
        f" {listed(first, 5)}. {EXPECTED}"
    )
