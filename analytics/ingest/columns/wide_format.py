"""Tables with one row per client and numbered columns per session: ORS1, ORS2 with Date1, Date2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from analytics.ingest.base.errors import ImportRejected, listed, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_names, header_suffixes
from analytics.ingest.columns.header_names import HeaderNames, Meaning

SESSION_NUMBER = "number in the column name"  # header of the column that unpivoting adds
_ITEMS = {
    "ors_total": ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall"),
    "srs_total": ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
}
_HIGHEST_ITEM = 10.0  # points; what is higher is a total
_MOST_ITEMS = 0.7  # share of the numbers of an item that are no higher
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 200  # characters of a column name
_ITEM_CODE = re.compile(  # of a survey program: `ORS[SQ001]`
    r"(.*?)[\[(_.]\s*SQ_?0*(\d{1,2})\s*[\])]?\s*", re.IGNORECASE
)
PART = 1_000_000  # numbers above it tell parts of one row apart and are no session numbers (warnings.sql)
_QUESTION_CODE = re.compile(  # of a survey program, question and part, before the text: `Q4_1 ORS - Social`
    r"\s*Q(?:ID)?\s?\d{1,3}[._]0*(\d{1,2})(?:\s*[.:)–—-]\s*|\s+)(?=\D)", re.IGNORECASE
)
_OTHERS = {"session_date", "overall", "total", "therapist", "attendance"}  # numbered beside scores


@dataclass(frozen=True)
class Numbered:
    """Positions of the columns of each session in a table with several sessions per row.

    columns: the names of one session's columns. places: per session number the position of each of these columns in
    the file's row, None if that session has no such column. days: per session number the day, where it stands in
    the column's name, for the column before the last. clients: the client, where that stands there.
    """

    columns: tuple[str, ...]
    places: dict[int, tuple[int | None, ...]]
    days: dict[int, str] = field(default_factory=dict)
    clients: dict[int, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def split(lookup: HeaderNames, header: str) -> tuple[str, int] | None:
    """Return a column name without its session number, and the number; None for unnumbered columns.

    `ORS_S1` is `ORS` and 1.
    """
    if len(header) > _LONGEST or not _LETTER.search(header) or lookup.is_not_used(header):
        return None
    if (known := lookup.field_of(header)) and (known.is_exact or known.rank >= header_names.SAID_RANK):
        return None
    header = _QUESTION_CODE.sub("", header, count=1)
    header = header_suffixes.without_range(header) if "0" in header else header
    for digits in re.finditer(r"\d+", header):
        if len(digits.group()) > 3:
            continue
        left = re.findall(r"[^\W_]+", header[: digits.start()])
        right = re.findall(r"[^\W_]+", header[digits.end() :])
        while right and normalized(right[0]) in ("st", "nd", "rd", "th", "e", "er", "re", "eme", "te"):
            right.pop(0)
        for words in ([*left, *right], [*_without_words(left[::-1])[::-1], *_without_words(right)]):
            name = " ".join(words)
            found = lookup.field_of(name)
            if found and (_is_score(found) or found.field in _OTHERS):
                return name, int(digits.group())
    return _first_or_last(lookup, header)


def _first_or_last(lookup: HeaderNames, header: str) -> tuple[str, int] | None:
    """Return (name, 1) for a first score and (name, 2) for a last one, such as `ORS pre`; else None.

    `ORS pre` is session 1, `last ORS` is session 2.
    """
    words = re.findall(r"[^\W_]+", header)
    for number, known in ((1, _words("first")), (2, _words("last"))):
        rest = [word for word in words if normalized(word) not in known]
        found = lookup.field_of(" ".join(rest)) if 0 < len(rest) < len(words) else None
        if found and (_is_score(found) or found.field == "session_date"):
            return " ".join(rest), number
    return None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["numbered"][kind])


def _without_words(words: list[str]) -> list[str]:
    """Return words after removing those at the beginning that mean session."""
    rest = list(words)
    while rest and normalized(rest[0]) in _words("session"):
        rest.pop(0)
    return rest


def _is_score(meaning: Meaning | None) -> bool:
    """Return whether a meaning is an area or a total of the ORS or SRS."""
    return meaning is not None and meaning.field in {
        *_ITEMS,
        *(f for fields in _ITEMS.values() for f in fields),
    }


def _field(lookup: HeaderNames, name: str) -> str:
    """Return the field that a column name means; empty if it is unknown."""
    known = lookup.field_of(name)
    return known.field if known else ""


def _item(lookup: HeaderNames, header: str) -> tuple[str, int] | None:
    """Return the scale and the number of an item column such as `ORS_1`; None for any other name.

    Items are `ORS_1` or, as survey programs name them, `ORS[SQ001]`.
    """
    code = _ITEM_CODE.fullmatch(header)
    if code and lookup.field_of(code.group(1)):
        return code.group(1), int(code.group(2))
    asked = _QUESTION_CODE.match(header)
    text = header[asked.end() :] if asked else ""
    if asked and _field(lookup, text) in _ITEMS:
        return text, int(asked.group(1))
    return split(lookup, header)


def items_of_one_session(
    lookup: HeaderNames, names: list[str], samples: Sequence[Sequence[str]], *, is_dated: bool
) -> dict[int, str]:
    """Return the area of each column ORS1-ORS4 or SRS1-SRS4 if these are areas of one session.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    samples : first cells of each column; may be empty.
    is_dated : whether the row has one date.

    Notes
    -----
    Evidence: exactly these four columns, one date per row without a number in its name, and no value above
    10.
    """
    parts = {i: _item(lookup, name) for i, name in enumerate(names)}
    if not is_dated or any(p and _field(lookup, p[0]) == "session_date" for p in parts.values()):
        return {}
    found: dict[int, str] = {}
    for total, items in _ITEMS.items():
        columns = {p[1]: i for i, p in parts.items() if p and _field(lookup, p[0]) == total}
        is_item = all(_are_items(samples[i]) for i in columns.values()) if samples else True
        if sorted(columns) == [1, 2, 3, 4] and is_item:
            found |= {columns[n]: items[n - 1] for n in columns}
    return found


def _are_items(values: Sequence[str]) -> bool:
    """Return whether most numeric cells are at most 10, the highest score of one area.

    Some may be codes for missing answers (99).
    """
    numbers = [float(v.replace(",", ".")) for v in values if re.fullmatch(r"\s*\d{1,4}([.,]\d+)?\s*", v)]
    return sum(number <= _HIGHEST_ITEM for number in numbers) >= _MOST_ITEMS * len(numbers)


def questions(lookup: HeaderNames, names: list[str]) -> dict[int, str]:
    """Return the fields, by column position, of columns whose number means a question, not a session.

    Examples: `ORS 1: Individual`, `ORS 2: Social`.

    Notes
    -----
    Evidence: at least two scores with different numbers, and no field under two numbers.
    """
    parts = {i: p for i, name in enumerate(names) if (p := split(lookup, name))}
    scored = {number for name, number in parts.values() if _is_score(lookup.field_of(name))}
    if len(scored) < 2 or _recurs(lookup, parts):
        return {}
    return {i: _field(lookup, name) for i, (name, _) in parts.items() if not lookup.field_of(names[i])}


def _recurs(lookup: HeaderNames, parts: dict[int, tuple[str, int]]) -> bool:
    """Return whether a field occurs under two different numbers, so that the numbers mean sessions.

    `Overall` may occur once for each of two scales.
    """
    fields = {(_field(lookup, name), number) for name, number in parts.values()}
    named = [name for name, _ in fields if name != "overall"]
    return len(named) > len(set(named)) or not named


def find(lookup: HeaderNames, names: list[str]) -> Numbered | None:
    """Return the columns of each session in a table with numbered score columns; None for other tables.

    Raises
    ------
    ImportRejected
        If there are scores of several sessions but not a date for each.
    """
    parts = {i: p for i, name in enumerate(names) if (p := split(lookup, name))}
    scored = sorted({number for name, number in parts.values() if _is_score(lookup.field_of(name))})
    if len(scored) < 2 or not _recurs(lookup, parts):
        return None
    dated = {number for name, number in parts.values() if _field(lookup, name) == "session_date"}
    parts |= {} if dated or scored != [1, 2] else _start_and_end(lookup, names)
    dated |= {number for name, number in parts.values() if _field(lookup, name) == "session_date"}
    undated = [n for i, n in enumerate(names) if i in parts and parts[i][1] not in dated]
    if undated:
        raise ImportRejected(
            f"The names of {listed(undated, 4)} have numbers that no date column has. If these are sessions side by"
            " side, add a date column for each, such as Date1 and Date2, or export one row per session. If the numbers"
            " are none of sessions, say what each of these columns holds"
            f" (column:{shortened(undated[0])}=ors_total, for example, or not_used)."
        )
    numbered = {_field(lookup, name) for name, _ in parts.values()} | {"session_date", "session_no"}
    alone = [
        i
        for i, name in enumerate(names)
        if i not in parts and not ((m := lookup.field_of(name)) and m.field in numbered)
    ]
    columns = {normalized(name): name for name, _ in parts.values()}
    at = {(normalized(name), number): i for i, (name, number) in parts.items()}
    return Numbered(
        (*(names[i] for i in alone), *columns.values(), SESSION_NUMBER),
        {n: (*alone, *(at.get((c, n)) for c in columns), None) for n in sorted(scored + list(dated))},
    )


def _start_and_end(lookup: HeaderNames, names: list[str]) -> dict[int, tuple[str, int]]:
    """Return the columns of episode start and end, used as the days of the first and last score."""
    fields = {m.field: i for i, name in enumerate(names) if (m := lookup.field_of(name))}
    if {"case_start", "case_end"} <= set(fields):
        return {fields["case_start"]: ("session date", 1), fields["case_end"]: ("session date", 2)}
    return {}
