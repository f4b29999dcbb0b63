"""The deliveries behind a data version, read from its file; also from one of an older Holdfast."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb

from analytics.store import chain, versions
from analytics.store.warehouse import connect


def import_id(row: dict[str, Any]) -> str:
    """The id of a delivery: the recorded one; for a delivery of an older Holdfast one made of its moment and files."""
    held = row.get("import_id")
    return held or hashlib.sha256(f"{row['imported_at']}|{row['files']}".encode()).hexdigest()[:16]


_EVERYTHING = "SELECT * FROM meta.import ORDER BY import_no"
_WITHOUT_REPORT = "SELECT * EXCLUDE (report) FROM meta.import ORDER BY import_no"


def rows(path: Path, question: str = _EVERYTHING) -> list[dict[str, Any]]:
    """The table `meta.import` of a version, oldest first; empty where the file is none of ours."""
    try:
        with connect(path) as connection:
            cursor = connection.execute(question)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except (duckdb.Error, OSError):
        return []


def import_ids(path: Path) -> set[str]:
    """The ids of the deliveries behind a version."""
    return {import_id(row) for row in rows(path, _WITHOUT_REPORT)}


def import_ids_behind(folder: Path, name: str) -> set[str]:
    """The ids of the deliveries behind a version, and behind every version that undo or redo can come to from it."""
    others = [one for one in chain.ancestors(folder, name) if one != versions.NOTHING]
    others += chain.taken_back(folder)
    return {found for one in (name, *others) for found in import_ids(folder / "versions" / one)}


def entries(path: Path) -> list[dict[str, Any]]:
    """The deliveries behind a version as entries of the journal, oldest first; counts where the report has them."""
    return [as_entry(row) for row in rows(path)]


def _known(report: dict[str, Any]) -> int | None:
    if "rows_new" not in report or "rows_accepted" not in report:
        return report.get("rows_unchanged")
    return report["rows_accepted"] - sum(
        report[f"rows_{effect}"] for effect in ("new", "corrected", "added_to")
    )


def as_entry(row: dict[str, Any]) -> dict[str, Any]:
    """One row of `meta.import` as an entry of the journal."""
    report, day = json.loads(row["report"]), row["data_date"]
    counts = {key: report.get(f"rows_{key}") for key in ("new", "corrected", "added_to")}
    counts |= {"known": _known(report), "left_out": row["rows_quarantined"], "rows": row["rows_in"]}
    return {
        "at": f"{row['imported_at'].isoformat()}+00:00",
        "by": row["imported_by"],
        "import_id": import_id(row),
        "day": day and day.isoformat(),
        "files": json.loads(row["files"]),
        "counts": {key: value for key, value in counts.items() if value is not None},
    }
