"""Browser tests of an office server: `start.py --serve` behind Debian's Caddy with TLS, two people, two browsers."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from analytics.accounts import people, sessions
from launcher import server_process
from tests.support import browser as support
from tests.support import wire
from tests.support.practice import practice, session
from tests.support.server import ROOT, free_port
from tests.support.signing_in import add_therapist, choose_password

WAIT = 90

pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason="needs Debian's package caddy")


@dataclass(frozen=True)
class Office:
    """Running office server: its https address, the port behind the proxy, what start.py printed, Caddy's root."""

    address: str
    behind: int
    printed: Path
    root: Path

    def context(self) -> ssl.SSLContext:
        """Return a TLS context that trusts Caddy's own certificate authority and nothing else."""
        return ssl.create_default_context(cafile=str(self.root))


@contextlib.contextmanager
def process(command, log: Path, **variables):
    """Run a program with these environment variables during the `with` block, its output in a file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=kept | variables
        )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(30)


def wait_for(ready, *logs: Path) -> None:
    """Wait until `ready` returns something true."""
    end = time.monotonic() + WAIT
    while not ready():
        assert time.monotonic() < end, "\n".join(log.read_text() for log in logs)
        time.sleep(0.2)


@contextlib.contextmanager
def served(data: Path):
    """Serve a data folder with start.py and the project's Caddyfile, on loopback, during the `with` block."""
    behind, port, admin = free_port(), free_port(), free_port()
    home, name = data.with_name("caddy"), f"localhost:{port}"
    home.mkdir()
    config = home / "Caddyfile"
    # Two lines are for a test alone: no port for changes from outside, no attempt to trust the root in this system.
    config.write_text(
        "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
        f"\thttp_port {admin}\n}}\n{(ROOT / 'deploy' / 'Caddyfile').read_text()}"
    )
    code = (
        "import sys; from pathlib import Path; from launcher import environment, server_process;"
        " environment.python_in_venv = lambda: Path(sys.executable);"
        f"sys.exit(server_process.serve_others({behind}, {str(data)!r}, 'https://{name}'))"
    )
    app_log, proxy_log = home / "app.log", home / "proxy.log"
    variables = {
        "HOLDFAST_ADDRESS": name,
        "HOLDFAST_PORT": str(behind),
        "XDG_DATA_HOME": str(home),
        "HOME": str(home),
    }
    with (
        process([sys.executable, "-c", code], app_log),
        process(["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], proxy_log, **variables),
    ):
        root = home / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        wait_for(lambda: server_process.healthy(behind), app_log, proxy_log)
        wait_for(root.exists, app_log, proxy_log)
        office = Office(f"https://{name}", behind, app_log, root)
        wait_for(lambda: status_of(office, "/_stcore/health") == 200, app_log, proxy_log)
        yield office


def ask(office: Office, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Send one request through the proxy, its certificate checked; return the response, read whole."""
    connection = http.client.HTTPSConnection(
        "localhost", int(office.address.rpartition(":")[2]), context=office.context(), timeout=20
    )
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.body = response.read()
        return response


def status_of(office: Office, path: str) -> int | None:
    """Return the status of a path through the proxy; None while the proxy does not answer."""
    try:
        return ask(office, path).status
    except OSError:
        return None


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    data = tmp_path_factory.mktemp("office") / "data"
    rows = [
        session(f"{name}-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist=code)
        for name, code in (("kappa", "T1"), ("omega", "T2"))
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
