"""Tables to files: CSV that no spreadsheet runs, JSON without NaN, Parquet with its types."""

from __future__ import annotations

import csv
import decimal
import json
import os
import sys
from collections.abc import Iterable
from typing import IO

from analytics.answers import plain
from analytics.cli import tables
from analytics.store import Rows
from analytics.tables_out import csv_cell


def neutral(cell: object) -> object:
    """A cell of a CSV that a spreadsheet will not run; numbers stay numbers, also as text (a client id of -12)."""
    if isinstance(cell, (int, float, decimal.Decimal)) and not isinstance(cell, bool):
        return cell
    return csv_cell(cell)


def write(parts: Iterable[Rows], kind: str, out: str | None) -> int:
    """Write rows as csv, json or parquet to a file (private to this user) or to standard output; how many rows."""
    if kind == "parquet":
        with open(out, "wb", opener=_private) as file:
            return _parquet(parts, file)
    if out is None:
        return _text(parts, kind, sys.stdout)
    with open(out, "w", encoding="utf-8", newline="", opener=_private) as file:
        return _text(parts, kind, file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _text(parts: Iterable[Rows], kind: str, file: IO[str]) -> int:
    written = 0
    writer = csv.writer(file, lineterminator="\n")
    if kind == "json":
        file.write("[")
    for part in parts:
        if kind == "json":
            for row in part.dicts():
                file.write(("," if written else "") + "\n")
                json.dump(plain(row), file, ensure_ascii=False, allow_nan=False)
                written += 1
            continue
        if not written:
            writer.writerow(part.columns)
        writer.writerows([neutral(cell) for cell in row] for row in part.rows)
        written += len(part)
    if kind == "json":
        file.write("\n]\n")
    return written


def _parquet(parts: Iterable[Rows], file: IO[bytes]) -> int:
    import pyarrow
    import pyarrow.parquet

    written, writer = 0, None
    for part in parts:
        cells = list(zip(*part.rows, strict=True)) if part.rows else [()] * len(part.columns)
        cells = [
            [float(cell) if isinstance(cell, decimal.Decimal) else cell for cell in column]
            for column in cells
        ]
        if writer is None:
            named = {"text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64(),
                     "day": pyarrow.date32(), "yes_no": pyarrow.bool_()}  # fmt: skip
            schema = pyarrow.schema([(column, named[tables.kind(column)]) for column in part.columns])
            writer = pyarrow.parquet.ParquetWriter(file, schema)
        arrays = [pyarrow.array(column, type=field.type) for column, field in zip(cells, schema, strict=True)]
        writer.write_table(pyarrow.table(arrays, schema=schema))
        written += len(part)
    writer.close()
    return written
