"""Tables that give therapist, site or programme in only one row of each client.

That row is the client's first or last one; the fact is blank in the others.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from analytics.ingest.base.errors import Question, QuestionForUser, listed, shortened
from analytics.ingest.rows.canonical_csv import Cleaned

KEY = "told_once"
CARRY, LEAVE_BLANK = "carry", "leave_blank"
_FACTS = ("therapist", "therapist_name", "therapist_email", "site", "program")
_WITHIN = 1_000  # rows in which such a table shows itself
_SHARE = 0.8  # share of the clients with a fact for whom it stands in one row only, the first or the last
_LEAST = 3  # blank cells in all


def fill(
    cleaned: Cleaned, fields: Sequence[str | None], headers: Sequence[str], answers: Mapping[str, str]
) -> None:
    """Copy a fact given in one row of a client to the client's other rows, if a person confirms it.

    Parameters
    ----------
    cleaned : the clean rows.
    fields, headers : canonical field and name of each column.
    answers : question key -> choice.

    Raises
    ------
    QuestionForUser
        If the table looks so and nobody has answered.
    """
    if "client_id" not in fields or "session_date" not in fields:
        return
    places = [index for index, field in enumerate(fields) if field in _FACTS]
    rows = list(itertools.islice(_dated(cleaned, fields), _WITHIN))
    once = {index: example for index in places if (example := _example(rows, index))}
    if not once:
        return
    answer = answers.get(KEY)
    if answer is None:
        names = listed([f"“{shortened(headers[index])}”" for index in once])
        text = f"Only one row of each client is filled in under {names}. Does it hold for the client’s other rows, too?"
        raise QuestionForUser(Question(KEY, text, (CARRY, LEAVE_BLANK), tuple(once.values())[:3]))
    cleaned.asked[KEY] = answer
    if answer == CARRY:
        _fill(cleaned, fields, list(once))


def _dated(cleaned: Cleaned, fields: Sequence[str | None]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield (client and case, cells) of each row that has a client and a day."""
    who = [fields.index(name) for name in ("client_id", "case_id") if name in fields]
    day = fields.index("session_date")
    for _, cells in cleaned.records():
        if cells[day].strip() and cells[who[0]].strip():
            yield tuple(cells[index].strip() for index in who), cells


def _example(rows: Sequence[tuple[tuple[str, ...], list[str]]], index: int) -> str:
    """Return an example (client: fact) if a column is filled once per client; else an empty text."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for who, cells in rows:
        found[who].append(cells[index].strip())
    several = {who: values for who, values in found.items() if len(values) > 1 and any(values)}
    for end in (0, -1):
        once = [who for who, values in several.items() if values[end] and sum(map(bool, values)) == 1]
        if (
            once
            and len(once) >= _SHARE * len(several)
            and sum(len(several[who]) - 1 for who in once) >= _LEAST
        ):
            return f"{shortened(once[0][0], 20)}: {shortened(several[once[0]][end], 40)}"
    return ""


def _fill(cleaned: Cleaned, fields: Sequence[str | None], places: Sequence[int]) -> None:
    """Fill a client's blank cells from the client's other rows, if these give only one value."""
    facts: dict[tuple[tuple[str, ...], int], set[str]] = defaultdict(set)
    for who, cells in _dated(cleaned, fields):
        for index in places:
            facts[who, index] |= {cells[index]} if cells[index].strip() else set()
    names = [fields.index(name) for name in ("client_id", "case_id") if name in fields]

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, cells in cleaned.records():
            for index in places:
                only = facts[tuple(cells[name].strip() for name in names), index]
                if not cells[index].strip() and len(only) == 1:
                    cells[index] = next(iter(only))
            yield line, cells

    cleaned.rewrite(rows())
