"""Tests of what the server sends to each role, on a new server and after other roles have used it.

No browser: `support.client` reads everything that is sent, so what is not in it was not sent.
"""

import re
import shutil

import pytest

from analytics import __version__
from analytics.access import may, viewer_for, who_may
from pages.shell.registry import PAGES, landing_page
from tests.pages import run_page
from tests.support import client, clinic
from tests.support.server import ROOT, running

ROLES = ("owner", "supervisor", "therapist", "office")
CODE = re.compile(rb"C-10\d\d")
OF_T01 = {b"C-%d" % number for number in range(1001, 1046, 3)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("clinic")
    clinic.fill(path)
    return path


@pytest.fixture(scope="module")
def warm(folder):
    with running(folder) as server:
        yield server


@pytest.mark.parametrize("page", ["", *sorted(PAGES)])
def test_first_request_of_a_fresh_server(folder, page):
    """The first request to a new server already runs the access check, and shows no "page not found"."""
    office = clinic.person(folder, "office").key
    with running(folder) as server:
        seen = client.visit(server, PAGES[page].url if page else "", f"as={office}")
        key = page or landing_page(viewer_for(clinic.person(folder, "office")))
        assert not seen.not_found
        assert "Demo data, made up" in seen.text
        assert seen.headings[0] == PAGES[key].title
        assert not CODE.search(seen.raw)
        if not may(viewer_for(clinic.person(folder, "office")), key):
            assert f"This page is for {who_may(key)}" in seen.text
            assert len(seen.headings) == 1


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("role", ROLES)
def test_role_by_page(warm, folder, role, page):
    viewer = viewer_for(clinic.person(folder, role))
    seen = client.visit(warm, PAGES[page].url, f"as={clinic.person(folder, role).key}")
    allowed = may(viewer, page)
    assert ("This page is for" in seen.text) != allowed
    assert "Error number" not in seen.text, warm.log()[-2000:]
    assert not seen.errors
    in_menu = (PAGES[page].menu or PAGES[page].title) in seen.menu
    assert in_menu == (allowed and PAGES[page].section is not None)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_therapist_is_sent_own_clients_only(warm, folder, page):
    """A therapist gets only own clients, even after other roles have filled the caches."""
    for role in ("office", "owner", "supervisor"):
        client.visit(warm, PAGES[page].url, f"as={clinic.person(folder, role).key}")
    seen = client.visit(warm, PAGES[page].url, f"as={clinic.person(folder, 'therapist').key}")
    assert set(CODE.findall(seen.raw)) <= OF_T01


@pytest.mark.parametrize("role", ["owner", "office"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_owner_and_office_are_sent_no_client_code(warm, folder, role, page):
    client.visit(warm, PAGES[page].url, f"as={clinic.person(folder, 'supervisor').key}")
    seen = client.visit(warm, PAGES[page].url, f"as={clinic.person(folder, role).key}")
    assert not CODE.search(seen.raw)


@pytest.mark.parametrize("role", ROLES)
def test_the_root_shows_the_landing_page(warm, folder, role):
    person = clinic.person(folder, role)
    seen = client.visit(warm, "", f"as={person.key}")
    page = PAGES[landing_page(viewer_for(person))]
    assert seen.headings[0] == page.title
    assert seen.menu.count(page.menu or page.title) == 1


def test_a_forged_persona_has_the_fewest_rights_and_a_forged_filter_is_the_default_one(warm):
    seen = client.visit(warm, "overview", "as=ffffffff&period=EVIL&site=Atlantis&practice=Your+practice")
    assert "Showing" not in seen.text
    assert "This page is for" in seen.text
    assert "Overview" not in seen.menu
    assert seen.menu[0] == "Data & import"


def test_both_practices_are_kept_apart(tmp_path):
    """After an import, the user's practice opens; the made-up one can still be selected."""
    clinic.fill(tmp_path, own=True)
    with running(tmp_path) as server:
        own = client.visit(server, "overview")
        assert "made up" not in own.text
        assert "My caseload" in own.menu
        made_up = client.visit(server, "overview", "practice=Made-up+practice")
        assert "Demo data, made up" in made_up.text
        assert "My caseload" not in made_up.menu


def test_before_the_first_import(tmp_path):
    with running(tmp_path) as server:
        seen = client.visit(server, "overview")
        assert "Nothing has been imported yet" in seen.text
        assert not seen.errors
        assert "Error number" not in client.visit(server, "definitions").text


def test_a_server_that_others_can_reach_shows_nothing(folder):
    with running(folder, "--server.address=0.0.0.0") as server:
        seen = client.visit(server, "overview")
        assert seen.headings == ("Holdfast",)
        assert "answers this computer only" in seen.text
        assert "made up" not in seen.text
        assert seen.menu in ((), ("Holdfast",))


def test_the_version_of_the_product_is_shown(folder):
    with running(folder) as server:
        assert f"Holdfast {__version__}" in client.visit(server, "overview").text


def test_an_error_shows_a_number_and_logs_no_client_data(folder, tmp_path):
    for name in ("pages", "analytics", "sample_data", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    shutil.copy(ROOT / "app.py", tmp_path / "app.py")
    (tmp_path / "pages" / "definitions" / "page.py").write_text(
        "from pages.shell import page_context\npage_context.require_page('definitions')\n"
        "try:\n    int('C-1042 secret')\nexcept ValueError as error:\n"
        "    raise KeyError('Alice of C-1042') from error\n"
    )
    with running(folder, app=tmp_path / "app.py") as server:
        seen = client.visit(server, "definitions")
        number = re.search(r"Error number ([0-9A-F]{6})", seen.text).group(1)
        log = server.log()
    assert not seen.errors
    file = folder / "log" / "holdfast.log"
    assert "log/holdfast.log" in seen.text
    assert f"error {number}: KeyError at" in file.read_text(encoding="utf-8")
    assert "C-1042" not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    for place in (seen.raw.decode("utf-8", "replace"), log):
        assert "C-1042" not in place
        assert "Alice" not in place
        assert "Traceback" not in place
    assert f"error {number}: KeyError at" in log
    assert "pages/definitions/page.py:6" in log


def test_damaged_marks_are_told_on_the_caseload_which_works_without(tmp_path):
    folder = clinic.fill(tmp_path)
    (folder.sample.folder / "notes.sqlite").write_bytes(b"no database")
    page = run_page.start("caseload", tmp_path, clinic.person(tmp_path, "therapist"))
    assert not page.exception
    assert run_page.words(page).count("cannot be read") == 1


def test_damaged_people_of_the_made_up_practice_let_nobody_in(tmp_path):
    clinic.fill(tmp_path)
    (tmp_path / "sample" / "people.json").write_text("{")
    with running(tmp_path) as server:
        seen = client.visit(server, "overview")
        assert "This page is for" in seen.text
        assert "list of people" in seen.text
