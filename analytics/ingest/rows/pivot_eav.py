"""Combination of rows with one field each (entity-attribute-value) into one row per record and event.

The new row has the line number of its first field; its other lines get the same outcome. What follows, such as facts
of the client that stand in another event, is that of any table with one row per event.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.limits import MAX_COLUMNS
from analytics.ingest.columns import eav_format
from analytics.ingest.columns.eav_format import EavColumns
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_row import SAMPLES
from analytics.ingest.columns.table import Table
from analytics.ingest.rows import eav_keys
from analytics.ingest.rows.canonical_csv import Cleaned

_MOST_OTHERS = 120  # fields of unknown meaning that get a column
_MOST_CELLS = 20_000_000  # cells of the new table, empty ones included, with columns for such fields
_LONGEST = 200  # characters kept of a value of unknown meaning


@dataclass(kw_only=True)
class _Fields:
    """Rows with one field each, in columns: group, field and value (as numbers), and line.

    groups: key of a record and event -> number. names: name of a field -> number. values: text -> number.
    """

    group: array[int] = field(default_factory=lambda: array("l"))
    name: array[int] = field(default_factory=lambda: array("l"))
    value: array[int] = field(default_factory=lambda: array("l"))
    line: array[int] = field(default_factory=lambda: array("l"))
    groups: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)


def target(scratch: Path) -> Path:
    """Return a new path for the combined rows of a table."""
    return scratch / f"eav-{sum(1 for _ in scratch.glob('eav-*'))}.csv"


def put_together(table: Table, cleaned: Cleaned, answers: dict[str, str]) -> Table:
    """Combine rows with one field each into one row per record and event; return the new table.

    Parameters
    ----------
    table : the table of the file, with its columns of field and value.
    cleaned : its clean rows, which are replaced by the new ones.
    answers : question key -> choice.

    Raises
    ------
    ImportRejected
        If no columns tell apart the sessions of a record.
    QuestionForUser
        If the records may be clients or single forms.

    Notes
    -----
    Of equal values of a field in one event, one is used; of different ones none.
    """
    lookup, header, columns = table.lookup, table.header, table.eav
    assert columns is not None
    keys = eav_keys.find(lookup, cleaned, header, columns)
    fields = _read(lookup, cleaned, header, columns, keys)
    used = _used(lookup, fields, len(keys))
    names = {number: name for name, number in fields.names.items()}
    entity = _entity(lookup, header, keys, fields, names, answers)
    if entity.covers is not None:
        used.remove(entity.covers)
    new = (*(entity.name if i == entity.column else header[i] for i in keys), *(names[n] for n in used))
    samples: list[list[str]] = [[] for _ in new]
    cleaned.rewrite(_rows(cleaned, fields, used, names, samples))
    cleaned.width = len(new)
    return replace(table, header=new, samples=tuple(map(tuple, samples)), eav=None)


def _read(
    lookup: HeaderNames, cleaned: Cleaned, header: Sequence[str], columns: EavColumns, keys: Sequence[int]
) -> _Fields:
    """Return the fields of all clean rows; set aside rows without a record or without the name of a field."""
    fields, known = _Fields(), {}
    names = list(header)
    for line, cells in cleaned.records():
        name = columns.name(lookup, cells)
        if not name or not cells[keys[0]].strip() or [cell.strip() for cell in cells] == names:
            filled = [cell for cell in cells if cell.strip()]
            reason = (
                "not_an_orssrs_row" if not name else "id_missing" if filled != names else "repeated_header"
            )
            cleaned.early.append((line, reason, shortened(" ".join(filled), 80)))
            continue
        number = fields.names.setdefault(name, len(fields.names))
        if number not in known:
            known[number] = eav_format.meaning(lookup, name) is not None
        text = columns.value(cells)
        text = text if known[number] else text[:_LONGEST]
        group = "\x1f".join([cells[i].strip() for i in keys])
        fields.group.append(fields.groups.setdefault(group, len(fields.groups)))
        fields.name.append(number)
        fields.value.append(fields.values.setdefault(text, len(fields.values)))
        fields.line.append(line)
    return fields


def _used(lookup: HeaderNames, fields: _Fields, n_keys: int) -> list[int]:
    """Return the numbers of the fields that get a column: all of known meaning, and some others."""
    known = [n for name, n in fields.names.items() if eav_format.meaning(lookup, name)]
    room = min(
        _MOST_OTHERS,
        MAX_COLUMNS - n_keys - len(known),
        _MOST_CELLS // max(1, len(fields.groups)) - len(known),
    )
    others = [n for name, n in fields.names.items() if not eav_format.meaning(lookup, name)]
    return sorted([*known, *others[: max(0, room)]])


@dataclass(frozen=True, kw_only=True)
class _Entity:
    """Column of the record: position, its name in the new table, and the field that says the same, if any."""

    column: int
    name: str
    covers: int | None = None


def _entity(
    lookup: HeaderNames,
    header: Sequence[str],
    keys: Sequence[int],
    fields: _Fields,
    names: dict[int, str],
    answers: dict[str, str],
) -> _Entity:
    """Return the column of the record, under a name that says whether it is the client.

    Raises QuestionForUser if no column or field names the client and each record has one day only.
    """
    column, name = keys[0], header[keys[0]]
    is_client = (m := lookup.field_of(name)) is not None and m.field == "client_id"
    of_client = [n for n, text in names.items() if (m := lookup.field_of(text)) and m.field == "client_id"]
    values = list(fields.values)
    groups = [key.split("\x1f", 1)[0] for key in fields.groups]
    for n in of_client:
        given = [
            (groups[g], values[v])
            for g, f, v in zip(fields.group, fields.name, fields.value, strict=True)
            if f == n
        ]
        if all(text in ("", record) for record, text in given):
            return _Entity(column=column, name=name if is_client else names[n], covers=n)
    if of_client or is_client or any(eav_keys.is_client(lookup, header[i]) for i in keys):
        return _Entity(column=column, name=name)
    if answers.get(f"column:{name}") is None and not lookup.is_not_used(name):
        if _has_several_days(lookup, fields, names, groups):
            return _Entity(column=column, name=f"{name} (client id)")
        text = (
            f"No column names the client. “{shortened(name)}” may only number the forms. Does it hold one code for each"
            " client, the same in all of the client's sessions?"
        )
        examples = tuple(shortened(record) for record in dict.fromkeys(groups))[:3]
        raise QuestionForUser(Question(f"column:{name}", text, ("client_id", "not_used"), examples))
    return _Entity(column=column, name=name)


def _has_several_days(
    lookup: HeaderNames, fields: _Fields, names: dict[int, str], groups: Sequence[str]
) -> bool:
    """Return whether any record has dates of different days."""
    dated = {
        n
        for n, text in names.items()
        if (m := eav_format.meaning(lookup, text)) and m.field in eav_format.DATES
    }
    days: dict[tuple[str, int], int] = {}
    for g, n, value in zip(fields.group, fields.name, fields.value, strict=True):
        if n in dated and days.setdefault((groups[g], n), value) != value:
            return True
    return False


def _rows(
    cleaned: Cleaned, fields: _Fields, used: Sequence[int], names: dict[int, str], samples: list[list[str]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line of the first field, cells) of each record and event; set aside repeated fields."""
    place = {n: index for index, n in enumerate(used)}
    values = list(fields.values)
    order = sorted(range(len(fields.group)), key=fields.group.__getitem__)
    keys = list(fields.groups)
    for group, own in itertools.groupby(order, key=fields.group.__getitem__):
        entries = list(own)
        cells = [""] * len(used)
        lines = [fields.line[e] for e in entries]
        twice = _repeated(fields, entries, place)
        for e in entries:
            if (index := place.get(fields.name[e])) is not None and twice.get(e) is None:
                cells[index] = values[fields.value[e]]
        for e, reason in twice.items():
            text = f"{names[fields.name[e]]}: {values[fields.value[e]]}"
            cleaned.early.append((fields.line[e], reason, shortened(text, 80)))
        left = [line for e, line in zip(entries, lines, strict=True) if e not in twice]
        if not left:
            continue
        for line in left[1:]:
            cleaned.with_line.append((line, left[0]))
        row = [*keys[group].split("\x1f"), *cells]
        for known, cell in zip(samples, row, strict=True):
            if cell and len(known) < SAMPLES:
                known.append(cell[:_LONGEST])
        yield left[0], row


def _repeated(fields: _Fields, entries: Sequence[int], place: dict[int, int]) -> dict[int, str]:
    """Return the reason why a repeated field of one event is not used, by entry.

    A field of unknown meaning, such as a list of ticked boxes, may be given several times.
    """
    found: dict[int, list[int]] = {}
    for e in entries:
        if fields.name[e] in place:
            found.setdefault(fields.name[e], []).append(e)
    reasons: dict[int, str] = {}
    for same in found.values():
        if len(same) > 1:
            differ = len({fields.value[e] for e in same}) > 1
            reasons |= dict.fromkeys(
                same if differ else same[1:], "conflicting_duplicate" if differ else "duplicate_row"
            )
    return reasons
