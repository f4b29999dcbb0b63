"""Recognised field of each column of a delivery, with confidence and sample values, for checking.

Values are for the screen of whoever imports: `without_values` takes them out before a report is kept.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.base.limits import MAX_COLUMNS, MAX_LINE
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import header_names, shared_words
from analytics.ingest.columns.csv_dialect import DELIMITERS
from analytics.ingest.columns.header_names import HeaderNames, Meaning
from analytics.ingest.columns.layout import NOT_USED
from analytics.ingest.containers import file_kind

if TYPE_CHECKING:
    from analytics.ingest.rows.reading import ReadFile

ROWS = 200  # data rows looked at for values
VALUES = 3  # different values shown per column
LENGTH = 32  # characters of a value shown
SURE, LIKELY, GUESSED = "sure", "likely", "guessed"
FIELDS = header_names.FIELDS  # what a person may say a column holds, beside NOT_USED

# Ranks from which a header was recognised without a word around it (`built_in_names`)
_CODED, _CUSTOM = 500, 1000
_SAME_DAY = (("date_ors", "session_date"), ("date_srs", "session_date"))
_AGAIN = re.compile(r" \(\d+\)$")  # behind the second column of one name
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?\s?%?")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?")
_FULL_NAME = re.compile(r"[^\W\d_][\w'’.-]*,? [^\W\da-z_][\w'’.-]*( [^\W\da-z_][\w'’.-]*)?")
_PRIVATE = ("name", "nombre", "apellido", "navn", "namn", "naam", "nom", "prenom", "mail", "phone", "telefon")
_PRIVATE += (
    "telefoon",
    "address",
    "adresse",
    "notes",
    "note",
    "notiz",
    "comment",
    "kommentar",
    "commentaire",
)


def of(read: Sequence[ReadFile], answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one entry per column of each file: field, method of recognition, confidence and samples.

    Parameters
    ----------
    read : files whose clean text still exists (else no values).
    answers : question key -> choice.

    Returns
    -------
    One entry per column: file, column, field (None: not used), how, confidence, kind, values.

    Notes
    -----
    `how` says where the field comes from: `name` or `scaled` (the header's own words: sure), `coded` or `prefix`
    (known words with others around: likely), `addition` (the known part of a longer name: likely), `filled_in` (the
    day of a form, for that of the session: likely), `siblings` (the other columns: likely), `values` (guessed),
    `answer` (a person: sure); for a column not used `unknown`, `not_needed` or `answer`. Values of columns not used
    are left away where they look like names or free text.
    """
    answers_of = {
        file.number: {f"column:{one.label}": one.field for one in file.given} | dict(answers) for file in read
    }
    found = []
    for file in read:
        columns = list(zip(file.layout.shown(), _values(file), strict=False))
        known = _known(file.lookup, [header for (header, _), _ in columns])
        found += [
            _entry(file.name, *column, m, values, answers_of[file.number])
            for (column, values), m in zip(columns, known, strict=True)
        ]
    return found


def before_reading(
    lookup: HeaderNames, name: str, path: Path, answers: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the report's column entries for a refused text file, whose header row is only guessed.

    The first row with several filled cells counts as the header.

    Empty for a spreadsheet and for what is no text.
    """
    try:
        if file_kind.kind_of(path) != "text":
            return []
        with path.open(encoding=file_kind.encoding_of(path), newline=None) as text:
            lines = [line[:MAX_LINE] for line in itertools.islice(text, ROWS)]
    except (ImportRejected, OSError, ValueError):
        return []
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if sum(map(bool, row)) > 1]
    if not rows:
        return []
    header = [" ".join(cell.split()) for cell in rows[0]][:MAX_COLUMNS]
    return of_table(lookup, name, header, rows[1:], answers)


def of_table(
    lookup: HeaderNames,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    answers: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the column entries for a refused table, from its column names and some rows.

    Parameters
    ----------
    lookup : meanings of column names.
    name : of its file and sheet.
    header : column names.
    rows : some of the rows below.
    answers : question key -> choice.
    """
    answered = [answers.get(f"column:{column}") for column in header]
    known = _known(lookup, header)
    fields = [
        s if s in FIELDS else None if s else m.field if m else None
        for s, m in zip(answered, known, strict=True)
    ]
    columns = _first_values(rows, len(header))
    return [
        _entry(name, *column, answers)
        for column in zip(header, fields, known, columns, strict=True)
        if column[0]
    ]


def without_values(recognised: dict[str, Any]) -> dict[str, Any]:
    """Return the entry `recognised` of a report without any cell values from the file."""
    entries = [{**entry, "values": []} for entry in recognised.get("matching", [])]
    return {**recognised, "matching": entries}


def _known(lookup: HeaderNames, names: Sequence[str]) -> list[Meaning | None]:
    """Return the meaning of each column name, ignoring a number added to repeated names."""
    return shared_words.meanings(lookup, [_AGAIN.sub("", name) for name in names])


def _entry(
    file: str,
    header: str,
    field: str | None,
    meaning: Meaning | None,
    values: list[str],
    answers: Mapping[str, str],
) -> dict:
    """Return the entry of one column: field, how it was recognised, confidence, kind and values."""
    how, confidence = _found(header, field, meaning, answers)
    shown = field is not None or not _is_private(header, values)
    return {
        "file": file,
        "column": header,
        "field": field,
        "how": how,
        "confidence": confidence,
        "kind": kind(values),
        "values": [shortened(value, LENGTH) for value in values] if shown else [],
    }


def kind(values: Sequence[str]) -> str:
    """Return what the values of a column look like: numbers, dates, text or nothing."""
    if not values:
        return "nothing"
    if all(_NUMBER.fullmatch(value) for value in values):
        return "numbers"
    return "dates" if all(_DATE.fullmatch(value) for value in values) else "text"


def _found(
    header: str, field: str | None, meaning: Meaning | None, answers: Mapping[str, str]
) -> tuple[str, str | None]:
    """Return how a column's field was recognised, and the confidence (sure, likely, guessed or None)."""
    answer = answers.get(f"column:{header}")
    if answer and answer == (field or NOT_USED):
        return "answer", SURE
    if field == "therapist" and answers.get("therapist_column") == header:
        return "answer", SURE
    if field is None:
        return ("not_needed" if meaning else "unknown"), None
    if meaning is None:
        return "values", GUESSED
    if meaning.field != field and (meaning.field, field) not in _SAME_DAY:
        return "siblings", LIKELY if meaning.field in ("overall", "total") else GUESSED
    if meaning.rank >= header_names.SAID_RANK:
        return "answer", LIKELY
    if not meaning.is_exact:
        return "addition", LIKELY
    if meaning.is_filled_in:
        return "filled_in", LIKELY
    if meaning.rank >= _CODED:
        return ("prefix" if meaning.rank >= _CUSTOM else "coded"), LIKELY
    return ("name" if meaning.version is None else "scaled"), SURE


def _values(file: ReadFile) -> list[list[str]]:
    """Return the first distinct values of each column; empty lists if the clean rows were deleted."""
    if not file.cleaned.path.exists():
        return [[] for _ in file.layout.headers]
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        rows = itertools.islice(csv.reader(text, delimiter=file.cleaned.delimiter), ROWS)
        return _first_values((cells for _, *cells in rows), len(file.layout.headers))


def _first_values(rows: Iterable[Sequence[str]], width: int) -> list[list[str]]:
    """Return the first distinct values of each column in the given rows."""
    found: list[list[str]] = [[] for _ in range(width)]
    for cells in rows:
        for values, cell in zip(found, cells, strict=False):
            value = " ".join(cell.split())
            if value and len(values) < VALUES and value not in values:
                values.append(value)
    return found


def _is_private(header: str, values: Sequence[str]) -> bool:
    """Return whether an unused column may contain names or free text."""
    name = normalized(header)
    if any(word in name for word in _PRIVATE):
        return True
    return any(len(v) > LENGTH or len(v.split()) > 3 or _FULL_NAME.fullmatch(v) for v in values)
