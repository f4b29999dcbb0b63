"""Where the table of a text file begins and what separates its columns, by evidence over many lines."""

from __future__ import annotations

import csv
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest import sideways, top
from analytics.ingest.headers import meaning
from analytics.ingest.layout import understand
from analytics.ingest.limits import EVIDENCE_ROWS, HEADER_WITHIN, MAX_COLUMNS, MAX_LINE
from analytics.ingest.numbered import split
from analytics.ingest.refusal import EXPECTED, Refused, listed

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(
    r"\W?sep=([^\w\s\"']|\t|\\t)\"?", re.IGNORECASE
)  # the first line by which Excel names it


@dataclass(frozen=True)
class Table:
    """Where a table is.

    header: names as written; line: where the header stands (1 = first line a person sees); last_line: where
    its record ends; delimiter: None for a sheet; labels: (label, value) of cells above a table that names no
    client itself; samples: the first filled cells of each column; quote: what surrounds its cells; beside: the
    sessions of a form sheet whose names stand in its first column, as (number of the column, cells).
    """

    header: tuple[str, ...]
    line: int
    last_line: int
    delimiter: str | None
    labels: tuple[tuple[str, str], ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    quote: str = '"'
    beside: tuple[tuple[int, tuple[str, ...]], ...] = ()


def find(path: Path, encoding: str) -> Table:
    """The header row and delimiter of a text file.

    How: under each delimiter the first rows are read; the row with most known column names is the header, and
    the delimiter whose header knows most names, then whose rows agree most with it, wins.
    """
    with path.open(encoding=encoding, newline=None) as file:
        lines = [line[:MAX_LINE] for line in itertools.islice(file, HEADER_WITHIN + EVIDENCE_ROWS)]
    said = _SEPARATOR.fullmatch(lines[0].strip()) if lines else None
    if said:
        lines[0] = "\n"
    best: tuple | None = None
    for delimiter in (said.group(1).replace("\\t", "\t"),) if said else DELIMITERS:
        for quote in ('"', "'") if any("'" in line for line in lines) else ('"',):
            found = _table(list(_records(lines, delimiter, quote)), delimiter, quote)
            if found and (best is None or found[:2] > best[:2]):
                best = found
    if len(lines) < HEADER_WITHIN + EVIDENCE_ROWS and (best is None or not is_complete(best[2].header)):
        for delimiter in DELIMITERS:
            if table := turned([cells for _, _, cells in _records(lines, delimiter, '"')], delimiter):
                return table
    if best is None:
        raise Refused(_what_was_seen(lines))
    return best[2]


def turned(rows: list[list[str]], delimiter: str | None) -> Table | None:
    """The table of a form sheet whose names stand in its first column, None for any other file."""
    if found := sideways.turned(rows):
        names, beside = found
        cells = [list(session) for _, session in beside]
        return Table(names, 1, 1, delimiter, samples=top.samples(cells, len(names)), beside=beside)
    return None


def is_complete(names: tuple[str, ...]) -> bool:
    """Whether a header names dates and scores, of one session or of several."""
    known = [meaning(name) or (meaning(part[0]) if (part := split(name)) else None) for name in names]
    scored = any(m and (m.is_score or m.field == "measure") for m in known)
    return scored and any(m and m.field == "session_date" for m in known)


def _table(records: list, delimiter: str, quote: str) -> tuple[int, float, Table] | None:
    """(how well the names are known, share of rows as wide as the header, table) under one dialect."""
    rows = [fields for _, _, fields in records]
    head = top.found(rows)
    if head is None:
        return None
    is_quoted = any(cell[:1] == cell[-1:] == "'" for cell in head.names)
    below = [fields for fields in rows[head.last + 1 :] if any(fields)]
    agree = sum(len(fields) == len(rows[head.last]) for fields in below) / max(1, len(below))
    names = tuple(trimmed(list(head.names)))
    table = Table(
        names,
        records[head.first][0],
        records[head.last][1],
        delimiter,
        head.labels,
        top.samples(below, len(names)),
        quote,
    )
    return head.known, agree - is_quoted, table


def almost_header(rows: list[list[str]]) -> list[str]:
    """The first row that knows at least two column names, though not those of a session table; else empty."""
    for row in rows[:HEADER_WITHIN]:
        if sum(meaning(cell) is not None for cell in row) >= 2:
            return [cell for cell in row if cell.strip()]
    return []


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


def _records(lines: list[str], delimiter: str, quote: str):
    """(first line, last line, cells) of each record at the top of the file."""
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
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
