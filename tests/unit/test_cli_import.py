"""Tests of imports on the command line: import, dry run, history and undo."""

import pytest

from tests.support import openfit
from tests.support.command import folder_bytes, run
from tests.support.importing import in_this_process

TODAY = ("--today", "2026-09-30")


@pytest.fixture(autouse=True)
def _without_a_process():
    """Run imports in the process of the test."""
    with in_this_process():
        yield


@pytest.fixture
def export(tmp_path):
    """Return a function that writes rows to a CSV file and returns its path."""

    def write(rows, name="export.csv"):
        file = tmp_path / name
        file.write_text(openfit.text(rows), encoding="utf-8")
        return file

    return write


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def facts(folder):
    return run("show", "overview", "--json", data=folder).document


def test_a_delivery_says_what_became_of_every_row(export, data):
    report = run("import", export(openfit.rows(bad=True)), *TODAY, "--json", data=data).document
    assert report["outcome"] == "accept_with_quarantine"
    assert report["rows_in"] == 320
    assert report["rows_in"] == sum(report[f"rows_{k}"] for k in ("accepted", "quarantined", "skipped"))
    left_out = [(row["line"], row["reason"], row["column"]) for row in report["quarantined"]]
    assert left_out == [(openfit.BAD_LINES[1], "date_unparseable", "Session_Date")]
    cells = [(row["line"], row["reason"], row["column"]) for row in report["cells_quarantined"]]
    assert cells == [(openfit.BAD_LINES[0], "score_out_of_range", "ORSQ2")]
    assert report["facts"]["n_sessions"] == 319
    assert report["recognised"]["layout"] == "one_row_per_session"
    assert len(report["message"]) <= 600
    assert str(data) not in str(report)
    assert facts(data)["version"] == report["version"]


def test_a_trial_changes_nothing(export, data):
    file = export(openfit.rows())
    run("import", file, *TODAY, data=data)
    before = folder_bytes(data)
    trial = run("import", export(openfit.rows(bad=True), "b.csv"), "--dry-run", *TODAY, "--json", data=data)
    assert trial.status == 0
    assert trial.document["rows_quarantined"] == 1
    assert folder_bytes(data) == before


def test_a_refused_delivery_changes_nothing(export, data):
    run("import", export(openfit.rows()), *TODAY, data=data)
    before = folder_bytes(data)
    assert run("import", export(openfit.ambiguous(), "b.csv"), *TODAY, data=data).status == 3
    assert folder_bytes(data) == before


def test_twice_changes_no_number_and_a_correction_replaces(export, data):
    rows = openfit.rows()
    run("import", export(rows), *TODAY, data=data)
    first = facts(data)
    again = run("import", export(rows), *TODAY, "--json", data=data).document
    assert again["rows_unchanged"] == 320
    assert {**facts(data), "version": None} == {**first, "version": None}
    last = rows[7]
    last |= {f"ORSQ{k}": "1.0" for k in range(1, 5)}
    corrected = run("import", export([last]), *TODAY, "--json", data=data).document
    assert (corrected["rows_accepted"], corrected["rows_corrected"]) == (1, 1)
    assert facts(data)["n"] == first["n"]
    assert facts(data)["mean_change"]["estimate"] < first["mean_change"]["estimate"]


def test_a_delivery_deletes_only_with_replace(export, data):
    run("import", export(openfit.rows()), *TODAY, data=data)
    half = export(openfit.rows()[:160], "half.csv")
    run("import", half, *TODAY, data=data)
    assert facts(data)["n"] == openfit.CLIENTS
    asked = run("import", half, *TODAY, "--replace", "--json", data=data)
    assert (asked.status, asked.document["question"]["key"], asked.document["removed"]) == (3, "replace", 160)
    assert facts(data)["n"] == openfit.CLIENTS
    run("import", half, *TODAY, "--replace", "--answer", "replace=yes", data=data)
    assert facts(data)["n"] == openfit.CLIENTS / 2


def test_a_question_is_answered_once_and_remembered_for_the_same_columns(export, data):
    file = export(openfit.ambiguous())
    asked = run("import", file, *TODAY, data=data)
    assert asked.status == 3
    assert "--answer date_order=day_first" in asked.out
    assert run("import", file, *TODAY, "--answer", "date_order=sideways", data=data).status in (2, 3)
    assert run("import", file, *TODAY, "--answer", "date_order=day_first", data=data).status == 0
    assert run("import", file, *TODAY, data=data).status == 0
    lines = run("export", "sessions", data=data).out.splitlines()
    assert [line.split(",")[4] for line in lines[1:]] == [
        "2026-04-03",
        "2026-04-05",
        "2026-04-07",
        "2026-05-08",
    ]


def test_the_ledger_and_the_way_back(export, data):
    assert "Nothing has been imported yet" in run("imports", data=data).out
    run("import", export(openfit.rows()[:80], "first.csv"), *TODAY, data=data)
    first = facts(data)
    run("import", export(openfit.rows(bad=True), "second.csv"), *TODAY, data=data)
    ledger = run("imports", "--json", data=data).document
    assert ledger["version"] == facts(data)["version"]
    assert [row["files"][0]["name"] for row in ledger["imports"]] == ["second.csv", "first.csv"]
    assert len(ledger["imports"][0]["files"][0]["sha256"]) == 64
    assert ledger["imports"][0]["imported_by"] == "command line"
    assert "second.csv" in run("imports", data=data).out
    back = run("imports", "--undo", "--json", data=data)
    assert back.status == 0
    assert back.document["version"] == first["version"]
    assert facts(data) == first
    none = run("imports", "--undo", "--json", data=data)
    assert (none.status, none.document["version"]) == (0, None)
    assert "Nothing is imported any more" in none.document["sentence"]
    assert run("imports", "--undo", data=data).status == 4
    assert run("imports", "--redo", data=data).status == 0
    assert facts(data) == first


def test_the_data_date_is_the_given_day(export, data):
    file = export([openfit.row(1, 1, "2026-05-01"), openfit.row(1, 2, "2026-06-01")])
    report = run("import", file, "--today", "2026-05-15", "--json", data=data).document
    assert [row["reason"] for row in report["quarantined"]] == ["date_in_future"]
    assert facts(data)["as_of"] == "2026-05-15"


def test_own_data_and_the_made_up_practice_never_mix(export, sample_folder, tmp_path):
    import shutil

    data = tmp_path / "data"
    shutil.copytree(sample_folder, data)
    before = folder_bytes(data / "sample")
    run("import", export(openfit.rows()), *TODAY, data=data)
    assert folder_bytes(data / "sample") == before
    assert facts(data)["n"] == openfit.CLIENTS
    clients = run("export", "clients", data=data).out
    assert clients.count("\n") == openfit.CLIENTS + 1
    assert all(line.startswith("W-") for line in clients.splitlines()[1:])
