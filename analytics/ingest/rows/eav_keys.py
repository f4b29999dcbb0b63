"""Columns that tell one record and event from another in a table with one row per field."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analytics.ingest.base.errors import ImportRejected, listed
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import eav_format
from analytics.ingest.columns.eav_format import EavColumns
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.rows.canonical_csv import Cleaned

_WITHIN = 20_000  # rows in which the columns show themselves
_STRUCTURE = 0.05  # share of the rows that contradict another one, from which the column of events is lacking
_WITH_EVENTS = (
    0.25  # the same where a column is known to tell events apart, so that most contradictions are mistakes
)
_SOLVES = 0.2  # share of the contradictions that may be left by a column that tells events apart
_FIELDS_EACH = 1.3  # fields of known meaning per record and event, at least, on average
_KEYS = {"case_id", "source_session_id", "session_no", "session_date"}


@dataclass(frozen=True)
class Keys:
    """Columns that tell one record and event from another, the record first.

    is_sure: whether the record may be the client: no column without a known meaning tells records further apart.
    """

    columns: tuple[int, ...]
    is_sure: bool


def find(lookup: HeaderNames, cleaned: Cleaned, header: Sequence[str], columns: EavColumns) -> Keys:
    """Return the columns of record and event, and those that say more about them, such as the therapist.

    Raises
    ------
    ImportRejected
        If fields of one record contradict each other and no column tells apart its sessions.

    Notes
    -----
    Columns known by their names are taken; another one only if it solves nearly all contradictions between rows.
    """
    others = free(header, columns)
    rows = [cells for _, cells in itertools.islice(cleaned.records(), _WITHIN)]
    named = [(name, cells) for cells in rows if (name := _known_field(lookup, columns, cells))]
    record = _entity(lookup, header, others, named)
    if record is None:
        raise ImportRejected(
            "The table has one row for each field and no column for the record. Add the client to it."
        )
    named = [(name, cells) for name, cells in named if cells[record].strip()]
    by_name = [record, *(i for i in others if i != record and _is_key(lookup, header[i]))]
    keys = list(by_name)
    while (n := _contradictions(columns, named, keys)) > len(named) * (
        _STRUCTURE if len(keys) == 1 else _WITH_EVENTS
    ):
        left = {i: _contradictions(columns, named, [*keys, i]) for i in others if i not in keys}
        best = min(left, key=left.__getitem__, default=None)
        if best is None or left[best] > _SOLVES * n or not _combines(named, [*keys, best]):
            fields = list(dict.fromkeys(name for name, _ in named))
            raise ImportRejected(
                f"The table has one row for each field ({listed(fields, 3)}), and one record has several values of"
                f" some. No column says which belong to one session. The columns are: {listed(list(header))}. Export the"
                " event, visit or instance of each row as well."
            )
        keys.append(best)
    rest = [i for i in others if i not in keys and _is_constant(named, keys, i)]
    facts = [i for i in rest if (m := lookup.field_of(header[i])) and not m.is_score]
    finer = [i for i in rest if i not in facts and not _is_constant(named, [record], i)]
    return Keys((*keys, *facts), keys == by_name and not finer)


def free(header: Sequence[str], columns: EavColumns) -> list[int]:
    """Return the columns that hold neither field nor value."""
    taken = {columns.attribute, columns.form, *columns.values}
    return [i for i in range(len(header)) if i not in taken]


def entity(
    lookup: HeaderNames, header: Sequence[str], columns: EavColumns, rows: Sequence[list[str]]
) -> int | None:
    """Return the column of the record, from some rows; None if the table has no column left for it."""
    return _entity(
        lookup, header, free(header, columns), [(columns.name(lookup, cells), cells) for cells in rows]
    )


def _entity(
    lookup: HeaderNames, header: Sequence[str], places: Sequence[int], named: Sequence[tuple[str, list[str]]]
) -> int | None:
    """Return the column of the record: that of the client, else the first whose values recur and differ."""
    wanted = [i for i in places if not lookup.is_not_used(header[i])]
    unknown = [i for i in wanted if lookup.field_of(header[i]) is None and _combines(named, [i])]
    differing = [i for i in unknown if not _is_constant(named, [], i) and not _is_key(lookup, header[i])]
    clients = [i for i in wanted if is_client(lookup, header[i])]
    return next(iter([*clients, *differing, *unknown, *places]), None)


def _is_constant(named: Sequence[tuple[str, list[str]]], keys: Sequence[int], column: int) -> bool:
    """Return whether a column has one value in all rows with the same key."""
    first: dict[tuple[str, ...], str] = {}
    return all(
        first.setdefault(tuple([cells[i].strip() for i in keys]), cells[column].strip())
        == cells[column].strip()
        for _, cells in named
    )


def is_client(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column name means the client."""
    known = lookup.field_of(name)
    return known is not None and known.field == "client_id"


def _is_key(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column is known by its name to tell events apart: an event, a visit, an instance, a day."""
    known = lookup.field_of(name)
    return normalized(name) in _names() or (
        known is not None and known.field in _KEYS and not known.is_filled_in
    )


@cache
def _names() -> frozenset[str]:
    return frozenset(normalized(name) for name in data("additions")["events"])


def _known_field(lookup: HeaderNames, columns: EavColumns, cells: Sequence[str]) -> str:
    """Return the name of the field in a row; empty if its meaning is unknown."""
    name = columns.name(lookup, cells)
    return name if name and eav_format.meaning(lookup, name) else ""


def _contradictions(columns: EavColumns, named: Sequence[tuple[str, list[str]]], keys: Sequence[int]) -> int:
    """Return how many rows give a field another value than an earlier row with the same key."""
    first: dict[tuple[str, ...], str] = {}
    return sum(
        first.setdefault((name, *(cells[i].strip() for i in keys)), value) != value
        for name, cells in named
        if (value := columns.value(cells))
    )


def _combines(named: Sequence[tuple[str, list[str]]], keys: Sequence[int]) -> bool:
    """Return whether rows with the same key give several fields on average."""
    groups = {tuple(cells[i].strip() for i in keys) for _, cells in named}
    return len(named) >= _FIELDS_EACH * len(groups)
