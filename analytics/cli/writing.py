"""Writing of export tables as CSV, xlsx, JSON or Parquet; a spreadsheet runs no cell as a formula."""

from __future__ import annotations

import decimal
import io
import itertools
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from analytics import table_export
from analytics.answers import plain
from analytics.cli import export_writer, tables
from analytics.cli.context import WrongSetting
from analytics.file_names import shown
from analytics.store import Rows

FORMATS = ("csv", "parquet", "json", "xlsx")
BINARY = ("parquet", "xlsx")  # which standard output of a terminal is no place for


_NEEDS_FILE = {"xlsx": "An xlsx file needs --out FILE.", "parquet": "A parquet file needs --out FILE."}


def settled_format(out: str | None, asked: str | None) -> str:
    """Return the format of an export: from the file's ending, else the requested format, else csv.

    Raises
    ------
    WrongSetting
        If the ending contradicts the requested format, or is no format that can be written.
    """
    endings = ", ".join(f".{name}" for name in FORMATS)
    if out is None:
        if asked in BINARY:
            raise WrongSetting(_NEEDS_FILE[asked])
        return asked or "csv"
    ending = Path(shown(out)).suffix.lower().removeprefix(".")
    if not ending and asked:
        return asked
    if ending not in FORMATS:
        said = f"The ending .{ending} is not known." if ending else f"{shown(out)} has no ending."
        raise WrongSetting(f"{said} Name the file with one of {endings}.")
    if asked and asked != ending:
        raise WrongSetting(
            f"{shown(out)} ends in .{ending}, but --format says {asked}. Leave one of them out."
        )
    return ending


def write(batches: Iterable[Rows], kind: str, out: str | None, sheet: str = "Table") -> int:
    """Write rows as csv, json, parquet or xlsx to a file or to standard output; return the number of rows.

    The file is readable by this user only, and either complete or absent.

    Raises
    ------
    WrongSetting
        If the place cannot be written, or a sheet cannot hold the rows.
    DiskProblem
        When the disk is full.
    """
    if out is None:
        try:
            written = _text(batches, kind, sys.stdout)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise export_writer.DiskProblem("Standard output cannot be written: is the disk full?") from error
        return written
    with export_writer.replacing(out) as part:
        if kind == "parquet":
            return _parquet(batches, part.file)
        if kind == "xlsx":
            return _workbook(batches, part, sheet)
        text = io.TextIOWrapper(part.file, encoding="utf-8", errors="replace", newline="", write_through=True)
        try:
            written = _text(batches, kind, text)
            text.flush()
        finally:
            _detach(text)
        return written


def _detach(text: io.TextIOWrapper) -> None:
    """Detach a text wrapper from the binary file below it, without closing that file."""
    try:
        text.detach()
    except (OSError, ValueError):
        pass


def _rows(batches: Iterable[Rows]) -> tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]:
    """Return the column names of the first batch and an iterator over the rows of all batches."""
    batches = iter(batches)
    first = next(batches)
    return first.columns, itertools.chain(first.rows, (row for part in batches for row in part.rows))


def _text(batches: Iterable[Rows], kind: str, file: IO[str]) -> int:
    """Write rows as CSV or JSON to a text file; return the number of rows."""
    columns, rows = _rows(batches)
    if kind == "csv":
        return table_export.write_csv(file, columns, rows)
    written = 0
    file.write("[")
    for row in rows:
        file.write(("," if written else "") + "\n")
        json.dump(plain(dict(zip(columns, row, strict=True))), file, ensure_ascii=False, allow_nan=False)
        written += 1
    file.write("\n]\n")
    return written


def _workbook(batches: Iterable[Rows], part: export_writer.Part, sheet: str) -> int:
    """Write rows as an xlsx workbook; return the number of rows."""
    columns, rows = _rows(batches)
    try:
        return table_export.write_xlsx(part.file, columns, rows, sheet, part.scratch or None)
    except table_export.TooManyRows as error:
        raise WrongSetting(f"{error} Write it as .csv or .parquet.") from error


def _parquet(batches: Iterable[Rows], file: IO[bytes]) -> int:
    """Write rows as a Parquet file; return the number of rows."""
    import pyarrow
    import pyarrow.parquet

    written, writer = 0, None
    for part in batches:
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
    if writer is not None:
        writer.close()
    return written
