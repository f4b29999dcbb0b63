"""Tests of the data date on the Data page, and of the sentences about data missing in an export."""

import datetime
import json
from unittest import mock

import pytest

from analytics.risk import refresh
from analytics.store import DataFolder
from pages.data import import_day_text
from tests.pages.run_page import start, words
from tests.pages.test_import import bring, csv, drop, has
from tests.support import first_practices
from tests.support.importing import in_this_process

OLD = [
    f"C-{n},2025-0{month}-1{n % 9},T01,{14 + n % 5 + month},36.0"
    for n in range(1, 13)
    for month in range(1, 10)
]
NEWEST = "18 Sep 2025"


@pytest.fixture
def own(tmp_path):
    with in_this_process(), mock.patch.object(refresh, "start_process"):
        yield start("data", tmp_path), DataFolder(tmp_path).practice


def use(page, day: datetime.date):
    """Enter another data date and press the button to use it."""
    if has(page, "day-wanted-now"):
        page = page.button(key="day-wanted-now").click().run()
    page.date_input(key="data-date").set_value(day)
    return next(button for button in page.button if button.label == "Use this day").click().run()


def test_the_day_is_a_sentence_and_no_date_field_stands_in_the_way(own):
    page, store = own
    assert not page.date_input
    page = drop(page, ("export.csv", csv(*OLD)))
    assert not page.exception
    assert f"These data speak up to {NEWEST}, the day of the newest session; today would count" in words(page)
    assert not page.date_input
    page.button(key="go").click().run()
    assert store.current().data_date == datetime.date(2025, 9, 18)


def test_another_day_says_what_it_does_and_can_be_taken_back(own):
    page, store = own
    page = use(drop(page, ("export.csv", csv(*OLD))), datetime.date(2026, 11, 1))
    assert "12 of 12 clients of this file had no session for 60 days" in words(page)
    assert "every open course counts as ended" in words(page)
    page = page.button(key="day-proposed").click().run()
    assert "the day of the newest session" in words(page)
    assert not page.date_input
    page = use(page, datetime.date(2025, 9, 30))
    page.button(key="go").click().run()
    assert store.current().data_date == datetime.date(2025, 9, 30)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (datetime.date(2026, 11, 29), "29 Nov 2026 lies ahead: today is 28 Nov 2026."),
        (datetime.date(2025, 9, 17), f"This file has sessions up to {NEWEST}, after 17 Sep 2025."),
    ],
)
def test_a_day_that_cannot_be_is_asked_about_and_the_answer_is_shown(own, day, problem):
    page, store = own
    page = use(drop(page, ("export.csv", csv(*OLD))), day)
    assert not page.exception
    assert problem in words(page)
    assert not has(page, "go")
    assert page.date_input, "the day can be changed again"
    choice = next(button for button in page.button if button.label == NEWEST)
    page = choice.click().run()
    assert f"The data speak up to: <b>{NEWEST}</b>" in words(page)
    page.button(key="go").click().run()
    assert store.current().data_date == datetime.date(2025, 9, 18)


def test_no_day_before_the_one_on_show_is_taken(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*OLD)))
    page = drop(page, ("more.csv", csv("C-1,2025-02-01,T01,20,36")), round_=1)
    assert "the day of the newest session" in words(page)
    page = use(page, datetime.date(2025, 6, 1))
    assert f"The practice already speaks up to {NEWEST}" in words(page)
    assert not has(page, "go")


def test_a_chosen_day_goes_with_its_files(own):
    page, _store = own
    page = use(drop(page, ("export.csv", csv(*OLD))), datetime.date(2025, 9, 30))
    page = drop(page, ("other.csv", csv(*OLD[:50])))
    assert "the day that was chosen" not in words(page)


def test_an_own_import_is_signed_by_this_computer_and_shows_what_can_be_seen(own):
    page, store = own
    page = bring(page, ("export.csv", csv(*OLD)))
    assert store.history()[0]["imported_by"] == "This computer"
    assert import_day_text.SEEN_NOW.replace("**This computer**", "<b>This computer</b>") in words(page)


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        ("no_srs", ("This export has no SRS", "does not say how courses ended"), ("has no ORS",)),
        ("no_endings", ("does not say how courses ended",), ("has no SRS",)),
        ("only_end_dates", ("It says when courses ended.",), ("has no SRS",)),
        ("with_endings", (), ("Not in this export",)),
    ],
)
def test_what_an_export_does_not_hold_is_said_before_it_is_imported(own, tmp_path, kind, said, unsaid):
    page, _store = own
    content = first_practices.write(kind, tmp_path).read_bytes()
    text = words(drop(page, ("export.csv", content)))
    for sentence in said:
        assert sentence in text
    for sentence in unsaid:
        assert sentence not in text


def test_the_office_is_told_of_missing_forms_without_sums():
    columns = {"a": "client_id", "b": "session_date", "c": "ors_total", "d": "closure"}
    report = {"facts": {"n_sessions": 3}, "recognised": {"columns": columns}}
    assert import_day_text.missing_notes(report) == [
        "This export has no SRS: nothing can be said about the alliance."
    ]
    assert json.dumps(import_day_text.missing_notes({"facts": {"n_sessions": 0}})) == "[]"


@pytest.mark.parametrize("kind", first_practices.KINDS)
def test_the_first_overview_has_numbers_or_says_what_to_click(own, tmp_path, kind):
    page, store = own
    bring(page, ("export.csv", first_practices.write(kind, tmp_path).read_bytes()))
    assert store.current() is not None
    shown = start("overview", tmp_path)
    assert not shown.exception
    text = words(shown)
    has_numbers = (
        "Nothing to show" not in text
        and "Not enough data yet" not in text.partition("How did clients end")[0]
    )
    assert has_numbers or "Show all data" in text, text[:600]


def test_a_day_far_after_all_sessions_opens_on_a_period_with_data(own, tmp_path):
    page, _store = own
    page = use(
        drop(page, ("export.csv", first_practices.write("year_old", tmp_path).read_bytes())),
        datetime.date(2026, 11, 28),
    )
    page.button(key="go").click().run()
    shown = start("overview", tmp_path)
    assert not shown.exception
    assert shown.selectbox(key="period").value == "Last 24 months"
    assert "were clearly better" in words(shown)
    assert "in the 24 months up to" not in words(shown)
    assert "lies 424 days before 28 Nov 2026, the day these data speak up to" in words(
        start("caseload", tmp_path)
    )


def test_months_of_old_data_are_not_the_last_ones(own, tmp_path):
    page, _store = own
    bring(page, ("export.csv", first_practices.write("year_old", tmp_path).read_bytes()))
    text = words(start("overview", tmp_path))
    assert "in the 12 months up to 30 Sep 2025" in text
    assert "in the last" not in text
