"""Browser tests after months of imports: renamed therapist, deleted session, wrong date order, foreign file."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import expect

from analytics.ingest import delivery
from analytics.store import DataFolder
from tests.support import axe, screen
from tests.support import browser as support
from tests.support.importing import exported, in_this_process
from tests.support.server import running

HEADER = "Client ID,Session Date,Clinician,ORS Total,SRS Total"
FIRST = datetime.date(2026, 9, 1)
THERAPISTS = {
    "wide": ("K. Aho", "K. Aho-Berg"),
    "phone": ("B. Lund", "B. Lund-Ek"),
}  # their names before and after
WINDOWS = {"wide": support.WINDOW, "phone": {"width": 390, "height": 844}}
FILES = "Files that belong together"
PATIENCE = 60_000  # milliseconds for a file to be read


def rows(clients: range, weeks: range, named: dict[str, str] | None = None) -> list[str]:
    """Return CSV lines with one session per client and week; clients alternate between two therapists."""
    made = []
    for client in clients:
        before, _ = THERAPISTS["wide" if client % 2 else "phone"]
        for week in weeks:
            day = FIRST + datetime.timedelta(days=7 * week + client % 5)
            ors, srs = f"{15 + client % 7 + week}.{client % 10}", f"{33 + week % 5}.{client % 10}"
            made.append(f"Y-{client:02},{day},{(named or {}).get(before, before)},{ors},{srs}")
    return made


def table(lines: list[str]) -> str:
    """Return a CSV file as text: the header and these lines."""
    return "\n".join([HEADER, *lines, ""])


@pytest.fixture
def data(tmp_path):
    """Import a practice of twelve clients and two therapists in early October; return the data folder."""
    store = DataFolder(tmp_path).practice
    with in_this_process():
        files = [("september.csv", table(rows(range(1, 13), range(5))).encode())]
        report = delivery.deliver(store, files, calendar_day=datetime.date(2026, 10, 5))
    assert report.outcome == "accept"
    return tmp_path


@pytest.fixture(params=["wide", pytest.param("phone", marks=pytest.mark.slow)])
def shown(request, page, data):
    """Open the page Data & import in a wide or a phone window; yield (window kind, page)."""
    page.set_viewport_size(WINDOWS[request.param])
    with running(data) as server:
        support.visit(page, f"{server.url}/data", heading="Data & import")
        yield request.param, page


def drop(page, name: str, lines: list[str]) -> None:
    """Upload a file and wait until it can be imported or a question is asked."""
    screen.drop(page, FILES, name, table(lines))
    understood = page.get_by_role("button", name="Import now").or_(page.get_by_text("One question first."))
    expect(understood.first).to_be_visible(timeout=PATIENCE)
    support.settle(page)


def bring(page) -> None:
    """Press Import now and wait for the report."""
    page.get_by_role("button", name="Import now").click()
    page.get_by_role("heading", name="Your import").wait_for(timeout=PATIENCE)
    support.settle(page)


def fits(page) -> None:
    """Assert that the page fits the window and has no accessibility violation."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert axe.violations(page) == []


def days(data, client: str) -> list[str]:
    """Return the dates of one client's sessions."""
    return sorted(row["session_date"] for row in exported(data) if row["client_id"] == client)


def test_a_renamed_therapist_is_joined(shown, data):
    kind, page = shown
    old, new = THERAPISTS[kind]
    drop(page, "november.csv", rows(range(1, 13), range(9, 12), {old: new}))
    bring(page)
    assert "1 therapist may be a known one under a new name." in screen.words(page)
    fits(page)
    held = len(exported(data))
    page.get_by_role("button", name=f"The same: show {new}").click()
    expect(page.get_by_text("is shown as")).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    fits(page)
    after = exported(data)
    assert len(after) == held
    assert {row["therapist"] for row in after} == {
        new,
        *(name for name, _ in THERAPISTS.values() if name != old),
    }
    of_one = [row for row in after if row["therapist"] == new]
    assert {row["session_date"] for row in of_one} >= {"2026-09-02", "2026-11-04"}, "past and present are one"


def test_a_deleted_session_is_left_out(shown, data):
    _, page = shown
    gone = days(data, "Y-03")[2]
    lines = [line for line in rows(range(1, 13), range(6)) if not line.startswith(f"Y-03,{gone},")]
    drop(page, "everything.csv", lines)
    said = "1 session held in that span is not in it."
    assert said in screen.words(page)
    bring(page)
    assert said in screen.words(page)
    assert gone in days(data, "Y-03"), "an import takes nothing away unasked"
    page.get_by_role("button", name="Leave out 1 session").click()
    page.get_by_role("button", name="Do it now").click()
    expect(page.get_by_text("1 session left out.").first).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    fits(page)
    assert gone not in days(data, "Y-03")
    assert len(exported(data)) == len(lines)


def test_a_file_of_another_practice_is_stopped(shown, data):
    _, page = shown
    before = exported(data)
    lines = [f"Z-{n:02},2026-11-{n:02},Dr. {'MN'[n % 2]},{20 + n}.5,36.0" for n in range(2, 14)]
    drop(page, "theirs.csv", lines)
    assert re.search(r"None of its 12 clients is known, and none of its 2 therapists", screen.words(page))
    assert page.get_by_role("button", name="Import now").count() == 0
    fits(page)
    page.get_by_role("button", name=re.compile("import nothing")).click()
    expect(page.get_by_text("Nothing was changed").first).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    assert page.get_by_role("button", name="Import now").count() == 0
    fits(page)
    assert exported(data) == before


def test_a_wrong_date_order_of_last_month_is_changed(shown, data):
    _, page = shown
    wrong, right = ["2026-03-11", "2026-04-11", "2026-05-11"], ["2026-11-03", "2026-11-04", "2026-11-05"]
    lines = [f"Y-01,0{day}/11/2026,K. Aho,{20 + day}.5,36.0" for day in (3, 4, 5)]
    before = days(data, "Y-01")
    drop(page, "november.csv", lines)
    assert "Does the day or the month come first?" in screen.words(page)
    page.get_by_role("button", name="Month first").click()
    expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    bring(page)
    assert days(data, "Y-01") == sorted([*before, *wrong])
    page.get_by_role("button", name="Done").click()
    screen.rerun(page)
    assert re.search(r"Dates: month first Said on .* Used for november\.csv", screen.words(page)), (
        screen.words(page)
    )
    page.get_by_role("button", name="Change", exact=True).click()
    screen.choose(page, "Dates", "day first")
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_text("Changed: Dates now day first.")).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    fits(page)
    page.get_by_role("button", name="Take the last change back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text(re.compile(r"^Taken back\. (The data|Nothing)"))).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    assert days(data, "Y-01") == before
    drop(page, "the-same.csv", lines)
    assert "as you said on" in screen.words(page), "read without asking, and it says why"
    bring(page)
    fits(page)
    assert days(data, "Y-01") == sorted([*before, *right])
