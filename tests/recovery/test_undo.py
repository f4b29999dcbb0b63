"""Tests of undo and redo: even the first import can be undone; rule changes use no undo step."""

from __future__ import annotations

import datetime
import shutil

import pytest

from analytics import definitions, sql
from analytics.store import DataFolder, versions
from tests.support.command import run
from tests.support.practice import TODAY, deliver, practice, session

RULE = definitions.from_toml("[endings]\nlapse_days = 30")


def one(day: str, ors: float = 20) -> list[dict]:
    return [session("c1", f"2026-09-{day}", ors)]


def test_the_first_import_is_taken_back_and_brought_back(tmp_path):
    store = practice(tmp_path, one("01"))
    first = store.current().name
    assert (store.steps().back, store.steps().forward) == (1, 0)
    assert store.undo() is None
    assert store.current() is None
    assert (store.steps().back, store.steps().forward) == (0, 1)
    assert store.undo() is None
    assert store.redo().name == first
    assert (store.steps().back, store.steps().forward) == (1, 0)
    assert store.redo().name == first


def test_twice_back_and_twice_forward_again(tmp_path):
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    deliver(store, one("03"))
    assert [store.undo().n_sessions, store.undo().n_sessions] == [2, 1]
    assert store.steps().forward == 2
    assert [store.redo().n_sessions, store.redo().n_sessions] == [2, 3]
    store.undo()
    deliver(store, [*one("08"), *one("09")])
    assert store.current().n_sessions == 4
    assert store.steps().forward == 0
    assert store.redo().n_sessions == 4
    assert [store.undo().n_sessions, store.undo().n_sessions, store.undo()] == [2, 1, None]


def test_a_version_counted_again_between_two_undos_is_still_on_the_way_forward(tmp_path):
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    deliver(store, one("03"))
    store.undo()
    store.change_definitions(RULE)
    store.undo()
    assert (store.steps().back, store.steps().forward) == (1, 2)
    assert [store.redo().n_sessions, store.redo().n_sessions] == [2, 3]


def test_parents_are_written_down(tmp_path):
    store = practice(tmp_path, one("01"))
    first = store.current()
    deliver(store, one("02"))
    assert (first.parent, first.layout_no) == (None, sql.LAYOUT_NO)
    assert store.current().parent == first.name
    store.undo()
    deliver(store, one("05"))
    assert store.current().parent == first.name


def test_a_night_without_news_uses_no_undo(tmp_path):
    """Imports without new data add no undo step: one undo still removes the last new delivery."""
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    good = store.current().name
    bad = deliver(store, one("03"))
    assert bad.switched
    again = deliver(store, one("03"))
    assert (again.switched, again.version) == (False, bad.version)
    later = deliver(store, one("03"), today=TODAY + datetime.timedelta(days=1))
    assert later.switched
    assert store.current().data_date == TODAY + datetime.timedelta(days=1)
    assert len(versions.listed(store.folder)) == 3
    assert store.undo().name == good
    assert len(store.history()) == 2


def test_a_newer_layout_replaces_its_original(tmp_path, monkeypatch):
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    monkeypatch.setattr(sql, "schema_hash", lambda: "other")
    store.bring_up_to_date()
    assert (store.current().layout, store.current().n_sessions) == ("other", 2)
    assert len(versions.listed(store.folder)) == 2
    back = store.undo()
    assert (back.layout, back.n_sessions) == ("other", 1)
    assert store.redo().n_sessions == 2
    assert [store.undo().n_sessions, store.undo()] == [1, None]


def test_a_change_of_rules_is_no_import(tmp_path):
    """Undo reverses a rule change together with the last import, not as a separate step."""
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    store.change_definitions(RULE)
    assert store.current().definitions_digest == RULE.digest()
    assert len(versions.listed(store.folder)) == 2
    assert store.undo().definitions_digest == definitions.DEFAULTS.digest()
    assert store.definitions() == definitions.DEFAULTS
    deliver(store, one("04"))
    assert store.current().definitions_digest == definitions.DEFAULTS.digest()
    store.change_definitions(RULE)
    assert "lapse_days = 30" in (store.folder / "definitions.toml").read_text()
    store.undo()
    assert "lapse_days" not in (store.folder / "definitions.toml").read_text()


def test_the_next_import_counts_by_the_rules_on_show_whatever_the_file_says(tmp_path):
    store = practice(tmp_path, one("01"))
    (store.folder / "definitions.toml").write_text("[endings]\nlapse_days = 90\n")
    (store.folder / "definitions.toml").chmod(0o600)
    said = run("check", "--json", data=tmp_path)
    assert said.status == 0
    assert any("differs" in row["sentence"] for row in said.document["findings"] if row["level"] == "note")
    deliver(store, one("02"))
    assert store.current().definitions_digest == definitions.DEFAULTS.digest()
    assert "lapse_days" not in (store.folder / "definitions.toml").read_text()


def test_before_the_first_import_the_file_holds_the_chosen_rules(tmp_path):
    store = DataFolder(tmp_path).practice
    store.change_definitions(RULE)
    deliver(store, one("01"))
    assert store.current().definitions_digest == RULE.digest()


def test_an_empty_pointer_is_damage_and_nothing_is_a_word(tmp_path):
    store = practice(tmp_path / "data", one("01"))
    store.undo()
    assert (store.folder / "CURRENT").read_text() == "nothing\n"
    assert run("check", data=tmp_path / "data").status == 0
    store.redo()
    (store.folder / "CURRENT").write_text("")
    assert run("check", data=tmp_path / "data").status == 5


def test_undo_passes_over_a_damaged_version(tmp_path):
    store = practice(tmp_path / "made", one("01"))
    deliver(store, one("02"))
    deliver(store, one("03"))
    shutil.copytree(tmp_path / "made", tmp_path / "data")
    copy = DataFolder(tmp_path / "data").practice
    middle = copy.folder / "versions" / versions.listed(copy.folder)[1]
    middle.unlink()
    assert copy.undo().n_sessions == 1


@pytest.mark.parametrize(
    "name", ["o'b", 'say "hi"', "Übung ß", "练习", "a;b --c", "two  blanks ", "100%", "{x}", "$y"]
)
def test_any_letters_in_the_path(tmp_path, name):
    data = tmp_path / name / "data"
    store = practice(data, one("01"))
    deliver(store, one("02"))
    store.change_definitions(RULE)
    file = tmp_path / name / "more's.csv"
    file.write_text("client_id,session_date,therapist,ors_total,srs_total\nc1,2026-09-09,T01,21.0,35.0\n")
    said = run("import", file, "--today", "2026-09-30", "--json", data=data)
    assert said.status == 0, said.err
    assert run("show", "overview", data=data).status in (0, 4)
    assert run("imports", "--undo", data=data).status == 0
    assert run("check", data=data).status == 0
    assert DataFolder(data).practice.current().n_sessions == 2


@pytest.mark.parametrize("name", ["why?", "?*[a]"])
def test_a_path_that_the_database_cannot_write_is_one_sentence(tmp_path, name):
    """A data folder whose path contains a question mark is refused with one sentence.

    DuckDB takes the mark for the start of options.
    """
    file = tmp_path / "more.csv"
    file.write_text("client_id,session_date,therapist,ors_total,srs_total\nc1,2026-09-09,T01,21.0,35.0\n")
    said = run("import", file, "--today", "2026-09-30", data=tmp_path / name / "data")
    assert said.status == 5
    assert "question mark" in said.err and "--data" in said.err
    assert run("show", "overview", data=tmp_path / name / "data").status == 4
