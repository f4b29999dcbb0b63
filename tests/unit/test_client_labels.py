"""Tests of names of clients on the screen: off by default, limited, following joined codes, erased to the last byte."""

import contextlib
import sqlite3

import pytest

from analytics.access import Scope
from analytics.notes import ClientLabels, NotesUnusable, Talks, client_labels, database, schema
from analytics.store import erasure, pseudonyms
from tests.support import traces
from tests.support.practice import practice, session

EVERYBODY = Scope(every_therapist=True, practice_totals=True)


@pytest.fixture
def store(tmp_path):
    """Return a practice of clients c1 (therapist T1) and c2, c3 (therapist T2)."""
    rows = [
        session(client, f"2026-09-0{day}", 20, 30, code)
        for client, code in (("c1", "T1"), ("c2", "T2"), ("c3", "T2"))
        for day in (1, 8)
    ]
    return practice(tmp_path, rows)


def record(store, code: str) -> str:
    """Return the record id of a client code."""
    return pseudonyms.record_ids([code], store.secret())[0]


def test_they_are_off_until_somebody_turns_them_on(store):
    labels = ClientLabels(store.folder)
    assert not labels.is_on() and labels.all() == {} and not labels.path.exists(), "looking makes no file"
    labels.put(record(store, "c1"), "A. M.")
    assert not labels.is_on()
    assert client_labels.visible(store.warehouse(), EVERYBODY, labels) == {}
    labels.switch(True)
    assert client_labels.visible(store.warehouse(), EVERYBODY, labels) == {record(store, "c1"): "A. M."}
    labels.switch(False)
    assert client_labels.visible(store.warehouse(), EVERYBODY, labels) == {}
    assert labels.all() == {record(store, "c1"): "A. M."}, "hidden, not gone"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \n  M. ", "Anna M."),
        ("x" * 41, "x" * 40),
        ("A\u0308nne", "\u00c4nne"),
        ("A\u202egnp\u200b\x00\ufeff", "Agnp"),
        ("<b>&amp; **x**", "<b>&amp; **x**"),
        ("\u200b \x07", ""),
    ],
)
def test_a_label_is_one_short_visible_line(tmp_path, typed, kept):
    labels = ClientLabels(tmp_path)
    labels.put("a" * 16, typed)
    assert labels.all().get("a" * 16, "") == kept


def test_only_clients_in_scope_have_theirs_shown(store):
    labels = ClientLabels(store.folder)
    labels.switch(True)
    for code in ("c1", "c2"):
        labels.put(record(store, code), f"name of {code}")
    for scope, codes in (
        (Scope(), ()),
        (Scope(practice_totals=True, imports=True), ()),
        (Scope(therapists=("T1",)), ("c1",)),
        (EVERYBODY, ("c1", "c2")),
    ):
        found = client_labels.visible(store.warehouse(), scope, labels)
        assert found == {record(store, code): f"name of {code}" for code in codes}
        assert client_labels.is_visible(store.warehouse(), scope, record(store, "c1")) == ("c1" in codes)


def test_a_label_follows_a_joined_code_unless_that_has_its_own(store):
    labels = ClientLabels(store.folder)
    labels.switch(True)
    labels.put(record(store, "c2"), "typed for c2")
    store.say_alias("client", "c2", "c3")
    shown = record(store, "c3")
    assert client_labels.visible(store.warehouse(), EVERYBODY, labels) == {shown: "typed for c2"}
    labels.put(shown, "typed for c3")
    assert client_labels.visible(store.warehouse(), EVERYBODY, labels) == {shown: "typed for c3"}
    others = client_labels.other_records(store.warehouse(), EVERYBODY, labels, shown)
    assert others == [record(store, "c2")]
    labels.put(shown, "", others)
    assert labels.all() == {}


def test_erasing_all_leaves_no_byte_and_the_marks_and_the_switch_as_they_were(store):
    labels = ClientLabels(store.folder)
    labels.switch(True)
    for n in range(200):
        labels.put(f"{n:016x}", f"Quaresma {n}")
    labels.put(f"{1:016x}", "Zacharias")
    assert traces.files_with(store.folder, "Quaresma")
    assert labels.erase() == 200
    assert [traces.files_with(store.folder, name) for name in ("Quaresma", "Zacharias")] == [[], []]
    assert labels.all() == {} and labels.is_on()


def test_erasing_fails_aloud_while_a_reader_holds_the_old_bytes(store, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 0.1)
    labels = ClientLabels(store.folder)
    labels.put("a" * 16, "Quaresma")
    with contextlib.closing(sqlite3.connect(labels.path)) as reader:
        reader.execute("begin")
        reader.execute("select * from client_label").fetchall()
        with pytest.raises(NotesUnusable):
            labels.erase()
    assert labels.erase() == 0
    assert traces.files_with(store.folder, "Quaresma") == []


def test_erasing_a_client_erases_the_label_and_leaves_the_others(store):
    labels = ClientLabels(store.folder)
    labels.put(record(store, "c1"), "Quaresma")
    labels.put(record(store, "c2"), "Somebody")
    assert erasure.find(store, ["c1"]).labels == 1
    erasure.erase(store, ["c1"])
    assert labels.all() == {record(store, "c2"): "Somebody"}
    assert traces.files_with(store.folder, "Quaresma") == []


def test_a_file_of_an_older_holdfast_has_none_and_gets_the_tables_with_the_first(tmp_path):
    labels = ClientLabels(tmp_path)
    with contextlib.closing(sqlite3.connect(labels.path)) as older, older:
        schema.MIGRATIONS[0](older)
        older.execute("pragma user_version = 1")
    assert not labels.is_on() and labels.all() == {} and Talks(tmp_path).problem() is None
    labels.put("a" * 16, "A. M.")
    assert labels.all() == {"a" * 16: "A. M."}
