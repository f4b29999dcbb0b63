"""Browser tests of a practice whose people sign in on this computer: set-up, own part only, the log, refusals.

Lock-out, idle lock, reset, removal and the second factor are tried in test_served.py, behind a proxy with TLS.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from analytics import clock
from analytics.accounts import audit, people
from tests.support import axe, wire
from tests.support import browser as support
from tests.support.practice import practice, session
from tests.support.server import running
from tests.support.signing_in import PASSWORD, account, add_therapist, choose_password, sign_in

CODES = {"T1": [f"kappa-{n}" for n in range(5)], "T2": [f"omega-{n}" for n in range(5)]}


@pytest.fixture
def served(tmp_path):
    """Yield (server, store) of a practice with two therapists and five open clients each, without accounts."""
    rows = [
        session(client, f"2026-09-{2 + 7 * k:02d}", ors=30.0 - 8 * k, srs=36.0, therapist=code)
        for code, clients in CODES.items()
        for client in clients
        for k in range(3)
    ]
    store = practice(tmp_path / "data", rows)
    with running(tmp_path / "data") as server:
        yield server, store


def clients_on_the_wire(heard) -> set[str]:
    return set(re.findall(r"(?:kappa|omega)-\d", "\n".join(heard.texts())))


def test_an_owner_sets_up_and_a_therapist_and_a_supervisor_see_their_part_only(served, tab):
    server, store = served
    owner = tab()
    support.visit(owner, f"{server.url}/people", heading="People")
    owner.get_by_label("Name").fill("Anna Berg")
    owner.get_by_role("button", name="Add", exact=True).click()
    link = owner.get_by_role("link", name="/join?token=")
    expect(link).to_be_visible()
    assert tab().goto(f"{server.url}/overview").url.startswith(f"{server.url}/sign-in"), "closed from now on"
    link.click()
    assert axe.violations(owner) == []
    choose_password(owner, "Anna")
    expect(owner.get_by_text("Signed in: Anna Berg")).to_be_visible()
    expect(owner.get_by_role("link", name="My caseload")).to_have_count(0)
    # the owner invites a therapist
    support.visit(owner, f"{server.url}/people", heading="People")
    link_of_bo = add_therapist(owner, "Bo Lund", "T1")
    assert axe.violations(owner) == []
    bo = tab()
    bo.goto(link_of_bo)
    heard = wire.listen(bo)
    choose_password(bo, "bo@example.org")
    expect(bo.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(bo)
    assert clients_on_the_wire(heard) == set(CODES["T1"])
    support.visit(bo, f"{server.url}/people")
    expect(bo.get_by_text("This page is for owners.")).to_be_visible()
    # a supervisor of T2, for today only
    eva = account(store, "Eva", "eva", ["supervisor"])

    today = clock.today()
    people.supervise(
        store.folder,
        eva,
        [people.Supervision(code="T2", from_day=today, to_day=today)],
        by=audit.COMMAND_LINE,
    )
    third = tab()
    heard = wire.listen(third)
    sign_in(third, server, "eva", path="/caseload")
    expect(third.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(third)
    assert clients_on_the_wire(heard) == set(CODES["T2"])
    done = {line.action for line in audit.lines(store.folder)}
    assert {"signed_in", "person_added", "password_set", "invited", "supervision_changed"} <= done


def test_a_client_page_is_written_into_the_log_once_a_tab(served, tab):
    server, store = served
    account(store, "Anna", "anna", ["owner"])
    bo = account(store, "Bo", "bo", ["therapist"], ["T1"])
    page = tab()
    sign_in(page, server, "bo", path="/caseload")
    page.locator('a[href*="client="]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Client kappa-")
    support.settle(page)
    seen = [line for line in audit.lines(store.folder) if line.action == "client_seen"]
    assert [line.who for line in seen] == [bo.key] and "kappa" not in str(seen)
    noted = page.get_by_test_id("stSidebar")
    noted.get_by_text("Noted about you").click()
    expect(noted.get_by_text("Bo opened the page of client")).to_be_visible()
    expect(noted.get_by_text("Anna added")).to_have_count(0)


def test_a_download_and_names_on_screen_are_in_the_log_without_a_client(served, tab):
    server, store = served
    anna = account(store, "Anna", "anna", ["owner"])
    bo = account(store, "Bo", "bo", ["therapist"], ["T1"])
    owner, page = tab(), tab()
    sign_in(owner, server, "anna", path="/people")
    owner.get_by_role("button", name="Turn names on").click()
    expect(owner.get_by_text("Names are on; 0 clients have one.")).to_be_visible()
    sign_in(page, server, "bo", path="/caseload")
    page.locator('a[href*="client="]').first.click()
    page.get_by_role("button", name="Add a name on screen").click()
    page.get_by_label("Initials or a name").fill("Quaresma <img src=x>")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"^Client kappa-\d · Quaresma <img src=x>$")
    )
    assert axe.violations(page) == []
    assert "Quaresma" not in page.url and "Quaresma" not in page.title()
    page.get_by_role("link", name="My caseload").last.click()
    expect(page.get_by_text("Quaresma <img src=x>")).to_be_visible()
    page.get_by_text("Show as table").click()
    for with_codes in (False, True):
        if with_codes:
            page.get_by_text("With the practice's client codes").click()
            expect(page.get_by_text("The files name clients by the codes")).to_be_visible()
        with page.expect_download() as kept:
            page.get_by_role("button", name="Download as CSV").click()
        with open(kept.value.path(), encoding="utf-8-sig") as file:
            text = file.read()
        assert ("kappa-" in text, "k-" in text.replace("kappa-", "")) == (with_codes, not with_codes)
        assert "Quaresma" not in text and "omega" not in text
    support.visit(owner, f"{server.url}/people", heading="People")
    owner.get_by_role("button", name="Erase all names").click()
    owner.get_by_role("button", name="Erase now").click()
    expect(owner.get_by_text("1 name was erased.")).to_be_visible()
    lines = [line for line in reversed(audit.lines(store.folder))
             if line.action in ("exported", "labels_on", "labels_erased")]  # fmt: skip
    assert [(line.who, line.action, line.about) for line in lines] == [
        (anna.key, "labels_on", ""),
        (bo.key, "exported", "caseload"),
        (bo.key, "exported", "caseload"),
        (anna.key, "labels_erased", ""),
    ]
    assert [line.detail for line in lines[1:3]] == [
        {"rows": 5, "clients": how} for how in ("pseudonyms", "codes")
    ]
    assert not re.search(f"kappa|Quaresma|{PASSWORD}", str(audit.lines(store.folder)) + server.log())


def test_nothing_answers_before_the_sign_in(served):
    """A fresh server: every page address, the websocket, uploads, downloads and metrics refuse without a cookie."""
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    from pages.shell.registry import PAGES

    server, store = served
    account(store, "Anna", "anna", ["owner"])
    for address in ["/", *(f"/{page.url}" for page in PAGES.values()), "/_stcore/host-config", "/media/x.csv",
                    "/_stcore/metrics", "/static/index.html", "/no-such-page"]:  # fmt: skip
        status, headers, body = server.get(address)
        assert status in (303, 401), address
        assert not headers.get("location", "/sign-in").strip("/").startswith("overview")
        assert not re.search(rb"kappa|omega|Caseload|Overview", body), address
        assert headers["content-security-policy"]
    assert server.get("/_stcore/health")[0] == 200
    for cookie in ("", "holdfast_session=x"):
        with pytest.raises(InvalidStatus) as refused:
            connect(
                f"ws://127.0.0.1:{server.port}/_stcore/stream",
                origin=server.url,
                additional_headers={"Cookie": cookie} if cookie else {},
            )
        assert refused.value.response.status_code == 403


def test_sign_in_leads_nowhere_else_and_refuses_forms_of_other_sites(served):
    import urllib.error
    import urllib.parse
    import urllib.request

    server, store = served
    account(store, "Anna", "anna", ["owner"])

    def post(target: str, **headers: str):
        from tests.support.server import _NoRedirect

        body = urllib.parse.urlencode({"name": "anna", "password": PASSWORD}).encode()
        address = f"{server.url}/sign-in?next={urllib.parse.quote(target, safe='')}"
        request = urllib.request.Request(address, body, headers)
        try:
            return urllib.request.build_opener(_NoRedirect).open(request, timeout=20)
        except urllib.error.HTTPError as answer:
            return answer

    for target in (
        "https://evil.example/overview",
        "//evil.example/overview",
        "/sign-in",
        "javascript:alert(1)",
        "/x",
    ):
        answer = post(target)
        assert (answer.code, answer.headers["location"]) == (303, "/"), target
    answer = post("/overview?period=All+data", Origin=server.url)
    assert answer.headers["location"] == "/overview?period=All+data"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    assert post("/", Origin="http://evil.example").code == 403
    assert post("/", Origin="null").code == 403
    assert post("/", **{"Sec-Fetch-Site": "cross-site"}).code == 403
    assert post("/", **{"Sec-Fetch-Site": "same-site", "Origin": server.url}).code == 403
