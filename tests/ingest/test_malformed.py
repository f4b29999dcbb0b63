"""Tests of malformed and hostile files: outcome, lines, reasons and warnings; refused files change nothing."""

from __future__ import annotations

import re
import time

import pytest

from analytics.ingest import deliver
from analytics.ingest.rows.report import QUARANTINE_REASONS, SKIPPED_REASONS, WARNINGS
from analytics.store import DataFolder
from tests.ingest import hostile
from tests.ingest.faulty import ROWS
from tests.ingest.hostile import ACCEPT, CHOICE, HOSTILE, NOT_TABLES, QUARANTINE, REJECT
from tests.support.command import run
from tests.support.importing import adds_up, exported, in_this_process, state
from tests.support.small_practice import TODAY

SECONDS = 10.0  # a hostile file may cost, whatever is in it


def files(case: hostile.Case) -> list[tuple[str, bytes]]:
    return [(f"file-{number}.csv", content) for number, content in enumerate(case.files)]


def may_be_taken(case: hostile.Case) -> bool:
    """Return whether the case needs a dry run, because the file could be accepted."""
    return case.outcome != (REJECT,)


def speaks_plainly(message: str) -> None:
    """Assert that a message is short and contains no path, exception or line end."""
    assert 0 < len(message) <= 600 and message.isprintable()
    assert not re.search(r"Traceback|Error\b|Exception|/tmp|delivered-|\.py\b|SELECT |NoneType", message), (
        message
    )


def as_promised(report: dict, case: hostile.Case) -> None:
    """Assert that the report matches the expected result of the case."""
    speaks_plainly(report["message"])
    adds_up(report)
    assert report["outcome"] in case.outcome, (report["outcome"], report["message"], report["quarantined"])
    assert case.says in report["message"]
    assert {row["reason"] for row in report["quarantined"] + report["cells_quarantined"]} <= set(
        QUARANTINE_REASONS
    )
    assert {row["reason"] for row in report["skipped"]} <= set(SKIPPED_REASONS)
    assert set(report["warnings"]) <= set(WARNINGS)
    assert all(len(row["text"]) <= 80 and row["text"].isprintable() for row in report["quarantined"])
    if report["outcome"] in (REJECT, CHOICE):
        assert report["rows_in"] == 0
        return
    lists = {"quarantined": case.quarantined, "skipped": case.skipped, "cells_quarantined": case.cells}
    for kind, wanted in lists.items():
        if wanted is not None:
            assert [(row["line"], row["reason"]) for row in report[kind]] == list(wanted)
    if case.accepted is not None:
        assert report["rows_accepted"] == case.accepted
    if case.warnings is not None:
        assert (
            set(report["warnings"]) - {"no_known_client"} == case.warnings
        )  # the practice holds other clients


@pytest.mark.parametrize("name", sorted(NOT_TABLES))
def test_what_is_no_table_is_refused_and_changes_nothing(filled, name):
    before = state(filled.practice)
    with in_this_process():
        report = deliver(filled.practice, files(NOT_TABLES[name]), today=TODAY).as_dict()
    as_promised(report, NOT_TABLES[name])
    assert state(filled.practice) == before


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_is_taken_set_aside_or_skipped_for_the_right_reason(filled, name):
    case = ROWS[name]
    before = state(filled.practice)
    with in_this_process():
        report = deliver(filled.practice, files(case), today=TODAY, dry_run=True).as_dict()
        as_promised(report, case)
        if report["outcome"] == CHOICE:
            asked = report["question"]
            assert (
                asked["key"] == case.question and len(asked["choices"]) >= 2 and len(asked["examples"]) <= 3
            )
            assert case.answers[case.question] in asked["choices"]
            answered = deliver(filled.practice, files(case), today=TODAY, dry_run=True, answers=case.answers)
            assert answered.outcome in (ACCEPT, QUARANTINE), answered.message
    assert state(filled.practice) == before


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_costs_little_and_does_no_harm(filled, name, tmp_path):
    """A hostile file is imported in a separate process, quickly and without any damage."""
    before = state(filled.practice)
    started = time.perf_counter()
    report = deliver(
        filled.practice, files(HOSTILE[name]), today=TODAY, dry_run=may_be_taken(HOSTILE[name])
    ).as_dict()
    assert time.perf_counter() - started < 2 * SECONDS  # the machine that tests may be busy
    as_promised(report, HOSTILE[name])
    assert state(filled.practice) == before
    assert not list(tmp_path.parent.rglob("*evil*"))
    assert not any(
        ".." in row["file"] or "/" in row["file"] for row in report["quarantined"] + report["skipped"]
    )


def test_the_command_says_what_is_wrong_and_ends_with_3(filled, tmp_path):
    (tmp_path / "picture.csv").write_bytes(hostile.PICTURE)
    said = run("import", tmp_path / "picture.csv", "--json", data=filled.path)
    assert said.status == 3 and said.document["outcome"] == REJECT
    assert "Traceback" not in said.out + said.err


def test_a_name_that_is_a_path_is_only_a_name(filled):
    content = (hostile.TABLE + "3,soon,T,1,1\n").encode()
    name = "..\\..\\../../tmp/x\n<script>.csv"
    with in_this_process():
        report = deliver(filled.practice, [(name, content)], today=TODAY, dry_run=True)
    assert "/" not in report.quarantined[0]["file"] and "\\" not in report.quarantined[0]["file"]


def test_what_a_spreadsheet_would_run_is_kept_as_text_and_written_out_harmless(tmp_path):
    folder = DataFolder(tmp_path)
    with in_this_process():
        deliver(folder.practice, files(ROWS["formula_as_text"]), today=TODAY)
    cells = [row[name] for row in exported(tmp_path) for name in ("client_id", "therapist")]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_areas_of_a_row_left_out_never_count(tmp_path):
    """Sums in the report include only the rows that were accepted."""
    folder = DataFolder(tmp_path)
    table = hostile.TABLE + "3,2026-01-05,T,41,\n4,2026-12-05,T,20,38\n,2026-01-05,T,20,38\n"
    with in_this_process():
        report = deliver(folder.practice, [("a.csv", table.encode())], today=TODAY)
    assert report.facts["sum_ors_total"] == "72.2" and report.facts["n_clients"] == 2
    assert {row["client_id"] for row in exported(tmp_path)} == {"001", "002"}
