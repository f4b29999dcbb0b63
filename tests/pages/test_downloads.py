"""Tests of downloads in the browser: pseudonyms unless codes are asked for, and a line of the audit log for each."""

import ast
import json

import pytest
import streamlit as st

from analytics.access import Viewer
from analytics.accounts import audit, schema
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.data import import_issues, issue_text
from pages.shell import current_viewer, request_context
from pages.shell.filters import Selection
from pages.ui import downloads, table_files
from tests.pages.run_page import start
from tests.support.command import run
from tests.support.practice import deliver, practice, session
from tests.support.server import ROOT

CODES = {"T1": [f"zq-10{n}" for n in range(4)], "T2": [f"zq-20{n}" for n in range(3)]}
OWN = [code.encode() for code in CODES["T1"]]


def made(*days: int, ors: float = 20.0) -> list[dict]:
    """Return one session of every client on some days of September 2026."""
    return [
        session(client, f"2026-09-{day:02}", ors=ors, srs=36.0, therapist=code)
        for code, clients in CODES.items()
        for client in clients
        for day in days
    ]


@pytest.fixture
def store(tmp_path):
    """Return a practice of two imports without accounts."""
    store = practice(tmp_path, made(2, 9, 16))
    deliver(store, made(16, ors=12.0))
    return store


@pytest.fixture
def signed(store):
    """Return the practice with an owner, a therapist and the office, who sign in."""
    for words in (("Anna", "--role", "owner"), ("Bo", "--role", "therapist", "--code", "T1"),
                  ("Ole", "--role", "office")):  # fmt: skip
        assert run("people", "add", *words, data=store.folder.parent).status == 0
    return store


@pytest.fixture
def files(monkeypatch):
    """Return the functions behind the download buttons that are drawn, by key of the button."""
    held, draw = {}, st.download_button

    def kept(label, data, **more):
        held[more["key"]] = data
        return draw(label, data, **more)

    monkeypatch.setattr(st, "download_button", kept)
    return held


def exports(store) -> list[tuple]:
    """Return what the audit log says of exports, oldest first."""
    return [
        (line.who, line.about, line.detail["rows"], line.detail["clients"])
        for line in reversed(audit.lines(store.folder))
        if line.action == "exported"
    ]


def opened(page, *boxes: str):
    """Run a page again with some expanders open."""
    for key in boxes:
        page.session_state[key] = True
    page = page.run()
    assert not page.exception
    return page


def test_a_caseload_goes_with_pseudonyms_until_codes_are_asked_for(signed, files):
    page = opened(start("caseload", signed.folder.parent, account="Bo"), "table-caseload")
    assert exports(signed) == [], "nothing was clicked"
    text = files["csv-caseload"]()
    assert text.count(b"k-") == 4 and not [code for code in OWN if code in text]
    page.checkbox(key="codes-caseload").check().run()
    text = files["csv-caseload"]()
    assert all(code in text for code in OWN)
    bo = run("people", "list", "--json", data=signed.folder.parent).document["people"][1]["key"]
    assert exports(signed) == [(bo, "caseload", 4, "pseudonyms"), (bo, "caseload", 4, "codes")]
    written = json.dumps([line.__dict__ for line in audit.lines(signed.folder)])
    assert "zq-" not in written


def test_what_an_import_changed_goes_with_pseudonyms_too(store, files):
    """Whoever sits at a computer without accounts has every right, and still has to ask."""
    page = opened(start("data", store.folder.parent), "changes-open")
    text = files["csv-changes"]()
    assert b"k-" in text and b"zq-" not in text
    page.checkbox(key="codes-changes").check().run()
    assert b"zq-100" in files["csv-changes"]()
    assert not schema.in_use(store.folder), "without accounts nothing is written"


def test_tables_without_clients_are_written_down_as_such(signed, files):
    opened(start("data", signed.folder.parent, account="Ole"))
    assert files["csv-history"]()
    assert [line[1:] for line in exports(signed)] == [("imports", 2, "none")]


def test_a_file_that_cannot_be_written_down_is_not_handed_out(signed, files):
    opened(start("data", signed.folder.parent, account="Ole"))
    schema.path(signed.folder).write_bytes(b"damaged")
    with pytest.raises(schema.AccountsUnusable):
        files["csv-history"]()


def test_a_button_outside_of_a_page_run_gives_no_file(files):
    downloads.button("Download", lambda: (b"x", 1), table="t", file_name="t.csv", mime="text/csv", key="k")
    with pytest.raises(RuntimeError):
        files["k"]()


def test_every_download_button_is_the_one_that_is_written_down():
    for path in (ROOT / "pages").rglob("*.py"):
        names = {
            ast.unparse(one.func)
            for one in ast.walk(ast.parse(path.read_text()))
            if isinstance(one, ast.Call)
        }
        assert "st.download_button" not in names or path.name == "downloads.py", path


def test_rows_left_out_lose_what_can_name_a_client_until_it_is_asked_for():
    row = {"file": "book.xlsx, sheet Ann Lee", "line": 4, "reason": "score_not_number", "column": "ORS",
           "text": "Ann Lee rang"}  # fmt: skip
    report = {"quarantined": [row], "cells_quarantined": [], "skipped": []}
    (issue,) = issue_text.issues(report)
    plain = table_files.content(issue_text.download(issue, texts=False), "csv", "rows")
    assert b"Ann" not in plain and b"book.xlsx" in plain and b"ORS" in plain
    assert b"Ann Lee rang" in table_files.content(issue_text.download(issue), "csv", "rows")


@pytest.mark.parametrize(("role", "allowed"), [("office", True), ("owner", True), ("supervisor", False)])
def test_only_who_imports_may_have_the_text_of_rows_left_out(tmp_path, role, allowed):
    folder = DataFolder(tmp_path)
    viewer = Viewer(person="p", name="P", roles=frozenset({role}), store="practice")
    looking = current_viewer.Session(viewer, folder, folder.practice, None, False)
    assert not import_issues.may_have_texts(), "outside of a page run"
    with request_context.bind(request_context.PageRequest(looking, Selection(Filters(), ()), {})):
        assert import_issues.may_have_texts() is allowed
