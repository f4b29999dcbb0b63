"""Browser tests of the page frame: headers, no external requests, addresses, filters, stylesheet hooks."""

import http.client
import re
import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pages.shell.registry import PAGES
from pages.ui import stylesheet
from tests.support import browser as support
from tests.support import clinic
from tests.support.practice import deliver, session
from tests.support.server import running

IGNORED = re.compile(r"404 \(Not Found\)")  # Streamlit looks for its base path below the page's address first


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("clinic")
    clinic.fill(path)
    return path


@pytest.fixture(scope="module")
def server(folder):
    with running(folder) as server:
        yield server


@pytest.mark.parametrize(
    "path",
    ["/", "/overview", "/no-such-page", "/nonsense", "/_stcore/health", "/static/js/none.js", "/favicon.png"],
)
def test_headers_on_every_answer(server, path):
    _, headers, _ = server.get(path)
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]+'", policy)
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    if not path.startswith(("/_stcore", "/static")):
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/nonsense", "/a/b", "/overview/x", "/start"])
def test_an_address_that_leads_nowhere(server, page, path):
    support.visit(page, server.url + path, heading="There is no page here")
    assert page.locator("[role=dialog]").count() == 0
    page.get_by_role("link", name="Go to Overview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_a_tour_asks_nobody_outside_and_breaks_no_rule_of_the_browser(server, page, folder):
    outside, complaints = [], []
    page.on(
        "request",
        lambda request: request.url.startswith((server.url, "data:", "blob:")) or outside.append(request.url),
    )
    page.on(
        "websocket", lambda ws: ws.url.startswith(server.url.replace("http", "ws")) or outside.append(ws.url)
    )
    page.on(
        "console",
        lambda line: line.type == "error" and not IGNORED.search(line.text) and complaints.append(line.text),
    )
    supervisor = clinic.person(folder, "supervisor").key
    for one in PAGES.values():
        support.visit(page, f"{server.url}/{one.url}?as={supervisor}")
    assert outside == []
    assert complaints == []


def test_uploads_go_through_the_limit(server):
    """The limit refuses an upload without a length before Streamlit asks for its token (403)."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("PUT", "/_stcore/upload_file/session/file", body=iter([b"x"]), encode_chunked=True)
    assert connection.getresponse().status == 411
    connection.close()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the table of sockets is that of Linux")
def test_the_server_listens_on_loopback_only(server):
    """All sockets that listen on the server's port have the address 127.0.0.1 or ::1."""
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        if Path("/proc/net", table).exists()
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    listening = {line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{server.port:04X}")}
    loopback = {"0100007F", "00000000000000000000000001000000"}
    assert listening and {one.partition(":")[0] for one in listening} <= loopback


@pytest.mark.parametrize(("length", "status"), [(300 * 1024 * 1024, 413), (1, 403)])
def test_a_file_that_is_too_large_or_without_a_token_is_refused(server, length, status):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("PUT", "/_stcore/upload_file/session/file")
    connection.putheader("Content-Length", str(length))
    connection.endheaders(b"x" if length == 1 else None)
    assert connection.getresponse().status == status
    connection.close()


@pytest.mark.parametrize(
    ("host", "origin"), [("", "http://evil.example"), ("", "null"), ("evil.example", "")]
)
def test_another_site_and_another_host_get_no_websocket(server, host, origin):
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        connect(
            address.replace("127.0.0.1", host) if host else address,
            sock=socket.create_connection(("127.0.0.1", server.port), timeout=20),
            subprotocols=["streamlit"],
            origin=origin or address.replace("ws:", "http:").removesuffix("/_stcore/stream"),
        )
    assert refused.value.response.status_code == 403


def test_the_hooks_of_the_stylesheet_exist(server, page):
    support.visit(page, server.url + "/overview")
    for hook in stylesheet.HOOKS:
        assert page.locator(hook).count() > 0, hook
    colour = page.locator(".stApp").evaluate("e => getComputedStyle(e).getPropertyValue('--hf-w')")
    assert colour.strip()
    lead = page.locator(".hf-lead").first
    assert lead.evaluate("e => getComputedStyle(e).marginTop") == "0px"


def test_filters_stand_in_the_address_and_follow(server, page):
    support.visit(page, server.url + "/")
    page.get_by_label("Period").click()
    page.get_by_role("option", name="Last 24 months").click()
    expect(page).to_have_url(re.compile(r"/\?period=Last\+24\+months$"))
    page.get_by_role("link", name="Outcomes", exact=True).click()
    expect(page).to_have_url(re.compile(r"/outcomes\?period=Last\+24\+months$"))
    expect(page.locator(".hf-strip")).to_contain_text("Showing: Last 24 months")
    page.get_by_role("link", name="Definitions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Definitions")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    expect(page.locator(".hf-strip")).to_contain_text("Last 24 months")
    page.get_by_role("button", name="clear").click()
    expect(page).to_have_url(re.compile(r"/outcomes$"))
    support.visit(page, server.url + "/outcomes?period=EVIL&site=North")
    expect(page).to_have_url(re.compile(r"/outcomes\?site=North$"))


def test_the_persona_is_an_opaque_key_in_the_address(server, page, browser, folder):
    support.visit(page, server.url + "/")
    page.get_by_label("Demo: viewing as").click()
    page.get_by_role("option", name="Therapist · A. Brandt").click()
    expect(page.get_by_role("link", name="My caseload")).to_be_visible()
    assert page.url.endswith("?as=" + clinic.person(folder, "therapist").key)
    assert "Brandt" not in page.url
    page.get_by_role("link", name="My caseload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    copied = browser.new_page()
    support.visit(copied, page.url, heading="My caseload")
    copied.close()


def test_no_page_scrolls_sideways_on_a_phone(server, page, folder):
    page.set_viewport_size({"width": 390, "height": 800})
    supervisor = clinic.person(folder, "supervisor").key
    for one in PAGES.values():
        support.visit(page, f"{server.url}/{one.url}?as={supervisor}")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(150)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("e => e.scrollWidth <= e.clientWidth"), (one.url, width)


HOSTILE = (
    "![x](http://127.0.0.1:9/beacon)",
    "<img src=http://127.0.0.1:9/b>",
    ":red[a] $x$ *b* `c`",
    "www.example.org",
)


def test_hostile_client_codes_are_shown_letter_for_letter_and_call_nobody(page, tmp_path):
    data = clinic.fill(tmp_path)
    days = ("2026-09-01", "2026-09-08", "2026-09-15")
    deliver(data.sample, [session(code, day, ors=12, srs=30) for code in HOSTILE for day in days])
    outside = []
    with running(tmp_path) as server:
        page.on(
            "request",
            lambda one: one.url.startswith((server.url, "data:", "blob:")) or outside.append(one.url),
        )
        support.visit(page, f"{server.url}/caseload?as={clinic.person(tmp_path, 'therapist').key}")
        for box in page.locator('[data-testid="stExpander"] summary').all():
            box.click()
        for code in HOSTILE:
            expect(page.get_by_text(code, exact=True).first).to_be_visible()
        title = page.title()
        page.get_by_role("link", name="Open").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Client")
        support.settle(page)
        assert "My caseload" in title and not any(code in title + page.title() for code in HOSTILE)
    assert outside == []
