"""Tests of names on the screen: who switches them, who sees them, and that nothing else ever holds one."""

import pytest
import streamlit as st

from analytics import log
from analytics.cli.tables import TABLES
from analytics.notes import ClientLabels
from analytics.store import pseudonyms
from pages.client import name_on_screen
from tests.pages.run_page import start, words
from tests.support import traces
from tests.support.command import run
from tests.support.practice import deliver, practice, session

OWN, OTHER = "Quaresma <img src=x> **b** [l](http://h)", "Zacharias"
FIRST = "Quaresma"  # the part of it that any way of writing keeps


@pytest.fixture
def store(tmp_path):
    """Return a practice of two therapists with one open client each."""
    rows = [
        session(client, f"2026-09-{day:02}", 30 - day, 36, code)
        for client, code in (("c1", "T1"), ("c2", "T2"))
        for day in (2, 9, 16)
    ]
    return practice(tmp_path, rows)


def record(store, code: str) -> str:
    """Return the record id of a client code."""
    return pseudonyms.record_ids([code], store.secret())[0]


def text_of(page) -> str:
    """Return the text of a page that ran without an error."""
    assert not page.exception
    return words(page)


def turned_on(store):
    """Turn names on, on the People page of a computer without accounts."""
    page = start("people", store.folder.parent)
    assert "Names are off" in text_of(page)
    page = page.button(key="labels-switch").click().run()
    assert "Names are on; 0 clients have one." in text_of(page)


def typed(store, code: str, label: str):
    """Type a name on the page of a client; return the page afterwards."""
    page = start("client", store.folder.parent, client=record(store, code))
    page.text_input(key=f"label-{record(store, code)}").set_value(label)
    return next(one for one in page.button if one.label == "Save").click().run()


def test_nothing_of_it_is_there_while_it_is_off(store):
    ClientLabels(store.folder).put(record(store, "c1"), FIRST)
    for page in ("client", "caseload"):
        shown = start(page, store.folder.parent, client=record(store, "c1"))
        assert FIRST not in text_of(shown)
        assert not [one for one in shown.text_input if one.label == name_on_screen.FIELD]
    people = text_of(start("people", store.folder.parent))
    assert "1 name is kept until it is erased" in people and FIRST not in people


def test_a_typed_name_stands_on_two_pages_as_text_and_nowhere_else(store, tmp_path, monkeypatch):
    turned_on(store)
    page = typed(store, "c1", OWN)
    assert page.title[0].value.startswith("Client c1 · Quaresma")
    assert r"\<img src\=x\>" in page.title[0].value and r"\*\*b\*\*" in page.title[0].value
    assert FIRST not in str(dict(page.query_params))
    files = {}
    draw = st.download_button
    monkeypatch.setattr(
        st, "download_button", lambda label, data, **more: files.update({more["key"]: data})
        or draw(label, data, **more),
    )  # fmt: skip
    page = start("caseload", store.folder.parent)
    assert "Quaresma &lt;img src=x&gt; **b** [l](http://h)" in text_of(page)
    page.session_state["table-caseload"] = True
    page = page.run()
    assert FIRST not in str(page.dataframe[0].value) and FIRST not in str(dict(page.query_params))
    assert not [key for key, make in files.items() if FIRST.encode() in make()] and "csv-caseload" in files
    deliver(store, [session("c1", "2026-09-23", 12, 30, "T1")])
    for table in TABLES:
        for options in ((), ("--pseudonyms",)):
            options = options if table not in ("therapists",) else ()
            out = tmp_path / f"{table}{len(options)}.csv"
            assert run("export", table, *options, "--out", out, data=store.folder.parent).status == 0
            assert FIRST not in out.read_text()
    for view in ("caseload", "overview", "course", "early_warning"):
        assert FIRST not in run("show", view, "--json", data=store.folder.parent).out
    log.to_folder(store.folder.parent)
    log.report(ValueError(f"about {record(store, 'c1')}"))
    holding = traces.files_with(store.folder.parent, FIRST)
    assert {name.removesuffix("-wal") for name in holding} == {"practice/notes.sqlite"}


def test_each_person_sees_the_names_of_their_own_clients(store):
    for words_ in (("Anna", "--role", "owner"), ("Bo", "--role", "therapist", "--code", "T1"),
                   ("Ole", "--role", "office")):  # fmt: skip
        assert run("people", "add", *words_, data=store.folder.parent).status == 0
    labels = ClientLabels(store.folder)
    labels.switch(True)
    labels.put(record(store, "c1"), FIRST)
    labels.put(record(store, "c2"), OTHER)
    caseload = text_of(start("caseload", store.folder.parent, account="Bo"))
    assert FIRST in caseload and OTHER not in caseload
    foreign = start("client", store.folder.parent, account="Bo", client=record(store, "c2"))
    assert OTHER not in text_of(foreign)
    for who, page in (("Anna", "people"), ("Anna", "overview"), ("Ole", "data"), ("Anna", "client")):
        shown = start(page, store.folder.parent, account=who, client=record(store, "c1"))
        assert FIRST not in text_of(shown) and OTHER not in text_of(shown)


def test_nobody_saves_a_name_from_a_page_whose_sign_in_has_ended(store):
    turned_on(store)
    page = start("client", store.folder.parent, client=record(store, "c1"))
    page.text_input(key=f"label-{record(store, 'c1')}").set_value(FIRST)
    assert run("people", "add", "Anna", "--role", "owner", data=store.folder.parent).status == 0
    next(one for one in page.button if one.label == "Save").click().run()
    assert ClientLabels(store.folder).all() == {}


def test_one_action_erases_all_of_them(store):
    turned_on(store)
    typed(store, "c1", FIRST)
    typed(store, "c2", OTHER)
    page = start("people", store.folder.parent)
    assert "Names are on; 2 clients have one." in text_of(page)
    page = page.button(key="labels-erased").click().run()
    assert "2 names were erased." in text_of(page)
    assert traces.files_with(store.folder.parent, FIRST) + traces.files_with(store.folder.parent, OTHER) == []
