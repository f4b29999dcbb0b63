"""Removal of everything in an import report that a viewer may not see, such as scores.

Pages and the command line show a report only after `for_viewer`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from analytics.access import Viewer, may
from analytics.ingest import coverage

ROW_LISTS = ("quarantined", "cells_quarantined", "skipped")  # lists of a report with text of the file
_SCORES = ("ors_", "srs_")  # beginnings of canonical fields that hold a score
_NO_SCORES = ("ors_skip", "srs_skip", "ors_version", "srs_version")
_NOT_A_SCORE = ("date_", "id_")  # beginnings of reasons whose cell holds no score; also in views/imports.sql
# Questions whose examples hold no score.
_WITHOUT_SCORES = (
    "sheet", "sheet_means", "file_means", "date_order", "therapist_column", "encoding", "section", "blank_client",
    "told_once", "columns_are",
)  # fmt: skip


def for_viewer(report: dict[str, Any], viewer: Viewer, therapists: Collection[str] = ()) -> dict[str, Any]:
    """Return an import report after removing what this viewer may not see.

    That is: sample values of score columns, sessions of clients whom the viewer does not see, and, for those who may
    not see results, every score and changed figure.

    Parameters
    ----------
    report
        As `ImportReport.as_dict`, or the part of it that is stored with a version.
    viewer
        Who looks; one who sees every therapist's rows gets the report unchanged.
    therapists
        Codes, as the store shows them, of those whose clients the viewer may see among the sessions that a file lacks.
    """
    if viewer.therapists is None:
        return report
    report = _of_therapists(_without_samples(report), therapists)
    if may(viewer, "overview"):
        return report
    return _without_scores({key: value for key, value in report.items() if key != "moved"})


def _of_therapists(report: dict[str, Any], therapists: Collection[str]) -> dict[str, Any]:
    """Return a report in which sessions missing from the file are listed for the given therapists only."""
    found = report.get(coverage.KEY)
    if not found:
        return report
    rows = {
        key: [row for row in found[key] if row["therapist"] in therapists]
        for key in coverage.LISTED
        if key in found
    }
    return {**report, coverage.KEY: {**found, **rows}}


def _without_samples(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without sample values of columns that may hold scores."""
    recognised = report.get("recognised") or {}
    if "matching" not in recognised:
        return report
    shown = [
        {**entry, "values": [] if _may_hold_scores(entry) else entry["values"]}
        for entry in recognised["matching"]
    ]
    return {**report, "recognised": {**recognised, "matching": shown}}


def _without_scores(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without scores: no sums, no examples in questions about scores, no score cells."""
    facts = {
        name: value for name, value in (report.get("facts") or {}).items() if not name.startswith("sum_")
    }
    question = report.get("question")
    if question and question["key"] not in _WITHOUT_SCORES:
        question = {**question, "examples": []}
    rows = {kind: _rows_without_scores(report[kind]) for kind in ROW_LISTS if kind in report}
    return {**report, **rows, "facts": facts, "question": question}


def _rows_without_scores(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows left out, with the cell text removed unless the reason is about a date or an id."""
    return [
        {**row, "text": row.get("text") if row["reason"].startswith(_NOT_A_SCORE) else ""} for row in rows
    ]


def _may_hold_scores(entry: Mapping[str, Any]) -> bool:
    """Return whether the sample values of a column may be scores."""
    field = entry["field"] or ""
    if field.startswith(_SCORES) or field in ("total", "overall"):
        return field not in _NO_SCORES
    return not field and entry["kind"] != "dates"
