"""Tests of remembered answers on Data & import, of the changes made by an import, and of access by role."""

from __future__ import annotations

import pytest

from analytics.ingest import remembered
from analytics.store import DataFolder, changes
from tests.pages.run_page import people, start, words
from tests.pages.test_import import alone, bring, csv, drop, has  # noqa: F401
from tests.support.clinic import fill
from tests.support.practice import deliver, session

ROWS = [f"C-{n},0{n}/0{n + 1}/2026,T01,20.0,36.0" for n in range(1, 8)]
DAY_FIRST = {f"2026-0{n + 1}-0{n}" for n in range(1, 8)}


@pytest.fixture
def own(alone, tmp_path):  # noqa: F811
    return start("data", tmp_path), DataFolder(tmp_path).practice


def days(store) -> set[str]:
    rows = store.warehouse().query(
        "export_sessions", changes.Scope(every_therapist=True), first_client=0, last_client=99
    )
    return {str(row["session_date"]) for row in rows.dicts()}


def test_a_wrong_date_order_is_mended_from_the_page_alone(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*ROWS)))
    page = next(button for button in page.button if button.label == "Month first").click().run()
    page = page.button(key="go").click().run()
    assert days(store) != DAY_FIRST
    number = remembered.listed(store)[0].number
    text = words(page)
    assert "What does Holdfast remember about your files?" in text
    assert "month first" in text and "Used for export.csv" in text
    page = page.selectbox(key=f"memory-choice-{number}").select("day_first").run()
    page = page.button(key=f"memory-use-{number}").click().run()
    assert "Changed: Dates now day first" in words(page)
    page = page.button(key="undo-now").click().run()
    assert store.current() is None
    page = drop(page, ("export.csv", csv(*ROWS)), round_=1)
    assert "day first (as you said on " in words(page)
    page = page.button(key="go").click().run()
    assert not page.exception
    assert days(store) == DAY_FIRST


def test_an_undone_answer_is_asked_again_and_a_forgotten_one_too(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*ROWS)))
    page = page.button(key="choice-0").click().run()
    page = page.button(key="go").click().run()
    page = page.button(key="undo-now").click().run()
    assert "What does Holdfast remember" not in words(page)
    page = drop(page, ("export.csv", csv(*ROWS)), round_=1)
    assert "One question first." in words(page)
    page = page.button(key="choice-0").click().run().button(key="go").click().run()
    number = remembered.listed(store)[0].number
    page = page.button(key=f"memory-forget-{number}").click().run()
    assert "Forgotten: Dates." in words(page)
    assert remembered.listed(store) == []
    assert not page.exception


def test_the_history_tells_what_was_undone_and_how_far_back(own):
    page, store = own
    page = bring(page, ("first.csv", csv("C-1,2026-05-01,T01,20.0,36.0")))
    page = bring(page, ("second.csv", csv("C-2,2026-05-01,T01,20.0,36.0")), round_=1)
    assert "The last 2 imports can be taken back, one after the other." in words(page)
    page = page.button(key="undo-now").click().run()
    assert "The last import can be taken back." in words(page)
    frame = next(one.value for one in page.dataframe if "State" in one.value.columns)
    assert list(frame["What"]) == ["What was done last was taken back", "second.csv", "first.csv"]
    assert list(frame["State"]) == ["", "taken back", "in force"]
    assert list(frame["New"]) == ["", "1", "1"]
    assert set(frame["By"]) == {"This computer"}


def test_what_an_import_changed_in_counts(own):
    page, store = own
    page = bring(page, ("first.csv", csv("C-1,2026-05-01,T01,20.0,36.0")))
    assert "What did an import change?" not in words(page), "there is nothing to compare with"
    page = bring(
        page, ("second.csv", csv("C-1,2026-05-01,T01,23.0,36.0", "C-2,2026-05-01,T01,20.0,36.0")), round_=1
    )
    assert "What did an import change?" in words(page)
    page.session_state["changes-open"] = True
    page = page.run()
    text = words(page)
    assert not page.exception
    assert "New sessions" in text and "Ors total" not in text
    assert "ORS total: <b>1</b>" in text
    assert page.selectbox(key="changes-step").options[0].startswith("The last one: second")
    assert any("second.csv" in option for option in page.selectbox(key="changes-step").options)


@pytest.mark.parametrize("role", ["owner", "office", "supervisor"])
def test_each_role_sees_its_part(alone, tmp_path, role):  # noqa: F811
    data = fill(tmp_path)
    deliver(
        data.sample, [session("C-1001", "2025-02-03", 33.3, 36), session("C-1003", "2025-02-27", 31.1, 36)]
    )
    page = start("data", tmp_path, people(tmp_path)[role])
    page.session_state["changes-open"] = True
    page = page.run()
    assert not page.exception
    text = words(page)
    assert ("ORS total" in text) == (role != "supervisor")
    assert has_download(page) == (role == "supervisor")
    assert "33.3" not in text
    assert "What does Holdfast remember" not in text


def has_download(page) -> bool:
    return any("csv-changes" in one.proto.id for one in page.get("download_button"))
