"""Comparison of the latest delivery with the sessions stored before it.

The import computes it (`analytics.store.lacking`) and keeps it with the version, or in the journal where the
delivery changed nothing (`analytics.store.latest`); this module reads it.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from analytics.access import Scope
from analytics.answers import plain
from analytics.filters import Filters
from analytics.store import Warehouse
from analytics.store.latest import NO_SESSIONS, WHOLE_PRACTICE
from analytics.store.leave_out import ToFollow

INSTEAD = {
    WHOLE_PRACTICE: "The latest file, {files}, took the place of everything that was held before it.",
    NO_SESSIONS: "No session of the latest file, {files}, was taken in, so there is nothing to compare.",
}


@dataclass(frozen=True)
class Month:
    """One row per month: number of sessions in the latest delivery, and number stored before it.

    month: first day of the month.

    in_file: sessions in the delivery; held: sessions stored before that the delivery covers; only_held,
    only_file: sessions only in the store, or only in the delivery.
    """

    month: datetime.date
    in_file: int
    held: int
    only_held: int
    only_file: int


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Comparison of the latest delivery with the sessions stored before it.

    compared_at: when (UTC); imported_by; files: their names; covers: its first and last day; found: the
    `not_in_file` of its import report without clients, its `followed` true where what it lacks was left out
    since; both None if it was compared with nothing, and `instead` is the sentence that says why; months;
    by_therapist: dictionaries with therapist, n, cancelled; open: what can still be left out; rows: the
    sessions and values behind `open` of the clients whom the reader may see: dictionaries with client_id,
    record_id, session_date, therapist, what, why.
    """

    compared_at: datetime.datetime
    imported_by: str
    files: tuple[str, ...]
    covers: tuple[datetime.date, datetime.date] | None
    found: dict[str, Any] | None
    months: tuple[Month, ...]
    by_therapist: tuple[dict[str, Any], ...]
    open: ToFollow
    rows: tuple[dict[str, Any], ...]
    instead: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as the dictionary that `imports --reconcile --json` prints."""
        return {
            "compared_at": self.compared_at.isoformat(),
            "imported_by": self.imported_by,
            "files": list(self.files),
            "not_in_file": self.found,
            **({"instead": self.instead} if self.instead else {}),
            "can_leave_out": {
                "sessions": self.open.sessions,
                "scores": self.open.scores,
                "endings": self.open.endings,
            },
            "rows": plain([{key: row[key] for key in row if key != "record_id"} for row in self.rows]),
        }


def latest(
    warehouse: Warehouse, scope: Scope, filters: Filters | None = None, later: str = ""
) -> Reconciliation | None:
    """Return the comparison of the latest delivery with the data stored before it; None if unavailable.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see: counts need the right `imports`, rows also the right to see clients.
    filters : Filters, optional
        Ignored.
    later : str
        Result of `analytics.store.latest.later`, for a delivery that changed nothing.

    Returns
    -------
    Reconciliation or None
        None if nothing was stored before the delivery, or if the viewer may not see imports.
    """
    if not scope.imports:
        return None
    stored = _stored_comparison(warehouse.query("latest_compared", scope).one(), later)
    if not stored:
        return None
    files = tuple(file["name"] for file in stored["files"])
    instead = stored["document"].get("instead")
    document = None if instead else stored["document"]
    months = document["months"] if document else ()
    return Reconciliation(
        compared_at=stored["compared_at"],
        imported_by=stored["imported_by"],
        files=files,
        covers=_covered(document) if document else None,
        found=document,
        months=tuple(
            Month(**{**row, "month": datetime.date.fromisoformat(f"{row['month']}-01")}) for row in months
        ),
        by_therapist=_under_todays_codes(warehouse, scope, document["by_therapist"]) if document else (),
        open=ToFollow(**warehouse.query("not_in_file_counts", scope).one()),
        rows=tuple(warehouse.query("not_in_file_rows", scope).dicts()),
        instead=INSTEAD[instead].format(files=", ".join(files)) if instead else "",
    )


def _under_todays_codes(
    warehouse: Warehouse, scope: Scope, rows: list[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """Add up the numbers of missing sessions of therapist codes that have since been merged."""
    aliases = warehouse.query("aliases", scope).dicts()
    now = {alias["code"]: alias["stands_for"] for alias in aliases if alias["kind"] == "therapist"}
    counts: dict[str | None, dict[str, Any]] = {}
    for row in rows:
        code = now.get(row["therapist"], row["therapist"])
        count = counts.setdefault(code, {"therapist": code, "n": 0, "cancelled": 0})
        count["n"] += row["n"]
        count["cancelled"] += row["cancelled"]
    return tuple(counts.values())


def _covered(found: dict[str, Any]) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day that the delivery covers."""
    first, last = map(datetime.date.fromisoformat, found["covers"])
    return first, last


def _stored_comparison(held: dict[str, Any], later: str) -> dict[str, Any]:
    """Return the stored comparison of the latest delivery as a dict; empty if none is stored."""
    if later:
        document = json.loads(later)
        return document | {"compared_at": datetime.datetime.fromisoformat(document["compared_at"])}
    return held and held | {key: json.loads(held[key]) for key in ("files", "document")}
