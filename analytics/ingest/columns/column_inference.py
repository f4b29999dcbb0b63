"""Recognition of a column's meaning from its cells, if the name is ambiguous."""

from __future__ import annotations

import re
from functools import cache

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import closing_words
from analytics.ingest.columns.header_names import HeaderNames

_DATE = re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}([ T].*)?|\d{1,2}([./-])\d{1,2}\3(\d{4}|\d{2})([ T,].*)?")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_STATUS = {normalized(name) for name in ("status", "outcome", "case status", "estado", "statut")}
_OF_CASES = {normalized("case status")}  # names of a status that is never that of an appointment
_RIVAL_COLUMNS = 2  # columns of another scale that make an SRS or ORS column doubtful

Samples = tuple[tuple[str, ...], ...]


def are_dates(values: tuple[str, ...]) -> bool:
    """Return whether more than half of the cells look like dates or like a spreadsheet's day numbers."""
    return 2 * sum(_looks_like_date(value) for value in values) > len(values)


def _looks_like_date(value: str) -> bool:
    words = value.replace(",", " ").replace(".", " ").split()
    in_words = len(words) > 2 and any(w.isdigit() and len(w) == 4 for w in words)  # 2 March 2026
    return bool(_DATE.fullmatch(value)) or in_words or value.isdigit() and 34_000 < int(value[:6]) < 60_000


def examples(samples: Samples, column: int) -> tuple[str, ...]:
    """Return the first three distinct cells of a column, shortened, as examples for a question."""
    return tuple(shortened(v) for v in dict.fromkeys(samples[column]))[:3] if samples else ()


def fields_by_values(names: list[str], fields: list[str | None], samples: Samples) -> list[str | None]:
    """Return the fields of the columns, corrected by the first cells of each column.

    Parameters
    ----------
    names : column names.
    fields : canonical field of each column by its name, None if it has none.
    samples : first cells of each column.

    Returns
    -------
    The fields, some of them changed.

    Notes
    -----
    `session` may be a number, an id or a date; `status` and `outcome` mean the ending of a case or attendance
    only if their cells contain such words; `approach` in words and `modality` may name the therapist's
    orientation. If several columns have the same field, only those with filled cells keep it.
    """
    given = list(fields)
    for i, (name, field) in enumerate(zip(names, fields, strict=True)):
        values = samples[i]
        if field == "session_no" and values and normalized(name).startswith(_generic_session()):
            given[i] = _session(values, fields)
        elif field in ("closure", "attendance") and normalized(name) in _STATUS:
            given[i] = _status(
                values, of_sessions="session_date" in fields and normalized(name) not in _OF_CASES
            )
        elif field == "srs_approach" and values and not any(_NUMBER.fullmatch(v) for v in values):
            given[i] = "orientation" if "orientation" not in fields else None
        elif field == "modality":
            words = {normalized(v) for v in values}
            is_setting = words & _words("settings") or any(_NUMBER.fullmatch(v) for v in values)
            given[i] = None if is_setting or not words or "orientation" in fields else "orientation"
    for field in {f for f in given if f and given.count(f) > 1}:
        filled = [i for i, f in enumerate(given) if f == field and samples[i]]
        if filled:
            given = [None if f == field and i not in filled else f for i, f in enumerate(given)]
    return given


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["columns"][kind])


def _generic_session() -> tuple[str, ...]:
    return tuple(sorted(_words("session")))


def _session(values: tuple[str, ...], fields: list[str | None]) -> str | None:
    """Return the field of a column named `session` (date, number or id), from the majority of its cells.

    A minority of other cells may come from sums and notes below a table.
    """
    if 2 * sum(_DATE.fullmatch(v) is not None for v in values) > len(values):
        return "session_date" if "session_date" not in fields else None
    if 2 * sum(v.isdigit() and len(v) <= 4 for v in values) >= len(values):
        return "session_no"
    return "source_session_id" if "source_session_id" not in fields else None


def _status(values: tuple[str, ...], *, of_sessions: bool) -> str | None:
    """Return closure, attendance or None for a status column, from the words in its cells.

    Ambiguous words (completed, no show) mean attendance in a table of sessions, else the ending of the
    course.
    """
    words = {normalized(v) for v in values}
    closing = words & {normalized(w) for name, ws in data("closures").items() for w in (name, *ws)}
    closing |= {normalized(value) for value in values if closing_words.is_closed(value)}
    attending = words & ({normalized(w) for w in data("words")["attendance"]["absent"]} | _words("attended"))
    if len(closing - attending) >= max(1, len(attending - closing)):
        return "closure"
    if attending - closing or (closing and closing <= attending and of_sessions):
        return "attendance"
    return "closure" if closing else None


def is_status(name: str) -> bool:
    """Return whether a column name is a word for a status, such as `status`, `outcome` or `case status`."""
    return normalized(name) in _STATUS


def refuse_rivals(
    lookup: HeaderNames, names: list[str], fields: list[str | None], answers: dict[str, str], samples: Samples
) -> None:
    """Raise QuestionForUser if columns named ORS or SRS may be of another questionnaire of that name.

    SRS is also a scoliosis questionnaire and the Social Responsiveness Scale.
    """
    spelt = {normalized(name) for name in names}
    for scale, family in (("rivals_srs", "srs"), ("rivals_ors", "ors")):
        if len(spelt & _words(scale)) < _RIVAL_COLUMNS:
            continue
        for i, (name, field) in enumerate(zip(names, fields, strict=True)):
            if (
                field
                and field.startswith(f"{family}_")
                and f"column:{name}" not in answers
                and lookup.field_of(name)
            ):
                text = (
                    f"The columns beside “{shortened(name)}” belong to another questionnaire called"
                    f" {family.upper()}. Is it the {'Session' if family == 'srs' else 'Outcome'} Rating Scale?"
                )
                raise QuestionForUser(
                    Question(f"column:{name}", text, (field, "not_used"), examples(samples, i))
                )
