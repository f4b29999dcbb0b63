"""Browser tests of the early warning: model page, caseload, timeline, and mark of a discussed case."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.risk.early_warning import OFF
from analytics.store import DataFolder
from tests.pages.run_page import people
from tests.support import axe, clinic, screen
from tests.support import browser as support
from tests.support.server import running


@pytest.fixture(scope="module")
def own(sample_folder, tmp_path_factory):
    """Yield a writable copy of the made-up practice as (data folder, server, first supervisor)."""
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("talks"), dirs_exist_ok=True)
    with running(folder) as server:
        yield folder, server, people(folder)["supervisor"]


@pytest.fixture(scope="module")
def client(own):
    """Return one of the supervisor's clients with an early-warning estimate, from the most urgent group."""
    folder, _, person = own
    found = caseload(DataFolder(folder).sample.warehouse(), viewer_for(person).scope, Filters()).clients
    spoken = [one for one in found if one.score and not one.score.why]
    return min(spoken, key=lambda one: ("talk_first", "watch", "as_expected", "too_new").index(one.tier))


def sound(page):
    assert axe.violations(page) == []
    assert page.get_by_text("Error number").count() == 0


def test_from_the_model_to_a_talk_and_back(own, client, page):
    _, server, person = own
    support.visit(page, f"{server.url}/early-warning?as={person.key}", heading="Early-warning model")
    first = screen.lead(page)
    assert re.search(
        r"Of 100 clients flagged after session 3, about \d+ ended unplanned within 90 days", first
    )
    sound(page)
    page.get_by_role("radio", name="Little or no change").click()
    screen.rerun(page)
    expect(page).to_have_url(re.compile("outcome=Little"))
    assert screen.lead(page) != first
    assert "It rests mostly on the ORS so far" in screen.words(page)
    page.get_by_role("radio", name="12", exact=True).click()
    screen.rerun(page)
    assert re.search(r"you would miss \d", screen.words(page)) or "room for everybody" in screen.words(page)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download as PDF").click()
    assert kept.value.suggested_filename.endswith(".pdf")
    with open(kept.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"

    address = f"{server.url}/client?as={person.key}&client={client.record_id}"
    support.visit(page, address)
    assert "Cases that started like this" in screen.words(page)
    assert re.search(r"between \d+ and \d+ ended unplanned", screen.words(page))
    page.get_by_role("button", name="Talked about it").click()
    screen.rerun(page)
    assert "Talked about on" in screen.words(page)
    sound(page)
    support.visit(page, f"{server.url}/caseload?as={person.key}", heading="My caseload")
    screen.unfold(page)
    assert "talked about" in screen.words(page)
    support.visit(page, address)
    page.get_by_role("button", name="Take it back").click()
    screen.rerun(page)
    expect(page.get_by_role("button", name="Talked about it")).to_be_visible()


def test_the_outcome_goes_along_from_the_caseload_to_a_client_and_back(own, page):
    _, server, person = own
    support.visit(page, f"{server.url}/caseload?as={person.key}", heading="My caseload")
    page.get_by_role("radio", name="Little or no change").click()
    screen.rerun(page)
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Client \S+"))
    support.settle(page)
    expect(page).to_have_url(re.compile("outcome=Little"))
    page.get_by_test_id("stMain").get_by_role("link", name="My caseload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(page)
    expect(page).to_have_url(re.compile("outcome=Little"))


def test_an_owner_switches_it_off_for_everybody_and_on_again(page, tmp_path):
    clinic.fill(tmp_path)
    with running(tmp_path) as server:
        owner, supervisor = (clinic.person(tmp_path, role).key for role in ("owner", "supervisor"))
        support.visit(page, f"{server.url}/early-warning?as={owner}", heading="Early-warning model")
        page.get_by_role("button", name="Switch it off for everybody").click()
        expect(page.get_by_role("button", name="Switch it on for everybody")).to_be_visible()
        expect(page.locator(".hf-lead")).to_have_text(str(OFF))
        for scheme, width in (("light", 1360), ("dark", 390)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            support.settle(page)
            assert axe.violations(page) == []
        support.visit(page, f"{server.url}/early-warning?as={supervisor}", heading="Early-warning model")
        expect(page.locator(".hf-lead")).to_have_text(str(OFF))
        expect(page.get_by_role("button", name="Switch it on for everybody")).to_have_count(0)
        support.visit(page, f"{server.url}/early-warning?as={owner}", heading="Early-warning model")
        page.get_by_role("button", name="Switch it on for everybody").click()
        expect(page.get_by_role("button", name="Switch it off for everybody")).to_be_visible()
        assert axe.violations(page) == []
