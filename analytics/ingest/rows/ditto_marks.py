"""Cells with a ditto mark or a word that means "as above", such as `"`, `dito` or `idem`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from analytics.ingest.base.normalize import data
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary

WARNING = "ditto_marks"
_FIELDS = frozenset((
    "client_id", "case_id", "session_date", "therapist", "therapist_name", "therapist_email", "site", "program",
    "measure", "age_group", "age", "birth", "orientation", "rater",
))  # fmt: skip
_WORDS = "|".join(map(re.escape, data("words")["ditto"]["words"]))
_MARK = rf"[-–—\s]*(?:[\"″〃“”„]|''|,,|{_WORDS})[-–—\s]*"
_SIGNS = ('""', "″", "〃", "“", "”", "„", "''", *(word.lower() for word in data("words")["ditto"]["words"]))
_CELL = re.compile(_MARK, re.IGNORECASE)
_BLOCK = 64 * 1024  # characters of text that are searched at once


def _client(fields: Sequence[str | None]) -> int:
    """Return the position of the client column; -1 without a client column."""
    return list(fields).index("client_id") if "client_id" in fields else -1


def _lines_with_a_sign(text: TextIO, delimiter: str) -> Iterator[str]:
    """Yield the lines that may have a ditto mark in a cell.

    Blocks of lines without any such sign are skipped as a whole.
    """

    def may_have_a_mark(part: str) -> bool:
        lowered = part.lower()
        if any(sign in lowered for sign in _SIGNS):
            return True
        return ",," in part and (delimiter != "," or '"' in part)  # a mark only inside quotes

    while block := text.readlines(_BLOCK):
        if may_have_a_mark("".join(block)):
            yield from filter(may_have_a_mark, block)


def fill(cleaned: Cleaned, fields: Sequence[str | None]) -> bool:
    """Replace ditto marks in columns of people, days and measures by the value above them.

    Rows of sums don't count as the row above; a mark without a cell above becomes empty.

    Returns
    -------
    Whether cells were filled.
    """
    places = [index for index, field in enumerate(fields) if field in _FIELDS]
    with cleaned.path.open(encoding="utf-8", newline="") as text:
        lines = csv.reader(_lines_with_a_sign(text, cleaned.delimiter), delimiter=cleaned.delimiter)
        marked = ({index for index in places if _CELL.fullmatch(cells[index + 1])} for cells in lines)
        marks = [marked_places for marked_places in marked if marked_places]
    if not marks:
        return False
    # One mark alone for a client may as well be a slip of the pen: whose row it is stays open.
    is_slip = len(marks) == 1 and marks[0] == {_client(fields)}
    above: dict[int, str] = {}

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, cells in cleaned.records():
            for index in places:
                if _CELL.fullmatch(cells[index]):
                    cells[index] = "" if is_slip else above.get(index, "")
            if not is_summary([cell for cell in cells if cell.strip()]):
                above.update({index: cells[index] for index in places if cells[index].strip()})
            yield line, cells

    cleaned.rewrite(rows())
    return not is_slip
