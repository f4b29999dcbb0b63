"""Small practices for tests: rows written directly to a store, without an export file."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path

from analytics import definitions
from analytics.store import DataFolder, Store
from analytics.store.build import BuildResult, Delivery, build_version
from analytics.store.staging import Staging

TODAY = datetime.date(2026, 9, 30)
ALWAYS_RECORDED = definitions.from_toml(
    "[endings]\nmin_recorded = 0.0\n"
)  # rates of endings, however few are recorded
_DAYS = ("case_start", "case_end")
_SCORES = (
    "ors_individual ors_interpersonal ors_social ors_overall ors_total"
    " srs_relationship srs_goals srs_approach srs_overall srs_total"
).split()
_TEXTS = (
    "client_id case_id source_session_id therapist therapist_name site program age_group orientation rater"
    " ors_version srs_version closure closure_text"
).split()

# Columns of a delivery's sessions.
DELIVERED = ", ".join(
    [
        *("file_no INTEGER", "line INTEGER", "n_rows INTEGER DEFAULT 1", "session_date DATE"),
        *("case_start DATE", "case_end DATE", "fidelity DECIMAL(9,3)"),
        *(f"{name} VARCHAR" for name in _TEXTS),
        *(f"{name} DECIMAL(4,1)" for name in _SCORES),
    ]
)


def session(client: str, day: str, ors=None, srs=None, therapist="T01", **more) -> dict:
    """Return one session row: client, ISO date, ORS and SRS totals in points or None."""
    row = dict.fromkeys([*_TEXTS, *_SCORES, *_DAYS, "fidelity"])
    row |= {"client_id": client, "session_date": datetime.date.fromisoformat(day), "therapist": therapist}
    row |= {"rater": "self", "age_group": "adult", "site": "North", "program": "General"}
    row |= {"ors_total": ors, "srs_total": srs}
    row |= {
        "ors_version": "ORS" if ors is not None else None,
        "srs_version": "SRS" if srs is not None else None,
    }
    return row | more


def deliver(store: Store, rows: list[dict], today: datetime.date = TODAY, **options) -> BuildResult:
    """Import rows made by `session` into a store without reading a file."""
    with (
        store.writing(),
        Staging(store.folder / "building" / "test", allowed=[store.folder / "versions"]) as staging,
    ):
        connection = staging.connection
        connection.execute(f"CREATE SCHEMA delivery; CREATE TABLE delivery.session ({DELIVERED})")
        connection.execute(
            "CREATE TABLE delivery.rejected (file_no INTEGER, line INTEGER, kind VARCHAR,"
            " reason VARCHAR, column_name VARCHAR, text VARCHAR)"
        )
        connection.execute(
            "CREATE TABLE delivery.row_identity (file_no INTEGER, line INTEGER, row_identity VARCHAR)"
        )
        names = ["session_date", *_DAYS, "fidelity", *_TEXTS, *_SCORES]
        values = [
            [
                1,
                line,
                *(Decimal(str(row[n])) if n in _SCORES and row[n] is not None else row[n] for n in names),
            ]
            for line, row in enumerate(rows, start=2)
        ]
        marks = ", ".join("?" * (len(names) + 2))
        connection.executemany(
            f"INSERT INTO delivery.session (file_no, line, {', '.join(names)}) VALUES ({marks})", values
        )
        said = {field.name for field in dataclasses.fields(Delivery)} & options.keys()
        delivery = Delivery(**{name: options.pop(name) for name in said})
        return build_version(store, staging, delivery, data_date=today, **options)


def practice(folder: Path, rows: list[dict], **options) -> Store:
    """Return a new store with these sessions."""
    store = DataFolder(folder).practice
    deliver(store, rows, **options)
    return store
