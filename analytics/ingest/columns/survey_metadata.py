"""Columns that survey programs add to each response: start, end and saving time, response number.

If no column has the session day, the day of the form is used instead. Start and end of filling in are never
start and end of a therapy, and the number of an answer is never taken for a client's code unasked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_suffixes
from analytics.ingest.columns.column_inference import Samples, are_dates, examples
from analytics.ingest.columns.header_names import FILLED_IN_RANK, HeaderNames, Meaning

_ENOUGH = 2  # columns of a survey program that tell its export from a list of courses
_ENDED, _STARTED = FILLED_IN_RANK + 200, FILLED_IN_RANK + 300


def correct_meanings(
    lookup: HeaderNames, names: Sequence[str], meanings: Sequence[Meaning | None], samples: Samples
) -> list[Meaning | None]:
    """Return the meanings of the columns, corrected for tables written by survey programs.

    A column for the day of filling in has no meaning if its cells are no dates.
    """
    given = list(meanings)
    courses = [i for i, m in enumerate(given) if m and m.field in ("case_start", "case_end")]
    ends = {i: _of_filling_in(names[i]) for i in courses}
    if any(ends.values()) and _is_survey(lookup, names, list(ends), samples):
        for i, rank in ends.items():
            if rank and (known := given[i]):
                given[i] = replace(known, field="session_date", rank=rank)
    for i, known in enumerate(given):
        if known and known.is_filled_in and samples and samples[i] and not are_dates(samples[i]):
            given[i] = None
    return given


def _of_filling_in(name: str) -> int:
    """Return the rank of a column name that means start or end of filling in a form; 0 for other names."""
    return (
        _ENDED
        if normalized(name) in _names("ended")
        else _STARTED
        if normalized(name) in _names("started")
        else 0
    )


def _is_survey(lookup: HeaderNames, names: Sequence[str], ends: list[int], samples: Samples) -> bool:
    """Return whether a survey program wrote a table, judged by added columns and by start and end times.

    False if start and end have different days; otherwise their times of day are sufficient evidence.
    """
    n_known = sum(normalized(name) in _names("only") or _is_stamp(lookup, name) for name in names)
    cells = [samples[i] for i in ends] if samples else []
    if len(cells) > 1 and cells[0] and len(cells[0]) == len(cells[1]):
        pairs = list(zip(*cells[:2], strict=True))
        same = sum(_day(a) == _day(b) for a, b in pairs)
        are_timed = all(":" in cell for pair in pairs for cell in pair)
        if 2 * same <= len(pairs) and not are_timed:
            return False
        if are_timed and (n_known or same == len(pairs)):
            return True
    return n_known >= _ENOUGH


def _is_stamp(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column name means the date on which a form was filled in."""
    known = lookup.field_of(name)
    return known is not None and known.is_filled_in


def _day(cell: str) -> str:
    """Return the date part of a cell with date and time."""
    return cell.replace("T", " ").split(" ")[0]


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(normalized(name) for name in data("headers")["survey"][kind])


def _is_settled(lookup: HeaderNames, name: str, answers: dict[str, str]) -> bool:
    """Return whether a person has already explained the column with this name."""
    return f"column:{name}" in answers or lookup.is_not_used(name)


def ask_for_client(
    lookup: HeaderNames, names: Sequence[str], samples: Samples, answers: dict[str, str]
) -> None:
    """Raise QuestionForUser for a column that may identify the client, if no other column does."""
    for i, name in enumerate(names):
        if (
            normalized(name) in _names("numbers")
            and not _is_settled(lookup, name, answers)
            and (not samples or samples[i])
        ):
            may = "only number the answers. Does it hold one code for each client, the same in all of the client's rows"
            raise _asked(name, may, examples(samples, i))
    for i, name in enumerate(names):
        if names_person(name) and not _is_settled(lookup, name, answers) and (not samples or samples[i]):
            raise _asked(name, "hold the name of whoever answered. Is it the client in every row", ())


def names_person(name: str) -> bool:
    """Return whether a column name asks for the respondent's name, such as `What is your name?`."""
    short = (spelling.text for spelling in header_suffixes.spellings(name) if not spelling.dropped)
    return any(normalized(text) in _names("people") for text in (name, *short))


def _asked(name: str, may: str, cells: tuple[str, ...]) -> QuestionForUser:
    text = f"No column names the client. “{shortened(name)}” may {may}?"
    return QuestionForUser(Question(f"column:{name}", text, ("client_id", "not_used"), cells))
