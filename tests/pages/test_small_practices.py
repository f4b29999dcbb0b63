"""Tests of Overview and Outcomes of new practices: sentences are true and name a next step."""

import dataclasses
import re

import pytest

from analytics.answers import Answer, common, unavailable
from analytics.filters import Filters
from analytics.outcomes.results import Overview
from pages.overview import highlights_text
from pages.ui import withheld_text
from tests.pages import made_up
from tests.pages.run_page import start, words
from tests.support.command import run
from tests.support.first_practices import KINDS, LAST_DAY, write

AS_OF = LAST_DAY.isoformat()


@pytest.fixture(scope="module")
def old_read_today(tmp_path_factory):
    """Return a practice whose newest session is a year older than its data date."""
    folder = tmp_path_factory.mktemp("old")
    assert run("import", write("year_old", folder), "--today", AS_OF, data=folder).status == 0
    return folder


def said(folder, page="overview", **address):
    shown = start(page, folder, **address)
    assert not shown.exception, shown.exception[0].message
    return re.sub(r"<[^>]+>", " ", words(shown))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", ["overview", "outcomes"])
def test_no_figure_of_few_people_stands_as_a_figure(practices, kind, page):
    text = said(practices(kind), page)
    assert "nan" not in text
    assert not re.search(r"\b(\d+) to \1 in 100", text)
    for low, high in re.findall(r"95% range (.?\d+\.\d) to (\d+\.\d)", text):
        assert low[0].isdigit(), f"{low} to {high} is no range of scores"
        assert float(high) <= 40


@pytest.mark.parametrize("kind", ["ten_clients", "one_session", "one_therapist"])
def test_the_verdict_of_a_small_practice_says_what_is_missing(practices, kind):
    text = said(practices(kind))
    assert "Too early to compare with the 12 months before:" in text
    assert re.search(r"\d+ more needed", text)


def test_one_session_each_is_no_matter_of_waiting_for_numbers(practices):
    for page in ("overview", "outcomes"):
        text = said(practices("one_session"), page)
        assert "has a first and a later ORS, so no change can be counted" in text
        assert "jump around" not in text


def test_a_figure_that_is_too_small_is_not_drawn_beside_published_ones(practices):
    text = said(practices("ten_clients"), "outcomes")
    assert "Not enough data here yet to set beside published figures." in text
    assert "Different services count different clients" not in text


def test_nothing_unusual_is_not_said_of_old_or_few_data(practices, old_read_today):
    old = said(old_read_today, period="All data")
    assert "so nothing can be said of the newest weeks" in old
    assert "Nothing unusual" not in old
    assert "Own dates" in old
    assert "Too few months, or too few clients a month" in said(practices("one_session"))


def test_an_empty_period_says_when_the_newest_session_was_and_what_to_click(old_read_today):
    """A period without sessions shows when the newest session was, and what to click."""
    dates = {"period": "Own dates", "since": "2025-12-01", "until": "2026-09-30"}
    text = said(old_read_today, **dates)
    assert "There is no closed episode with its last session from 1 Dec 2025 to 30 Sep 2026." in text
    assert "The newest session is from" in text
    assert "“Show all data” shows what there is." in text
    assert "Nothing to show" not in text


def nothing(filters: Filters, newest=LAST_DAY) -> tuple[str, str]:
    class Version:
        data_date, name, definitions_digest = LAST_DAY, "v", "d"

    answer: Answer = unavailable(Overview, "Nothing in the data for: x.", shared=common(Version, filters, 0))
    return withheld_text.nothing_shown(answer, newest)


def test_why_nothing_is_shown_fits_what_was_chosen():
    bold, plain = nothing(Filters(episodes="closed"))
    assert bold == "There is no closed episode yet."
    assert "Choose Open" in plain
    bold, plain = nothing(Filters(site="North", episodes="open"))
    assert bold == "There is no open episode for this site, programme, age group or therapist."
    assert "“Show all data”" in plain


def test_the_newest_weeks_of_a_practice_in_use():
    answer = made_up.overview()
    assert highlights_text.nothing_unusual(answer) == highlights_text.NOTHING
    assert "this month" not in highlights_text.NOTHING.lower()
    old = dataclasses.replace(answer, newest_session_days=40)
    assert highlights_text.nothing_unusual(old).startswith("The newest session is 40 days old")
    assert highlights_text.nothing_unusual(dataclasses.replace(answer, newest_session_days=None)).startswith(
        "There is no"
    )
