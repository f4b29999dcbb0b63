"""Tests of erasing a client: nothing is left in any file, undo ends, later imports leave the client out."""

from __future__ import annotations

import datetime
import io
import json

import openpyxl
import pytest

from analytics.access import Scope
from analytics.ingest import deliver as import_files
from analytics.ingest.rows import cell_types
from analytics.notes import Talk, Talks
from analytics.store import DataFolder, StoreUnusable, erasure, history, journal, tombstones, versions
from analytics.store.staging import Staging
from tests.support import openfit, traces
from tests.support.clinic import rows
from tests.support.importing import in_this_process
from tests.support.practice import deliver, practice, session

CODE, JOINED = "ZQX-7731", "ZQX-8842"
SCORES = ("13.7", "31.3", "14.9", "9.3", "27.7")  # nobody else has them
SECRET_FILE = {"name": f"form of {CODE}.csv", "sha256": "0" * 64, "rows": 2}


def theirs() -> list[dict]:
    return [session(CODE, "2026-08-01", 13.7, 31.3), session(CODE, "2026-08-08", 14.9, None)]


@pytest.fixture
def store(tmp_path):
    """Return a store with a client of two joined codes, marks, named files and an import that was taken back."""
    store = practice(tmp_path / "data", rows())
    deliver(store, theirs(), files=[SECRET_FILE], names=[SECRET_FILE["name"]], imported_by="K. Petrov")
    deliver(store, [session(JOINED, "2026-08-08", 9.3, 27.7), session(JOINED, "2026-08-15", 9.3)])
    store.say_alias("client", JOINED, CODE)
    deliver(store, [session("C-3001", "2026-08-02", 10)])
    store.undo()
    record = erasure.record_ids([CODE], store.secret())[0]
    mark = {"episode_no": 1, "day": datetime.date(2026, 9, 1), "person": "p", "version": "v", "tier": "full"}
    Talks(store.folder).mark(Talk(record_id=record, session_day=datetime.date(2026, 8, 8), **mark))
    Talks(store.folder).mark(Talk(record_id="of-another", session_day=datetime.date(2026, 8, 9), **mark))
    saved = {
        "signature": "s",
        "headers": ["a"],
        "key": "date_order",
        "value": "day_first",
        "said_at": "2026-09-01",
    }
    entries = [
        saved | {"files": [f"{CODE}.csv", "all.csv"]},
        saved | {"headers": ["a", f"scores {CODE}"], "files": []},
    ]
    (store.folder / "profiles.json").write_text(json.dumps({"layout": 2, "entries": entries}))
    (store.folder / "versions" / "practice-000001-0.duckdb.aside-0").write_text(CODE)
    return store


def left(store, *texts: str, scores: tuple[str, ...] = SCORES) -> list[str]:
    """Return every file and every table that still holds one of the texts or scores."""
    found = [one for text in texts for one in traces.files_with(store.folder.parent, text)]
    for name in versions.listed(store.folder):
        path = store.folder / "versions" / name
        found += [one for text in (*texts, *scores) for one in traces.tables_with(path, text)]
    return found


def test_nothing_is_left(store):
    record = erasure.record_ids([CODE], store.secret())[0]
    before = left(store, CODE, JOINED, record)
    assert {
        "mart.client.client_id",
        "meta.folded.client_id",
        "meta.alias.code",
        "mart.session.ors_total",
    } <= set(before)
    for file in ("practice/journal.jsonl", "practice/profiles.json", "practice/notes.sqlite"):
        assert any(one.startswith(file) for one in before), file
    count = store.current().n_sessions
    found = erasure.erase(store, [JOINED], "R. Calder")
    assert (found.codes, found.sessions, found.notes) == ((CODE, JOINED), 3, 1)
    assert (found.journal_lines, found.answers) == (1, 2)
    assert left(store, CODE, JOINED, record) == []
    assert store.current().n_sessions == count - 3
    assert [one.record_id for one in Talks(store.folder).all()] == ["of-another"]
    answers = json.loads((store.folder / "profiles.json").read_text())["entries"]
    assert [one["files"] for one in answers] == [["(erased).csv", "all.csv"]]
    assert store.aliases() == ()


def test_the_others_are_as_they_were(store, tmp_path):
    erasure.erase(store, [CODE])
    other = practice(tmp_path / "other", rows())
    asked = [
        one.warehouse().query("definition_effect", Scope(practice_totals=True)).one()
        for one in (store, other)
    ]
    assert asked[0] == asked[1]


def test_undo_ends_there(store):
    assert store.steps().back > 0 and store.steps().forward == 1
    erasure.erase(store, [CODE], "R. Calder")
    assert len(versions.listed(store.folder)) == 1
    assert (store.steps().back, store.steps().forward) == (0, 0)
    now = store.current()
    assert store.undo() == now and store.redo() == now
    entry = history.list_entries(store)[0]
    assert (entry["what"], entry["by"], entry["counts"]) == (journal.ERASE, "R. Calder", {"clients": 1})
    assert journal.read(store.folder).whole
    deliver(store, [session("C-3001", "2026-08-02", 10)])
    assert store.steps().back == 1
    assert store.undo() == now
    assert store.redo().n_sessions == now.n_sessions + 1
    assert left(store, CODE, JOINED) == []


def test_a_client_who_is_only_in_what_was_taken_back(tmp_path):
    store = practice(tmp_path, rows())
    deliver(store, theirs())
    store.undo()
    assert erasure.erase(store, [CODE]).sessions == 0
    assert left(store, CODE) == [] and store.steps().forward == 0
    store = practice(tmp_path / "empty", theirs())
    store.undo()
    assert store.current() is None
    erasure.erase(store, [CODE])
    assert left(store, CODE) == [] and versions.listed(store.folder) == []
    assert store.current() is None and store.steps().forward == 0


def test_the_only_client(tmp_path):
    store = practice(tmp_path, theirs())
    erasure.erase(store, [CODE])
    assert store.current().n_sessions == 0 and left(store, CODE) == []
    deliver(store, rows())
    assert store.current().n_sessions == len(rows())


def test_a_code_that_is_not_there_changes_nothing(store):
    before = traces.files_with(store.folder, CODE)
    with pytest.raises(erasure.NotHeld, match="No client has the code C-9999"):
        erasure.erase(store, [CODE, "C-9999"])
    assert traces.files_with(store.folder, CODE) == before
    assert tombstones.read(store.folder) == () and not erasure.is_pending(store.folder)


def imported(store, made: list[dict], *more: tuple[str, str], **options) -> dict:
    files = [("all.csv", openfit.text(made).encode()), *((name, text.encode()) for name, text in more)]
    with in_this_process():
        return import_files(store, files, **options).as_dict()


def test_a_later_import_leaves_them_out(tmp_path):
    store = DataFolder(tmp_path).practice
    made = openfit.rows()
    made[60]["ORSQ2"] = "47"
    imported(store, made)
    erasure.erase(store, ["W-007"])
    made[61]["Client_ID"] = "w-007 "
    report = imported(store, [*made, openfit.row(41, 1, "2026-09-01")])
    lines = [line for line, row in enumerate(made, 2) if row["Client_ID"].strip().lower() == "w-007"]
    assert [(row["line"], row["reason"], row["column"], row["text"]) for row in report["skipped"]] == [
        (line, "erased", "Client_ID", "") for line in lines
    ]
    assert (
        report["rows_in"]
        == len(made) + 1
        == report["rows_accepted"] + len(lines) + report["rows_quarantined"]
    )
    assert left(store, "W-007", "w-007", scores=()) == []
    version = store.current().path
    from analytics.store.read_only_connection import connect

    with connect(version) as connection:
        rows = connection.execute(
            "SELECT record_id, row_identity, text FROM meta.quarantine WHERE reason = 'erased'"
        ).fetchall()
    assert len(rows) == len(lines) and set(rows) == {(None, None, "")}


def test_rows_set_aside_go_with_the_client(tmp_path):
    store = DataFolder(tmp_path).practice
    made = openfit.rows(bad=True)
    made[BAD_OF_THEIRS]["Session_Date"] = "2025-02-31"
    imported(store, made)

    def query() -> list[dict]:
        scope = Scope(every_therapist=True, imports=True)
        return store.warehouse().query("export_quarantine", scope).dicts()

    assert BAD_OF_THEIRS + 2 in {row["line"] for row in query()}
    before = len(query())
    assert erasure.find(store, ["W-007"]).rows_left_out == 1
    erasure.erase(store, ["W-007"])
    assert len(query()) == before - 1 and BAD_OF_THEIRS + 2 not in {row["line"] for row in query()}
    assert {row["text"] for row in query()} == {"47", "2025-02-31"}  # of others, whose client is known


BAD_OF_THEIRS = 50  # row of W-007


def test_a_list_of_clients_beside_the_sessions(tmp_path):
    store = DataFolder(tmp_path).practice
    made = openfit.rows()
    people = "Client_ID,Site\n" + "".join(f"W-{n:03},Harbour\n" for n in range(1, 41))
    imported(store, made, ("clients.csv", people))
    erasure.erase(store, ["W-007"])
    report = imported(store, made, ("clients.csv", people))
    named = [(row["file"], row["line"]) for row in report["skipped"] if row["reason"] == "erased"]
    assert ("clients.csv", 8) in named and len(named) == 9
    assert left(store, "W-007", scores=()) == []


def test_a_row_with_several_sessions(tmp_path):
    store = DataFolder(tmp_path).practice
    head = "Client ID,Therapist,Date 1,ORS 1,SRS 1,Date 2,ORS 2,SRS 2\n"
    lines = [f"K-{n},T{n % 2},2026-03-0{n},1{n}.2,3{n}.1,2026-03-1{n},2{n}.3,3{n}.4\n" for n in range(1, 8)]
    lines[2] = lines[2].replace("23.3", "77")
    made = (head + "".join(lines)).encode()
    with in_this_process():
        import_files(store, [("wide.csv", made)])
        erasure.erase(store, ["K-3"])
        assert store.current().n_sessions == 12
        report = import_files(store, [("wide.csv", made)]).as_dict()
    assert [(row["line"], row["reason"]) for row in report["skipped"]] == [(4, "erased")]
    assert (report["rows_in"], report["rows_accepted"]) == (7, 6)
    assert report["cells_quarantined"] == report["quarantined"] == []
    assert left(store, "K-3", scores=()) == []


def test_files_and_sheets_named_after_an_erased_client(tmp_path):
    """A later import stores neither, as the name is the code."""
    book = openpyxl.Workbook()
    for code in ("ZQX-1", "ZQX-2", "ZQX-3"):
        sheet = book.create_sheet(code)
        sheet.append(["Date", "Therapist", "ORS", "SRS"])
        for day in (3, 10, 17):
            sheet.append([f"2026-08-{day:02}", "T1", 20 + day / 10, 35])
    book.remove(book.worksheets[0])
    book.save(out := io.BytesIO())
    store = DataFolder(tmp_path).practice
    content = [("all.xlsx", out.getvalue())]
    answers = {"sheet_means": "client_id"}
    with in_this_process():
        first = import_files(store, content, answers=answers).as_dict()
        assert first["outcome"].startswith("accept") and store.current().n_sessions == 9, first
        assert traces.files_with(tmp_path, "ZQX-2") != []
        erasure.erase(store, ["ZQX-2"])
        assert left(store, "ZQX-2", scores=()) == []
        report = import_files(store, content, answers=answers).as_dict()
        assert [row["reason"] for row in report["skipped"]] == ["erased"] * 3
        assert left(store, "ZQX-2", scores=()) == []
        more = openfit.text([*openfit.rows()[8:16], *openfit.rows()[:8]]).replace("W-001", "ZQX-2")
        files = [("ZQX-2.csv", more.encode())]
        report = import_files(store, files, answers={"identity:foreign": "ours"}).as_dict()
        assert report["outcome"].startswith("accept"), report["message"]
    assert store.current().n_sessions == 6 + 8
    assert left(store, "ZQX-2", scores=()) == []


def test_a_file_of_nobody_else_is_refused(tmp_path):
    store = DataFolder(tmp_path).practice
    imported(store, openfit.rows())
    erasure.erase(store, ["W-007"])
    version = store.current().name
    report = imported(store, [row for row in openfit.rows() if row["Client_ID"] == "W-007"])
    assert report["outcome"] == "reject" and "client who was erased" in report["message"]
    assert store.current().name == version


def test_an_alias_lets_nobody_in(tmp_path):
    store = DataFolder(tmp_path).practice
    imported(store, openfit.rows())
    erasure.erase(store, ["W-007"])
    store.say_alias("client", "W-007", "W-008")
    imported(store, openfit.rows())
    assert store.current().n_sessions == len(openfit.rows()) - openfit.SESSIONS


def test_let_in_again_on_purpose(tmp_path):
    store = DataFolder(tmp_path).practice
    imported(store, openfit.rows())
    erasure.erase(store, ["W-007"])
    with pytest.raises(erasure.NotHeld):
        erasure.allow_again(store, "W-008")
    assert erasure.allow_again(store, "w-7") == 1  # another spelling of it
    assert store.current().n_sessions == len(openfit.rows()) - openfit.SESSIONS
    imported(store, openfit.rows())
    assert store.current().n_sessions == len(openfit.rows())


def test_a_spelling_that_another_client_has_is_not_blocked(tmp_path):
    store = practice(tmp_path, [session("0023", "2026-08-01", 20), session("23", "2026-08-01", 25)])
    erasure.erase(store, ["0023"])
    held = tombstones.read(store.folder)
    assert tombstones.matching(held, ["0023", "23", "023"]) == {"0023"}


def test_spelling_is_that_of_the_import(tmp_path):
    codes = [
        "C-0017",
        " c-17",
        "0023",
        "23.0",
        "23,00",
        "Ö 9",
        "A1 (2)",
        "12e3",
        "1/02",
        "a\u00a0b",
        "0",
        "000",
    ]
    with Staging(tmp_path) as staging:
        cell_types.prepare(staging)
        found = [
            staging.connection.execute("SELECT staging.spelling($c)", {"c": code}).fetchone()[0]
            for code in codes
        ]
    assert [tombstones.spelling(code) for code in codes] == found


def test_no_code_in_the_tombstones_and_none_without_them(tmp_path):
    store = DataFolder(tmp_path).practice
    imported(store, openfit.rows())
    erasure.erase(store, ["W-007"])
    assert "W-007" not in (store.folder / tombstones.FILE).read_text()
    (store.folder / tombstones.FILE).write_text("{")
    version = store.current().name
    with pytest.raises(StoreUnusable, match="erased client could come"):
        imported(store, openfit.rows())
    assert store.current().name == version
