"""Tests that erased clients stay out: after a restore without their sessions, and in exported files with pseudonyms."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest

from analytics.access import Scope
from analytics.ingest import deliver as import_files
from analytics.notes import AgendaPicks, ClientLabels, FlagMark, FlagMarks, Pick
from analytics.store import DataFolder, backup, erasure, tombstones
from analytics.store import restore as restoring
from analytics.store.pseudonyms import of_record, record_ids
from tests.support import openfit, traces
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.support.practice import deliver, practice, session

CODE, OTHER = "ZQX-7731", "C-1"
NAME = "Anneliese Quorn"
DAY = datetime.date(2026, 8, 1)


def record(store, code: str = CODE) -> str:
    return record_ids([code], store.secret())[0]


def note(store, code: str, name: str) -> None:
    """Give a client a name on screen, a pick for supervision and a mark of a flag."""
    who = record(store, code)
    ClientLabels(store.folder).put(who, name)
    AgendaPicks(store.folder).add(Pick(record_id=who, session_day=DAY, day=DAY, person="p"))
    mark = FlagMark(record_id=who, session_day=DAY, code="falling", result="helped", day=DAY, person="p")
    FlagMarks(store.folder).put(mark)


def noted(store) -> list[int]:
    """Return the numbers of names, picks and marks of flags."""
    return [len(one(store.folder).all()) for one in (ClientLabels, AgendaPicks, FlagMarks)]


def backed_up(store, path) -> None:
    with path.open("wb") as file:
        backup.write(store, file)


@pytest.fixture
def store(tmp_path):
    """Return a store whose second client has notes, and is only in an import that was undone."""
    store = practice(tmp_path / "data", [session(OTHER, "2026-08-01", 20), session(OTHER, "2026-08-08", 22)])
    deliver(store, [session(CODE, "2026-08-01", 13.7, 31.3)])
    note(store, CODE, NAME)
    note(store, OTHER, "Somebody Else")
    store.undo()
    return store


def test_names_and_marks_of_an_erased_client_do_not_come_back_without_sessions(store, tmp_path):
    backed_up(store, tmp_path / "backup")
    erasure.erase(store, [CODE])
    assert noted(store) == [1, 1, 1]
    said = run("restore", tmp_path / "backup", "--replace", data=tmp_path / "data")
    assert said.status == 0 and "1 code erased since then was left out again." in said.out
    assert noted(store) == [1, 1, 1] and set(ClientLabels(store.folder).all().values()) == {"Somebody Else"}
    for text in (NAME, CODE, record(store)):
        assert traces.files_with(tmp_path / "data", text) == [], text
    assert store.current().n_sessions == 2


def test_a_killed_restore_or_erasure_goes_on_with_clients_of_unknown_code(store):
    """The file of the erasure that is under way names their record ids."""
    erasure.begin(store, [], "", "restored", 1, [record(store)])
    with store.writing():
        pass
    assert set(ClientLabels(store.folder).all().values()) == {"Somebody Else"} and noted(store) == [1, 1, 1]


def test_rows_set_aside_of_an_erased_client_do_not_come_back(tmp_path):
    """All rows of W-041 were left out, so that no session has the code."""
    store = DataFolder(tmp_path / "data").practice
    made = [*openfit.rows(), openfit.row(41, 1, "2025-02-31")]
    with in_this_process():
        import_files(store, [("all.csv", openfit.text(made).encode())])
    backed_up(store, tmp_path / "backup")

    def left_out() -> int:
        return len(
            store.warehouse().query("export_quarantine", Scope(every_therapist=True, imports=True)).rows
        )

    assert left_out() == 1
    erasure.erase(store, ["W-041"])
    assert left_out() == 0
    assert restoring.restore(store, tmp_path / "backup", replace=True).erased_again == 1
    assert left_out() == 0


def test_a_folder_that_knows_nobody_erased_says_so(store, tmp_path):
    backed_up(store, tmp_path / "backup")
    said = run("restore", tmp_path / "backup", data=tmp_path / "new")
    assert said.status == 0
    assert "This folder does not know who was erased after 2026-11-28: erase them again." in said.out
    said = run("restore", tmp_path / "backup", "--replace", data=tmp_path / "data")
    assert "does not know" not in said.out


def exported(data) -> bytes:
    """Return an export of all sessions with pseudonyms."""
    said = run("export", "sessions", "--pseudonyms", data=data)
    assert said.status == 0 and CODE not in said.out and "k-" in said.out
    return said.out.encode()


def test_an_export_with_pseudonyms_does_not_bring_an_erased_client_back(tmp_path):
    store = practice(tmp_path / "data", [session(CODE, f"2026-08-0{n}", 13.7, 31.3) for n in range(1, 4)])
    deliver(store, [session(OTHER, f"2026-08-0{n}", 20, 35) for n in range(1, 5)])
    file, pseudonym = exported(tmp_path / "data"), of_record(record(store))
    erasure.erase(store, [CODE])
    assert store.current().n_sessions == 4
    with in_this_process():
        report = import_files(store, [("again.csv", file)]).as_dict()
    assert [row["reason"] for row in report["skipped"]] == ["erased"] * 3, report["message"]
    assert report["rows_accepted"] == 4
    assert traces.files_with(tmp_path / "data", pseudonym) == []
    assert traces.tables_with(store.current().path, pseudonym) == []
    assert of_record(record(store, OTHER)) in erasure.held_codes(store.current().path), (
        "of others it comes in"
    )


def test_the_pseudonym_that_was_imported_before_is_erased_with_the_code(tmp_path):
    store = practice(tmp_path / "data", [session(CODE, f"2026-08-0{n}", 13.7, 31.3) for n in range(1, 4)])
    deliver(store, [session(OTHER, f"2026-08-0{n}", 20, 35) for n in range(1, 5)])
    with in_this_process():
        import_files(store, [("again.csv", exported(tmp_path / "data"))])
    assert store.current().n_sessions == 14
    assert erasure.erase(store, [CODE]).sessions == 6
    assert store.current().n_sessions == 8
    assert traces.tables_with(store.current().path, of_record(record(store))) == []


def test_the_list_says_no_pseudonym_and_one_of_an_older_release_is_read(tmp_path):
    store = practice(tmp_path, [session(CODE, "2026-08-01", 13.7), session(OTHER, "2026-08-01", 20)])
    who = record(store)
    erasure.erase(store, [CODE])
    path = store.folder / tombstones.FILE
    assert who not in path.read_text()
    (entry,) = tombstones.read(store.folder)
    older = {key: value for key, value in dataclasses.asdict(entry).items() if key != "pseudonym"}
    path.write_text(json.dumps({"layout": 1, "entries": [older]}))
    found = tombstones.read(store.folder)
    assert tombstones.matching(found, [CODE, OTHER, of_record(who)]) == {CODE}
    assert tombstones.matching([entry], [CODE, OTHER, of_record(who)]) == {CODE, of_record(who)}
    erasure.allow_again(store, CODE)
    assert tombstones.read(store.folder) == ()
