"""Tests of merged codes (aliases): merge, effect on later files, separation, undo, access rights."""

from __future__ import annotations

import datetime
import json

import pytest

from analytics import definitions
from analytics.access import Scope, find, read_people, viewer_for
from analytics.client.finding import find as find_clients
from analytics.client.timeline import timeline
from analytics.filters import Filters
from analytics.outcomes.filter_values import choices
from analytics.store import DataFolder, StoreUnusable
from analytics.store.aliases import Alias, AliasProblem, Suggestion, shown, with_all_said, with_said, without
from analytics.store.read_only_connection import connect
from tests.support.command import run
from tests.support.practice import deliver, practice, session

EVERYTHING = Scope(every_therapist=True, practice_totals=True, imports=True)


def rows() -> list[dict]:
    """Return sessions in which C1 and c1 are one client, and Schulz was renamed Meier in June."""
    return [
        session("C1", "2026-05-04", 20, 30, "Schulz", therapist_name="Anna Schulz"),
        session("C1", "2026-05-11", 21, 31, "Schulz", therapist_name="Anna Schulz"),
        session("c1", "2026-05-11", 22, 31, "Schulz", therapist_name="Anna Schulz"),
        session("c1", "2026-06-08", 23, 32, "Meier", therapist_name="Anna Meier"),
        session("C2", "2026-06-09", 24, 33, "Braun", therapist_name="Otto Braun"),
    ]


def held(store) -> list[tuple]:
    with connect(store.current().path) as connection:
        return connection.execute(
            "SELECT client_id, therapist, strftime(session_date, '%m-%d'), ors_total::integer, client_given,"
            " therapist_given FROM mart.session JOIN mart.client USING (client_key)"
            " JOIN mart.therapist USING (therapist_key) ORDER BY client_id, session_date, therapist"
        ).fetchall()


def names(store) -> dict:
    with connect(store.current().path) as connection:
        return dict(connection.execute("SELECT therapist, therapist_name FROM mart.therapist").fetchall())


def test_a_joined_client_has_one_course_and_parts_again(tmp_path):
    store = practice(tmp_path, rows())
    before = held(store)
    said = store.say_alias("client", "c1", "C1", "office")
    assert (said.n_folded, said.n_parted) == (1, 0)
    assert [row[0] for row in held(store)] == ["C1", "C1", "C1", "C2"]
    assert store.current().n_courses == 2
    assert [(one.code, one.stands_for, one.said_by) for one in store.aliases()] == [("c1", "C1", "office")]
    again = store.forget_alias("client", "c1")
    assert (again.n_folded, again.n_parted) == (0, 1)
    assert held(store) == before
    assert store.aliases() == ()


def test_of_two_held_sessions_of_one_day_the_one_delivered_last_stays(tmp_path):
    store = practice(tmp_path, rows()[1:2])
    deliver(store, rows()[2:3])
    store.say_alias("client", "C1", "c1")
    assert [row[3] for row in held(store)] == [22]
    store.undo()
    store.say_alias("client", "c1", "C1")
    assert [row[3] for row in held(store)] == [22]


def test_what_fell_onto_another_session_comes_back_after_other_imports_and_rules(tmp_path):
    store = practice(tmp_path, rows())
    store.say_alias("client", "c1", "C1")
    deliver(store, [session("C1", "2026-07-06", 25, 30, "Meier")])
    store.change_definitions(definitions.from_toml("[endings]\nlapse_days = 30"))
    deliver(store, [session("C2", "2026-07-07", 25, 30, "Braun")])
    assert store.forget_alias("client", "c1").n_parted == 1
    assert [row[2:4] for row in held(store) if row[0] == "C1"] == [
        ("05-04", 20),
        ("05-11", 21),
        ("07-06", 25),
    ]
    assert [row[2:4] for row in held(store) if row[0] == "c1"] == [("05-11", 22), ("06-08", 23)]


def test_an_alias_is_applied_to_every_later_delivery_and_follows_undo_and_redo(tmp_path):
    store = practice(tmp_path, rows())
    store.say_alias("therapist", "Schulz", "Meier")
    assert {row[1] for row in held(store)} == {"Meier", "Braun"}
    assert (store.steps().back, len(store.history())) == (2, 1)
    assert store.undo().n_sessions == 5
    assert (store.aliases(), {row[1] for row in held(store)}) == ((), {"Schulz", "Meier", "Braun"})
    store.redo()
    assert [one.code for one in store.aliases()] == ["Schulz"]
    store.undo()
    store.undo()
    assert store.aliases() == ()


def test_names_of_therapists_go_back_to_their_codes(tmp_path):
    store = practice(tmp_path, rows())
    before = names(store)
    store.say_alias("therapist", "Schulz", "Meier")
    assert names(store) == {"Meier": "Anna Meier", "Braun": "Otto Braun"}
    store.forget_alias("therapist", "Schulz")
    assert names(store) == before


def test_old_addresses_and_old_codes_find_the_person(tmp_path):
    store = practice(tmp_path, rows())
    of = {one.client_id: one.record_id for one in find_clients(store.warehouse(), EVERYTHING, Filters(), "1")}
    old = {one.code: one.record_id for one in choices(store.warehouse(), EVERYTHING).therapists}
    store.say_alias("client", "c1", "C1")
    store.say_alias("therapist", "Schulz", "Meier")
    for record in of.values():
        assert timeline(store.warehouse(), EVERYTHING, record).client_id == "C1"
    found = find_clients(store.warehouse(), EVERYTHING, Filters(), "c1")
    assert [(one.client_id, one.record_id) for one in found] == [("C1", of["C1"])]
    meier = next(one for one in choices(store.warehouse(), EVERYTHING).therapists if one.code == "Meier")
    assert (meier.record_id, meier.former_ids) == (old["Meier"], (old["Schulz"],))
    assert store.warehouse().shown_therapist("Schulz") == "Meier"


PEOPLE = [
    {"person": "anna", "name": "A. Schulz", "role": "therapist", "therapist": "Schulz"},
    {"person": "otto", "name": "O. Braun", "role": "therapist", "therapist": "Braun"},
    {"person": "eva", "name": "E. Lind", "role": "supervisor", "supervises": ["Meier"]},
    {"person": "office", "name": "K. Petrov", "role": "office"},
]


def seen(store, name: str) -> set[str]:
    """Return the dates of the sessions that a person may see."""
    person = find(read_people(store.folder / "people.json"), name)
    scope = viewer_for(person, store.name).scope
    rows = store.warehouse().query("export_sessions", scope, first_client=1, last_client=99)
    return {f"{row['session_date']:%m-%d}" for row in rows.dicts()}


@pytest.fixture
def with_people(tmp_path):
    store = practice(tmp_path, [row for row in rows() if row["client_id"] != "c1"])
    deliver(store, [session("C3", "2026-06-08", 23, 32, "Meier")])
    (store.folder / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    return store


def test_who_signs_in_with_the_old_code_sees_what_the_joined_therapist_has(with_people):
    store = with_people
    assert (seen(store, "anna"), seen(store, "eva")) == ({"05-04", "05-11"}, {"06-08"})
    said = store.say_alias("therapist", "Schulz", "Meier")
    assert said.sees_more == ("E. Lind", "A. Schulz")
    assert seen(store, "anna") == seen(store, "eva") == {"05-04", "05-11", "06-08"}
    assert (seen(store, "otto"), seen(store, "office")) == ({"06-09"}, set())
    store.forget_alias("therapist", "Schulz")
    assert (seen(store, "anna"), seen(store, "eva")) == ({"05-04", "05-11"}, {"06-08"})


def test_two_people_who_each_sign_in_do_not_become_one_therapist(with_people):
    store = with_people
    before = store.current().name
    with pytest.raises(AliasProblem, match=r"O\. Braun.*sign in"):
        store.say_alias("therapist", "Schulz", "Braun")
    assert (store.current().name, store.aliases()) == (before, ())
    said = run("aliases", "add", "therapist", "Braun", "Schulz", data=store.folder.parent)
    assert said.status == 2
    assert "sign in" in said.err


def test_an_unreadable_list_of_people_joins_no_therapists(with_people):
    (with_people.folder / "people.json").write_text("[{")
    with pytest.raises(AliasProblem, match="damaged"):
        with_people.say_alias("therapist", "Schulz", "Meier")
    assert with_people.say_alias("client", "C3", "C2").version.n_courses == 2


def alias(code: str, stands_for: str, kind: str = "client") -> Alias:
    return Alias(kind=kind, code=code, stands_for=stands_for, said_at=datetime.datetime(2026, 9, 30))


def test_aliases_are_flat_and_have_no_circles():
    said = with_said(with_said((), alias("a", "b")), alias("b", "c"))
    assert {(one.code, one.stands_for) for one in said} == {("a", "c"), ("b", "c")}
    assert {(one.code, one.stands_for) for one in with_said(said, alias("d", "a"))} == {
        ("a", "c"), ("b", "c"), ("d", "c")
    }  # fmt: skip
    turned = with_said(said, alias("c", "a"))
    assert {(one.code, one.stands_for) for one in turned} == {("b", "a"), ("c", "a")}
    assert shown(turned, "client", "b") == "a"
    assert shown(turned, "therapist", "b") == "b"
    assert without(said, "client", "a") == tuple(one for one in said if one.code == "b")
    for wrong in (alias("a", "a"), alias("", "b"), alias("a", "b", "site")):
        with pytest.raises(AliasProblem):
            with_said((), wrong)
    with pytest.raises(AliasProblem, match="Nothing was said"):
        without(said, "therapist", "a")


def test_taking_back_one_link_of_a_chain_leaves_the_others_as_they_were_said(tmp_path):
    held_rows = [session(code, f"2026-05-0{n}", 20, 30) for n, code in enumerate(("c1", "c2", "c3"), start=1)]
    store = practice(tmp_path, held_rows)
    store.say_alias("client", "c1", "c2", "Anna")
    store.say_alias("client", "c2", "c3", "Ben")
    assert {row[0] for row in held(store)} == {"c3"}
    deliver(store, [session("c3", "2026-06-01", 21, 30)])
    assert [(one.code, one.said_for, one.stands_for, one.said_by) for one in store.aliases()] == [
        ("c1", "c2", "c3", "Anna"), ("c2", "c3", "c3", "Ben")
    ]  # fmt: skip
    said = run("aliases", "list", data=tmp_path).out
    assert "client c1 is shown as c3 (the same as c2, said" in said
    store.forget_alias("client", "c2")
    assert [(one.code, one.stands_for, one.said_by) for one in store.aliases()] == [("c1", "c2", "Anna")]
    assert [row[0] for row in held(store)] == ["c2", "c2", "c3", "c3"]
    store.undo()
    store.forget_alias("client", "c1")
    assert {row[0] for row in held(store)} == {"c1", "c3"}
    assert [(one.code, one.stands_for) for one in store.aliases()] == [("c2", "c3")]


def test_many_said_at_once_follow_what_was_said_before():
    said = with_all_said(with_said((), alias("a", "b")), [alias("b", "n"), alias("n", "m"), alias("x", "y")])
    assert {(one.code, one.said_for, one.stands_for) for one in said} == {
        ("a", "b", "b"), ("n", "m", "m"), ("x", "y", "y")
    }  # fmt: skip
    said = with_all_said(with_said((), alias("a", "b")), [alias("b", "n")])
    assert {(one.code, one.stands_for) for one in said} == {("a", "n"), ("b", "n")}


def test_a_suggestion_stays_until_it_is_answered(tmp_path):
    pairs = [
        Suggestion(kind="client", code="c1", known="C1", stands_for="C1", why="spelling", n=2),
        Suggestion(kind="client", code="C2", known="C1", stands_for="C2", why="spelling", n=1),
    ]
    store = practice(
        tmp_path,
        rows(),
        suggestions=[
            *pairs,
            Suggestion(kind="client", code="gone", known="C1", stands_for="C1", why="spelling", n=1),
        ],
    )
    assert set(store.suggestions()) == set(pairs)
    deliver(store, [session("C2", "2026-07-07", 25, 30, "Braun")])
    assert set(store.suggestions()) == set(pairs)
    back = store.steps().back
    store.dismiss_suggestion("client", "C2", "C1")
    assert (store.suggestions(), store.steps().back) == ((pairs[0],), back)
    store.say_alias("client", "c1", "C1")
    assert store.suggestions() == ()


CLIENTS = "client,therapist_name\nK1,Anna Schulz\nK2,Otto Braun\n"
SCORES = "client,date,ORS,SRS\nk1,2026-05-04,20,30\nK1,2026-05-11,21,31\nK2,2026-05-12,24,33\n"
LATER = "client,therapist,date,ORS,SRS\nk1,Anna Meier,2026-06-08,23,32\nK2,Otto Braun,2026-06-09,24,33\n"


def test_files_are_read_by_the_aliases_in_force(tmp_path):
    """Later files are read with the current aliases, for codes and for names."""
    for name, text in (("clients.csv", CLIENTS), ("scores.csv", SCORES), ("later.csv", LATER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = tmp_path / "data"
    first = [tmp_path / name for name in ("clients.csv", "scores.csv")]
    assert run("import", *first, "--today", "2026-06-30", data=data).status == 0
    assert run("aliases", "add", "client", "k1", "K1", data=data).status == 0
    assert run("aliases", "add", "therapist", "Anna Schulz", "Anna Meier", data=data).status == 0
    again = run("import", *first, "--json", "--today", "2026-06-30", data=data)
    assert (again.status, again.document["rows_corrected"]) == (0, 0)  # the session of k1 gets K1's therapist
    assert run("import", *first, "--json", "--today", "2026-06-30", data=data).document["nothing_new"]
    said = run("import", tmp_path / "later.csv", "--json", "--today", "2026-06-30", data=data)
    assert (said.status, said.document["facts"]["n_clients"]) == (0, 2)
    store = DataFolder(data).practice
    assert [row[:3] for row in held(store)] == [
        ("K1", "Anna Meier", "05-04"),
        ("K1", "Anna Meier", "05-11"),
        ("K1", "Anna Meier", "06-08"),
        ("K2", "Otto Braun", "05-12"), ("K2", "Otto Braun", "06-09"),
    ]  # fmt: skip
    given = {row[4:] for row in held(store) if row[0] == "K1"}
    assert given == {("k1", "Anna Schulz"), (None, "Anna Schulz"), ("k1", None)}
    listed = run("aliases", "list", "--json", data=data).document
    assert [(one["kind"], one["code"], one["stands_for"]) for one in listed["aliases"]] == [
        ("client", "k1", "K1"), ("therapist", "Anna Schulz", "Anna Meier")
    ]  # fmt: skip
    assert run("aliases", "remove", "client", "k1", data=data).status == 0
    assert {row[0] for row in held(store)} == {"K1", "K2", "k1"}


def test_the_command_line_says_what_is_wrong(tmp_path):
    assert run("aliases", "list", "--json", data=tmp_path).status == 4
    practice(tmp_path, rows())
    for words in ("add client C8 C9", "add client C1 C1", "remove client C1", "add site a b"):
        assert run("aliases", *words.split(), data=tmp_path).status == 2, words
    assert run("aliases", "list", data=tmp_path).out == "No codes are joined.\n"
    said = run("aliases", "add", "client", "c1", "C1", "--json", data=tmp_path)
    assert (said.status, said.document["sessions_joined"], said.document["sees_more"]) == (0, 1, [])
    assert "imports --undo" in said.document["sentence"]


def test_a_replacing_import_keeps_what_was_said(tmp_path):
    store = practice(tmp_path, rows())
    store.say_alias("client", "c1", "C1")
    deliver(store, rows()[:1], replace=True)
    assert [one.code for one in store.aliases()] == ["c1"]


def test_a_statement_that_fails_on_the_way_changes_nothing(tmp_path, monkeypatch):
    store = practice(tmp_path, rows())
    before = (store.current().name, held(store), store.steps())

    def fails(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analytics.store.undo_redo.make_current", fails)
    with pytest.raises(StoreUnusable):
        store.say_alias("client", "c1", "C1")
    assert (store.current().name, held(store), store.steps()) == before
    assert not list((store.folder / "building").glob("recount-*"))
