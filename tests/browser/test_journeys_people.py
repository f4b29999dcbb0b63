"""Browser tests of five roles using the made-up practice, with an accessibility check (axe) at each step."""

import re

import pytest
from playwright.sync_api import expect

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from tests.pages.run_page import people
from tests.support import axe, screen, wire
from tests.support import browser as support

SCORES = re.compile(
    r"\b(recovered|clearly better|clearly worse|wellbeing|ORS points|mean ORS|last SRS)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def found(sample_folder):
    """Return the first person of each role."""
    return people(sample_folder)


@pytest.fixture(scope="module")
def clients(sample_folder, found):
    """Return for each role the open clients in the caseload of its first person."""
    warehouse = DataFolder(sample_folder).sample.warehouse()
    return {
        role: caseload(warehouse, viewer_for(person).scope, Filters()).clients
        for role, person in found.items()
    }


@pytest.fixture(scope="module")
def therapists(sample_folder, found):
    """Return the therapists in the supervisor's caseload."""
    warehouse = DataFolder(sample_folder).sample.warehouse()
    return caseload(warehouse, viewer_for(found["supervisor"]).scope, Filters()).therapists


def sound(page):
    """Assert that the page has no accessibility violation and shows no error."""
    assert axe.violations(page) == []
    assert page.get_by_text("Error number").count() == 0


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    support.settle(page)


def test_a_therapist_opens_a_client_and_comes_back_to_the_same_filter(server, page, found, clients):
    mine = clients["therapist"]
    support.visit(page, f"{server.url}/?as={found['therapist'].key}", heading="My caseload")
    sound(page)
    screen.choose(page, "Age group", "Adults")
    expect(page).to_have_url(re.compile("age_group=Adults"))
    expect(page.locator(".hf-strip")).to_contain_text("Showing: Adults")
    before = screen.words(page)
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Client \S+"))
    support.settle(page)
    code = page.get_by_role("heading", level=1).inner_text().removeprefix("Client ")
    opened = next(one for one in mine if one.client_id == code)
    assert f"client={opened.record_id}" in page.url
    assert code not in page.url
    assert code in before
    sound(page)
    reason = opened.fired[0]
    assert reason.chip in before
    for way in ("stMain", "stSidebarNav"):  # the link above the client, and the menu
        page.get_by_test_id(way).get_by_role("link", name="My caseload").click()
        heading(page, "My caseload")
        assert screen.words(page) == before
        expect(page).to_have_url(re.compile("age_group=Adults"))
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Client {code}")
        support.settle(page)


def test_a_supervisor_narrows_to_one_therapist_and_opens_a_client(server, page, found, clients, therapists):
    support.visit(page, f"{server.url}/?as={found['supervisor'].key}", heading="My caseload")
    everyone = screen.lead(page)
    picker = page.get_by_role("combobox", name="Therapist", exact=True)
    picker.click()
    options = page.get_by_role("option").all_inner_texts()
    assert options[0] == "All therapists"
    assert len(options) == 1 + len({one.therapist for one in clients["supervisor"]})
    theirs = next(one for one in clients["supervisor"] if one.tier == "talk_first")
    names = {row.name: row.therapist for row in therapists}
    chosen = next(name for name in options[1:] if names.get(name) == theirs.therapist)
    page.get_by_role("option", name=chosen, exact=True).click()
    screen.rerun(page)
    assert screen.lead(page) != everyone
    sound(page)
    screen.unfold(page)
    shown = screen.words(page)
    for one in clients["supervisor"]:
        assert bool(re.search(rf"\b{one.client_id}\b", shown)) == (one.therapist == theirs.therapist), (
            one.client_id
        )
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Client \S+"))
    support.settle(page)
    sound(page)
    screen.choose(page, "Session", "2")
    expect(page).to_have_url(re.compile(r"session=2"))
    assert "since session 1" in screen.words(page) or "not filled in" in screen.words(page)


def test_a_foreign_client_is_an_unknown_one(server, page, found, clients):
    """Another therapist's client, an unknown client and a malformed id get the same message."""
    mine = {one.record_id for one in clients["therapist"]}
    foreign = next(one.record_id for one in clients["supervisor"] if one.record_id not in mine)
    told = []
    for record in (foreign, "0" * 16, "../../etc/passwd", "%00"):
        support.visit(page, f"{server.url}/client?as={found['therapist'].key}&client={record}")
        told.append(screen.words(page))
        if record == foreign:
            sound(page)
    assert len(set(told)) == 1, told
    own = clients["therapist"][0]
    support.visit(page, f"{server.url}/client?as={found['therapist'].key}&client={own.record_id}")
    assert f"Client {own.client_id}" in screen.words(page)


def test_an_owner_goes_from_overview_to_a_measure_and_hands_on_the_address(server, page, browser, found):
    support.visit(page, f"{server.url}/", heading="Overview")
    sound(page)
    screen.choose(page, "Period", "Last 24 months")
    page.get_by_role("link", name="Open Outcomes").first.click()
    heading(page, "Outcomes")
    first = screen.lead(page)
    page.get_by_role("radio", name="Recovery").click()
    screen.rerun(page)
    assert screen.lead(page) != first
    assert "recovered" in screen.lead(page)
    expect(page).to_have_url(re.compile(r"/outcomes\?(?=.*measure=Recovery)(?=.*period=Last\+24\+months)"))
    sound(page)
    window = browser.new_context(viewport={"width": 1360, "height": 1000})
    copied = window.new_page()
    support.visit(copied, page.url, heading="Outcomes")
    assert screen.words(copied) == screen.words(page)
    window.close()


def test_the_office_sees_what_is_missing_and_no_score(server, page, found):
    heard = wire.listen(page)
    support.visit(page, f"{server.url}/?as={found['office'].key}", heading="Data & import")
    screen.unfold(page)
    sound(page)
    menu = page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
    assert [
        title for title in ("Overview", "Outcomes", "My caseload") if any(title in one for one in menu)
    ] == []
    for text in (*heard.texts(), screen.words(page)):
        hits = [text[max(0, hit.start() - 40) : hit.end() + 40] for hit in SCORES.finditer(text)]
        assert not [hit for hit in hits if "No scores" not in hit], hits
    for key in ("overview", "outcomes", "caseload", "client"):
        support.visit(page, f"{server.url}/{PAGES[key].url}?as={found['office'].key}")
        shown = screen.words(page)
        assert re.search(r"This page is for (owners, )?supervisors and therapists\.", shown), shown
        assert not re.search(r"\d", shown), shown
    sound(page)


def test_a_therapist_chosen_once_holds_on_every_page_and_over_a_reload(server, page, found, therapists):
    """A chosen therapist is kept on all pages and on reload; the address has only an opaque key."""
    name = therapists[1].name
    support.visit(page, f"{server.url}/?as={found['supervisor'].key}", heading="My caseload")
    screen.choose(page, "Therapist", name)
    expect(page).to_have_url(re.compile(r"therapist=[0-9a-f]{16}"))
    for title in ("Training focus", "Overview", "Therapist comparison", "My caseload"):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
        heading(page, title)
        expect(page).to_have_url(re.compile(r"therapist=[0-9a-f]{16}"))
        if title != "Overview":
            expect(page.get_by_role("combobox", name="Therapist", exact=True)).to_have_value(name)
            sound(page)
    assert therapists[1].therapist not in page.url
    page.reload()
    heading(page, "My caseload")
    expect(page.get_by_role("combobox", name="Therapist", exact=True)).to_have_value(name)
    screen.choose(page, "Demo: viewing as", re.compile("^Therapist"))
    heading(page, "My caseload")
    assert page.get_by_role("combobox", name="Therapist", exact=True).count() == 0


def test_a_client_is_found_by_keyboard_and_the_address_holds_no_code(server, page, found, clients):
    one = clients["supervisor"][-1]
    support.visit(page, f"{server.url}/?as={found['supervisor'].key}", heading="My caseload")
    box = page.get_by_role("textbox", name="Find a client")
    box.focus()
    page.keyboard.type(one.client_id)
    page.keyboard.press("Enter")
    screen.rerun(page)
    link = page.get_by_role("link", name=re.compile(rf"^{one.client_id} · "))
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Client {one.client_id}")
    assert one.client_id not in page.url
    sound(page)
