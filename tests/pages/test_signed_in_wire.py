"""Tests of what is sent to people who are signed in: own clients only, whatever else they send or when they ask.

No browser: `support.client` reads everything that is sent, so what is not in it was not sent.
"""

from __future__ import annotations

import random
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics.accounts import audit, people, sessions
from tests.support.client import visit
from tests.support.practice import practice, session
from tests.support.server import running

CODES = {"T1": "kappa", "T2": "omega", "T3": "sigma", "T4": "theta"}
PAGES = ("caseload", "alliance", "outcomes", "supervision", "therapists")
SESSION = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Yield (server, therapist code -> cookie, data folder) of a practice of four therapists and an owner."""
    folder = tmp_path_factory.mktemp("signed-in") / "data"
    rows = [
        session(f"{name}-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist=code)
        for code, name in CODES.items()
        for n in range(6)
        for k in range(3)
    ]
    store = practice(folder, rows)
    people.add(store.folder, "Owner", ["owner"], by=audit.COMMAND_LINE)
    added = {
        code: people.add(store.folder, code, ["therapist"], [code], by=audit.COMMAND_LINE) for code in CODES
    }
    cookies = {code: f"{sessions.COOKIE}={sessions.begin(store.folder, one)}" for code, one in added.items()}
    with running(folder) as server:
        yield server, cookies, folder


def seen(raw: bytes) -> set[str]:
    """Return the therapist codes whose clients are in what was sent."""
    return {code for code, name in CODES.items() if name.encode() in raw}


def test_many_at_once_see_their_own_clients_and_nobody_elses(served):
    server, cookies, _ = served
    pick = random.Random(4)
    asked = [(pick.choice(list(CODES)), pick.choice(PAGES)) for _ in range(80)]
    with ThreadPoolExecutor(8) as at_once:
        visits = list(at_once.map(lambda one: visit(server, one[1], cookie=cookies[one[0]]), asked))
    for (code, page), made in zip(asked, visits, strict=True):
        assert seen(made.raw) <= {code}, page
        assert not made.errors
        assert page != "caseload" or seen(made.raw) == {code}


def test_the_session_of_somebody_else_opens_nothing_of_theirs(served):
    server, cookies, _ = served
    theirs = visit(server, "caseload", cookie=cookies["T1"])
    assert seen(theirs.raw) == {"T1"}
    for found in {one.decode() for one in SESSION.findall(theirs.raw)}:
        assert seen(visit(server, "caseload", cookie=cookies["T2"], session=found).raw) == {"T2"}


def test_a_name_in_a_header_is_nobody(served):
    server, *_ = served
    for name in ("X-Forwarded-User", "X-Auth-Request-Email", "Remote-User", "X-Streamlit-User"):
        request = urllib.request.Request(f"{server.url}/_stcore/metrics", headers={name: "Owner"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=20)
        assert refused.value.code == 401


def test_after_a_restart_under_load_nobody_comes_back_to_the_part_of_somebody_else(served):
    """The server is killed while everybody reads; later each comes back with a session of somebody else."""
    _, cookies, folder = served
    kept: dict[str, set[str]] = {code: set() for code in CODES}
    codes = list(CODES)

    def read(server, code: str) -> None:
        for page in PAGES:
            try:
                made = visit(server, page, cookie=cookies[code])
            except Exception:  # the connection ended with the server
                return
            assert seen(made.raw) <= {code}
            kept[code] |= {one.decode() for one in SESSION.findall(made.raw)}
            if all(kept.values()):
                server.process.kill()

    with running(folder) as server, ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda code: read(server, code), codes))
        assert server.process.wait(10) != 0 and all(kept.values())
    with running(folder) as server:
        for code, other in zip(codes, [*codes[1:], codes[0]], strict=True):
            for held in sorted(kept[other])[:2]:
                made = visit(server, "caseload", cookie=cookies[code], session=held)
                assert seen(made.raw) == {code} and not made.errors
