"""Tables with one row per client and the sessions side by side: ORS1, ORS2 ... with Date1, Date2 ..."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from analytics.ingest.headers import Meaning, meaning
from analytics.ingest.refusal import Refused, listed
from analytics.ingest.spelling import data, plain

SESSION_NUMBER = "number in the column name"  # header of the column that unpivoting adds
_ITEMS = {
    "ors_total": ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall"),
    "srs_total": ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
}
_HIGHEST_ITEM = 10.0  # points; what is higher is a total
_LONGEST = 200  # characters of a column name
_OTHERS = {"session_date", "overall", "total", "therapist", "attendance"}  # numbered beside scores


@dataclass(frozen=True)
class Numbered:
    """columns: the names of one session's columns; places: per session number the position of each of these
    columns in the file's row, None where that session has no such column."""

    columns: tuple[str, ...]
    places: dict[int, tuple[int | None, ...]]


@lru_cache(maxsize=4096)
def split(header: str) -> tuple[str, int] | None:
    """The name without its session number, and the number: `ORS_S1` is `ORS` and 1; None for any other name."""
    if len(header) > _LONGEST or meaning(header):
        return None
    for digits in re.finditer(r"\d+", header):
        if len(digits.group()) > 3:
            continue
        left = re.findall(r"[^\W_]+", header[: digits.start()])
        right = re.findall(r"[^\W_]+", header[digits.end() :])
        while right and plain(right[0]) in ("st", "nd", "rd", "th", "e", "er", "re", "eme", "te"):
            right.pop(0)
        for words in ([*left, *right], [*_without_words(left[::-1])[::-1], *_without_words(right)]):
            name = " ".join(words)
            found = meaning(name)
            if found and (_is_score(found) or found.field in _OTHERS):
                return name, int(digits.group())
    return _first_or_last(header)


def _first_or_last(header: str) -> tuple[str, int] | None:
    """`ORS pre` is session 1, `last ORS` is session 2."""
    words = re.findall(r"[^\W_]+", header)
    for number, known in ((1, _words("first")), (2, _words("last"))):
        rest = [word for word in words if plain(word) not in known]
        found = meaning(" ".join(rest)) if 0 < len(rest) < len(words) else None
        if found and (_is_score(found) or found.field == "session_date"):
            return " ".join(rest), number
    return None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(plain(word) for word in data("words")["numbered"][kind])


def _without_words(words: list[str]) -> list[str]:
    rest = list(words)
    while rest and plain(rest[0]) in _words("session"):
        rest.pop(0)
    return rest


def _is_score(found: Meaning | None) -> bool:
    return found is not None and found.field in {*_ITEMS, *(f for fields in _ITEMS.values() for f in fields)}


def items_of_one_session(names: list[str], samples) -> dict[int, str]:
    """Position to item where ORS1-ORS4 (or SRS1-SRS4) are the four items of one session, else empty.

    Evidence: exactly these four, one date for the row and none with a number, no value above 10.
    """
    parts = {i: split(name) for i, name in enumerate(names)}
    dates = [i for i, name in enumerate(names) if (m := meaning(name)) and m.field == "session_date"]
    if not dates or any(p and meaning(p[0]).field == "session_date" for p in parts.values()):
        return {}
    found: dict[int, str] = {}
    for total, items in _ITEMS.items():
        columns = {p[1]: i for i, p in parts.items() if p and meaning(p[0]).field == total}
        is_item = all(_highest(samples[i]) <= _HIGHEST_ITEM for i in columns.values()) if samples else True
        if sorted(columns) == [1, 2, 3, 4] and is_item:
            found |= {columns[n]: items[n - 1] for n in columns}
    return found


def _highest(values) -> float:
    numbers = [float(v.replace(",", ".")) for v in values if re.fullmatch(r"\s*\d{1,4}([.,]\d+)?\s*", v)]
    return max(numbers, default=0.0)


def find(names: list[str]) -> Numbered | None:
    """The sessions side by side, None for a table that has no such columns.

    Raises Refused when there are scores of several sessions but not a date for each.
    """
    parts = {i: p for i, name in enumerate(names) if (p := split(name))}
    scored = sorted({number for name, number in parts.values() if _is_score(meaning(name))})
    if len(scored) < 2:
        return None
    dated = {number for name, number in parts.values() if meaning(name).field == "session_date"}
    parts |= {} if dated or scored != [1, 2] else _start_and_end(names)
    dated |= {number for name, number in parts.values() if meaning(name).field == "session_date"}
    undated = [n for i, n in enumerate(names) if i in parts and parts[i][1] not in dated]
    if undated:
        raise Refused(
            f"One row holds several sessions, but there is no date for {listed(undated, 4)}."
            " Add a date column for each session, such as Date1 and Date2, or export one row per session."
        )
    numbered = {meaning(name).field for name, _ in parts.values()} | {"session_date", "session_no"}
    alone = [
        i
        for i, name in enumerate(names)
        if i not in parts and not ((m := meaning(name)) and m.field in numbered)
    ]
    columns = {plain(name): name for name, _ in parts.values()}
    at = {(plain(name), number): i for i, (name, number) in parts.items()}
    return Numbered(
        (*(names[i] for i in alone), *columns.values(), SESSION_NUMBER),
        {n: (*alone, *(at.get((c, n)) for c in columns), None) for n in sorted(scored + list(dated))},
    )


def _start_and_end(names: list[str]) -> dict[int, tuple[str, int]]:
    """The start and the end of an episode as the dates of its first and last score, where both are there."""
    fields = {m.field: i for i, name in enumerate(names) if (m := meaning(name))}
    if {"case_start", "case_end"} <= set(fields):
        return {fields["case_start"]: ("session date", 1), fields["case_end"]: ("session date", 2)}
    return {}
