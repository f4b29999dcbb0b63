"""Browser tests of Therapist comparison and Training focus."""

import re

import pytest
from playwright.sync_api import expect

from analytics import therapists
from analytics.access import read_people, viewer_for
from analytics.filters import Filters
from analytics.store import DataFolder
from tests.pages.run_page import people
from tests.support import axe, screen
from tests.support import browser as support


@pytest.fixture(scope="module")
def found(sample_folder):
    return people(sample_folder)


@pytest.fixture(scope="module")
def names(sample_folder, found):
    """Return the names of all therapists by code, as the owner sees them."""
    warehouse = DataFolder(sample_folder).sample.warehouse()
    answer = therapists.comparison(warehouse, viewer_for(found["owner"]).scope, Filters())
    return {one.therapist: one.name for one in answer.therapists}


def sound(page):
    assert axe.violations(page) == []
    assert page.get_by_text("Error number").count() == 0


def everything(page) -> str:
    """Return all text of the page, including the hover texts of charts."""
    return page.evaluate("document.querySelector('[data-testid=stMain]').textContent")


def test_an_owner_compares_without_names_until_they_are_asked_for(server, page, found, names):
    support.visit(
        page,
        f"{server.url}/therapists?as={found['owner'].key}&period=All+data&compare=Ended+unplanned",
        heading="Therapist comparison",
    )
    sound(page)
    hidden = everything(page)
    assert not [name for name in names.values() if name in hidden]
    assert "Therapist 1" in hidden
    page.get_by_role("combobox", name=re.compile("Therapist")).click()
    listed = page.get_by_role("listbox").inner_text()
    assert not [name for name in names.values() if name in listed]
    page.keyboard.press("Escape")
    page.get_by_text("Show names").click()
    support.settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(names["T11"])
    screen.choose(page, "Therapist", names["T11"])
    support.settle(page)
    expect(page.get_by_role("heading", name=f"Where could training help {names['T11']}?")).to_be_visible()
    sound(page)


def test_a_therapist_sees_no_colleague(server, page, found, names):
    own = viewer_for(found["therapist"]).own_therapist
    for address in ("therapists", "supervision"):
        support.visit(page, f"{server.url}/{address}?as={found['therapist'].key}&period=All+data")
        text = everything(page)
        assert (names[own] in text) == (address == "therapists")
        assert not [name for code, name in names.items() if code != own and name in text]
        sound(page)


def test_a_supervisor_goes_from_a_focus_to_the_client_with_whom_it_shows(server, page, sample_folder, names):
    accounts = read_people(DataFolder(sample_folder).sample.folder / "people.json")
    supervisor = next(one for one in accounts if one.person == "supervisor-2")
    support.visit(page, f"{server.url}/supervision?as={supervisor.key}", heading="Training focus")
    screen.choose(page, "Therapist", names["T09"])
    support.settle(page)
    expect(page.locator(".hf-lead")).to_contain_text("practise one thing: confirming shared goals")
    sound(page)
    page.get_by_role("link", name=re.compile("points under the client")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Client \S+"))


def test_an_owner_sees_how_often_a_practice_is_suggested_and_no_name(server, page, found, names):
    support.visit(page, f"{server.url}/supervision?as={found['owner'].key}", heading="Training focus")
    text = everything(page)
    assert "Nothing stands out for 17 of 24" in text
    assert text.count("not shown") >= 2 and "Stay genuinely present: 0 of 24" in text
    assert not [name for name in names.values() if name in text]
    sound(page)
