"""Browser tests of the data date: import of an old export, choice of another date, tabs left open."""

import datetime
import shutil

import pytest
from playwright.sync_api import expect

from tests.support import axe, clinic, first_practices, screen
from tests.support import browser as support
from tests.support.command import run
from tests.support.server import running

BOX, DAY = "Files that belong together", "Up to which day do these data speak?"
WAIT = 60_000


@pytest.fixture
def data(tmp_path, sample_folder):
    shutil.copytree(sample_folder, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def old_export(tmp_path_factory):
    return first_practices.write("year_old", tmp_path_factory.mktemp("files")).read_text(encoding="utf-8")


def look(page, content) -> str:
    """Upload a file and return the text of the import preview."""
    screen.drop(page, BOX, "export.csv", content)
    expect(page.get_by_text("These data speak up to").first).to_be_visible(timeout=WAIT)
    support.settle(page)
    return screen.words(page)


def use(page, day: datetime.date) -> None:
    """Enter a data date and press the button to use it."""
    screen.set_day(page, DAY, day)
    page.get_by_role("button", name="Use this day").click()
    screen.rerun(page)


def test_an_office_manager_imports_an_old_export_and_stays_on_its_report(page, data, old_export, context):
    office = next(
        person for person in clinic.read_people(data / "sample" / "people.json") if person.role == "office"
    )
    with running(data) as server, support.window(context) as other:
        support.visit(other, f"{server.url}/overview", heading="Overview")
        support.visit(page, f"{server.url}/?as={office.key}", heading="Data & import")
        assert "30 Sep 2025, the day of the newest session; today would count every open" in look(
            page, old_export
        )
        page.get_by_role("button", name="Import now").click()
        page.get_by_role("heading", name="Your import").wait_for(timeout=WAIT)
        support.settle(page)
        said = screen.words(page)
        assert "made up" not in said
        assert "your own practice, as This computer" in said
        assert "What moved on Overview" in said
        assert "The newest session in these data is 424 days old (30 Sep 2025)." in said
        assert run("imports", "--json", data=data).document["imports"][0]["imported_by"] == "This computer"
        page.get_by_role("link", name="Open Overview").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        support.settle(page)
        assert "were clearly better" in screen.lead(page)
        support.visit(page, f"{server.url}/caseload", heading="My caseload")
        screen.unfold(page)
        assert "before 30 Sep 2025" in screen.words(page)
        assert "days ago" not in screen.words(page)
        other.get_by_test_id("stSidebarNav").get_by_role("link", name="Outcomes").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Outcomes")
        support.settle(other)
        assert "Demo data, made up" in screen.words(other)
        other.reload()
        expect(other.get_by_text("Demo data, made up").first).to_be_visible(timeout=WAIT)
        for address, made_up in ((f"?as={office.key}", True), ("", False)):
            support.visit(other, f"{server.url}/data{address}", heading="Data & import")
            assert ("Demo data, made up" in screen.words(other)) is made_up


def test_another_day_is_chosen_said_and_taken_back(page, tmp_path, old_export):
    with running(tmp_path / "own") as server:
        support.visit(page, f"{server.url}/data", heading="Data & import")
        look(page, old_export)
        page.get_by_role("button", name="Choose another day").click()
        screen.rerun(page)
        use(page, datetime.date(2026, 11, 28))
        expect(page.get_by_text("every open course counts as ended")).to_be_visible(timeout=WAIT)
        support.settle(page)
        assert "Up to 28 Nov 2026, 60 of 60 clients of this file had no session for 60 days" in screen.words(
            page
        )
        assert axe.violations(page) == []
        use(page, datetime.date(2026, 12, 24))
        expect(page.get_by_text("24 Dec 2026 lies ahead: today is 28 Nov 2026.")).to_be_visible(timeout=WAIT)
        support.settle(page)
        assert page.get_by_role("button", name="Import now").count() == 0
        use(page, datetime.date(2025, 9, 1))
        expect(page.get_by_text("This file has sessions up to 30 Sep 2025")).to_be_visible(timeout=WAIT)
        support.settle(page)
        page.get_by_role("button", name="Use the proposed day").click()
        expect(page.get_by_text("the day of the newest session; today would")).to_be_visible(timeout=WAIT)
        support.settle(page)
        page.get_by_role("button", name="Import now").click()
        page.get_by_role("heading", name="Your import").wait_for(timeout=WAIT)
        assert run("show", "overview", "--json", data=tmp_path / "own").document["as_of"] == "2025-09-30"
