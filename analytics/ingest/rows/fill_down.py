"""Tables that name a client only in the first of the client's rows, with blank cells below."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser, shortened
from analytics.ingest.containers import formulas
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary

KEY = "blank_client"
ABOVE, LEAVE_OUT = "above", "leave_out"
_WITHIN = 1_000  # rows in which such a table shows itself
_LEAST, _SHARE = 2, 0.1  # of them that have no client; one is enough where its therapist is blank as well
_FIRST = 0.7  # share of the filled cells that name a client for the first time
_ALIKE = 0.8  # share of the rows without a client whose therapist is blank, too, or the one above
_PERSON = (
    "client_id", "case_id", "therapist", "therapist_name", "site", "program", "age_group", "age", "birth",
    "orientation",
)  # fmt: skip


def fill(
    cleaned: Cleaned, fields: tuple[str | None, ...], answers: Mapping[str, str], uncalculated: str = ""
) -> None:
    """Fill blank client cells with the client named above, if a person confirms that this is meant.

    Parameters
    ----------
    cleaned : the clean rows.
    fields : canonical field of each column.
    answers : question key -> choice.
    uncalculated : header of the client's column where it has formulas without a value, which look blank.

    Raises
    ------
    QuestionForUser
        If the table looks so and nobody has answered.
    ImportRejected
        Where the blank cells may be formulas: whose sessions they are is known only to the spreadsheet program.
    """
    if "client_id" not in fields or "session_date" not in fields:
        return
    columns = {name: fields.index(name) for name in (*_PERSON, "session_date") if name in fields}
    if not (examples := _blank_below(cleaned, columns)):
        return
    if uncalculated:
        raise ImportRejected(f"{formulas.sentence([uncalculated])} {formulas.TO_DO}")
    answer = answers.get(KEY)
    if answer is None:
        text = "Some rows name no client and stand below a row that does. Are they sessions of the client above them?"
        raise QuestionForUser(Question(KEY, text, (ABOVE, LEAVE_OUT), tuple(examples[:3])))
    cleaned.asked[KEY] = answer
    if answer == ABOVE:
        _fill(cleaned, columns)


def _blank_below(cleaned: Cleaned, columns: dict[str, int]) -> list[str]:
    """Return examples of rows without a client that seem to belong to the client above; empty if too few.

    A single missing client is not filled.
    """
    groups: set[str] = set()
    examples: list[str] = []
    above: list[str] | None = None
    n = filled = alike = bare = 0
    for _, cells in itertools.islice(cleaned.records(), _WITHIN):
        client, day = cells[columns["client_id"]].strip(), cells[columns["session_date"]].strip()
        if client and not is_summary([cell for cell in cells if cell.strip()]):
            above, filled = cells, filled + 1
            groups.add(client)
        elif day and not client and above is not None:
            n += 1
            who = [
                (above[i].strip(), cells[i].strip())
                for name, i in columns.items()
                if name.startswith("therapist")
            ]
            alike += all(not own or own == upper for upper, own in who)
            bare += any(upper and not own for upper, own in who)
            if len(examples) < 3:
                examples.append(f"{shortened(day, 20)} below {shortened(above[columns['client_id']], 20)}")
    least = max(1 if n == bare else _LEAST, _SHARE * (n + filled))
    is_system = n >= least and len(groups) >= _FIRST * filled and alike >= _ALIKE * n
    return examples if is_system else []


def _fill(cleaned: Cleaned, columns: dict[str, int]) -> None:
    """Fill blank cells of client, therapist, site and similar facts with the values of the row above.

    A row with only the client is no session, but applies to the rows below.
    """
    person = [index for name, index in columns.items() if name != "session_date"]
    client, day = columns["client_id"], columns["session_date"]

    def rows() -> Iterator[tuple[int, list[str]]]:
        above: list[str] | None = None
        for line, cells in cleaned.records():
            filled = [cell for cell in cells if cell.strip()]
            if cells[client].strip() and not is_summary(filled):
                above = cells
                if all(not cell.strip() or index in person for index, cell in enumerate(cells)):
                    cleaned.early.append((line, "section_row", shortened(" ".join(filled), 80)))
                    continue
            elif above is not None and cells[day].strip() and not cells[client].strip():
                for index in person:
                    cells[index] = cells[index] if cells[index].strip() else above[index]
            yield line, cells

    cleaned.rewrite(rows())
