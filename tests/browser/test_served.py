"""Browser tests of an office server behind Caddy with TLS: people in browsers of their own, refusals, lock-out."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pyotp.totp import TOTP
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from analytics import clock
from analytics.accounts import audit, invitations, people, schema, sessions
from tests.support import browser as support
from tests.support import screen, wire
from tests.support.office import ask, served
from tests.support.practice import practice, session
from tests.support.signing_in import PASSWORD, add_therapist, choose_password

CODES = ("L", "S", "I", "G", "R")  # one for each therapist of a test, with five clients

pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason="needs Debian's package caddy")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    data = tmp_path_factory.mktemp("office") / "data"
    rows = [
        session(f"{name}-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist=code)
        for name, code in (("kappa", "T1"), ("omega", "T2"), *((f"sigma-{code}", code) for code in CODES))
        for n in range(5)
        for k in range(3)
    ]
    practice(data, rows)
    with served(data) as office:
        yield office, data / "practice"


def window(browser):
    """Return a page of a browser context of its own; Chromium does not know the test's certificate authority."""
    return browser.new_context(viewport={"width": 1360, "height": 1000}, ignore_https_errors=True).new_page()


def test_the_first_owner_and_a_therapist_sign_in_and_see_their_part_only(office, browser, tmp_path):
    served_at, store = office
    link = re.search(rf"{served_at.address}/join\?token=\S+", served_at.printed.read_text()).group()
    owner = window(browser)
    owner.goto(link)
    choose_password(owner, "anna")
    expect(owner.get_by_text("Signed in: Owner")).to_be_visible()
    cookie = next(one for one in owner.context.cookies() if one["name"] == "holdfast_session")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    expect(owner.get_by_text("Made-up practice")).to_have_count(0)  # the demo is for this computer only

    support.visit(owner, f"{served_at.address}/people", heading="People")
    link_of_bo = add_therapist(owner, "Bo Lund", "T1")
    bo = window(browser)
    heard = wire.listen(bo)
    bo.goto(link_of_bo)
    choose_password(bo, "bo")
    expect(bo.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(bo)
    assert set(re.findall(r"kappa|omega", "\n".join(heard.texts()))) == {"kappa"}

    # an upload of the owner passes the proxy
    support.visit(owner, f"{served_at.address}/data", heading="Data & import")
    export = tmp_path / "more.csv"
    export.write_text("Client,Date,Therapist,ORS,SRS\nkappa-9,2026-09-20,T1,20.5,36.0\n")
    owner.locator("input[type=file]").set_input_files(export)
    expect(owner.get_by_role("button", name="Import now")).to_be_visible(timeout=60_000)


def test_headers_reach_the_browser_through_the_proxy(office):
    answer = ask(office[0], "/sign-in")
    headers = {name.lower(): value for name, value in answer.getheaders()}
    assert answer.status == 200 and "max-age" in headers["strict-transport-security"]
    assert (
        "default-src 'self'" in headers["content-security-policy"] and headers["cache-control"] == "no-store"
    )


def test_without_signing_in_nothing_answers_through_the_proxy(office):
    served_at, _ = office
    for path in ("/", "/caseload", "/_stcore/metrics", "/media/x.csv", "/open?token=x"):
        answer = ask(served_at, path)
        assert answer.status in (303, 401), path
        assert not re.search(rb"kappa|omega", answer.body)
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"{served_at.address.replace('https', 'wss')}/_stcore/stream",
            ssl=served_at.context(),
            origin=served_at.address,
        )
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-Proto": "http", "Host": "{name}"},
        {"X-Forwarded-Proto": "https", "Host": "evil.example"},
        {"Host": "{name}"},
    ],
)
def test_past_the_proxy_or_under_another_name_everything_is_refused(office, headers):
    served_at, store = office
    held = people.everybody(store)[0]
    cookie = signed_in_cookie(store, held)
    named = {
        key: value.format(name=served_at.address.removeprefix("https://")) for key, value in headers.items()
    }
    connection = http.client.HTTPConnection("127.0.0.1", served_at.behind, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", "/sign-in", headers=named | {"Cookie": cookie})
        assert connection.getresponse().status == 421


def signed_in_cookie(store: Path, account) -> str:
    """Return the cookie of a sign-in of this person."""
    return f"{sessions.COOKIE}={sessions.begin(store, account)}"


def test_a_name_sent_by_the_client_is_nobody(office):
    served_at, _ = office
    for header in ("X-Forwarded-User", "X-Auth-Request-Email", "Remote-User", "X-Forwarded-Proto"):
        assert ask(served_at, "/caseload", **{header: "anna"}).status in (303, 401)


@pytest.fixture
def tab(browser):
    """Return a function that opens a window in a browser context of its own, as another person's browser."""
    opened = []

    def tab():
        opened.append(window(browser))
        return opened[-1]

    yield tab
    for page in opened:
        page.context.close()


def account(store: Path, name: str, login: str, roles, codes=()) -> people.Account:
    """Add a person who signs in with PASSWORD."""
    one = people.add(store, name, roles, codes, by=audit.COMMAND_LINE)
    token = invitations.invite(store, one, by=audit.COMMAND_LINE)
    return invitations.use(store, token, login, PASSWORD)


def sign_in(page, office, login: str, password: str = PASSWORD, path: str = "/", code: str | None = None):
    """Fill in the sign-in page; `code` is that of the second factor, once the page asks for it."""
    if code is None:
        page.goto(office.address + path)
        page.get_by_label("Name").fill(login)
    else:
        page.get_by_label("Code from your authenticator app").fill(code)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def signed_out(page) -> None:
    """Assert that an open tab has noticed that its sign-in ended, and that no client is left in its document."""
    expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=40_000)
    assert "sigma" not in page.content()


def test_wrong_passwords_lock_until_the_owner_lets_them_try_again(office, tab):
    served_at, store = office
    account(store, "Ove Owner", "ove", ["owner"])
    account(store, "Lis Locked", "lis", ["therapist"], ["L"])
    page, owner = tab(), tab()
    for _ in range(4):
        sign_in(page, served_at, "lis", "wrong wrong wrong")
        expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    sign_in(page, served_at, "lis", "wrong wrong wrong")
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong tries.")
    sign_in(page, served_at, "lis")
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong tries.")
    sign_in(owner, served_at, "ove", path="/people")
    person_chosen(owner, "Lis Locked")
    owner.get_by_role("button", name="Let them try again").click()
    support.settle(owner)
    sign_in(page, served_at, "lis", path="/caseload")
    expect(page.get_by_text(re.compile("sigma-.-1")).first).to_be_visible()


def person_chosen(owner, name: str) -> None:
    """Choose one person on the open People page."""
    expect(owner.get_by_role("heading", level=1)).to_have_text("People")
    support.settle(owner)
    screen.choose(owner, "Who?", name)


def test_open_tabs_empty_themselves_after_sign_out_idleness_and_a_new_password(office, tab):
    """Three people; each tab notices by itself within 20 s, all three at once to save the waiting."""
    served_at, store = office
    idle = account(store, "Ida Idle", "ida", ["therapist"], ["I"])
    for name, login, code in (("Sol Two", "sol", "S"), ("Rik Reset", "rik", "R")):
        account(store, name, login, ["therapist"], [code])
    tabs = {login: tab() for login in ("sol", "ida", "rik")}
    for login, page in tabs.items():
        sign_in(page, served_at, login, path="/caseload")
        expect(page.get_by_text(re.compile("sigma-.-1")).first).to_be_visible()
        support.settle(page)

    second = tabs["sol"].context.new_page()
    support.visit(second, f"{served_at.address}/caseload", heading="My caseload")
    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_text("You are signed out.")).to_be_visible()
    link = new_link(served_at, store, tab(), "Rik Reset")
    reset(tab(), link)
    earlier = (clock.now() - sessions.IDLE).isoformat()
    with contextlib.closing(sqlite3.connect(schema.path(store))) as connection, connection:
        connection.execute("update session set seen_at = ? where person = ?", (earlier, idle.id))

    for page in tabs.values():
        signed_out(page)
    for login in ("sol", "ida"):
        tabs[login].goto(f"{served_at.address}/caseload")
        assert "/sign-in" in tabs[login].url
    sign_in(tabs["rik"], served_at, "rik")
    expect(tabs["rik"].get_by_role("alert")).to_have_text("Name or password is wrong.")
    tabs["rik"].goto(link)
    expect(tabs["rik"].get_by_role("alert")).to_have_text(invitations.NOT_VALID)


def new_link(office, store: Path, owner, name: str) -> str:
    """Sign in as an owner and make a new one-time link for a person; return its address."""
    account(store, "Olga Owner", "olga", ["owner"])
    sign_in(owner, office, "olga", path="/people")
    person_chosen(owner, name)
    owner.get_by_role("button", name="New one-time link").click()
    link = owner.locator("code").filter(has_text="/join?token=")
    expect(link).to_be_visible()
    return link.inner_text().strip()


def reset(page, link: str) -> None:
    """Choose another password with a one-time link."""
    page.goto(link)
    page.get_by_label("Sign-in name or e-mail").fill("rik")
    page.get_by_label("New password", exact=True).fill("quite another phrase 8")
    page.get_by_label("New password again").fill("quite another phrase 8")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_text(re.compile("sigma-.-1")).first).to_be_visible()


def test_removal_closes_an_open_tab_at_its_next_run(office, tab):
    served_at, store = office
    gone = account(store, "Gus Gone", "gus", ["therapist"], ["G"])
    page = tab()
    sign_in(page, served_at, "gus")
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(page)
    people.remove(store, gone, by=audit.COMMAND_LINE)
    page.get_by_role("link", name="Alliance").click()
    signed_out(page)


def test_a_second_factor_is_turned_on_and_asked_for(office, tab):
    served_at, store = office
    account(store, "Tom Twice", "tom", ["owner"])
    page = tab()
    sign_in(page, served_at, "tom")
    page.set_viewport_size({"width": 1360, "height": 620})  # low, as a notebook with large letters
    page.get_by_test_id("stSidebar").get_by_text("Second factor").click()
    secret = page.get_by_test_id("stSidebar").locator("code").inner_text().strip()
    page.get_by_label("Code", exact=True).fill(TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("Done.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    sign_in(page, served_at, "tom")
    expect(page.get_by_label("Code from your authenticator app")).to_be_visible()
    sign_in(page, served_at, "tom", code="000000")
    expect(page.get_by_role("alert")).to_have_text("Name, password or code is wrong.")
    sign_in(page, served_at, "tom", code=TOTP(secret).at(clock.now() + datetime.timedelta(seconds=30)))
    expect(page.get_by_text("Signed in: Tom Twice")).to_be_visible()
