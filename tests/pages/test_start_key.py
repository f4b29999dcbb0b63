"""Tests of the key of a start: without the cookie from the printed address nobody sees or adds to own data."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pages.shell import start_key
from pages.shell.registry import PAGES
from tests.support.client import visit
from tests.support.practice import practice, session
from tests.support.server import running

KEY = "k" * 43


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keyed") / "data"
    falling = [
        session(f"kappa-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist="T1")
        for n in range(6)
        for k in range(3)
    ]
    practice(folder, falling)
    with running(folder, env={start_key.VARIABLE: KEY}) as server:
        yield server


def opened(server, token):
    """Return (status, cookie as the browser sends it back or "", its attributes) of the start address."""
    status, headers, _ = server.get(f"/open?token={token}")
    cookie, _, attributes = headers.get("set-cookie", "").partition(";")
    return status, cookie, attributes.lower()


def test_no_page_shows_own_data_without_the_key(server):
    for cookie in ("", "holdfast_start_x=y"):
        for page in ("", *(page.url for page in PAGES.values())):
            seen = visit(server, page, cookie=cookie)
            assert b"kappa" not in seen.raw and b"T1" not in seen.raw, page
            assert not seen.errors
    assert "open the address that was printed" in visit(server, "data").text


def test_the_printed_address_gives_a_cookie_that_opens_own_data(server):
    status, cookie, attributes = opened(server, KEY)
    assert status == 200 and cookie.endswith(KEY)
    assert "httponly" in attributes and "samesite=strict" in attributes
    assert b"kappa" in visit(server, "caseload", cookie=cookie).raw
    assert "open the address that was printed" not in visit(server, "data", cookie=cookie).text


@pytest.mark.parametrize("wrong", ["", "x", KEY + "k", KEY[:-1], "%00", "ü"])
def test_another_key_is_refused_and_sets_no_cookie(server, wrong):
    assert opened(server, urllib.request.quote(wrong, safe="%"))[:2] == (403, "")


def test_a_stolen_session_shows_nothing_without_the_key(server):
    cookie = opened(server, KEY)[1]
    ours = visit(server, "caseload", cookie=cookie)
    assert b"kappa" in ours.raw
    stolen = re.search(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", ours.raw).group()
    assert b"kappa" not in visit(server, "caseload", session=stolen.decode()).raw


def test_uploads_and_metrics_need_the_key(server):
    cookie = opened(server, KEY)[1]
    asked = urllib.request.Request(f"{server.url}/_stcore/upload_file/a/b", b"x", method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    assert refused.value.code == 401
    assert server.get("/_stcore/metrics")[0] == 401
    request = urllib.request.Request(f"{server.url}/_stcore/metrics", headers={"Cookie": cookie})
    assert urllib.request.urlopen(request, timeout=20).status == 200


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:9", "http://localhost:{port}", "null", "https://evil.example"]
)
def test_a_page_of_another_port_or_site_opens_no_websocket_and_sends_no_file(server, origin):
    cookie, origin = opened(server, KEY)[1], origin.format(port=server.port)
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            origin=origin,
            additional_headers={"Cookie": cookie},
        )
    assert refused.value.response.status_code == 403
    headers = {"Cookie": cookie, "Origin": origin}
    asked = urllib.request.Request(f"{server.url}/_stcore/upload_file/a/b", b"x", headers, method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    assert refused.value.code == 403


def test_without_own_data_the_made_up_practice_is_shown_and_no_file_taken(sample_folder):
    with running(sample_folder, env={start_key.VARIABLE: KEY}) as server:
        assert "Demo data, made up" in visit(server, "overview").text
        assert "open the address that was printed" in visit(server, "data").text
