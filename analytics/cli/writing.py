"""Tables to files: CSV that no spreadsheet runs, JSON without NaN, Parquet with its types."""

from __future__ import annotations

import csv
import datetime
import decimal
import json
import os
import sys
from pathlib import Path
from typing import IO

from analytics.answers import plain
from analytics.store import Rows

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: object) -> object:
    """A CSV cell that a spreadsheet will not run: text that begins like a formula gets an apostrophe.

    Numbers stay numbers, so a change of -3.5 survives.
    """
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA_STARTS):
        return "'" + cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else cell


def write(found: Rows, kind: str, out: str | None) -> int:
    """Write rows as csv, json or parquet to a file (private to this user) or to standard output; how many rows."""
    if kind == "parquet":
        _parquet(found, Path(out))
    elif out is None:
        _text(found, kind, sys.stdout)
    else:
        with open(out, "w", encoding="utf-8", newline="", opener=_private) as file:
            _text(found, kind, file)
    return len(found)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _text(found: Rows, kind: str, file: IO[str]) -> None:
    if kind == "json":
        json.dump([plain(row) for row in found.dicts()], file, ensure_ascii=False, allow_nan=False)
        file.write("\n")
        return
    table = csv.writer(file, lineterminator="\n")
    table.writerow(found.columns)
    table.writerows([neutral(cell) for cell in row] for row in found.rows)


def _parquet(found: Rows, path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    columns = {
        name: [float(cell) if isinstance(cell, decimal.Decimal) else cell for cell in cells]
        for name, cells in zip(found.columns, zip(*found.rows, strict=True) if found.rows else [()] * len(found.columns), strict=True)
    }
    types = {name: _arrow_type(pyarrow, cells) for name, cells in columns.items()}
    arrays = [pyarrow.array(cells, type=types[name]) for name, cells in columns.items()]
    with open(path, "wb", opener=_private) as file:
        pyarrow.parquet.write_table(pyarrow.table(arrays, names=list(columns)), file)


def _arrow_type(pyarrow, cells: list):
    first = next((cell for cell in cells if cell is not None), "")
    for kind, arrow in ((bool, pyarrow.bool_()), (int, pyarrow.int64()), (float, pyarrow.float64())):
        if isinstance(first, kind):
            return arrow
    return pyarrow.date32() if isinstance(first, datetime.date) else pyarrow.string()
