"""Tests of the age of the data as shown on pages and by the command line."""

import ast
import datetime

import pytest

from analytics import age, clock
from pages.shell import filters
from pages.ui import formatting
from tests.support import first_practices
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.support.server import ROOT

DAY = datetime.date


def test_the_age_is_said_once_it_matters():
    newest = DAY(2026, 9, 30)
    assert age.sentence(newest, DAY(2026, 10, 14)) is None
    said = "The newest session in these data is 15 days old (30 Sep 2026)."
    assert age.sentence(newest, DAY(2026, 10, 15)) == said
    assert "59 days old" in age.sentence(newest, DAY(2026, 11, 28))
    assert "3,653 days old" in age.sentence(newest, DAY(2036, 9, 30))
    assert age.sentence(None, DAY(2026, 11, 28)) is None


def test_a_clock_behind_the_data_is_said_instead_of_an_age():
    data_day = DAY(2026, 9, 30)
    for today in (
        data_day,
        DAY(2026, 9, 29),
    ):  # the day before: it may be tomorrow where the file was imported
        assert age.sentence(DAY(2026, 9, 28), today, data_day) is None
    said = age.sentence(DAY(2026, 9, 28), DAY(2026, 9, 28), data_day)
    assert said.startswith(
        "This computer says it is 28 Sep 2026, but these data go up to 30 Sep 2026. Check the date"
    )
    assert "days old" not in age.sentence(DAY(2025, 1, 1), DAY(2025, 6, 1), data_day)
    assert "days old" in age.sentence(DAY(2026, 8, 1), data_day, data_day)


def test_a_clock_behind_the_data_changes_no_number(tmp_path, monkeypatch):
    """A page and a command say that the clock is wrong; days since the last session stay as they were."""
    from tests.pages import run_page

    data = tmp_path / "data"
    with in_this_process():
        assert run("import", first_practices.write("year_old", tmp_path), data=data).status == 0

    def days() -> list[int]:
        caseload = run("show", "caseload", "--json", data=data).document
        return [client["days_since"] for client in caseload["clients"]]

    before = days()
    monkeypatch.setenv(clock.VARIABLE, "2025-03-01")
    assert days() == before and all(number >= 0 for number in before)
    words = "This computer says it is 1 Mar 2025, but these data go up to 30 Sep 2025."
    assert words in run("show", "caseload", data=data).out
    assert words in run_page.words(run_page.start("caseload", data).run())


def test_the_command_line_says_the_age_of_own_data(tmp_path):
    with in_this_process():
        assert run("import", first_practices.write("year_old", tmp_path), data=tmp_path / "data").status == 0
    said = run("show", "caseload", data=tmp_path / "data")
    assert "The newest session in these data is 424 days old (30 Sep 2025)." in said.out
    assert "days since: from the last session to 2025-09-30" in said.out
    assert "days ago" not in said.out


@pytest.mark.parametrize(
    ("date", "today", "words"),
    [
        (DAY(2026, 9, 23), DAY(2026, 9, 30), "7 days ago"),
        (DAY(2026, 9, 30), DAY(2026, 9, 30), "today"),
        (DAY(2026, 9, 23), DAY(2026, 11, 28), "7 days before 30 Sep"),
        (DAY(2026, 9, 29), DAY(2026, 11, 28), "1 day before 30 Sep"),
        (DAY(2026, 9, 30), DAY(2026, 11, 28), "on 30 Sep"),
        (DAY(2026, 9, 23), DAY(2027, 1, 2), "7 days before 30 Sep 2026"),
        (DAY(2026, 9, 1), DAY(2026, 11, 28), "1 Sep 2026"),
    ],
)
def test_days_are_counted_from_a_day_that_is_named(date, today, words):
    assert formatting.before(date, DAY(2026, 9, 30), today) == words


@pytest.mark.parametrize(
    ("data_date", "newest", "period"),
    [
        (DAY(2026, 9, 30), DAY(2026, 9, 30), "Last 12 months"),
        (DAY(2026, 9, 30), DAY(2025, 10, 1), "Last 12 months"),
        (DAY(2026, 9, 30), DAY(2025, 9, 30), "Last 24 months"),
        (DAY(2026, 11, 28), DAY(2024, 6, 1), "All data"),
        (DAY(2026, 11, 28), None, "Last 12 months"),
        (None, None, "Last 12 months"),
    ],
)
def test_pages_open_with_a_period_that_holds_data(data_date, newest, period):
    assert filters.opening_period(filters.Options(data_date=data_date, newest_session=newest)) == period


def test_the_day_of_the_clock_is_read_in_one_place():
    asking = ("date.today(", "datetime.today(")
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("analytics", "pages", "sample_data")
        for path in (ROOT / folder).rglob("*.py")
        if any(words in path.read_text(encoding="utf-8") for words in asking)
    }
    assert found == {"analytics/clock.py"}


def test_no_field_is_hidden_behind_a_default():
    hidden = []
    for folder in ("analytics", "pages", "sample_data"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "getattr"
                )
                if called and len(node.args) > 2:
                    hidden.append(f"{name}:{node.lineno}")
    assert not hidden
