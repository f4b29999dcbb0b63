"""Tests of the client page in a browser: clicks on the curve, and addresses without client codes."""

import re

from playwright.sync_api import expect

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from tests.pages.run_page import people
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
