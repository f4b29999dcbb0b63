"""Tests of the client page in a browser: clicks on the curve, and addresses without client codes."""

import re

from playwright.sync_api import expect

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from tests.pages.run_page import people
from tests.support import axe
from tests.support import browser as support


def address(folder, page: str, role: str) -> str:
    """Return path and query string of a page for a role; the client page gets the client with most sessions."""
    person = people(folder)[role]
    query = f"as={person.key}"
    if page == "client":
        found = caseload(DataFolder(folder).sample.warehouse(), viewer_for(person).scope, Filters()).clients
        longest = max(found, key=lambda one: one.sessions)
        query += f"&client={longest.record_id}"
    return f"/{PAGES[page].url}?{query}"


def test_a_click_on_a_point_and_the_selector_open_the_same_session(server, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "client", "therapist"))
    points = page.locator(".stPlotlyChart .scatterlayer .points path.point")
    box = points.nth(2).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"session=3\b"))
    expect(page.get_by_text("since session 2").first).to_be_visible()
    page.get_by_role("combobox", name="Session").click()
    page.get_by_role("option", name="2", exact=True).click()
    expect(page).to_have_url(re.compile(r"session=2\b"))


def test_from_caseload_to_a_client_and_back(server, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "caseload", "supervisor"))
    code = page.locator(".hf-row .id").first.inner_text()
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Client {code}")
    assert code not in page.url, "the address carries an opaque key, never the practice's code"
    page.get_by_test_id("stMain").get_by_role("link", name="My caseload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")


def test_from_a_client_to_the_sheet_to_paper_and_back(server, page, sample_folder):
    """On the sheet there is no sidebar, on the screen of a phone neither; the report is that of the client."""
    support.visit(page, server.url + address(sample_folder, "client", "therapist"))
    code = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Open the sheet for the client").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How it is going")
    expect(page.get_by_text(re.compile(f"^{code} ·"))).to_be_visible()
    for width in (1360, 390):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(page.get_by_test_id("stExpandSidebarButton")).to_be_hidden()
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("link", name="Print this sheet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    expect(page.get_by_role("img", name=re.compile("How it is going, page 1 of 1"))).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert axe.violations(page) == []
    page.go_back()
    page.get_by_role("link", name="Back to the timeline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(code)
