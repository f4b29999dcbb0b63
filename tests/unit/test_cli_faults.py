"""Tests that external errors end with the right exit status and one sentence."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading

import openpyxl
import pytest

from analytics import __version__, log
from analytics.cli import commands, export_writer
from analytics.cli.tables import TABLES
from analytics.ingest import answering
from analytics.store import DataFolder
from analytics.store.lock import writing
from tests.support import openfit
from tests.support.command import folder_bytes, run
from tests.support.server import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file systems")
user = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write and read everything")


@pytest.fixture
def export_file(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(openfit.text(openfit.rows()))
    return path


def refused(said, status: int, *words: str) -> None:
    """Assert that a command ended with this status and printed only one sentence, on standard error."""
    assert said.status == status, said
    assert said.out == ""
    assert "defect" not in said.err and "Traceback" not in said.err
    assert all(word in said.err for word in words), said.err


# Formats by ending


@pytest.mark.parametrize("table", TABLES)
def test_a_workbook_holds_what_the_csv_holds(sample_folder, tmp_path, table):
    out = tmp_path / f"{table}.xlsx"
    assert run("--sample", "export", table, "--out", out, data=sample_folder).status == 0
    as_json = json.loads(run("--sample", "export", table, "--json", data=sample_folder).out)
    head, *rows = openpyxl.load_workbook(out, read_only=True).active.iter_rows(values_only=True)
    assert list(head) == list(TABLES[table].columns)
    assert len(rows) == len(as_json)
    for row, wanted in list(zip(rows, as_json, strict=True))[:200]:
        for cell, (name, value) in zip(row, wanted.items(), strict=True):
            cell = cell.date().isoformat() if hasattr(cell, "date") else cell
            wanted_cell = pytest.approx(value) if isinstance(value, float) else value
            assert cell == (wanted_cell if value != "" else None), name


@pytest.mark.parametrize("ending", ["csv", "CSV", "json", "parquet", "xlsx", "XLSX"])
def test_the_ending_decides_the_format(sample_folder, tmp_path, ending):
    out = tmp_path / f"clients.{ending}"
    said = run("--sample", "--json", "export", "clients", "--out", out, data=sample_folder)
    assert (said.status, said.document["rows"]) == (0, 1200)
    starts = {"csv": b"client_id,", "json": b"[\n{", "parquet": b"PAR1", "xlsx": b"PK"}
    assert out.read_bytes().startswith(starts[ending.lower()])
    if os.name != "nt":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("x.parquet", ("--format", "csv"), "ends in .parquet, but --format says csv"),
        ("x.csv", ("--format", "xlsx"), "ends in .csv"),
        ("x.txt", (), "The ending .txt is not known"),
        ("x.csv.gz", (), "The ending .gz is not known"),
        ("x", (), "has no ending"),
        ("nowhere/x.csv", (), "There is no folder for x.csv"),
        ("", (), "it is empty"),
        (".", (), "no ending"),
    ],
)
def test_a_wrong_target_is_refused_and_nothing_is_written(
    sample_folder, tmp_path, monkeypatch, name, more, says
):
    monkeypatch.chdir(tmp_path)
    refused(run("--sample", "export", "clients", "--out", name, *more, data=sample_folder), 2, says)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_target(sample_folder, tmp_path):
    (tmp_path / "x.csv").mkdir()
    refused(
        run("--sample", "export", "clients", "--out", tmp_path / "x.csv", data=sample_folder),
        2,
        "is a folder",
    )


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_binary_formats_need_a_file(sample_folder, kind):
    refused(run("--sample", "export", "clients", "--format", kind, data=sample_folder), 2, "needs --out FILE")


@user
def test_a_folder_or_file_that_may_not_be_written(sample_folder, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "old.csv").write_text("old")
    (closed / "old.csv").chmod(0o400)
    closed.chmod(0o500)
    refused(
        run("--sample", "export", "clients", "--out", closed / "x.csv", data=sample_folder),
        2,
        "cannot be written",
    )
    closed.chmod(0o700)
    refused(
        run("--sample", "export", "clients", "--out", closed / "old.csv", data=sample_folder),
        2,
        "overwritten",
    )


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "xlsx"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_is_five_and_leaves_the_old_file(sample_folder, tmp_path, monkeypatch, ending, code):
    out = tmp_path / f"sessions.{ending}"
    out.write_text("yesterday's")

    def full(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(export_writer.os, "fsync", full)
    refused(
        run("--sample", "export", "clients", "--out", out, data=sample_folder), 5, "disk is full", out.name
    )
    assert out.read_text() == "yesterday's"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words", [("export", "sessions"), ("show", "overview"), ("show", "overview", "--json")]
)
def test_a_full_disk_behind_standard_output(sample_folder, words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "analytics", "--data", str(sample_folder), "--sample", *words],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 5
    assert done.stderr == "Standard output cannot be written: is the disk full?\n"


@posix
def test_a_reader_that_has_seen_enough_is_no_failure(sample_folder):
    command = f'"{sys.executable}" -m analytics --data "{sample_folder}" --sample export sessions | head -1'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("client_id,")


def test_a_redirected_export_without_data_keeps_the_file_empty(tmp_path):
    said = run("export", "sessions", data=tmp_path)
    assert (said.status, said.out, said.err) == (4, "", "Nothing has been imported yet.\n")


# Files to import


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.csv", "There is no file missing.csv."),
        ("", "it is empty"),
        ("folder", "is a folder"),
        (".", "folder"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    refused(run("import", name, data=tmp_path / "data"), 2, says)
    assert not (tmp_path / "data").exists()


@user
def test_a_file_that_may_not_be_read(tmp_path, export_file):
    export_file.chmod(0)
    refused(run("import", export_file, data=tmp_path / "data"), 2, "export.csv cannot be read")


@posix
def test_a_device_is_no_file(tmp_path):
    refused(run("import", "/dev/null", data=tmp_path / "data"), 2, "device")


@posix
@pytest.mark.parametrize("raw", [b"M\xfcller.csv", b"\xff\xfe.csv", "Zürich \u4e2d.csv".encode()])
def test_a_name_in_any_bytes_is_read(tmp_path, export_file, raw):
    try:
        os.rename(export_file, os.path.join(os.fsencode(tmp_path), raw))
    except OSError:
        pytest.skip("this file system wants UTF-8")
    said = run("import", os.fsdecode(os.path.join(os.fsencode(tmp_path), raw)), "--json", "--today", "2026-09-30",
               data=tmp_path / "data")  # fmt: skip
    assert said.status == 0, said.err
    ledger = run("imports", "--json", data=tmp_path / "data").document
    name = ledger["imports"][0]["files"][0]["name"]
    assert name.encode("utf-8")
    assert name == (raw.decode("utf-8") if raw.startswith(b"Z") else raw.decode("cp1252"))


def test_names_that_are_no_text_are_refused_in_json_too(sample_folder):
    said = run("--sample", "--json", "show", "overview", "--site", "\udcff", data=sample_folder)
    assert said.status == said.document["status"] == 2
    said = run("--json", "import", "\udcff.csv", data=sample_folder)
    assert said.status == said.document["status"] == 2


def test_the_made_up_practice_takes_no_files(tmp_path, export_file):
    refused(run("import", "--sample", export_file, data=tmp_path / "data"), 2, "takes no files", "--sample")
    assert not (tmp_path / "data").exists()


# Answers


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("dateorder=day_first", "Did you mean date_order?"),
        ("date_order=day_frist", "there are day_first, month_first"),
        ("item_scale=0-11", "item_mean"),
        ("column:ORS=nonsense", "not_used"),
        ("column:=ors_total", "there is no question"),
        ("closure:done=finished", "unplanned"),
        ("closure=yes", "there are ask"),
        ("sheet=", "is empty"),
        ("nonsense=1", "What can be answered: sheet, column:HEADER"),
        ("date_order", "write it like date_order=day_first"),
    ],
)
def test_a_wrong_key_or_value_is_two(tmp_path, export_file, answer, says):
    refused(run("import", export_file, "--answer", answer, data=tmp_path / "data"), 2, says)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("column:Colour=site", "No file has a column “Colour”"),
        ("therapist_column=Colour", "does not ask for therapist_column"),
        ("sheet=Second", "does not ask for sheet"),
        ("date_order=month_first", "does not ask for date_order"),
        ("item_scale=percent", "does not ask for item_scale"),
        ("closure:gone fishing=unplanned", "closing reason “gone fishing”"),
    ],
)
def test_an_answer_that_is_about_nothing_in_the_file_is_two(tmp_path, export_file, answer, says):
    said = run("import", export_file, "--today", "2026-09-30", "--answer", answer, data=tmp_path / "data")
    refused(said, 2, says)
    assert run("imports", "--json", data=tmp_path / "data").document["version"] is None


def test_answers_that_settle_a_question_and_their_repetition_pass(tmp_path):
    asking = tmp_path / "asking.csv"
    asking.write_text(openfit.text(openfit.ambiguous()))
    words = ("import", asking, "--today", "2026-09-30", "--json")
    assert run(*words, data=tmp_path / "data").document["question"]["key"] == "date_order"
    assert run(*words, "--answer", "date_order=day_first", data=tmp_path / "data").status == 0
    again = run(*words, "--answer", "date_order=day_first", data=tmp_path / "data")
    assert (again.status, again.document["nothing_new"]) == (0, True)


def test_a_value_that_is_no_choice_of_the_question_is_two(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "2025"
    for sheet, year in ((book.active, 2025), (book.create_sheet("2026"), 2026)):
        sheet.append(["client_id", "session_date", "ors_total", "srs_total"])
        for day in range(1, 6):
            sheet.append(["C1", f"{year}-03-{day:02d}", 20 + day, 30])
    book.save(tmp_path / "book.xlsx")
    words = ("import", tmp_path / "book.xlsx", "--today", "2026-09-30")
    asked = run(*words, "--json", data=tmp_path / "data").document["question"]
    assert asked["key"] == "sheet"
    refused(run(*words, "--answer", "sheet=2024", data=tmp_path / "data"), 2, "2025", "2026", "all_sheets")
    assert run(*words, "--answer", "sheet=all_sheets", data=tmp_path / "data").status == 0


def test_a_page_may_carry_answers_that_are_not_needed(tmp_path, export_file):
    """The import function accepts unneeded answers from a page; only the command line refuses them."""
    import datetime

    from analytics.ingest import deliver

    report = deliver(DataFolder(tmp_path / "data").practice, [export_file], today=datetime.date(2026, 9, 30),
                     answers={"date_order": "month_first"})  # fmt: skip
    assert report.outcome == "accept"


def test_every_key_that_a_question_can_have_is_known():
    import re

    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "analytics" / "ingest").rglob("*.py")
    )
    asked = set(re.findall(r'Question\(\s*f?"([a-z_]+:?)', text))
    assert asked
    assert asked <= set(answering.KEYS)


# What scripts rely on


@pytest.mark.parametrize(
    "words",
    [(), ("nonsense",), ("show",), ("import",), ("export", "nothing"), ("import", "x.csv", "--answer", "x"),
     ("show", "overview", "--since", "May"), ("--data", "", "check"), ("export", "clients", "--format", "pdf")],
)  # fmt: skip
def test_a_usage_error_with_json_is_one_document(tmp_path, words):
    for said in (run("--json", *words, data=tmp_path), run(*words, "--json", data=tmp_path)):
        assert said.status == said.document["status"] == 2
        assert said.document["error"]
        assert said.err


def test_nothing_new_is_said_in_both_ways(tmp_path, export_file):
    first = run("import", export_file, "--today", "2026-09-30", "--json", data=tmp_path / "data")
    assert (first.status, first.document["nothing_new"]) == (0, False)
    again = run("import", export_file, "--today", "2026-09-30", data=tmp_path / "data")
    assert again.status == 0
    assert "Nothing new" in again.out
    refused_file = tmp_path / "refused.csv"
    refused_file.write_text("colour,shape\nblue,round\n")
    said = run("import", refused_file, "--json", data=tmp_path / "data")
    assert (said.status, said.document["nothing_new"]) == (3, False)


def test_waiting_for_another_import_is_said(tmp_path, export_file):
    folder = tmp_path / "data"
    run("import", export_file, "--today", "2026-09-30", data=folder)
    held, done = threading.Event(), threading.Event()

    def hold():
        with writing(DataFolder(folder).practice.folder):
            held.set()
            done.wait(1.5)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(5)
    said = run("import", export_file, "--today", "2026-09-30", data=folder)
    done.set()
    other.join()
    assert said.status == 0
    assert "Another import is running; waiting" in said.err


def test_version_data_folder_and_log_are_named(tmp_path):
    assert run("--version", data=tmp_path).out == f"Holdfast {__version__}\n"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in text
    assert str(tmp_path) in run("--help", data=tmp_path).out
    assert __version__ in run("--help", data=tmp_path).out
    shown = run("check", data=tmp_path)
    assert all(word in shown.out for word in (__version__, str(tmp_path), "log/holdfast.log"))
    found = run("check", "--json", data=tmp_path).document
    assert (found["version"], found["data_folder"], found["log"]) == (
        __version__,
        str(tmp_path),
        "log/holdfast.log",
    )


@pytest.mark.parametrize("words", [(), ("import",), ("imports",), ("export",), ("export", "sessions"), ("show",),
                                   ("sample",), ("check",)])  # fmt: skip
def test_every_help_has_examples_and_exit_statuses(tmp_path, words):
    if words == ("export",):
        words = ("export", "clients")
    shown = run(*words, "--help", data=tmp_path).out
    assert "examples:\n  python -m analytics" in shown
    assert "exit status:" in shown


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "data").write_text("")
    refused(run("check", data=tmp_path / "data"), 2, "is a file")


def test_definitions_that_cannot_be_read(sample_folder, tmp_path):
    refused(
        run("--sample", "--definitions", tmp_path, "show", "overview", data=sample_folder),
        2,
        "cannot be read",
    )


def test_made_up_exports_need_a_folder_that_can_be_made(tmp_path):
    (tmp_path / "made").write_text("")
    words = ("sample", "--clients", 30, "--therapists", 3, "--out")
    refused(run(*words, tmp_path / "made", data=tmp_path), 2, "made cannot be written")
    refused(run(*words, tmp_path / "made" / "deeper", data=tmp_path), 2, "cannot be written")


# Errors of the system, defects, the log


@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "may not write"), (errno.EROFS, "may not write"),
     (errno.EIO, "cannot be used")],
)  # fmt: skip
def test_errors_of_the_data_folder_are_five(tmp_path, monkeypatch, code, says):
    def failing(*_):
        raise OSError(code, os.strerror(code), str(tmp_path / "x"))

    monkeypatch.setitem(commands.COMMANDS, "check", failing)
    refused(run("check", data=tmp_path), 5, says)


def test_a_defect_is_in_the_log_without_its_message(tmp_path, monkeypatch):
    def broken(*_):
        raise KeyError("client C-1042")

    monkeypatch.setitem(commands.COMMANDS, "check", broken)
    said = run("check", "--json", data=tmp_path)
    assert said.status == 1
    number = said.document["error"].split("Error number ")[1][:6]
    file = tmp_path / log.FILE
    text = file.read_text(encoding="utf-8")
    assert f"error {number}: KeyError at" in text
    assert "C-1042" not in text + said.err + said.out
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_log_is_cut_and_stays_private(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "BYTES", 2000)
    log.to_folder(tmp_path)
    for _ in range(100):
        log.report(ValueError("x"))
    files = sorted((tmp_path / "log").iterdir())
    assert len(files) == 1 + log.KEPT
    assert all(file.stat().st_size <= 2000 for file in files)
    if os.name != "nt":
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_a_log_that_cannot_be_written_goes_to_standard_error(tmp_path, capsys):
    (tmp_path / "log").write_text("a file where the folder should be")
    log.to_folder(tmp_path)
    number = log.report(ValueError("client C-1042"))
    shown = capsys.readouterr().err
    assert number in shown
    assert "C-1042" not in shown and "Traceback" not in shown


def test_nothing_is_written_by_commands_that_read(sample_folder):
    before = folder_bytes(sample_folder)
    for words in (("show", "overview"), ("check",), ("imports",), ("export", "clients")):
        assert run("--sample", *words, data=sample_folder).status == 0
    assert folder_bytes(sample_folder) == before


@posix
def test_ctrl_c_and_sigterm_leave_nothing_behind(tmp_path, export_file):
    import signal
    import time

    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen(
            [sys.executable, "-m", "analytics", "--data", str(tmp_path / "data"), "import", str(export_file)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        building = tmp_path / "data" / "practice" / "building"
        end = time.monotonic() + 60
        while not (building.exists() and list(building.glob("import-*"))) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert process.returncode == status, err
        assert "Traceback" not in err
        assert list(building.iterdir()) == []
        assert run("imports", "--json", data=tmp_path / "data").document["version"] is None
