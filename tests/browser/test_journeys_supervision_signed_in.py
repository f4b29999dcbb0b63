"""Browser journey of supervision in a practice of one's own, signed in: agenda, agreement, later imports, who sees what."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from unittest import mock

import pytest
from playwright.sync_api import expect

from analytics import clock
from analytics.accounts import audit, people
from analytics.store import DataFolder
from tests.support import axe, screen, wire
from tests.support import browser as support
from tests.support import supervised_practice as made
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.support.server import running
from tests.support.signing_in import account, sign_in

DAY = datetime.timedelta(days=1)
LATER = made.FIRST + 14 * DAY  # day of the last import
NAMES = {"anna": "Anna Berg", "bo": "Bo Lund", "cy": "Cy Moor", "eva": "Eva Roth", "ola": "Ola Dahl"}
CLIENTS = re.compile(r"kappa-\d+|omega\w+-\d+")
AGREED, SINCE = "Confirm shared goals", "Confirm shared goals, since 28 Nov 2026"
NEEDED = 12  # forms, of which a week gives half


@pytest.fixture
def own(tmp_path):
    """Return the data folder of a practice with an owner, two therapists, a supervisor of one and an office manager."""
    folder = tmp_path / "data"
    deliver(folder, made.FIRST)
    store = DataFolder(folder).practice
    for login, roles, codes in (
        ("anna", ["owner"], []),
        ("bo", ["therapist"], [made.CHOSEN]),
        ("cy", ["therapist"], ["T2"]),
        ("eva", ["supervisor"], []),
        ("ola", ["office"], []),
    ):
        account(store, NAMES[login], login, roles, codes)
    supervise(store, LATER)
    return folder


@pytest.fixture
def served(own):
    """Return a function that serves the practice on another day; the server before it ends."""
    with contextlib.ExitStack() as stack:

        def served(today: datetime.date):
            stack.close()
            return stack.enter_context(running(own, env={clock.VARIABLE: today.isoformat()}))

        yield served


def deliver(folder, until: datetime.date) -> None:
    """Import the export of a day by the command line."""
    file = folder.with_name(f"export-{until}.csv")
    file.write_text(made.export(until), encoding="utf-8")
    with in_this_process(), mock.patch.dict(os.environ, {clock.VARIABLE: until.isoformat()}):
        said = run("import", file, "--today", until.isoformat(), data=folder)
    assert said.status == 0, said.err


def supervise(store, until: datetime.date) -> None:
    """Make Eva the supervisor of T1 from the day of the agreement to another day."""
    eva = next(one for one in people.everybody(store.folder) if one.login == "eva")
    dated = [people.Supervision(code=made.CHOSEN, from_day=made.FIRST, to_day=until)]
    people.supervise(store.folder, eva, dated, by=audit.COMMAND_LINE)


def focus_page(page, server, login: str | None = None) -> str:
    """Open the page on supervision, signing in first if a name is given; return its words."""
    if login:
        sign_in(page, server, login, path="/supervision")
        page.get_by_role("heading", level=1, name="Training focus").wait_for()
        support.settle(page)
    else:
        support.visit(page, f"{server.url}/supervision", heading="Training focus")
    return screen.words(page)


def add_to_supervision(page, server) -> str:
    """Sign in as the therapist and put the first client on the agenda; return that client's code."""
    sign_in(page, server, "bo", path="/caseload")
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(page)
    row = page.locator('[class*="st-key-first-row-"]').first
    client = CLIENTS.search(row.inner_text()).group()
    row.get_by_role("button", name="Add to supervision").click()
    expect(row.get_by_role("button", name="Take off the agenda")).to_be_visible()
    return client


def agree(page) -> None:
    """Make an agreement on goals with the proposed day to look again, on the open page."""
    screen.choose(page, "What to practise", f"{AGREED} (looked at: goals and topics)")
    expect(page.get_by_text(f"takes {NEEDED} forms.")).to_be_visible()
    page.get_by_role("button", name="Agree and set the day").click()
    expect(page.get_by_text(SINCE)).to_be_visible()
    expect(page.get_by_text("You look again on 9 Jan 2027.")).to_be_visible()
    support.settle(page)
    assert axe.violations(page) == []


def mark_flags(page, server) -> None:
    """Mark the leading reasons of three clients: it helped, it did not help, done."""
    marked = {
        "It helped": "it helped.",
        "It did not help": "it did not help.",
        "Done, too early to say": "done, too early to say whether it helped.",
    }
    support.visit(page, f"{server.url}/caseload", heading="My caseload")
    flagged = page.get_by_test_id("stMain").get_by_role("link", name="Open").all()
    addresses = [link.get_attribute("href") for link in flagged[: len(marked)]]
    for address, (button, said) in zip(addresses, marked.items(), strict=True):
        support.visit(page, server.url + "/" + address.removeprefix(server.url).lstrip("/"))
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(f"Marked on 28 Nov 2026: {said}")).to_be_visible()
    support.visit(page, f"{server.url}/caseload", heading="My caseload")
    assert "Of 3 reasons that you answered, you found 1 worth a conversation." in screen.words(page)


def import_in_the_browser(page, server, until: datetime.date) -> None:
    """Sign in as the office manager and import the export of a day."""
    sign_in(page, server, "ola", path="/data")
    expect(page.get_by_role("heading", level=1)).to_have_text("Data & import")
    support.settle(page)
    screen.drop(page, "Files that belong together", "later.csv", made.export(until))
    page.get_by_role("button", name="Import now").click(timeout=60_000)
    page.get_by_role("heading", name="Your import").wait_for(timeout=60_000)
    support.settle(page)


def see_nothing_of_it(page, heard, server, login: str, client: str) -> None:
    """Assert that the owner gets a number, and another therapist and the office nothing, neither words nor bytes."""
    page.get_by_role("heading", level=1, name="Training focus").wait_for()
    support.settle(page)
    words = screen.words(page)
    assert (f"{AGREED}: fewer than 5 now, 0 before" in words) == (login == "anna"), login
    assert ("This page is for owners, supervisors and therapists." in words) == (login == "ola"), login
    support.visit(page, f"{server.url}/caseload")
    assert ("This page is for" in screen.words(page)) == (login != "cy"), login
    sent = "\n".join(heard.texts())
    assert len(sent) > 1000
    assert not re.search(rf"{client}\b|kappa-|added on", sent), login
    assert not re.search("since 28 Nov|It moved|Too early to tell|worth a conversation", sent), login
    assert NAMES["bo"] not in sent, login


def test_an_agreement_runs_from_the_agenda_to_what_moved_and_only_the_two_see_it(own, served, tab):
    server = served(made.FIRST)
    bo, eva = tab(), tab()
    client = add_to_supervision(bo, server)
    focus_page(eva, server, "eva")
    on_agenda = eva.locator(".st-key-card-bring")
    expect(on_agenda).to_contain_text(client)
    expect(on_agenda).to_contain_text("added on 28 Nov")
    agree(eva)
    expect(eva.get_by_text(f"Too early to tell: {NEEDED} forms more")).to_be_visible()
    assert SINCE in focus_page(bo, server)
    mark_flags(bo, server)

    # two weeks later the export of the first week arrives, then that of the second
    server = served(LATER)
    week = made.FIRST + 7 * DAY
    came = made.forms_after(made.FIRST, week)
    assert 0 < came < NEEDED <= made.forms_after(made.FIRST, LATER)
    ola = tab()
    import_in_the_browser(ola, server, week)
    for page, login in ((eva, "eva"), (bo, "bo")):
        words = focus_page(page, server, login)
        assert SINCE in words and f"Too early to tell: {NEEDED - came} forms more" in words
        assert "It moved" not in words
    deliver(own, LATER)
    for page in (eva, bo):
        words = focus_page(page, server)
        moved = re.search(
            r"It moved: \+(\d\.\d+) points .+? for the better, more than chance explains", words
        )
        assert moved and SINCE in words and abs(float(moved.group(1)) - made.GAIN) < 0.5, words
        assert "It says what happened, not why." in words and "Too early" not in words
    assert axe.violations(eva) == []
    of_office = wire.listen(ola)  # from here on: the preview of the file had codes
    ola.goto(f"{server.url}/supervision")
    see_nothing_of_it(ola, of_office, server, "ola", client)
    for login in ("anna", "cy"):
        page = tab()
        heard = wire.listen(page)
        sign_in(page, server, login, path="/supervision")
        see_nothing_of_it(page, heard, server, login, client)

    # the supervision ends, and with it what the supervisor sees
    supervise(DataFolder(own).practice, LATER - DAY)
    support.visit(eva, f"{server.url}/supervision")
    words = screen.words(eva)
    assert SINCE not in words and "It moved" not in words and not CLIENTS.search(words)
