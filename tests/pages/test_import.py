"""Tests of Data & import as used by a person: upload, preview, answer, import, report, undo."""

import csv as csv_module
import io
import json
import re
from unittest import mock

import pytest

from analytics.risk import refresh
from analytics.store import DataFolder, served_version
from pages.data import column_text, import_state
from tests.pages.run_page import people, start, words
from tests.support.importing import in_this_process

HEAD = "client_id,session_date,therapist,ors_total,srs_total"
CLEAN = [
    f"C-{n},2026-0{month}-1{n % 9},T01,{14 + n % 5 + month},36.0"
    for n in range(1, 13)
    for month in range(1, 7)
]
BAD = "C-1,2026-02-31,T01,20.0,36.0"
BAD_SCORE = "C-1,2026-08-01,T01,412,36.0"


def csv(*rows, head=HEAD):
    return "\n".join([head, *rows, ""]).encode()


def drop(test, *files, round_=0):
    """Upload files and run the preview."""
    return (
        test.file_uploader(key=f"files-{round_}")
        .set_value([(name, content, "text/csv") for name, content in files])
        .run()
    )


def bring(test, *files, round_=0):
    """Upload files and import them."""
    return drop(test, *files, round_=round_).button(key="go").click().run()


def has(test, key):
    return any(button.key == key for button in test.button)


@pytest.fixture
def alone():
    """Import in the process of the test, and do not fit models afterwards."""
    with in_this_process(), mock.patch.object(refresh, "start_process"):
        yield


@pytest.fixture
def own(alone, tmp_path):
    return start("data", tmp_path), DataFolder(tmp_path).practice


def test_a_look_changes_nothing_and_says_what_was_understood(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN)))
    assert not page.exception
    text = words(page)
    assert f"All {len(CLEAN)} rows can be imported." in text
    for fact in (
        "one row per session",
        "cells parted by commas",
        "with a point: 6.2",
        "year first",
        "without areas",
    ):
        assert fact in text
    assert "date of the session" in text
    assert "sure: its name says so" in text
    assert "C-1 · C-2 · C-3" in text
    assert store.current() is None
    assert not (store.folder / "profiles.json").exists()


def test_a_clean_file_is_imported_and_says_what_moved(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*CLEAN)))
    assert not page.exception
    text = words(page)
    assert "Imported." in text
    assert "No row was left out." in text
    assert "What moved on Overview" in text
    assert "can be taken back" in text
    assert store.current().n_sessions == len(CLEAN)
    assert f"{len(CLEAN)} sessions loaded; every row is usable" in text


def test_no_cell_of_the_file_is_kept_with_the_report(own):
    page, store = own
    bring(page, ("export.csv", csv(*[f"{row},Quiet remark" for row in CLEAN], head=f"{HEAD},Topic")))
    kept = json.dumps(store.history(), default=str)
    assert "C-1" not in kept
    assert "Quiet remark" not in kept


def test_a_bad_row_is_listed_with_its_line_before_and_after(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN, BAD)))
    text = words(page)
    assert f"{len(CLEAN)} of {len(CLEAN) + 1} rows can be imported." in text
    assert "Date that cannot be read" in text
    assert f"line {len(CLEAN) + 2}, session_date: 2026-02-31" in text
    assert store.current() is None
    page = page.button(key="go").click().run()
    text = words(page)
    assert "Imported, with rows left out." in text
    assert f"line {len(CLEAN) + 2}, session_date: 2026-02-31" in text
    assert store.current().n_sessions == len(CLEAN)


def test_a_bad_score_costs_its_cell_and_is_listed_before_and_after(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN, BAD_SCORE)))
    text = re.sub("<[^>]+>", "", words(page))
    assert f"All {len(CLEAN) + 1} rows can be imported." in text
    assert "1 cell would be left empty." in text
    assert "Score outside its range" in text
    assert f"line {len(CLEAN) + 2}, ors_total: 412" in text
    page = page.button(key="go").click().run()
    text = words(page)
    assert "Imported, with cells left empty." in text
    assert f"line {len(CLEAN) + 2}, ors_total: 412" in text
    assert store.current().n_sessions == len(CLEAN) + 1


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 not a table", b"", b"colour,shape\nred,round\n", b"\x00\x01\x02" * 200]
)
def test_a_file_that_is_no_export_ends_in_a_sentence(own, content):
    page, store = own
    page = drop(page, ("export.csv", content))
    text = words(page)
    assert not page.exception
    assert "This file cannot be imported as it is." in text
    assert "Nothing was changed." in text
    assert "Traceback" not in text
    assert not has(page, "go")
    assert store.current() is None


def test_an_open_question_is_answered_by_a_button_and_asked_once(own):
    page, store = own
    rows = [f"C-{n},0{n}/0{n + 1}/2026,T01,20.0,36.0" for n in range(1, 8)]
    page = drop(page, ("export.csv", csv(*rows)))
    assert "One question first." in words(page)
    assert not has(page, "go")
    choice = next(button for button in page.button if str(button.key).startswith("choice-"))
    assert choice.label == "Day first"
    page = choice.click().run()
    assert not page.exception
    assert "Dates: <b>day first</b>" in words(page)
    assert store.current() is None
    page = page.button(key="go").click().run()
    assert store.current().n_sessions == len(rows)
    page = drop(page, ("more.csv", csv("C-9,05/06/2026,T01,20.0,36.0")), round_=1)
    assert "One question first." not in words(page), "what was answered is remembered for these headers"


def test_an_answer_is_taken_back(own):
    page, _ = own
    page = drop(page, ("export.csv", csv("C-1,05/06/2026,T01,20.0,36.0")))
    page = page.button(key="choice-0").click().run()
    assert has(page, "go")
    page = page.button(key="unsettle").click().run()
    assert "One question first." in words(page)


def test_a_column_read_wrongly_is_put_right_and_remembered(own):
    page, store = own
    head = "client_id,session_date,Colleague in charge,ors_total,srs_total"
    page = drop(page, ("export.csv", csv(*CLEAN, head=head)))
    assert "Some sessions name no therapist." in words(page)
    page = page.selectbox(key="correct-column").select("Colleague in charge").run()
    box = page.selectbox(key="correct-meaning-Colleague in charge-not_used")
    page = box.select("therapist").run()
    text = words(page)
    assert "Some sessions name no therapist." not in text
    assert "“Colleague in charge”: <b>therapist</b>" in text
    assert "you said so" in text
    assert store.current() is None
    page = page.button(key="go").click().run()
    page = drop(page, ("more.csv", csv("C-9,2026-06-05,T02,20.0,36.0", head=head)), round_=1)
    assert "Some sessions name no therapist." not in words(page)


def test_rows_set_aside_are_won_by_saying_what_their_column_holds(own):
    page, store = own
    head = "client_id,session_date,therapist,ors_total,score,srs_total"
    rows = [f"C-{n},2026-05-1{n},T01,{400 + n},{20 + n},36.0" for n in range(1, 9)] + [
        "C-9,2026-05-20,T01,20,20,36"
    ]
    page = drop(page, ("export.csv", csv(*rows, head=head)))
    assert "8 cells would be left empty." in re.sub("<[^>]+>", "", words(page))
    key = "fix-cells_quarantined-score_out_of_range-holds-ors_total-ors_total"
    page = page.selectbox(key=key).select("not_used").run()
    page = page.selectbox(key="correct-column").select("score").run()
    page = page.selectbox(key="correct-meaning-score-not_used").select("ors_total").run()
    assert "All 9 rows can be imported." in words(page) and "left empty" not in words(page)
    page.button(key="go").click().run()
    assert store.current().n_sessions == 9


def test_unknown_endings_get_their_class_at_once(own):
    page, store = own
    rows = [f"{row},{'Sailed away' if n % 2 else 'Moved house'}" for n, row in enumerate(CLEAN)]
    page = drop(page, ("export.csv", csv(*rows, head=f"{HEAD},closure_reason")))
    assert "How did these therapies end?" in words(page)
    page.selectbox(key="ending-Sailed away").select("unplanned")
    page.selectbox(key="ending-Moved house").select("administrative")
    page = next(b for b in page.button if b.label == "Use these endings").click().run()
    assert not page.exception
    text = words(page)
    assert "How did these therapies end?" not in text
    assert "“Sailed away”: <b>ended unplanned</b>" in text
    page.button(key="go").click().run()
    kept = json.loads((store.folder / "profiles.json").read_text(encoding="utf-8"))
    assert {one["key"]: one["value"] for one in kept["entries"]}["closure:Moved house"] == "administrative"


def test_importing_twice_changes_nothing_and_says_so(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*CLEAN)))
    before = store.current().name
    page = drop(page, ("export.csv", csv(*CLEAN)), round_=1)
    assert "Your import" not in words(page), "other files are in the box"
    assert "Nothing new: every row that counts is already known." in words(page)
    page = page.button(key="go").click().run()
    assert "Already known" in words(page)
    assert store.current().n_sessions == len(CLEAN)
    assert store.current().name == before


def test_the_first_import_is_taken_back_and_brought_back(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*CLEAN)))
    page.button(key="report-close").click().run()
    assert "This was the first import" in words(page)
    page = page.button(key="undo-now").click().run()
    assert store.current() is None
    assert "Taken back. Nothing is imported any more." in words(page)
    page = page.button(key="redo-now").click().run()
    assert store.current().n_sessions == len(CLEAN)
    assert "Brought back." in words(page)
    assert not page.exception


def test_damaged_data_are_told_on_the_page_with_a_button(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*CLEAN)))
    page.button(key="report-close").click().run()
    page = bring(page, ("more.csv", csv("C-99,2026-07-01,T02,20.0,36.0")), round_=1)
    store.current().path.unlink()
    page = page.run()
    assert "The newest data (of" in words(page)
    assert "imports --undo" not in words(page)
    page = page.button(key="banner-undo").click().run()
    assert store.current().n_sessions == len(CLEAN)
    assert "The newest data (of" not in words(page)
    assert not page.exception


def test_the_last_import_is_taken_back(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*CLEAN)))
    page.button(key="report-close").click().run()
    page = bring(page, ("more.csv", csv("C-99,2026-07-01,T02,20.0,36.0")), round_=1)
    assert store.current().n_sessions == len(CLEAN) + 1
    page = page.button(key="undo-now").click().run()
    assert store.current().n_sessions == len(CLEAN)
    assert "Taken back." in words(page)


def test_an_undo_that_goes_further_back_says_so_and_is_brought_back(own):
    page, store = own
    names = []
    for number, rows in enumerate(
        (CLEAN, ("C-98,2026-07-01,T02,20.0,36.0",), ("C-99,2026-07-01,T02,20.0,36.0",))
    ):
        page = bring(page, (f"export-{number}.csv", csv(*rows)), round_=number)
        page.button(key="report-close").click().run()
        names.append(store.current().path)
    names[1].unlink()
    page = page.run().button(key="undo-now").click().run()
    assert store.current().n_sessions == len(CLEAN)
    assert served_version.PASSED_OVER in words(page)
    page = page.button(key="redo-now").click().run()
    assert store.current().n_sessions == len(CLEAN) + 2
    assert not page.exception


def test_the_bar_moves_on_and_never_back_and_models_are_made_after(tmp_path, monkeypatch):
    """The progress bar never moves back, and models are fitted after the import."""
    seen, begun = [], []
    page = start("data", tmp_path)
    monkeypatch.setattr(refresh, "start_process", begun.append)
    whole = import_state._delivered

    def listened(context, files, today, progress, *, dry_run):
        def both(words, share):
            seen.append((dry_run, words, share))
            progress(words, share)

        return whole(context, files, today, both, dry_run=dry_run)

    monkeypatch.setattr(import_state, "_delivered", listened)
    bring(page, ("a.csv", csv(*CLEAN)), ("b.csv", csv("C-99,2026-07-01,T02,20.0,36.0")))
    for dry_run in (True, False):
        shares = [share for dry, _, share in seen if dry is dry_run]
        assert shares == sorted(shares)
        assert len(set(shares)) >= 5
        assert 0 <= shares[0] < 0.1
        assert shares[-1] == 1
    assert all(words[0].isupper() for _, words, _ in seen)
    assert [store.folder for store in begun] == [DataFolder(tmp_path).practice.folder]


def test_from_the_made_up_practice_an_import_starts_the_own_one(alone, tmp_path, sample_folder):
    import shutil

    shutil.copytree(sample_folder, tmp_path / "data")
    page = start("data", tmp_path / "data", people(sample_folder)["office"])
    assert "your own, empty practice" in words(page)
    page = bring(page, ("export.csv", csv(*CLEAN)))
    data = DataFolder(tmp_path / "data")
    assert data.practice.current().n_sessions == len(CLEAN)
    assert data.sample.current().n_sessions > 5000
    assert "What moved on Overview" not in words(page), "the office sees no outcome figures"


def test_the_office_sees_no_score_of_the_file(alone, tmp_path, sample_folder):
    import shutil

    shutil.copytree(sample_folder, tmp_path / "data")
    page = start("data", tmp_path / "data", people(sample_folder)["office"])
    rows = [f"C-{n},2026-05-1{n},T01,21.7,33.9,17.3" for n in range(1, 9)]
    clash = [
        "C-1,2026-05-11,T01,18.4,33.9,17.3",
        "C-9,2026-02-31,T01,21.7,33.9,17.3",
        "C-9,2026-05-11,T01,412,33.9,1",
    ]
    page = drop(page, ("export.csv", csv(*rows, *clash, head=f"{HEAD},Other value")))
    text = words(page)
    assert "Score outside its range" in text
    assert "Two different forms for one session" in text
    assert "2026-02-31" in text, "a date is no score"
    assert "C-1 · C-2 · C-3" in text
    assert "numbers" in text
    for score in ("21.7", "33.9", "17.3", "412", "18.4"):
        assert score not in text


def test_downloads_are_safe_in_a_spreadsheet(own):
    from pages.data import issue_text
    from pages.ui import tables

    rows = [{"file": "a.csv", "line": 4, "reason": "score_not_number", "column": "=cmd()", "text": "=1+1"}]
    issue = issue_text.issues({"quarantined": rows})[0]
    text = tables.to_csv(issue_text.download(issue)).decode("utf-8-sig")
    listed = list(csv_module.reader(io.StringIO(text)))
    assert listed[1] == ["a.csv", "4", "left out", "Score that is not a number", "'=cmd()", "'=1+1"]


def test_every_field_a_person_may_choose_has_plain_words():
    from analytics.ingest.rows import column_mapping

    assert set(column_text.FIELDS) >= column_mapping.FIELDS
    assert not any("_" in words for words in column_text.FIELDS.values())


def test_supervisors_read_and_do_not_import(sample_folder):
    page = start("data", sample_folder, people(sample_folder)["supervisor"])
    assert not page.file_uploader
    assert "What came in when?" not in words(page)


def test_a_file_whose_columns_only_a_person_knows(own):
    page, store = own
    rows = [f"C-{n},2026-05-1{n},21.5,36.0" for n in range(1, 9)]
    page = drop(page, ("export.csv", csv(*rows, head="Wer,Wann,ORS,SRS")))
    assert "This file cannot be imported as it is." in words(page)
    for column, field in (("Wer", "client_id"), ("Wann", "session_date")):
        page = page.selectbox(key="correct-column").select(column).run()
        page = page.selectbox(key=f"correct-meaning-{column}-not_used").select(field).run()
    assert "All 8 rows can be imported." in words(page)
    page.button(key="go").click().run()
    assert store.current().n_sessions == 8
    page = drop(page, ("more.csv", csv("C-9,2026-06-05,20.0,36.0", head="Wer,Wann,ORS,SRS")), round_=1)
    assert "The only row can be imported." in words(page)


def test_one_therapist_for_the_whole_file_is_said_by_hand(own):
    page, store = own
    rows = [f"C-{n},2026-05-1{n},21.5,36.0" for n in range(1, 9)]
    page = drop(page, ("export.csv", csv(*rows, head="client_id,session_date,ors_total,srs_total")))
    assert "Some sessions name no therapist." in words(page)
    page.selectbox(key="whole-field").select("therapist")
    page.text_input(key="whole-value").set_value("Berg")
    page = next(b for b in page.button if b.label == "Use it for every row").click().run()
    assert not page.exception
    text = words(page)
    assert "Therapist of all rows: <b>Berg</b>" in text
    assert "Some sessions name no therapist." not in text
    page.button(key="go").click().run()
    assert store.current().n_sessions == 8


def test_the_client_of_a_file_of_one_client_is_said_by_hand(own):
    page, store = own
    page = drop(page, ("export.csv", csv("2026-05-11,21.5,36.0", head="date,ors_total,srs_total")))
    assert "No column was found for the client." in words(page)
    page.selectbox(key="whole-field").select("client_id")
    page.text_input(key="whole-value").set_value("K9")
    page = next(b for b in page.button if b.label == "Use it for every row").click().run()
    assert "The only row can be imported." in words(page)
