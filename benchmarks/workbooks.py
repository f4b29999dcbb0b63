"""Benchmark of reading a workbook, compared with only unzipping it and with openpyxl (goal P4).

`python -m benchmarks.workbooks` makes a workbook of 20,000 sessions and 13 columns. openpyxl is a test dependency.
"""

from __future__ import annotations

import datetime
import random
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import openpyxl

from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.containers.workbook import Workbook
from analytics.ingest.rows import canonical_csv
from benchmarks import goals
from benchmarks.reporting import seconds
from benchmarks.timing import run_interleaved, timed
from sample_data.rendering import CANONICAL

ROWS, REPS = 20_000, 5
MOST_OVER_UNZIPPING, LEAST_OVER_OPENPYXL = 15, 4  # P4


def main() -> int:
    """Time the reading of a workbook, print the results, and return 1 if it is too slow, else 0.

    The limits are those of speed goal P4.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch:
        path = Path(scratch) / "export.xlsx"
        _write(path)
        found = run_interleaved(
            {
                "unzipped": partial(timed, partial(_unzipped, path)),
                "read to clean text": partial(timed, partial(_read, path)),
                "openpyxl read-only": partial(timed, partial(_openpyxl, path)),
            },
            REPS,
        )
    floor, ours, theirs = (series.median("cpu") for series in found.values())
    rows = [("", "CPU", "x unzipped")]
    rows += [(name, seconds(s.median("cpu")), f"{s.median('cpu') / floor:.1f}") for name, s in found.items()]
    print(goals.plain(rows))
    print(
        f"{theirs / ours:.1f} times as fast as openpyxl (goal: {LEAST_OVER_OPENPYXL}); goal over unzipping: 15x"
    )
    return 0 if ours <= MOST_OVER_UNZIPPING * floor and theirs >= LEAST_OVER_OPENPYXL * ours else 1


def _write(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sessions")
    columns = [name for name in CANONICAL if not name.endswith("_version")][:15]
    sheet.append(columns)
    rng, start = random.Random(1), datetime.date(2023, 1, 2)
    for row in range(ROWS):
        day = start + datetime.timedelta(row // 8 % 900 + 7 * (row % 8))
        known = {"client_id": f"C{row // 8:06d}", "session_date": day, "therapist": f"T{row // 8 % 30:02d}"}
        areas = [rng.randint(0, 100) / 10 for _ in range(8)]
        scores = {"ors_total": round(sum(areas[:4]), 1), "srs_total": round(sum(areas[4:]), 1)}
        names = [name for name in columns if name.startswith(("ors_", "srs_")) and not name.endswith("total")]
        known |= dict(zip(names, areas, strict=False)) | scores
        sheet.append([known.get(name) for name in columns])
    book.save(path)


def _unzipped(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            archive.read(name)


def _read(path: Path) -> None:
    book = Workbook(HeaderNames(), path)
    name, table = next(iter(book.tables.items()))
    canonical_csv.write_rows(book.rows(name), len(table.header), path.with_suffix(".csv"))


def _openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


if __name__ == "__main__":
    sys.exit(main())
