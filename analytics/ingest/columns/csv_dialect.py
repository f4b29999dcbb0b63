"""Recognition of the header row, delimiter and quote character of a text file from its first lines."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected, listed
from analytics.ingest.base.limits import EVIDENCE_ROWS, HEADER_WITHIN, MAX_COLUMNS, MAX_LINE
from analytics.ingest.columns import (
    client_header,
    csv_quotes,
    eav_format,
    header_row,
    incomplete_tables,
    shared_words,
    transposed,
)
from analytics.ingest.columns.column_inference import are_dates
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import infer_layout
from analytics.ingest.columns.table import Table
from analytics.ingest.columns.wide_format import split

DELIMITERS = (",", ";", "\t", "|")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_SEPARATOR = re.compile(
    r"\W?sep=([^\w\s\"']|\t|\\t)\"?", re.IGNORECASE
)  # the first line by which Excel names it


def find(lookup: HeaderNames, path: Path, encoding: str) -> Table:
    """Return the table of a text file: its header row, delimiter and quote character.

    Parameters
    ----------
    lookup : meanings of column names.
    path : the file.
    encoding : name of its encoding.

    Raises
    ------
    ImportRejected
        If no row of column names is found.

    Notes
    -----
    The first rows are read with each delimiter. The row with most known column names is the header. The
    chosen delimiter is the one with most known names, then with most rows as wide as the header.
    """
    with path.open(encoding=encoding, newline=None) as file:
        lines = [line[:MAX_LINE] for line in itertools.islice(file, HEADER_WITHIN + EVIDENCE_ROWS)]
    separator = _SEPARATOR.fullmatch(lines[0].strip()) if lines else None
    if separator:
        lines[0] = "\n"
    best: tuple[int, float, Table] | None = None
    for delimiter in (separator.group(1).replace("\\t", "\t"),) if separator else DELIMITERS:
        for quote in ('"', "'") if any("'" in line for line in lines) else ('"',):
            found = _table(lookup, _records(lookup, lines, delimiter, quote), delimiter, quote)
            if found and (best is None or found[:2] > best[:2]):
                best = found
    if best is None or not is_complete(lookup, best[2].header):
        if table := _of_another_shape(lookup, lines, is_whole=len(lines) < HEADER_WITHIN + EVIDENCE_ROWS):
            return table
    elif best[0] < 0 and (table := find_clients(lookup, lines)):
        return table
    elif eav_format.may_be(lookup, best[2].header, best[2].samples):
        records = _records(lookup, lines, best[2].delimiter or ",", best[2].quote)
        return find_eav(lookup, records, best[2].delimiter, best[2].quote) or best[2]
    if best is None:
        raise ImportRejected(_describe_lines(lookup, lines))
    return best[2]


def _of_another_shape(lookup: HeaderNames, lines: list[str], *, is_whole: bool) -> Table | None:
    """Return the table of a file that has no row of names of one session's columns; None if it has no known shape."""
    read = {delimiter: _records(lookup, lines, delimiter, '"') for delimiter in DELIMITERS}
    for delimiter, records in read.items():
        if table := find_eav(lookup, records, delimiter):
            return table
    for delimiter, records in read.items() if is_whole else ():
        if table := find_transposed(lookup, [cells for _, _, cells in records], delimiter):
            return table
    return find_clients(lookup, lines)


def find_clients(lookup: HeaderNames, lines: list[str]) -> Table | None:
    """Return the table of a text file with one row per day and one column per client; None for other files."""
    for delimiter in DELIMITERS:
        records = _records(lookup, lines, delimiter, '"')
        rows = [cells for _, _, cells in records]
        if head := client_header.find(lookup, rows):
            return _below(lookup, head, records, delimiter, '"')
    return None


def find_eav(
    lookup: HeaderNames, records: list[tuple[int, int, list[str]]], delimiter: str | None, quote: str = '"'
) -> Table | None:
    """Return the table of a file with one row per field; None for other files.

    Parameters
    ----------
    lookup : meanings of column names.
    records : (first line, last line, cells) of the first rows.
    delimiter, quote : of the text; no delimiter for a sheet.
    """
    rows = [cells for _, _, cells in records]
    found = eav_format.find(lookup, rows)
    if found is None:
        return None
    position, columns = found
    names = tuple(trimmed(rows[position]))
    return Table(
        header=names,
        line=records[position][0],
        last_line=records[position][1],
        delimiter=delimiter,
        lookup=lookup,
        samples=header_row.samples(rows[position + 1 :], len(names)),
        quote=quote,
        eav=columns,
    )


def find_transposed(lookup: HeaderNames, rows: list[list[str]], delimiter: str | None) -> Table | None:
    """Return the table of a form sheet with its field names in the first column; None for other files."""
    if found := transposed.transpose(lookup, rows):
        names, beside = found
        cells = [list(session) for _, session in beside]
        return Table(
            header=names,
            line=1,
            last_line=1,
            delimiter=delimiter,
            lookup=lookup,
            samples=header_row.samples(cells, len(names)),
            beside=beside,
        )
    return None


def is_complete(lookup: HeaderNames, names: tuple[str, ...]) -> bool:
    """Return whether column names include a date and scores, of one session or of several."""
    named = zip(names, shared_words.meanings(lookup, names), strict=True)
    known = [m or (lookup.field_of(part[0]) if (part := split(lookup, name)) else None) for name, m in named]
    scored = any(m and (m.is_score or m.field == "measure") for m in known)
    return scored and any(m and m.field == "session_date" for m in known)


def _table(lookup: HeaderNames, records: list, delimiter: str, quote: str) -> tuple[int, float, Table] | None:
    """Return (known names, share of rows as wide as the header, table) for one delimiter and quote."""
    rows = [fields for _, _, fields in records]
    head = (
        header_row.find(lookup, rows)
        or incomplete_tables.header(lookup, rows)
        or incomplete_tables.of_ids(lookup, rows)
    )
    if head is None:
        return None
    is_quoted = any(cell[:1] == cell[-1:] == "'" for cell in head.names)
    last = head.last + head.words
    below = [fields for fields in rows[last + 1 :] if any(fields)]
    agree = sum(len(fields) == len(rows[head.last]) for fields in below) / max(1, len(below))
    table = _below(lookup, head, records, delimiter, quote)
    return head.known, agree - is_quoted, table


def _below(lookup: HeaderNames, head: header_row.Top, records: list, delimiter: str, quote: str) -> Table:
    """Return the table below a header row."""
    rows = [fields for _, _, fields in records]
    last = head.last + head.words
    below = [fields for fields in rows[last + 1 :] if any(fields)]
    names = tuple(trimmed(list(head.names)))
    return Table(
        header=names,
        line=records[head.first][0],
        last_line=records[last][1],
        delimiter=delimiter,
        lookup=lookup,
        labels=head.labels,
        samples=header_row.samples(below, len(names)),
        quote=quote,
        words=tuple(
            (records[index][0], header_row.in_words(rows[index])) for index in range(head.last + 1, last + 1)
        ),
        title=head.title,
        titles=header_row.titles(rows, head.first),
        parts=head.parts,
    )


def almost_header(lookup: HeaderNames, rows: list[list[str]]) -> list[str]:
    """Return the filled cells of the first row with at least two known column names; empty if no row has."""
    for row in rows[:HEADER_WITHIN]:
        if sum(lookup.field_of(cell) is not None for cell in row) >= 2:
            return [cell for cell in row if cell.strip()]
    return []


def trimmed(header: list[str]) -> list[str]:
    """Return column names without surplus blanks and without empty names at the end.

    Raises ImportRejected for too many.
    """
    names = [" ".join(name.replace("\ufeff", "").split()) for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise ImportRejected(
            f"The table has {len(names)} columns; more than {MAX_COLUMNS} cannot be a session export."
        )
    return names


def _records(
    lookup: HeaderNames, lines: list[str], delimiter: str, quote: str
) -> list[tuple[int, int, list[str]]]:
    """Return (first line, last line, cells) of each record among the first lines of a file.

    A record of several lines is parsed again with `csv_quotes`, because an unclosed quote may have joined
    several rows.
    """
    reader, found, start = csv.reader(lines, delimiter=delimiter, quotechar=quote), [], 1
    try:
        for fields in reader:
            found.append((start, reader.line_num, fields))
            start = reader.line_num + 1
    except csv.Error:
        pass
    if len(found) == len(lines):
        return found
    return list(csv_quotes.records(lines, csv_quotes.shapes_of_lines(lookup, lines, delimiter, quote)))


_ADVICE = (
    " If these are the names of columns, say what each holds (column:NAME=client_id, and so session_date, ors_total,"
    " srs_total, or ors_individual and the other areas)."
)


def _describe_lines(lookup: HeaderNames, lines: list[str]) -> str:
    """Return the error message for a file without a header row, quoting the first lines of the file.

    If a row is nearly a header, the error of its table is raised instead.
    """
    filled = [line for line in lines if line.strip()]
    if not filled:
        return f"The file holds no text. {EXPECTED}"
    delimiter = max(DELIMITERS, key=filled[0].count)
    almost = almost_header(lookup, [line.rstrip("\n").split(delimiter) for line in lines])
    if almost:
        infer_layout(lookup, almost, {})
    first = [cell for cell in filled[0].strip().split(delimiter) if cell.strip()]
    return (
        f"No row with column names was found in the first {HEADER_WITHIN} rows; the file begins with"
        f" {listed(first, 5)}. {EXPECTED}{_ADVICE if _seem_names(first, filled[1:], delimiter) else ''}"
    )


def _seem_names(first: list[str], below: list[str], delimiter: str) -> bool:
    """Return whether the cells of the first line may be names of columns with a client, a day and a score.

    They are words above lines with numbers, and a column beside that of days may hold codes: filled in each line, without
    a decimal.
    """
    if len(first) < 3 or not all(any(map(str.isalpha, cell)) for cell in first):
        return False
    rows = [[cell.strip() for cell in line.rstrip("\n").split(delimiter)] for line in below]
    columns = list(zip(*(row for row in rows if len(row) == len(first)), strict=True))
    has_numbers = any(
        cell.replace(",", ".").replace(".", "", 1).isdigit() for cells in columns for cell in cells
    )
    codes = [cells for cells in columns if all(cells) and not any(_DECIMAL.fullmatch(cell) for cell in cells)]
    return has_numbers and any(not are_dates(cells) for cells in codes)
