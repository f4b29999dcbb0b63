"""Browser test: one practice imported in many file formats, then a file with ambiguous dates, then undo."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import browser as support
from tests.support import exports, openfit, screen
from tests.support.command import run
from tests.support.server import running

FIRST = "german"
SAME = ("xlsx", "separate_files")
MORE = (
    "ods",
    "wide",
    "fhir",
    "parquet",
    "danish",
    "json_array",
)  # with the first and the last these make ten files
UNDERSTOOD = re.compile(r"Nothing new: every row that counts is already known\.|rows can be imported\.")
WAIT = 60_000


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "desktop"


def put(page, files) -> None:
    """Upload files and wait until the preview is complete."""
    chosen = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files
    ]
    page.locator('input[type="file"]').set_input_files(chosen)
    screen.rerun(page)


@pytest.mark.parametrize(
    "others", [SAME, pytest.param((*SAME, *MORE), marks=pytest.mark.slow)], ids=["four", "ten"]
)
def test_files_from_the_desktop_to_overview(page, folder, others):
    with running(folder) as server:
        _from_desktop_to_overview(server, page, folder, others)


def _from_desktop_to_overview(server, page, folder, others) -> None:
    made = exports.all_exports()
    support.visit(page, f"{server.url}/data", heading="Data & import")
    put(page, made[FIRST](None).files)
    expect(page.get_by_text(re.compile(r"All \d+ rows can be imported\."))).to_be_visible(timeout=WAIT)
    support.settle(page)
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("What moved on Overview")).to_be_visible(timeout=WAIT)
    support.settle(page)
    sessions = run("export", "sessions", data=folder).out
    assert len(sessions.splitlines()) > 100
    page.get_by_role("button", name="Done").click()
    for name in others:
        support.visit(page, f"{server.url}/data", heading="Data & import")
        put(page, made[name](None).files)
        expect(page.get_by_text(UNDERSTOOD).first).to_be_visible(timeout=WAIT)
        assert "which would be left out" not in screen.words(page), name
    support.visit(page, f"{server.url}/data", heading="Data & import")
    put(page, [("later.csv", openfit.text(openfit.ambiguous()).encode())])
    expect(page.get_by_text("Does the day or the month come first?")).to_be_visible(timeout=WAIT)
    support.settle(page)
    page.get_by_role("button", name="Day first").click()
    expect(page.get_by_text("4 of 5 rows can be imported.")).to_be_visible(timeout=WAIT)
    support.settle(page)
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("Imported, with rows left out.")).to_be_visible(timeout=WAIT)
    support.settle(page)
    assert run("export", "sessions", data=folder).out != sessions
    page.get_by_role("button", name="Done").click()
    screen.rerun(page)
    page.get_by_role("button", name="Take the last change back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text(re.compile(r"^Taken back\. (The data|Nothing)"))).to_be_visible(timeout=WAIT)
    assert run("export", "sessions", data=folder).out == sessions
    support.visit(page, f"{server.url}/overview", heading="Overview")
    assert "made up" not in screen.words(page)
