"""Comparison of the cells of columns whose names mean the same field, such as `Klient` and `Patient`.

Where they are equal, or one is blank where the other is filled, they are one column. Where they differ, a person
chooses, unless one name is clearer or the cells stand for one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analytics.ingest.base.errors import Question, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import column_choice
from analytics.ingest.columns.competing_columns import Competing
from analytics.ingest.columns.layout import Layout
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary

WARNING = "columns_disagree"
_DATES = ("session_date", "case_start", "case_end", "birth")
_PAIRED = (
    "client_id",
    "case_id",
    "site",
    "program",
    "closure",
    "attendance",
)  # cells that may stand for others
_IDS = ("source_session_id", "case_id")  # of which each row or course has its own
_NUMBERS = re.compile(r"\d+")
_CODE = re.compile(r"0*(\d+)(?:[.,]0+)?")  # as spreadsheet programs change it
_FACTS = {
    "client_id": "the client",
    "case_id": "the case",
    "session_date": "the day of the session",
    "closure": "the reason of the ending",
}
_EXAMPLES = 3
_LEAST_NAME = 3  # letters from which a text without digits may be a name


@dataclass
class _Pair:
    """Comparison of two columns row by row: rows compared, rows that differ, and pairs of cells.

    n: rows with both cells filled. differing: rows whose cells differ even in normalised spelling. equal:
    cells that are identical in both columns. pairs: normalised (used column, other column) cells of the other
    rows. examples: pairs of differing cells.
    """

    n: int = 0
    differing: int = 0
    equal: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, is_date: bool, mine: str, other: str) -> None:
        """Count the filled cells of one row."""
        self.n += 1
        if mine == other:
            self.equal.add(mine)
            return
        pair = _spelt(is_date, mine), _spelt(is_date, other)
        self.pairs.add(pair)
        if pair[0] != pair[1]:
            self.differing += 1
            if len(self.examples) < _EXAMPLES and (mine, other) not in self.examples:
                self.examples.append((mine, other))

    def stands_for_it(self, *, own: bool) -> bool:
        """Return whether the cells of two columns correspond one to one, so that either column may be used.

        own: whether cells that occur only once, such as session numbers, are evidence too.
        """
        pairs = self.pairs | {(spelt, spelt) for spelt in (_spelt(False, cell) for cell in self.equal)}
        ends = [{pair[place] for pair in pairs} for place in (0, 1)]
        is_one_to_one = len(ends[0]) == len(ends[1]) == len(pairs)
        return is_one_to_one and (own or 1 < len(pairs) < self.n)


def settle(cleaned: Cleaned, found: Layout) -> None:
    """Compare columns with the same meaning; fill blank cells of the used column from equivalent columns.

    Pairs of columns that differ are added to `cleaned.disagreeing` as (field, used column, other column), for
    the report.

    Raises
    ------
    QuestionForUser
        If the cells differ and nothing shows which column to use.
    """
    fills: dict[int, list[int]] = {}
    for one in found.competing:
        for pair, other in _compared(cleaned, found, one):
            names = found.headers[one.taken], found.headers[other]
            if not pair.differing:
                if other in one.equals:
                    fills.setdefault(one.taken, []).append(other)
                continue
            is_own = one.field in _IDS or other in one.weaker
            is_same = (other in one.weaker or one.field in (*_PAIRED, *_IDS)) and pair.stands_for_it(
                own=is_own
            )
            if other in one.equals and one.is_asked and not is_same:
                raise _question(one, found, pair.examples)
            if not is_same or other in one.equals and one.field != "source_session_id":
                cleaned.disagreeing.append((one.field, *names))
    if fills:
        _fill(cleaned, fills)


def _compared(cleaned: Cleaned, found: Layout, one: Competing) -> list[tuple[_Pair, int]]:
    """Compare the used column with each competing column; return (comparison, other position) pairs."""
    pairs = {other: _Pair() for other in (*one.equals, *one.weaker)}
    key = [i for i, f in enumerate(found.fields) if f in ("client_id", "session_date") and i != one.taken]
    heads = {normalized(found.headers[i]) for i in (one.taken, *pairs)}
    is_date = one.field in _DATES
    for _, cells in cleaned.records():
        mine = cells[one.taken].strip()
        if not mine or not all(cells[i].strip() for i in key) or normalized(mine) in heads or _is_sum(cells):
            continue
        for other, pair in pairs.items():
            if cell := cells[other].strip():
                pair.add(is_date, mine, cell)
    return [(pair, other) for other, pair in pairs.items()]


def _is_sum(cells: Sequence[str]) -> bool:
    return is_summary([cell for cell in cells if cell.strip()])


def _spelt(is_date: bool, cell: str) -> str:
    """Return a cell in a normalised spelling, which is equal for equal dates or codes.

    Dates lose the order of their numbers, codes their leading zeros.
    """
    if is_date and len(numbers := _NUMBERS.findall(cell)) > 2:
        return " ".join(sorted(f"{int(number) % 100:02}" for number in numbers[:3]))
    code = _CODE.fullmatch(cell)
    return code.group(1) if code else normalized(cell) or cell


def _question(one: Competing, found: Layout, differing: Sequence[tuple[str, str]]) -> QuestionForUser:
    """Return the question that asks which of several columns to use for a field, with examples.

    The examples are pairs of differing cells.
    """
    shown = _hidden if one.field == "client_id" else shortened
    examples = [f"{shown(mine)} beside {shown(other)}" for mine, other in differing]
    columns = [found.headers[i] for i in (one.taken, *one.equals)]
    if one.field == "therapist":
        text = (
            f"Several columns may name the therapist: {listed(columns)}."
            " Which one names the person who held the session?"
        )
        return QuestionForUser(Question("therapist_column", text, tuple(columns), tuple(examples)))
    first, names = columns[0], [f"“{shortened(name, 26)}”" for name in columns]
    many, other = ("both", names[1]) if len(names) == 2 else ("all", "one of the others")
    text = (
        f"{', '.join(names[:-1])} and {names[-1]} may {many} be {_words(one.field)}, and their cells differ. Is it"
        f" {names[0]}? If that is not used, {other} is."
    )
    return QuestionForUser(
        Question(f"column:{first}", text, (one.field, column_choice.NOT_USED), tuple(examples))
    )


def _hidden(cell: str) -> str:
    """Return a client's cell as it is shown in a question: initials if it may be a name, else the code."""
    is_code = any(map(str.isdigit, cell)) or len(cell) < _LEAST_NAME
    return shortened(cell, 20) if is_code else " ".join(f"{word[0]}." for word in cell.split()[:4])


def _words(name: str) -> str:
    """Return the name of a field as words that fit into a sentence."""
    return _FACTS.get(name, f"the {name.replace('_', ' ')}")


def sentence(disagreeing: Sequence[tuple[str, str, str]]) -> str:
    """Return sentences about two columns for one field that differ, naming the column that was used."""
    return " ".join(
        f"“{shortened(taken)}” and “{shortened(other)}” may both be {_words(name)} and differ;"
        f" “{shortened(taken)}” was taken."
        for name, taken, other in dict.fromkeys(disagreeing)
    )


def _fill(cleaned: Cleaned, fills: Mapping[int, Sequence[int]]) -> None:
    """Fill blank cells of used columns from columns with the same meaning, except in rows of sums."""

    def blank(cells: Sequence[str]) -> list[tuple[int, str]]:
        given = [
            (place, next((cells[i] for i in others if cells[i].strip()), ""))
            for place, others in fills.items()
            if not cells[place].strip()
        ]
        return [one for one in given if one[1]]

    if not any(blank(cells) for _, cells in cleaned.records()):
        return

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, cells in cleaned.records():
            if (added := blank(cells)) and not _is_sum(cells):
                for place, cell in added:
                    cells[place] = cell
            yield line, cells

    cleaned.rewrite(rows())
