"""What a delivery does to courses that are held: how many go on after their recorded ending or with a new case id.

It is counted before a version is built, so that a look (dry run) says it too: the steps of the marts that make courses
run on the few clients of the delivery who can be concerned.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from analytics import sql

STEPS = (
    "05_rule",
    "10_client_code",
    "11_therapist_code",
    "12_continued",
    "20_sorted",
    "21_session",
    "24_going_on",
)
MADE = ("rule", "client_code", "therapist_code", "continued", "sorted", "going_on")
COMPARED = ("course_before", "touched", "touched_session")
WARNINGS = (
    "ending_then_sessions",
    "course_continued",
)  # of the import report, which counts them in its facts


def new_facts(connection, step: Callable[[str], Any], has_old: bool) -> dict[str, int]:
    """Warning code -> number of courses that are new to it with this delivery; codes without a course are left out.

    Parameters: step, which runs one SQL file with the rules in force; has_old, whether a version is attached as `old`.
    `fact.session` and `reason_as_of` have been made; everything is left as it was.
    """
    try:
        for name in ("touched", "touched_session", "courses_known" if has_old else "courses_first"):
            step(f"merge/{name}")
        if not connection.execute("SELECT count(*) FROM touched").fetchone()[0]:
            return {}
        with _only_touched(connection):
            for name in STEPS:
                step(f"marts/{name}")
            counts = connection.execute(sql.read("merge/courses_new")).fetchone()
    finally:
        for table in (*MADE, *COMPARED):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return {code: n for code, n in zip(WARNINGS, counts, strict=True) if n}


def said(report: dict[str, Any], found: dict[str, int]) -> dict[str, Any]:
    """The parts of an import report that change with these counts: `facts` and `warnings`."""
    return {
        "facts": report.get("facts", {}) | found,
        "warnings": sorted({*report.get("warnings", ()), *found}),
    }


@contextlib.contextmanager
def _only_touched(connection) -> Iterator[None]:
    """While this is open, `fact.session` holds the touched clients only, and `new` is an empty database in memory."""
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
