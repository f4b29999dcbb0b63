"""Combination of rows with one answer each into one row per session.

The row of a session has a column for each area and total, and the line number of its first answer; its other
lines get the same outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.columns import measure_names
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.long_format import FIELDS, AnswerRows
from analytics.ingest.rows.canonical_csv import Cleaned

_MOST_SESSIONS = 1_000_000

# Client and day (or encounter) -> line of the first answer, shared cells, and by field the (line, value) of each answer.
_Sessions = dict[tuple[str, ...], tuple[int, list[str], dict[str, list[tuple[int, str]]]]]


@lru_cache(maxsize=4096)
def _field(lookup: HeaderNames, form: str, question: str) -> str | None:
    """Return the area or total that a form's question asks for; None for any other question."""
    known = lookup.field_of(question)
    if known and known.field in FIELDS and (known.version or not form):
        return known.field
    scale = measure_names.read_as(form) if form else None
    if scale is None:
        return None
    together = lookup.field_of(f"{scale.split(':')[0].upper()} {question}") or known
    return (
        together.field if together and together.field in FIELDS and together.field[:3] == scale[:3] else None
    )


def put_together(
    lookup: HeaderNames, cleaned: Cleaned, header: Sequence[str], answer_rows: AnswerRows
) -> None:
    """Combine rows with one answer each into one row per session; set aside unrelated answers.

    Parameters
    ----------
    lookup : meanings of column names.
    cleaned : the clean rows.
    header : column names of the file.
    answer_rows : where question and value stand.

    Notes
    -----
    Of equal answers to a question in one session, one is used; different answers are all set aside.
    """
    sessions: _Sessions = {}
    for line, cells in cleaned.records():
        if [cell.strip() for cell in cells] == list(header):
            cleaned.early.append((line, "repeated_header", shortened(" ".join(cells), 80)))
            continue
        form = cells[answer_rows.form].strip() if answer_rows.form is not None else ""
        field = _field(lookup, form, cells[answer_rows.question].strip())
        if field is None:
            text = " ".join(
                cells[i] for i in (answer_rows.form, answer_rows.question, answer_rows.value) if i is not None
            )
            cleaned.early.append((line, "not_an_orssrs_row", shortened(text, 80)))
            continue
        key = tuple(_day(cells[i]) if i == answer_rows.day else cells[i].strip() for i in answer_rows.key)
        held = sessions.setdefault(key, (line, [cells[i] for i in answer_rows.shared], {}))
        held[2].setdefault(field, []).append((line, cells[answer_rows.value].strip()))
        if len(sessions) > _MOST_SESSIONS:
            raise ImportRejected(
                f"The file has more than {_MOST_SESSIONS:,} sessions. Split it and import the parts."
            )
    cleaned.rewrite(_rows(cleaned, sessions))
    cleaned.width = len(answer_rows.shared) + len(FIELDS)


def _day(cell: str) -> str:
    """Return the date part of a cell that may contain a time."""
    return cell.strip().replace("T", " ").split(" ")[0] if ":" in cell else cell.strip()


def _rows(cleaned: Cleaned, sessions: _Sessions) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each session; set aside repeated and contradictory answers."""
    for _, shared, answers in sessions.values():
        values, lines = {}, []
        for field, given in answers.items():
            if len({value for _, value in given}) > 1:
                cleaned.early += [
                    (line, "conflicting_duplicate", f"{field[4:]}: {value}") for line, value in given
                ]
                continue
            values[field] = given[0][1]
            lines.append(given[0][0])
            cleaned.early += [(line, "duplicate_row", f"{field[4:]}: {value}") for line, value in given[1:]]
        if lines:
            first = min(lines)
            for line in lines:
                cleaned.with_line.extend((line, first) if line != first else ())
            yield first, [*shared, *(values.get(field, "") for field in FIELDS)]
