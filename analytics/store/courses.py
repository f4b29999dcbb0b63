"""Counts of episodes that a delivery continues after their recorded ending or under a new case id.

They are computed before a version is built, so that a dry run reports them too: the mart steps that build
episodes run on the few clients of the delivery who may be affected.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import duckdb

from analytics import sql
from analytics.store.queries import scalar

STEPS = (
    "05_rule",
    "10_client_code",
    "11_therapist_code",
    "12_continued",
    "20_session_ordered",
    "21_session",
    "24_continued_after_ending",
)
MADE = ("rule", "client_code", "therapist_code", "continued", "session_ordered", "continued_after_ending")
COMPARED = ("course_before", "touched", "touched_session")
# Of the import report, which counts them in its facts.
WARNINGS = ("ending_then_sessions", "course_continued")


def new_warnings(
    connection: duckdb.DuckDBPyConnection, step: Callable[[str], Any], has_old: bool
) -> dict[str, int]:
    """Count the episodes that receive a warning because of a delivery, by warning code.

    Parameters
    ----------
    connection
        Connection on which `fact.session` and `reason_as_of` have been made; its tables are left as they were.
    step
        Runs one SQL file with the rules in force.
    has_old
        Whether a version is attached as `old`.

    Returns
    -------
    dict
        Warning code -> number of episodes; codes with 0 are left out.
    """
    try:
        for name in ("touched", "touched_session", "courses_stored" if has_old else "courses_none"):
            step(f"merge/{name}")
        if not scalar(connection, "SELECT count(*) FROM touched"):
            return {}
        with _only_touched(connection):
            for name in STEPS:
                step(f"marts/{name}")
            (counts,) = connection.execute(sql.read("merge/courses_new")).fetchall()
    finally:
        for table in (*MADE, *COMPARED):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return {code: n for code, n in zip(WARNINGS, counts, strict=True) if n}


def with_warnings(report: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """Return `facts` and `warnings` of an import report with the given episode warnings added."""
    return {
        "facts": report.get("facts", {}) | counts,
        "warnings": sorted({*report.get("warnings", ()), *counts}),
    }


@contextlib.contextmanager
def _only_touched(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Limit the view `fact.session` to the sessions of `touched_session` during a `with` block.

    Meanwhile an empty database is attached as `new`.
    """
    connection.execute("ALTER VIEW fact.session RENAME TO everybody")
    try:
        connection.execute("CREATE VIEW fact.session AS FROM touched_session")
        connection.execute("ATTACH ':memory:' AS new")
        try:
            connection.execute("CREATE SCHEMA new.mart")
            yield
        finally:
            connection.execute("DETACH new")
            connection.execute("DROP VIEW fact.session")
    finally:
        connection.execute("ALTER VIEW fact.everybody RENAME TO session")
