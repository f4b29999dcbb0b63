"""Deliveries from which a data version was built, read from the version's file, older formats included."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb

from analytics.store import undo_redo, versions
from analytics.store.queries import dicts
from analytics.store.read_only_connection import connect


def import_id(row: dict[str, Any]) -> str:
    """Return the stored id of a delivery, or a hash of its time and files if no id is stored."""
    held = row.get("import_id")
    return held or hashlib.sha256(f"{row['imported_at']}|{row['files']}".encode()).hexdigest()[:16]


_EVERYTHING = "SELECT * FROM meta.import ORDER BY import_no"
_WITHOUT_REPORT = "SELECT * EXCLUDE (report) FROM meta.import ORDER BY import_no"


def rows(path: Path, question: str = _EVERYTHING) -> list[dict[str, Any]]:
    """Return the rows of the table `meta.import` of a version file, oldest first; empty if unreadable."""
    try:
        with connect(path) as connection:
            return dicts(connection.execute(question))
    except (duckdb.Error, OSError):
        return []


def import_ids(path: Path) -> set[str]:
    """Return the ids of the deliveries from which a version was built."""
    return {import_id(row) for row in rows(path, _WITHOUT_REPORT)}


def import_ids_behind(folder: Path, name: str) -> set[str]:
    """Return the ids of all deliveries in a version and in the versions that undo or redo can reach."""
    others = [one for one in undo_redo.ancestors(folder, name) if one != versions.NOTHING]
    others += undo_redo.taken_back(folder)
    return {found for one in (name, *others) for found in import_ids(folder / "versions" / one)}


def entries(path: Path) -> list[dict[str, Any]]:
    """Return one journal entry per delivery from which a version was built, oldest first."""
    return [as_entry(row) for row in rows(path)]


def _rows_unchanged(report: dict[str, Any]) -> int | None:
    """Return the number of accepted rows that changed nothing, from an import report; None if unstated."""
    if "rows_new" not in report or "rows_accepted" not in report:
        return report.get("rows_unchanged")
    return report["rows_accepted"] - sum(
        report[f"rows_{effect}"] for effect in ("new", "corrected", "added_to")
    )


def as_entry(row: dict[str, Any]) -> dict[str, Any]:
    """Convert one row of the table `meta.import` to a journal entry."""
    report, day = json.loads(row["report"]), row["data_date"]
    counts = {key: report.get(f"rows_{key}") for key in ("new", "corrected", "added_to")}
    counts |= {"known": _rows_unchanged(report), "left_out": row["rows_quarantined"], "rows": row["rows_in"]}
    return {
        "at": f"{row['imported_at'].isoformat()}+00:00",
        "by": row["imported_by"],
        "import_id": import_id(row),
        "day": day and day.isoformat(),
        "files": json.loads(row["files"]),
        "counts": {key: value for key, value in counts.items() if value is not None},
    }
