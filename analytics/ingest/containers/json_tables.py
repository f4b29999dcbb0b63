"""Tables from JSON and NDJSON files: flattened records, or the forms of FHIR resources."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected, listed, shortened
from analytics.ingest.base.limits import EVIDENCE_ROWS, MAX_COLUMNS, MAX_ROWS, RECORD_BYTES
from analytics.ingest.columns import eav_format
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_score import recognised
from analytics.ingest.columns.layout import infer_layout
from analytics.ingest.columns.table import Table
from analytics.ingest.containers import fhir, fhir_people, file_kind
from analytics.ingest.containers.json_stream import records


class Document:
    """One JSON or NDJSON file, read as a table with one row per record.

    table: the columns. rows(): (position of the record from 1, or its line where each line is one; cells). Columns
    of records inside records are named with a point between: `scores.ors`. Lists inside a record and what is nested
    deeper are not used. `people` are the FHIR people in the other files of the delivery.
    """

    hidden = ()

    def __init__(
        self, lookup: HeaderNames, path: Path, encoding: str, people: fhir_people.People | None = None
    ) -> None:
        self.lookup = lookup
        self._people = people or fhir_people.People()
        self._path, self._encoding = path, encoding
        self._is_fhir, self._array = False, ""
        self._keys: dict[str, int] = {}
        self._eav: eav_format.EavColumns | None = None
        names = self._looked_through()
        self.kind = "fhir" if self._is_fhir else "json"
        self.table = Table(
            header=tuple(names), line=0, last_line=0, delimiter=None, lookup=lookup, eav=self._eav
        )

    def _looked_through(self) -> list[str]:
        """Return the column names of a JSON file, after reading every record once."""
        arrays: dict[str, dict[str, int]] = {}
        others: list[str] = []
        rows, size = 0, self._path.stat().st_size
        for array, number, record in records(self._path, self._encoding):
            if not number:
                others += record if isinstance(record, dict) else ()
                continue
            self._is_fhir = self._is_fhir or fhir.resource(record) is not None
            if self._is_fhir:
                self._people.add(record)
            rows += 1
            if rows > MAX_ROWS:
                raise ImportRejected(
                    f"The file has more than {MAX_ROWS:,} records. Split it and import the parts."
                )
            if rows * RECORD_BYTES > size and rows > 10_000:
                raise ImportRejected(f"The records of the JSON file are nearly empty. {EXPECTED}")
            known = arrays.setdefault(array, {})
            for key in () if self._is_fhir else _flat(record):
                known.setdefault(key, len(known))
            if len(known) > MAX_COLUMNS:
                raise ImportRejected(f"The records have more than {MAX_COLUMNS} different names. {EXPECTED}")
        if self._is_fhir:
            return list(fhir.HEADER)
        if not arrays:
            raise ImportRejected(
                f"The JSON file holds no records; it begins with {listed(others, 5) or 'nothing'}. {EXPECTED}"
            )
        tables = {array: _names(self.lookup, list(keys)) for array, keys in arrays.items()}
        fitting = [array for array, names in tables.items() if recognised(self.lookup, names)]
        if len(fitting) > 1:
            listing = listed([shortened(array) for array in fitting])
            raise ImportRejected(
                f"The JSON file holds several tables: {listing}. Save the sessions alone and retry."
            )
        self._array = fitting[0] if fitting else next(iter(tables))
        self._keys = arrays[self._array]
        self._eav = self._one_field_each(tables[self._array])
        if not fitting and not self._eav:
            infer_layout(self.lookup, tables[self._array], {})
            raise ImportRejected(f"The records begin with {listed(tables[self._array], 5)}. {EXPECTED}")
        return tables[self._array]

    def _one_field_each(self, names: list[str]) -> eav_format.EavColumns | None:
        """Return the columns of field and value if each record holds one field; None for other records."""
        if any(m and m.field.startswith(("ors_", "srs_")) for m in map(self.lookup.field_of, names)):
            return None
        first = [cells for _, cells in itertools.islice(self.rows(), EVIDENCE_ROWS)]
        found = eav_format.find(self.lookup, [names, *first])
        return found[1] if found and found[0] == 0 else None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (position or line, cells as text) of each record, with as many cells as the header."""
        for array, number, record in records(self._path, self._encoding):
            if not number:
                continue
            if self._is_fhir:
                yield number, fhir.row(self.lookup, record, self._people)
            elif array == self._array:
                cells = [""] * len(self._keys)
                for key, cell in _flat(record).items():
                    cells[self._keys[key]] = cell
                yield number, cells


def people_of(files: list[tuple[str, Path]]) -> fhir_people.People:
    """Return FHIR people and encounters from a delivery's JSON files; empty if it has only one such file.

    Some programs write one file for each type of resource.
    """
    people = fhir_people.People()
    found = [path for _, path in files if file_kind.kind_of(path) == "json"]
    for path in found if len(found) > 1 else ():
        with contextlib.suppress(ImportRejected):  # what is wrong with a file is said when it is read
            for _, number, record in records(path, file_kind.encoding_of(path)):
                if number:
                    people.add(record)
    return people


def _flat(record: object) -> dict[str, str]:
    """Return the cells of one JSON record by column name; nested records become `outer.inner` columns."""
    if not isinstance(record, dict):
        raise ImportRejected(
            f"The JSON file holds values without names where records are expected. {EXPECTED}"
        )
    cells = {}
    for name, value in record.items():
        key = _whole_letters(name)
        if isinstance(value, dict):
            cells |= {f"{key}.{_whole_letters(inner)}": _text(cell) for inner, cell in value.items()}
        else:
            cells[key] = _text(value)
    return cells


def _text(value: object) -> str:
    """Return a JSON value as the text of a cell; lists and deeper records give an empty text."""
    if isinstance(value, str):
        return _whole_letters(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return ""


def _whole_letters(text: str) -> str:
    """Return a text with lone halves of surrogate pairs escaped, so that it can be written to a file."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _names(lookup: HeaderNames, keys: list[str]) -> list[str]:
    """Return column names for JSON keys: a key's last part if only that part is known, else the key.

    `scores.ors_total` becomes `ors_total` where only `ors_total` is a known name.
    """
    names = []
    for key in keys:
        last = key.rpartition(".")[2]
        shorter = "." in key and lookup.field_of(key) is None and lookup.field_of(last) is not None
        names.append(last if shorter and last not in keys and last not in names else key)
    return names
