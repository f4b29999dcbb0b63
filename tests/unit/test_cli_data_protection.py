"""Tests of the commands erase, retention, backup and restore: exit statuses, sentences, documents."""

from __future__ import annotations

import datetime
import json
import stat

import pytest

from analytics.store import DataFolder, backup_file, retention, tombstones
from tests.support import openfit, traces
from tests.support.clinic import PEOPLE, rows
from tests.support.command import folder_bytes, run
from tests.support.importing import in_this_process
from tests.support.practice import deliver, practice, session


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setenv("HOLDFAST_TODAY", "2026-09-30")


@pytest.fixture
def data(tmp_path):
    """Return a data folder with 45 clients, of whom C-1001 had one session on 3 Feb 2025."""
    practice(tmp_path / "data", rows())
    return tmp_path / "data"


def test_erase_says_first_what_would_go(data):
    before = folder_bytes(data)
    said = run("erase", "C-1005", "--dry-run", "--json", data=data)
    assert said.status == 0
    expected = {"codes": ["C-1005"], "sessions": 5, "versions": 1, "notes": 0, "rows_left_out": 0}
    assert said.document.items() >= (expected | {"erased": False, "backups": []}).items()
    refused = run("erase", "C-1005", data=data)
    assert refused.status == 2 and "Nothing was erased. Add --yes" in refused.err
    assert folder_bytes(data) == before


def test_erase(data):
    said = run("erase", "C-1005", "--yes", "--json", data=data)
    assert said.status == 0 and said.document["erased"] and said.document["sessions"] == 5
    assert said.document["version"] == DataFolder(data).practice.current().name
    assert "C-1005" not in run("export", "sessions", data=data).out
    again = run("erase", "C-1005", "--yes", data=data)
    assert (
        again.status == 2
        and again.err.strip() == "No client has the code C-1005. Write it as the practice does."
    )
    assert run("imports", "--undo", data=data).status == 4
    assert run("imports", "--redo", data=data).status == 4
    assert "erased a client for good; undo ends here" in run("imports", data=data).out


def test_a_name_that_imports_turned_into_a_code(tmp_path):
    export = tmp_path / "export.csv"
    made = openfit.rows()[:16]
    for row in made:
        row["Client_ID"] = "Ada Tannenquist" if row["Client_ID"] == "W-001" else "Bruno Quellmann"
    export.write_text(openfit.text(made))
    data = tmp_path / "data"
    with in_this_process():
        assert run("import", export, "--answer", "client_column=hash", data=data).status == 0
        said = run("erase", " Tannenquist, Ada", "--yes", "--json", data=data)
        assert said.status == 0 and said.document["sessions"] == 8
        again = run("import", export, "--json", data=data)
        assert [row["reason"] for row in again.document["skipped"]] == ["erased"] * 8
        assert traces.files_with(data, "Tannenquist") == []
        assert run("erase", "Ada Tannenquist", "--allow-again", data=data).status == 0
        run("import", export, data=data)
    assert DataFolder(data).practice.current().n_sessions == 16


def test_codes_of_digits_leave_days_and_counts_alone(tmp_path):
    """A client code such as 2026 or 31 is no reason to change a day or a number in a sentence or in the journal."""
    store = practice(tmp_path, [session("2026", "2026-08-01", 20), session("31", "2026-08-01", 20), *rows()])
    file = {"name": "2026.csv", "sha256": "0" * 64, "rows": 31}
    report = {"message": "31 rows, up to 25 Aug 2026.", "recognised": {"sheets": ["31", "Aug"]}}
    deliver(store, [session("2026", "2026-08-08", 20)], files=[file], names=["2026.csv"], report=report)
    for client in ("2026", "31"):
        assert run("erase", client, "--yes", data=tmp_path).status == 0
    (_, last) = sorted(store.history(), key=lambda row: row["import_no"])
    kept = json.loads(last["report"])
    assert (kept["message"], kept["recognised"]["sheets"]) == (report["message"], ["(erased)", "Aug"])
    assert json.loads(last["files"]) == [file | {"name": "(erased).csv"}]
    assert run("imports", data=tmp_path).status == 0
    assert store.current().n_sessions == len(rows())


def test_every_other_command_works_after_an_erasure(tmp_path):
    export, data = tmp_path / "export.csv", tmp_path / "data"
    export.write_text(openfit.text(openfit.rows(bad=True)))
    with in_this_process():
        run("import", export, data=data)
        export.write_text(openfit.text(openfit.rows()[:200]))
        run("import", export, data=data)
        assert run("erase", "W-007", "--yes", data=data).status == 0
        for command in ("imports", "imports --changes", "imports --reconcile", "export quarantine", "aliases list",
                        "show quality", "show overview", "remembered list", "export landmarks"):  # fmt: skip
            said = run(*command.split(), "--json", data=data)
            assert said.status in (0, 4), (command, said.err)
            assert "W-007" not in said.out, command
        assert run("imports", "--leave-out", data=data).status == 0
        run("import", export, data=data)
    assert run("imports", "--changes", "--json", data=data).status == 0
    assert run("imports", "--undo", data=data).status == 0
    assert traces.files_with(data, "W-007") == []


def test_erase_without_data(tmp_path):
    said = run("erase", "C-1", "--yes", "--json", data=tmp_path)
    assert said.status == 4 and said.document["why"]


def test_allow_again(data):
    refused = run("erase", "C-1005", "--allow-again", data=data)
    assert refused.status == 2 and "No client with the code C-1005 was erased." in refused.err
    run("erase", "C-1005", "--yes", data=data)
    assert run("erase", "C-1005", "--allow-again", data=data).status == 0
    assert tombstones.read(data / "practice") == ()
    assert "let an erased client's code in again" in run("imports", data=data).out


@pytest.mark.parametrize("command", [("erase", "C-1005", "--yes"), ("retention", "--years", "5"), ("restore", "x"),
                                     ("backup", "--out", "x"), ("erase", "C-1005", "--allow-again")])  # fmt: skip
@pytest.mark.parametrize("person", ["office", "therapist", "supervisor"])
def test_only_owners(data, command, person):
    (data / "practice" / "people.json").write_text(json.dumps(PEOPLE))
    before = folder_bytes(data)
    said = run(*command, "--as", person, data=data)
    assert said.status == 2 and "may not do that; owners may." in said.err
    assert folder_bytes(data) == before


def test_erase_names_the_backups(data, tmp_path):
    out = tmp_path / "old.holdfast"
    run("backup", "--out", out, data=data)
    said = run("erase", "C-1005", "--yes", data=data)
    assert "Delete this yourself" in said.out and f"{out} (of 2026-09-30)" in said.out


def test_no_retention_period_by_default(data):
    said = run("retention", "--json", data=data)
    assert (said.status, said.document) == (0, {"months": None})
    assert run("retention", "--apply", "--yes", data=data).status == 2
    assert DataFolder(data).practice.current().n_sessions == len(rows())


def test_retention_period(data):
    old = [row for row in rows() if row["session_date"] < datetime.date(2025, 9, 30)]
    last = {row["client_id"]: row["session_date"] for row in rows()}
    gone = {client for client, day in last.items() if day < datetime.date(2025, 9, 30)}
    assert 0 < len(gone) < 45 and {row["client_id"] for row in old} >= gone
    assert run("retention", "--months", "11", data=data).status == 2
    said = run("retention", "--years", "1", "--json", data=data)
    expected = {"months": 12, "before": "2025-09-30", "clients": len(gone), "erased": False}
    assert said.status == 0 and said.document.items() >= expected.items()
    assert said.document["oldest"] == min(last[one] for one in gone).isoformat()
    assert said.document["newest"] == max(last[one] for one in gone).isoformat()
    assert not any(client in said.out for client in gone)
    assert run("retention", "--dry-run", "--json", data=data).document == said.document
    assert run("retention", "--apply", data=data).status == 2
    assert DataFolder(data).practice.current().n_sessions == len(rows())
    done = run("retention", "--apply", "--yes", "--json", data=data)
    assert done.document.items() >= {"clients": len(gone), "erased": True}.items()
    held = DataFolder(data).practice
    assert held.current().n_sessions == sum(row["client_id"] not in gone for row in rows())
    assert len(tombstones.read(held.folder)) == len(gone)
    assert run("retention", "--apply", "--yes", "--json", data=data).document["clients"] == 0
    assert run("retention", "--off", "--json", data=data).document == {"months": None}
    assert len(tombstones.read(held.folder)) == len(gone)


def test_a_clock_that_runs_ahead_erases_nobody(data, monkeypatch):
    run("retention", "--years", "5", data=data)
    monkeypatch.setenv("HOLDFAST_TODAY", "2045-01-01")
    assert run("retention", "--dry-run", "--json", data=data).document["clients"] == 0


def test_the_retention_period_is_applied_by_an_import(tmp_path):
    store = practice(
        tmp_path, [session("A-1", "2024-01-10", 20, None, "K1"), session("A-2", "2026-08-01", 20)]
    )
    run("retention", "--years", "2", data=tmp_path)
    deliver(store, [session("A-3", "2026-08-02", 20)])
    export = tmp_path / "export.csv"
    export.write_text(openfit.text(openfit.rows()))
    with in_this_process():
        tried = run("import", export, "--dry-run", "--json", data=tmp_path)
        assert tried.document["erased_for_age"] == 0 and store.current().n_sessions == 3
        said = run("import", export, "--json", data=tmp_path)
    assert said.status == 0 and said.document["erased_for_age"] == 1
    assert (
        "1 client last seen before 2024-09-30 was erased, as the retention period says."
        in said.document["message"]
    )
    assert said.document["version"] == DataFolder(tmp_path).practice.current().name
    assert store.current().n_sessions == 2 + len(openfit.rows())


def test_a_damaged_retention_period_is_said_and_the_import_stays(tmp_path):
    store = practice(tmp_path, [session("A-1", "2014-01-10", 20, None, "K1")])
    (store.folder / retention.FILE).write_text('{"layout": 1, "months": 3}')
    export = tmp_path / "export.csv"
    export.write_text(openfit.text(openfit.rows()))
    with in_this_process():
        said = run("import", export, "--json", data=tmp_path)
    assert said.status == 0 and retention.UNREADABLE in said.document["message"]
    assert store.current().n_sessions == 1 + len(openfit.rows())
    assert run("check", data=tmp_path).status == 5
    assert run("retention", "--off", data=tmp_path).status == 0


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [("2026-09-30", 12, "2025-09-30"), ("2024-02-29", 12, "2023-02-28"), ("2026-03-31", 13, "2025-02-28"),
     ("2026-01-15", 1, "2025-12-15"), ("2026-12-31", 120, "2016-12-31"), ("2025-12-31", 18, "2024-06-30")],
)  # fmt: skip
def test_months_before(day, number, expected):
    found = retention.months_before(datetime.date.fromisoformat(day), number)
    assert found.isoformat() == expected


def test_backup_and_restore(data, tmp_path):
    out = tmp_path / "practice.holdfast"
    said = run("backup", "--out", out, "--json", data=data)
    assert said.status == 0 and said.document["version"] == DataFolder(data).practice.current().name
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    refused = run("restore", out, data=data)
    assert refused.status == 3 and "--replace" in refused.err
    done = run("restore", out, "--json", data=tmp_path / "new")
    assert done.status == 0
    assert done.document.items() >= {"restored": True, "version": said.document["version"]}.items()
    new = run("show", "overview", "--json", data=tmp_path / "new").document
    assert new == run("show", "overview", "--json", data=data).document
    assert run("restore", out, "--replace", data=data).status == 0


def test_restore_refuses_in_one_sentence(data, tmp_path):
    (tmp_path / "bad").write_bytes(b"no backup")
    before = folder_bytes(data)
    said = run("restore", tmp_path / "bad", "--replace", "--json", data=data)
    assert said.status == 3 and said.document["restored"] is False
    assert said.document["why"] == backup_file.DAMAGED
    assert folder_bytes(data) == before
    assert run("restore", tmp_path / "gone", data=data).status == 2
    assert run("restore", tmp_path, data=data / "x").status == 2


def test_backup_without_data_and_in_odd_places(data, tmp_path):
    assert run("backup", "--out", tmp_path / "b", data=tmp_path / "empty").status == 4
    assert not (tmp_path / "b").exists()
    inside = run("backup", "--out", data / "b", data=data)
    assert inside.status == 2 and "lies in the data folder" in inside.err
    assert run("backup", "--out", "/dev/null", data=data).status == 2
    assert run("backup", "--out", tmp_path, data=data).status == 2


def findings(data) -> dict[str, tuple[str, str]]:
    document = run("check", "--json", data=data).document
    return {
        row["what"]: (row["level"], row["sentence"])
        for row in document["findings"]
        if row["store"] == "practice"
    }


def test_check_names_backups_and_erased_clients(data, tmp_path, monkeypatch):
    assert findings(data)["backup"] == ("note", "No backup is known. `backup --out FILE` makes one.")
    assert "erased clients" not in findings(data)
    run("backup", "--out", tmp_path / "b", data=data)
    run("erase", "C-1005", "--yes", data=data)
    assert findings(data)["backup"] == ("ok", "The newest backup is of 2026-09-30.")
    assert findings(data)["erased clients"] == ("ok", "1 client code was erased and stays out of imports.")
    assert "files" not in findings(data)
    monkeypatch.setenv("HOLDFAST_TODAY", "2026-11-01")
    assert findings(data)["backup"] == ("note", "The newest backup is 32 days old (of 2026-09-30).")
    (data / "practice" / tombstones.FILE).unlink()
    assert findings(data)["erased clients"][0] == "problem"
