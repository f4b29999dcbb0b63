"""Fields of a table with one row per field, kept in little memory until each record's are together."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.columns import eav_format
from analytics.ingest.columns.eav_format import EavColumns
from analytics.ingest.columns.header_names import HeaderNames, Meaning
from analytics.ingest.columns.header_row import in_words
from analytics.ingest.rows.canonical_csv import Cleaned

_MOST_NAMES = 10_000  # different names of fields
_LONGEST = 200  # characters kept of a value whose field has no known meaning
SEPARATOR = "\x1f"  # between the parts of a key; clean cells do not have it


def _numbers() -> array[int]:
    return array("l")


@dataclass(kw_only=True)
class Fields:
    """Rows with one field each, in columns: record and event, field and value (each as a number), and line.

    keys: record and event, joined, by number. names: field names by number. meanings: of these names. texts: values
    by number.
    """

    group: array[int] = field(default_factory=_numbers)
    name: array[int] = field(default_factory=_numbers)
    value: array[int] = field(default_factory=_numbers)
    line: array[int] = field(default_factory=_numbers)
    keys: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    meanings: list[Meaning | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def entity(self, group: int) -> str:
        """Return the record of a group of fields."""
        return self.keys[group].split(SEPARATOR, 1)[0]

    def with_meaning(self, *fields: str) -> set[int]:
        """Return the numbers of the field names that mean one of the canonical fields."""
        return {n for n, m in enumerate(self.meanings) if m and m.field in fields}

    def given(self, names: set[int]) -> Iterator[tuple[int, int, int]]:
        """Yield (group, field name, value) of each row of these fields."""
        rows = zip(self.group, self.name, self.value, strict=True)
        return (row for row in rows if row[1] in names)

    def by_group(self) -> Iterator[tuple[int, list[int]]]:
        """Yield (group, positions of its rows in the order of the file) of each record and event."""
        order = sorted(range(len(self.group)), key=self.group.__getitem__)
        return ((group, list(own)) for group, own in itertools.groupby(order, key=self.group.__getitem__))


def read(
    lookup: HeaderNames, cleaned: Cleaned, header: Sequence[str], columns: EavColumns, keys: Sequence[int]
) -> Fields:
    """Return the fields of all clean rows; set aside rows without a record or without the name of a field.

    Parameters
    ----------
    lookup : meanings of column names.
    cleaned : the clean rows.
    header : column names.
    columns : where field and value stand.
    keys : columns of record and event, the record first.
    """
    fields = Fields()
    numbers: dict[tuple[str, ...], int] = {}  # by the cells that name a field
    groups: dict[str, int] = {}
    texts: dict[str, int] = {}
    naming = [i for i in (columns.attribute, columns.form) if i is not None]
    names: dict[str, int] = {}
    only = columns.values[0] if len(columns.values) == 1 else None
    for line, cells in cleaned.records():
        said = tuple([cells[i] for i in naming])
        number = numbers.get(said)
        if number is None:
            name = columns.name(lookup, cells)
            number = numbers[said] = names.setdefault(name, len(names)) if name else -1
            if number == len(fields.names) == _MOST_NAMES:
                raise ImportRejected(
                    f"The table has one row for each field and more than {_MOST_NAMES:,} names of fields."
                )
            if number == len(fields.names):
                fields.names.append(name)
                fields.meanings.append(eav_format.meaning(lookup, name))
        record = cells[keys[0]].strip()
        if reason := _no_field(cells, header, number, record, said[0] == header[columns.attribute]):
            cleaned.early.append((line, reason, in_words(cells)))
            continue
        text = cells[only].strip() if only is not None else columns.value(cells)
        text = text if fields.meanings[number] else text[:_LONGEST]
        key = SEPARATOR.join([record, *[cells[i].strip() for i in keys[1:]]])
        fields.group.append(groups.setdefault(key, len(groups)))
        fields.name.append(number)
        fields.value.append(texts.setdefault(text, len(texts)))
        fields.line.append(line)
    fields.keys, fields.texts = list(groups), list(texts)
    return fields


def _no_field(cells: Sequence[str], header: Sequence[str], number: int, record: str, is_head: bool) -> str:
    """Return the reason why a row holds no field of a record; empty if it does."""
    if is_head and [cell.strip() for cell in cells] == list(header):
        return "repeated_header"
    return "not_an_orssrs_row" if number < 0 else "" if record else "id_missing"
