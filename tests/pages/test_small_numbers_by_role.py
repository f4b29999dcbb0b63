"""Tests of the words and filters with which each role sees practice figures about clients of others."""

from __future__ import annotations

import pytest

from tests.pages.run_page import people, start, words

FIXED = "Counts are rounded to the nearest 5, those under 5 are hidden, and there are no filters here"
SITE, PROGRAM = "Tannery Lane", "Young people"


@pytest.mark.parametrize("role", ["therapist", "supervisor"])
@pytest.mark.parametrize("page", ["overview", "outcomes", "alliance", "therapists", "evidence"])
def test_colleagues_are_told_which_figures_they_see(sample_folder, role, page):
    """An address with a site in it changes nothing for somebody who has no filters."""
    shown = start(page, sample_folder, people(sample_folder)[role], site=SITE)
    assert not shown.exception
    said = words(shown)
    assert FIXED in said
    assert "from Jul 2025 to Jun 2026" in said
    assert "Showing:" not in said


def test_a_therapist_is_told_why_starts_by_month_are_not_drawn(sample_folder):
    shown = start("overview", sample_folder, people(sample_folder)["therapist"])
    assert "Starts and ends by month are not shown here" in words(shown)
    outcomes = words(start("outcomes", sample_folder, people(sample_folder)["therapist"]))
    assert "Sites, programmes and ages are not compared here" in outcomes


def test_a_caseload_keeps_its_filters(sample_folder):
    shown = start("caseload", sample_folder, people(sample_folder)["therapist"])
    assert "Programme" in {box.label for box in shown.selectbox}


def test_owners_get_cells_instead_of_clients(sample_folder):
    said = words(start("outcomes", sample_folder, people(sample_folder)["owner"]))
    assert FIXED not in said
    assert "Cells with few clients are left blank, because owners do not see single clients" in said


def test_owners_are_told_why_months_are_not_drawn_with_filters(sample_folder):
    said = words(start("overview", sample_folder, people(sample_folder)["owner"], site=SITE))
    assert said.count("Figures by month are shown for the whole practice only") >= 2


def test_owners_are_told_why_a_choice_of_few_clients_is_refused(sample_folder):
    owner = people(sample_folder)["owner"]
    few = {"site": "Millbrook House", "program": PROGRAM, "age_group": "Adults", "period": "All data"}
    shown = start("outcomes", sample_folder, owner, **few)
    assert not shown.exception
    assert "holds fewer than 5 clients, so that single ones could be worked out" in words(shown)
    assert "Show all data" in {button.label for button in shown.button}
