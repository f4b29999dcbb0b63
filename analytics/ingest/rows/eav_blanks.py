"""Tables with one row per field that name a record only in the first of its rows, with blank cells below."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.columns.eav_format import EavColumns
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.rows import eav_keys, fill_down
from analytics.ingest.rows.canonical_csv import Cleaned

_WITHIN = 1_000  # rows in which such a table shows itself
_BLANK = 0.3  # share of them without a record


def fill(
    lookup: HeaderNames,
    cleaned: Cleaned,
    header: Sequence[str],
    columns: EavColumns,
    answers: Mapping[str, str],
) -> None:
    """Fill blank cells of record and event with those of the row above, if a person confirms that this is meant.

    Parameters
    ----------
    lookup : meanings of column names.
    cleaned : the clean rows.
    header : column names.
    columns : where field and value stand.
    answers : question key -> choice.

    Raises
    ------
    QuestionForUser
        If the table looks so and nobody has answered.
    """
    rows = [cells for _, cells in itertools.islice(cleaned.records(), _WITHIN)]
    keys = eav_keys.free(header, columns)
    entity = eav_keys.entity(lookup, header, columns, rows)
    if entity is None or not rows or not rows[0][entity].strip():
        return
    blank = [index for index, cells in enumerate(rows) if not cells[entity].strip()]
    if len(blank) < _BLANK * len(rows):
        return
    answer = answers.get(fill_down.KEY)
    if answer is None:
        column = shortened(header[entity])
        text = f"“{column}” is blank in many rows. Do these rows belong to the record above them?"
        examples = tuple(
            f"{shortened(rows[index][columns.attribute], 20)} below {shortened(rows[index - 1][columns.attribute], 20)}"
            for index in blank[:3]
        )
        raise QuestionForUser(Question(fill_down.KEY, text, (fill_down.ABOVE, fill_down.LEAVE_OUT), examples))
    cleaned.asked[fill_down.KEY] = answer
    if answer == fill_down.ABOVE:
        cleaned.rewrite(_filled(cleaned, keys, entity))


def _filled(cleaned: Cleaned, keys: Sequence[int], entity: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows; one without a record has the record and event of the row above."""
    above: list[str] = []
    for line, cells in cleaned.records():
        if above and not cells[entity].strip():
            for index in keys:
                cells[index] = cells[index] if cells[index].strip() else above[index]
        above = cells
        yield line, cells
