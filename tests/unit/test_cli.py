"""Tests of the command line: exit status, one JSON document, same numbers as the pages, readable tables."""

import csv
import io
import json
import os
import stat

import pytest

from analytics import caseload, outcomes, quality
from analytics.access import this_computer
from analytics.answers import plain
from analytics.cli import main
from analytics.cli.tables import TABLES, kind
from analytics.filters import Filters
from analytics.store import DataFolder
from analytics.table_export import csv_cell
from tests.support.practice import practice, session

VIEWS = {
    "overview": outcomes.overview,
    "outcomes": outcomes.outcomes,
    "caseload": caseload.caseload,
    "quality": quality.quality,
}
EXPORT = "client_id,session_date,therapist,ors_total,srs_total\n"


@pytest.fixture
def run(capsys, tmp_path):
    """Return a function that runs a command line and returns (exit status, standard output, standard error)."""

    def _run(*words, data=tmp_path / "data"):
        capsys.readouterr()
        try:
            status = main(["--data", str(data), *map(str, words)])
        except SystemExit as left:
            status = left.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return _run


@pytest.fixture(scope="module")
def on_sample(sample_folder):
    return sample_folder


@pytest.fixture
def export_file(tmp_path):
    path = tmp_path / "export.csv"
    rows = [
        f"C-{k},2026-0{1 + k}-{day},T01,{score},36.5"
        for k in range(3)
        for day, score in (("05", 15), ("12", 24.2))
    ]
    path.write_text(EXPORT + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_show_gives_the_numbers_of_the_page(run, on_sample, view):
    status, out, err = run("show", view, "--sample", "--json", data=on_sample)
    assert (status, err) == (0, "")
    warehouse = DataFolder(on_sample).sample.warehouse()
    assert json.loads(out) == VIEWS[view](warehouse, this_computer().scope, Filters()).as_dict()


@pytest.mark.parametrize("view", VIEWS)
def test_show_for_people_names_view_date_and_n(run, on_sample, view):
    status, out, _ = run("--sample", "show", view, data=on_sample)
    assert status == 0
    assert out.startswith(f"{view.capitalize()} as of 2026-09-30")
    assert "n = " in out
    assert "None" not in out.replace("None ", "")


def test_options_stand_before_or_after_the_command(run, on_sample):
    before = run("--sample", "--json", "show", "overview", "--site", "Tannery Lane", data=on_sample)
    after = run("show", "overview", "--site", "Tannery Lane", "--sample", "--json", data=on_sample)
    assert before == after
    assert json.loads(after[1])["filters"]["site"] == "Tannery Lane"


def test_filters_reach_the_answer(run, on_sample):
    words = ("--since", "2025-01-01", "--until", "2025-12-31", "--therapist", "T03", "--episodes", "all")
    found = json.loads(run("show", "overview", *words, "--sample", "--json", data=on_sample)[1])
    given = {"since": "2025-01-01", "until": "2025-12-31", "therapist": "T03", "episodes": "all"}
    assert {key: found["filters"][key] for key in given} == given
    assert 0 < found["n"] < 1346


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "overview", "--site", "Tanery Lane"), "Did you mean “Tannery Lane”?"),
        (("show", "overview", "--therapist", "T99"), "There is no therapist “T99” here"),
        (("show", "nonsense"), "There is no view nonsense"),
        (("show", "overview", "--since", "2026-02-01", "--until", "2026-01-01"), "before it begins"),
        (("show", "overview", "--since", "January"), "not a day"),
        (("show", "overview", "--as", "nobody"), "There is no person nobody."),
        (("export", "nothing"), "invalid choice: 'nothing' (choose from"),
        (("export", "clients", "--format", "parquet"), "needs --out"),
        (("import", "missing.csv"), "There is no file missing.csv."),
        (("import", "x.csv", "--answer", "date_order"), "not an answer"),
        (("reports", "board"), "invalid choice: 'reports'"),
        ((), "COMMAND"),
    ],
)
def test_a_wrong_command_line_is_two_and_says_what_there_is(run, on_sample, words, says):
    status, out, err = run("--sample", *words, data=on_sample)
    assert (status, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_as_somebody_answers_as_they_would_see_it(run, on_sample):
    everybody = json.loads(run("show", "caseload", "--sample", "--json", data=on_sample)[1])
    one = json.loads(run("show", "caseload", "--sample", "--json", "--as", "t01", data=on_sample)[1])
    assert {row["therapist"] for row in one["clients"]} == {"T01"}
    assert 0 < one["n"] < everybody["n"]
    refused = run("show", "caseload", "--sample", "--json", "--as", "owner", data=on_sample)
    assert refused[0] == 4
    assert json.loads(refused[1])["why"] == "This is for supervisors and therapists."
    rows = run("export", "sessions", "--sample", "--as", "t01", data=on_sample)[1]
    assert {row["therapist"] for row in csv.DictReader(io.StringIO(rows))} >= {"T01"}
    assert 0 < rows.count("\n") < 2000
    assert run("export", "sessions", "--sample", "--as", "office", data=on_sample)[1].count("\n") == 1


def test_nothing_imported_is_four_and_the_document_says_why(run):
    for view in VIEWS:
        status, out, _ = run("show", view, "--json")
        document = json.loads(out)
        assert status == 4
        assert document["why"] == "Nothing has been imported yet."
        assert {"as_of", "version", "definitions", "filters", "n", "left_out"} <= set(document)
    assert run("export", "sessions")[0] == 4
    assert run("imports", "--undo")[0] == 4
    status, out, _ = run("imports", "--json")
    assert (status, json.loads(out)) == (0, {"version": None, "imports": []})
    assert run("check")[0] == 0


def test_the_sample_is_put_in_place_when_asked_for(run):
    status, out, err = run("show", "overview", "--sample", "--json")
    assert status == 0
    assert json.loads(out)["n"] > 1000
    assert err == "Putting the made-up practice in place.\n"
    assert run("show", "overview")[0] == 4  # nothing of it mixes in


def test_a_selection_of_nobody_is_four(run, on_sample):
    status, out, _ = run("show", "overview", "--since", "2031-01-01", "--sample", "--json", data=on_sample)
    assert status == 4
    assert json.loads(out)["why"] == "Nothing in the data for: since 1 Jan 2031 · closed episodes."


def test_import_then_ledger_then_undo(run, export_file):
    status, out, err = run("import", export_file, "--today", "2026-09-30", "--json")
    report = json.loads(out)
    assert (status, report["outcome"], report["rows_accepted"], err) == (0, "accept", 6, "")
    again = json.loads(run("import", export_file, "--today", "2026-09-30", "--json")[1])
    assert (again["rows_unchanged"], again["rows_corrected"]) == (6, 0)
    export_file.write_text(export_file.read_text().replace("24.2", "26.0", 1))
    corrected = json.loads(run("import", export_file, "--today", "2026-09-30", "--json")[1])
    assert (corrected["rows_unchanged"], corrected["rows_corrected"]) == (5, 1)
    shown = json.loads(run("show", "overview", "--json")[1])
    assert (shown["n"], shown["as_of"]) == (3, "2026-09-30")
    ledger = json.loads(run("imports", "--json")[1])
    assert {row["rows_in"] for row in ledger["imports"]} == {6}
    assert "export.csv" in run("imports")[1]
    assert "26.0" in run("export", "sessions")[1]
    assert run("imports", "--undo")[0] == 0
    assert "26.0" not in run("export", "sessions")[1]
    assert run("check", "--json")[0] == 0


def test_a_refused_file_is_three_and_changes_nothing(run, export_file, tmp_path):
    run("import", export_file, "--today", "2026-09-30")
    before = run("export", "sessions")[1]
    picture = tmp_path / "picture.csv"
    picture.write_bytes(bytes(range(256)) * 40)
    status, out, _ = run("import", picture, "--json")
    assert status == 3
    assert json.loads(out)["outcome"] == "reject"
    assert run("export", "sessions")[1] == before


def test_a_dry_run_changes_nothing(run, export_file):
    assert run("import", export_file, "--dry-run", "--today", "2026-09-30")[0] == 0
    assert run("export", "sessions")[0] == 4


def test_other_definitions_count_otherwise_and_stay_apart(run, on_sample, tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text("[change]\nors_reliable_change = 9.0\n")
    usual = json.loads(run("show", "overview", "--sample", "--json", data=on_sample)[1])
    stricter = json.loads(
        run("--definitions", file, "show", "overview", "--sample", "--json", data=on_sample)[1]
    )
    assert stricter["reliable_improvement"]["estimate"] < usual["reliable_improvement"]["estimate"]
    assert stricter["definitions"] != usual["definitions"]
    assert stricter["n"] == usual["n"]
    line = next(
        row
        for row in json.loads(run("show", "outcomes", "--sample", "--json", data=on_sample)[1])["sensitivity"]
        if row["reliable_change"] == 9.0
    )
    assert line["improved"] == stricter["reliable_improvement"]
    assert json.loads(run("show", "overview", "--sample", "--json", data=on_sample)[1]) == usual
    file.write_text("[change]\nors_reliable_chance = 9.0\n")
    status, _, err = run("--definitions", file, "show", "overview", "--sample", data=on_sample)
    assert status == 2
    assert "change.ors_reliable_change" in err


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_columns_in_every_format(run, on_sample, tmp_path, table):
    status, out, _ = run("export", table, "--sample", data=on_sample)
    assert status == 0
    rows = list(csv.reader(io.StringIO(out)))
    assert tuple(rows[0]) == TABLES[table].columns
    document = json.loads(run("export", table, "--sample", "--format", "json", data=on_sample)[1])
    assert len(document) == len(rows) - 1
    assert not document or tuple(document[0]) == TABLES[table].columns
    path = tmp_path / "table.parquet"
    assert run("export", table, "--sample", "--format", "parquet", "--out", path, data=on_sample)[0] == 0
    parquet = pytest.importorskip("pyarrow.parquet").read_table(path)
    assert tuple(parquet.column_names) == TABLES[table].columns
    assert [plain(row) for row in parquet.to_pylist()] == document
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    assert all(name in run("export", table, "--help")[1].replace("\n", " ") for name in TABLES[table].columns)


def test_export_of_sessions_is_the_truth_row_by_row(run, on_sample):
    from sample_data.install import SHIPPED

    out = run("export", "sessions", "--sample", data=on_sample)[1]
    order = ("client_id", "episode_no", "session_no")
    exported = sorted(
        csv.DictReader(io.StringIO(out)), key=lambda row: [row[name].zfill(8) for name in order]
    )
    with (SHIPPED / "canonical_sessions.csv").open(encoding="utf-8", newline="") as file:
        truth = sorted(csv.DictReader(file), key=lambda row: [row[name].zfill(8) for name in order])
    assert exported == truth


def test_a_table_is_read_in_parts(run, on_sample, monkeypatch):
    """A table exported in parts has the same header and the same rows as one exported at once."""
    whole = run("export", "landmarks", "--sample", data=on_sample)[1].splitlines()
    monkeypatch.setattr("analytics.cli.batches.CLIENTS", 100)
    parts = run("export", "landmarks", "--sample", data=on_sample)[1].splitlines()
    assert parts[0] == whole[0]
    assert sorted(parts) == sorted(whole)


def test_json_with_export_is_one_document(run, on_sample, tmp_path):
    assert isinstance(json.loads(run("export", "clients", "--sample", "--json", data=on_sample)[1]), list)
    path = tmp_path / "clients.csv"
    said = json.loads(run("export", "clients", "--sample", "--json", "--out", path, data=on_sample)[1])
    assert said == {"table": "clients", "rows": 1200, "file": "clients.csv"}


def test_a_spreadsheet_runs_nothing(run, tmp_path):
    dangerous = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@sum(a1)", "\t=1", " =1"]
    rows = [session(f"id{k}{text}", "2026-01-05", 20, 36, site=text) for k, text in enumerate(dangerous)]
    practice(
        tmp_path / "data",
        [*rows, session("-12", "2026-01-05", 20, 30), session("007", "2026-01-06", 18.5, 30)],
    )
    out = run("export", "sessions")[1]
    found = {row["client_id"]: row["site"] for row in csv.DictReader(io.StringIO(out))}
    for text in dangerous:
        assert f"'{text}" in found.values()
    assert {"-12", "007"} <= set(found)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1", "'=1"), ("-5", "-5"), ("-5a", "'-5a"), ("+49", "+49"), (-3.5, "-3.5"), (None, ""), (True, "true"),
        ("plain", "plain"), ("\r=1", "'\r=1"), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_cells_that_no_spreadsheet_runs(cell, safe):
    assert csv_cell(cell) == safe


def test_every_column_of_a_table_has_a_kind():
    assert {kind(column) for table in TABLES.values() for column in table.columns} == {
        "text", "whole", "number", "day", "yes_no",
    }  # fmt: skip


def test_sample_writes_exports_with_their_truth(run, tmp_path):
    words = ("sample", "--out", tmp_path / "made", "--clients", 60, "--therapists", 6, "--seed", 3, "--json")
    status, out, _ = run(*words)
    assert status == 0
    assert "truth.json" in json.loads(out)["files"]
    assert (tmp_path / "made" / "truth.json").exists()
    assert not (tmp_path / "data").exists()  # nothing is imported by it
    assert run("sample", "--out", tmp_path / "made", "--clients", -1)[0] == 2


def test_a_store_that_cannot_be_read_is_five_and_says_what_to_do(run, export_file, tmp_path):
    run("import", export_file, "--today", "2026-09-30")
    next((tmp_path / "data" / "practice" / "versions").glob("*.duckdb")).write_bytes(b"not a database")
    status, out, err = run("show", "overview", "--json")
    assert status == 5
    assert "undo" in err
    assert json.loads(out)["error"] == err.strip()
    assert run("check")[0] == 5


def test_a_defect_is_one_sentence(run, on_sample, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a client's name")

    monkeypatch.setitem(__import__("analytics.cli.views", fromlist=["ANSWERS"]).ANSWERS, "overview", broken)
    status, out, err = run("show", "overview", "--sample", data=on_sample)
    assert (status, out) == (1, "")
    assert "Traceback" not in err
    assert "a client's name" not in err
    assert "Traceback" in run("show", "overview", "--sample", "--debug", data=on_sample)[2]


def test_help_is_complete(run):
    status, out, _ = run("--help")
    assert status == 0
    for word in (
        "import",
        "imports",
        "export",
        "show",
        "sample",
        "check",
        "--definitions",
        "--as",
        "exit status",
    ):
        assert word in out
    assert all(
        option in run("show", "--help")[1] for option in ("--since", "--until", "--episodes", "--age-group")
    )
