"""Tests of the period filter: names agree with the sentences, and custom dates are validated."""

import datetime

import pytest

from analytics import clock
from analytics.filters import Filters
from pages.shell import periods, request_context
from pages.ui.selection_text import before, period
from tests.pages.run_page import people, start, words
from tests.support.practice import TODAY, practice
from tests.unit.test_verdict import two_years

DAY = datetime.date
MID_QUARTER, QUARTER_END, YEAR_END = DAY(2026, 8, 14), DAY(2026, 9, 30), DAY(2026, 12, 31)


@pytest.mark.parametrize(
    ("choice", "day", "said"),
    [
        ("Last 12 months", MID_QUARTER, "the last 12 months"),
        ("Last 24 months", QUARTER_END, "the last 24 months"),
        ("This quarter", MID_QUARTER, "this quarter (1 Jul 2026 to 14 Aug 2026)"),
        ("This quarter", QUARTER_END, "this quarter (Jul 2026 to Sep 2026)"),
        ("This quarter", DAY(2026, 7, 1), "this quarter (1 Jul 2026)"),
        ("Last quarter", MID_QUARTER, "the last quarter (Apr 2026 to Jun 2026)"),
        ("Last quarter", DAY(2026, 2, 3), "the last quarter (Oct 2025 to Dec 2025)"),
        ("This year", MID_QUARTER, "this year (1 Jan 2026 to 14 Aug 2026)"),
        ("Last year", MID_QUARTER, "last year (2025)"),
        ("Last year", YEAR_END, "last year (2025)"),
        ("All data", MID_QUARTER, "all data"),
    ],
)
def test_the_name_of_a_period_and_the_sentence_agree(monkeypatch, choice, day, said):
    monkeypatch.setenv(
        clock.VARIABLE, day.isoformat()
    )  # read on the data day; later, "last" says of which day
    since, until = periods.named_period(choice, day)
    assert period(Filters(since=since, until=until), day) == said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (DAY(2024, 10, 1), DAY(2025, 9, 30), "12 months before"),
        (DAY(2026, 4, 1), DAY(2026, 4, 30), "month before"),
        (DAY(2026, 5, 17), DAY(2026, 6, 30), "time before (17 May 2026 to 30 Jun 2026)"),
    ],
)
def test_the_period_before_in_words(since, until, said):
    assert before(since, until) == said


@pytest.mark.parametrize(
    ("since", "until", "problem"),
    [
        (DAY(2026, 3, 5), DAY(2026, 1, 1), "The first day, 5 Mar 2026, lies after the last, 1 Jan 2026."),
        (
            DAY(2026, 10, 1),
            DAY(2026, 10, 5),
            "The data run from Sep 2024 to 30 Sep 2026; these dates lie outside.",
        ),
        (
            DAY(2020, 1, 1),
            DAY(2021, 1, 1),
            "The data run from Sep 2024 to 30 Sep 2026; these dates lie outside.",
        ),
        (DAY(2020, 1, 1), DAY(2026, 1, 1), ""),
        (None, DAY(2026, 1, 1), ""),
        (DAY(2026, 1, 1), None, ""),
        (None, None, ""),
    ],
)
def test_dates_of_ones_own_are_checked(since, until, problem):
    assert periods.validated(since, until, DAY(2024, 9, 1), QUARTER_END).problem == problem


def test_dates_of_ones_own_go_along_in_plain_links():
    assert set(periods.KEYS) <= set(request_context._KEPT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("own dates")
    practice(where, two_years(50, 50, 40, 10))
    return where


OWN = {"period": "Own dates"}


def test_whoever_sees_every_client_chooses_days(folder):
    page = start("overview", folder, **OWN, since="2025-11-15", until="2026-04-10")
    assert not page.exception
    assert "15 Nov 2025 to 10 Apr 2026" in words(page)
    assert "from 15 Nov 2025 to 10 Apr 2026" in words(page)  # the line that says what the filters show
    page = start("outcomes", folder, **OWN, since="2025-11-15", until="2026-04-10")
    assert not page.exception
    assert "from 15 Nov 2025 to 10 Apr 2026" in words(page)


def test_the_fields_begin_with_the_last_12_months(folder):
    page = start("overview", folder, **OWN)
    assert [field.value for field in page.date_input] == [DAY(2025, 10, 1), TODAY]


@pytest.mark.parametrize("page", ["overview", "outcomes", "alliance", "therapists", "evidence"])
def test_dates_that_cannot_be_used_stop_every_page_with_a_sentence_and_a_way_back(folder, page):
    shown = start(page, folder, **OWN, since="2026-03-05", until="2026-01-01")
    assert not shown.exception
    assert "The first day, 5 Mar 2026, lies after the last, 1 Jan 2026." in words(shown)
    assert not shown.subheader
    back = next(button for button in shown.button if button.label == "Show the last 12 months").click().run()
    assert "lies after the last" not in words(back)
    assert "Show the last 12 months" not in words(back)


def test_pages_without_a_period_do_not_mind(folder):
    shown = start("definitions", folder, **OWN, since="2026-03-05", until="2026-01-01")
    assert not shown.exception
    assert "lies after the last" not in words(shown)


def test_an_owner_without_client_pages_chooses_months(sample_folder):
    owner = people(sample_folder)["owner"]
    shown = start("overview", sample_folder, owner, **OWN, from_month="Feb 2026", to_month="Apr 2026")
    assert not shown.exception
    assert not shown.date_input
    assert "from Feb 2026 to Apr 2026" in words(shown)
    by_day = start("overview", sample_folder, owner, **OWN, since="2026-02-10", until="2026-02-11")
    assert "10 Feb 2026" not in words(by_day)
    wrong = start("overview", sample_folder, owner, **OWN, from_month="Apr 2026", to_month="Feb 2026")
    assert "lies after the last" in words(wrong)
