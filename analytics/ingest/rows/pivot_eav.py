"""Combination of rows with one field each (entity-attribute-value) into one row per record and event.

The new row has the line number of its first field; its other lines get the same outcome. What follows, such as facts
of the client that stand in another event, is that of any table with one row per event.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.limits import MAX_COLUMNS
from analytics.ingest.columns import eav_format
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_row import SAMPLES
from analytics.ingest.columns.table import Table
from analytics.ingest.rows import eav_blanks, eav_fields, eav_keys
from analytics.ingest.rows.canonical_csv import Cleaned
from analytics.ingest.rows.eav_fields import SEPARATOR, Fields

_MOST_OTHERS = 120  # fields of unknown meaning that get a column
_MOST_CELLS = 4_000_000  # cells of the new table, empty ones included, with columns for such fields
_WITHIN = 50_000  # rows in which records with several days show themselves
_LONGEST = 200  # characters of a sample


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
    columns = table.eav
    assert columns is not None
    eav_blanks.fill(table.lookup, cleaned, table.header, columns, answers)
    keys = eav_keys.find(table.lookup, cleaned, table.header, columns)
    fields = eav_fields.read(table.lookup, cleaned, table.header, columns, keys.columns)
    names = [table.header[i] for i in keys.columns]
    entity = _entity(table.lookup, names, fields, answers, is_sure=keys.is_sure)
    used = [n for n in _used(fields, len(names)) if n != entity.covers]
    header = (entity.name, *names[1:], *(fields.names[n] for n in used))
    samples: list[list[str]] = [[] for _ in header]
    cleaned.rewrite(_rows(cleaned, fields, used, samples))
    cleaned.width = len(header)
    return replace(table, header=header, samples=tuple(map(tuple, samples)), eav=None)


def _used(fields: Fields, n_keys: int) -> list[int]:
    """Return the numbers of the fields that get a column: all of known meaning, and some others."""
    known = [n for n, m in enumerate(fields.meanings) if m]
    others = [n for n, m in enumerate(fields.meanings) if not m]
    room = _MOST_CELLS // max(1, len(fields.keys)) - len(known)
    room = max(0, min(_MOST_OTHERS, MAX_COLUMNS - n_keys - len(known), room))
    return sorted([*known, *others[:room]])


@dataclass(frozen=True, kw_only=True)
class _Entity:
    """Column of the record: its name in the new table, and the number of a field that says the same, if any."""

    name: str
    covers: int | None = None


def _entity(
    lookup: HeaderNames, keys: Sequence[str], fields: Fields, answers: dict[str, str], *, is_sure: bool
) -> _Entity:
    """Return the column of the record, under a name that says whether it is the client.

    Raises QuestionForUser if no column or field names the client and each record has one day only, or if other columns
    tell records further apart.
    """
    name, is_client = keys[0], eav_keys.is_client(lookup, keys[0])
    told = fields.with_meaning("client_id")
    apart = {
        n for group, n, value in fields.given(told) if fields.texts[value] not in ("", fields.entity(group))
    }
    for n in sorted(told - apart):
        return _Entity(name=name if is_client else fields.names[n], covers=n)
    if told or any(eav_keys.is_client(lookup, key) for key in keys) or lookup.is_not_used(name):
        return _Entity(name=name)
    if f"column:{name}" in answers:
        return _Entity(name=name)
    if is_sure and _has_several_days(fields):
        return _Entity(name=f"{name} (client id)")
    text = (
        f"No column names the client. “{shortened(name)}” may only number the forms. Does it hold one code for each"
        " client, the same in all of the client's sessions?"
    )
    records = map(fields.entity, range(min(_WITHIN, len(fields.keys))))
    examples = tuple(shortened(record) for record in dict.fromkeys(records))
    raise QuestionForUser(Question(f"column:{name}", text, ("client_id", "not_used"), examples[:3]))


def _has_several_days(fields: Fields) -> bool:
    """Return whether any record has dates of different days."""
    days: dict[tuple[str, int], int] = {}
    return any(
        days.setdefault((fields.entity(group), n), value) != value
        for group, n, value in itertools.islice(fields.given(fields.with_meaning(*eav_format.DATES)), _WITHIN)
    )


def _rows(
    cleaned: Cleaned, fields: Fields, used: Sequence[int], samples: list[list[str]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line of the first field, cells) of each record and event; set aside repeated fields."""
    place = dict.fromkeys(range(len(fields.names)), -1) | {n: index for index, n in enumerate(used)}
    n_rows = 0
    for group, own in fields.by_group():
        cells, first, again = [""] * len(used), {}, []
        for entry in own:
            index = place[fields.name[entry]]
            if index >= 0 and first.setdefault(index, entry) == entry:
                cells[index] = fields.texts[fields.value[entry]]
            elif (
                index >= 0 and fields.meanings[fields.name[entry]]
            ):  # others, as ticked boxes, may have several
                again.append(entry)
        if again:
            gone = _set_aside(cleaned, fields, again, {entry: index for index, entry in first.items()}, cells)
            own = [entry for entry in own if entry not in gone]
        if not own:
            continue
        first_line, keys = fields.line[own[0]], fields.keys[group].split(SEPARATOR)
        for entry in own[1:]:
            cleaned.with_line.extend((fields.line[entry], first_line))
            cleaned.with_column.append(len(keys) + place[fields.name[entry]])
        row = [*keys, *cells]
        n_rows += 1
        if n_rows <= SAMPLES or group % SAMPLES == 0:
            _add_samples(samples, row)
        yield first_line, row


def _add_samples(samples: list[list[str]], row: Sequence[str]) -> None:
    for known, cell in zip(samples, row, strict=True):
        if cell and len(known) < SAMPLES:
            known.append(cell[:_LONGEST])


def _set_aside(
    cleaned: Cleaned, fields: Fields, again: Sequence[int], places: dict[int, int], cells: list[str]
) -> set[int]:
    """Set aside the rows of fields that one event has several times; return them.

    Parameters
    ----------
    again : the rows with the second and further values.
    places : by row with a first value, its place among the cells.
    cells : of the event; the place of a field with different values is emptied.
    """
    gone: set[int] = set()
    for name in dict.fromkeys(fields.name[entry] for entry in again):
        same = [entry for entry in again if fields.name[entry] == name]
        head = next(entry for entry in places if fields.name[entry] == name)
        differ = any(fields.value[entry] != fields.value[head] for entry in same)
        if differ:
            same, cells[places[head]] = [head, *same], ""
        reason = "conflicting_duplicate" if differ else "duplicate_row"
        for entry in same:
            text = f"{fields.names[name]}: {fields.texts[fields.value[entry]]}"
            cleaned.early.append((fields.line[entry], reason, shortened(text, 80)))
        gone.update(same)
    return gone
