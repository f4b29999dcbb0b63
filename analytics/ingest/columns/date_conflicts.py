"""Question to the user about the column of the session day: a form's time stamp or another date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.columns import header_suffixes
from analytics.ingest.columns.column_inference import Samples, are_dates, examples
from analytics.ingest.columns.header_names import HeaderNames, Meaning


def ask_session_date(
    lookup: HeaderNames,
    names: Sequence[str],
    fields: Sequence[str | None],
    meanings: Sequence[Meaning | None],
    samples: Samples,
    answers: Mapping[str, str],
) -> None:
    """Ask a person if an unknown date column may be the session day instead of the time stamp.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    fields : canonical field of each column, each given to one column, of a table with scores.
    meanings : meaning of each column name, None if it is unknown.
    samples : first cells of each column; may be empty.
    answers : question key -> choice.
    """
    if "session_date" not in fields or not samples:
        return
    day = fields.index("session_date")
    if not (known := meanings[day]) or not known.is_filled_in or f"column:{names[day]}" in answers:
        return
    for i, name in enumerate(names):
        if fields[i] or meanings[i] or not _may_be_the_day(name, samples[i]) or f"column:{name}" in answers:
            continue
        if lookup.is_not_used(name):
            continue
        text = (
            f"“{shortened(names[day])}” is the day a form was filled in or sent, and “{shortened(name)}” holds dates,"
            f" too. Is “{shortened(name)}” the day of the session? If it is not used, “{shortened(names[day])}” is."
        )
        raise QuestionForUser(
            Question(f"column:{name}", text, ("session_date", "not_used"), examples(samples, i))
        )


def _may_be_the_day(name: str, cells: tuple[str, ...]) -> bool:
    if not name.strip() or header_suffixes.is_other_day(name):
        return False
    return are_dates(cells) and not all(cell.isdecimal() for cell in cells)
