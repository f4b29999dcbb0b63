"""Tests of remembered answers: undo and redo of an import affect only the answers given with it."""

from __future__ import annotations

import json

import pytest

from analytics.ingest import deliver, remembered
from analytics.ingest.base import saved_mappings
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support.importing import exported, in_this_process

HEAD = "client_id,session_date,therapist,ors_total,srs_total"
DAYS = "\n".join([HEAD, "1,03/04/2026,T,20,30", "1,05/04/2026,T,22,30", ""]).encode()
DAY_FIRST, MONTH_FIRST = ["2026-04-03", "2026-04-05"], ["2026-03-04", "2026-05-04"]
OLDER = {"answers": {"date_order": "month_first"}, "headers": HEAD.split(",")}


@pytest.fixture
def store(tmp_path):
    with in_this_process():
        yield DataFolder(tmp_path / "data").practice


def bring(store, content=DAYS, name="a.csv", **answers):
    report = deliver(store, [(name, content)], today=TODAY, answers=answers, imported_by="K. Petrov")
    return report


def days(store) -> list[str]:
    return sorted({row["session_date"] for row in exported(store.folder.parent)})


def held(store) -> list[tuple]:
    return [(one.key, one.value, one.by_hand) for one in remembered.listed(store)]


def number(store, key: str) -> str:
    return next(one.number for one in remembered.listed(store) if one.key == key)


def test_an_answer_goes_with_undo_and_comes_with_redo(store):
    """Undo deletes an answer given with the import, and redo restores it."""
    assert bring(store, date_order="month_first").outcome == "accept"
    assert days(store) == MONTH_FIRST
    assert held(store) == [("date_order", "month_first", False)]
    store.undo()
    assert held(store) == []
    assert bring(store).question["key"] == "date_order"
    store.redo()
    assert held(store) == [("date_order", "month_first", False)]
    store.undo()
    assert bring(store, date_order="day_first").outcome == "accept"
    assert days(store) == DAY_FIRST
    assert held(store) == [("date_order", "day_first", False)]
    assert "month_first" not in (store.folder / saved_mappings.FILE).read_text()


def test_an_import_of_known_rows_after_undo_leaves_the_answers_that_redo_brings_back(store):
    first = f"{HEAD}\n1,2026-04-03,T,20,30\n".encode()
    assert bring(store, first).outcome == "accept"
    assert bring(store, date_order="day_first").outcome == "accept"
    store.undo()
    assert bring(store, first).rows_unchanged == 1
    assert held(store) == []
    store.redo()
    assert held(store) == [("date_order", "day_first", False)]


def test_a_wrong_answer_is_changed_by_hand_and_the_import_made_again(store):
    bring(store, date_order="month_first")
    before = remembered.change(store, number(store, "date_order"), "day_first", "R. Calder")
    assert (before.value, before.files, before.said_by) == ("month_first", ("a.csv",), "K. Petrov")
    store.undo()
    assert held(store) == [("date_order", "day_first", True)]
    report = bring(store)
    assert report.outcome == "accept"
    assert [(one["key"], one["value"], one["said_by"]) for one in report.remembered] == [
        ("date_order", "day_first", "R. Calder")
    ]
    assert days(store) == DAY_FIRST


def test_what_is_forgotten_is_asked_again(store):
    bring(store, date_order="day_first")
    remembered.change(store, number(store, "date_order"), None)
    assert held(store) == []
    later = DAYS.replace(b"/04/", b"/06/")
    assert bring(store, later).question["key"] == "date_order"
    bring(store, later, date_order="day_first")
    assert held(store) == [("date_order", "day_first", False)]
    store.undo()
    assert held(store) == [], "what was forgotten by hand stays forgotten"


def test_an_answer_with_an_import_that_changed_nothing_is_said_by_hand(store):
    iso = DAYS.replace(b"03/04/2026", b"2026-04-03").replace(b"05/04/2026", b"2026-04-05")
    bring(store, iso.replace(b"session_date", b"date of session"))
    assert bring(store, date_order="day_first").nothing_new
    assert held(store) == [("date_order", "day_first", True)]


def test_a_refused_file_is_not_remembered(store):
    assert bring(store, b"colour,shape\nred,round\n", date_order="day_first").outcome == "reject"
    assert held(store) == []


def test_answers_of_an_older_holdfast_count_as_said_by_hand(store):
    store.folder.mkdir(parents=True)
    key = saved_mappings.signature(tuple(HEAD.split(",")))
    (store.folder / saved_mappings.FILE).write_text(json.dumps({key: OLDER}))
    assert held(store) == [("date_order", "month_first", True)]
    report = bring(store)
    assert report.outcome == "accept" and report.remembered[0]["value"] == "month_first"
    remembered.change(store, number(store, "date_order"), "day_first")
    store.undo()
    bring(store)
    assert days(store) == DAY_FIRST
    assert json.loads((store.folder / saved_mappings.FILE).read_text())["layout"] == saved_mappings.LAYOUT


def test_names_of_later_files_are_added_and_the_day_stays(store):
    bring(store, date_order="day_first")
    bring(store, DAYS.replace(b"/04/", b"/06/"), "june.csv")
    bring(store, DAYS.replace(b"/04/", b"/07/"), "july.csv")
    (one,) = remembered.listed(store)
    assert one.files == ("a.csv", "june.csv", "july.csv")
    assert not one.by_hand


def test_several_files_share_one_answer_and_columns_stay_with_their_file(store):
    clients = b"client_id,how it went\n1,Sailed away\n"
    answers = {"column:how it went": "closure", "closure:Sailed away": "unplanned", "date_order": "day_first"}
    report = deliver(store, [("a.csv", DAYS), ("b.csv", clients)], today=TODAY, answers=answers)
    assert report.outcome == "accept"
    found = {one.key: one.files for one in remembered.listed(store)}
    assert found == {
        "column:how it went": ("b.csv",),
        "closure:Sailed away": ("a.csv", "b.csv"),
        "date_order": ("a.csv", "b.csv"),
    }
    remembered.change(store, number(store, "closure:Sailed away"), "planned")
    assert {one.value for one in remembered.of_store(store).in_force() if one.key.startswith("closure")} == {
        "planned"
    }


def test_what_cannot_be_changed_is_said(store):
    bring(store, date_order="day_first")
    with pytest.raises(remembered.NotRemembered, match="Nothing with the number"):
        remembered.change(store, "nothing", None)
    with pytest.raises(remembered.NotRemembered, match="no answer to date_order"):
        remembered.change(store, number(store, "date_order"), "sideways")


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '{"layout": 2}', '{"layout": 2, "entries": [{"key": 1}]}']
)
def test_a_damaged_file_stops_nothing_and_is_kept_aside(store, content):
    store.folder.mkdir(parents=True)
    (store.folder / saved_mappings.FILE).write_text(content)
    assert held(store) == []
    assert bring(store, date_order="day_first").outcome == "accept"
    assert held(store) == [("date_order", "day_first", False)]
    assert list(store.folder.glob("*.aside-*"))
