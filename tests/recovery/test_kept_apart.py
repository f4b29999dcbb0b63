"""Tests of two users whose therapist codes were merged: neither sees more clients than before."""

from __future__ import annotations

import json

import pytest

from analytics.access import contested, find, read_people, separate_codes, viewer_for
from analytics.store import pseudonyms
from analytics.store.aliases import AliasProblem
from tests.support.command import run
from tests.support.practice import practice, session

PEOPLE = [
    {"person": "anna", "name": "A. Schulz", "role": "therapist", "therapist": "T1"},
    {"person": "otto", "name": "O. Braun", "role": "therapist", "therapist": "T2"},
    {"person": "ida", "name": "I. Wolf", "role": "therapist", "therapist": "T3"},
    {"person": "one", "name": "E. Lind", "role": "supervisor", "supervises": ["T1", "T3"]},
    {"person": "both", "name": "B. Roth", "role": "supervisor", "supervises": ["T1", "T2"]},
    {"person": "office", "name": "K. Petrov", "role": "office"},
]
ALL = {
    "anna": {"c1"},
    "otto": {"c2"},
    "ida": {"c3"},
    "one": {"c1", "c3"},
    "both": {"c1", "c2"},
    "office": set(),
}
APART = {"anna": set(), "otto": set(), "ida": {"c3"}, "one": {"c3"}, "both": {"c1", "c2"}, "office": set()}


@pytest.fixture
def store(tmp_path):
    """Return a store with three therapists, T1 and T2 merged, and no list of people yet."""
    held = [session(f"c{n}", f"2026-06-{n:02}", 20, 30, f"T{n}") for n in (1, 2, 3)]
    store = practice(tmp_path, held)
    store.say_alias("therapist", "T1", "T2")
    return store


def listed(store) -> None:
    (store.folder / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")


def exported(store, name: str) -> tuple[set[str], str]:
    """Return the clients in a person's export, and the standard error output."""
    said = run("export", "sessions", "--as", name, data=store.folder.parent)
    assert said.status == 0, said.err
    head, *rows = (line.split(",") for line in said.out.splitlines())
    clients = sorted(set().union(*ALL.values()))
    ids = pseudonyms.record_ids(clients, store.secret())
    codes = {pseudonyms.of_record(record): code for code, record in zip(clients, ids, strict=True)}
    return {codes[row[head.index("client_id")]] for row in rows}, said.err


def test_a_list_of_people_written_later_shows_neither_the_clients_of_the_other(store):
    listed(store)
    for name, clients in APART.items():
        seen, said = exported(store, name)
        assert seen == clients, name
        assert ("A. Schulz and O. Braun each sign in" in said) == (name in ("anna", "otto", "one")), name
    shown = run("show", "caseload", "--as", "anna", "--json", data=store.folder.parent)
    assert (shown.status, len(shown.document["not_shown"])) == (0, 1)
    assert "c1" not in shown.out
    assert "c2" not in shown.out


def test_a_redo_that_brings_the_joining_back_says_so_and_shows_neither_more(store):
    store.undo()
    listed(store)
    with pytest.raises(AliasProblem, match="sign in"):
        store.say_alias("therapist", "T1", "T2")
    assert {name: exported(store, name) for name in ALL} == {
        name: (clients, "") for name, clients in ALL.items()
    }
    said = run("imports", "--redo", "--as", "office", "--json", data=store.folder.parent)
    assert said.status == 0
    assert said.document["not_shown"] == list(store.apart())
    assert {name: exported(store, name)[0] for name in ALL} == APART
    run("aliases", "remove", "therapist", "T1", "--as", "office", data=store.folder.parent)
    assert store.apart() == ()
    assert {name: exported(store, name)[0] for name in ALL} == ALL


def test_check_names_it_and_what_to_do(store):
    def about_people() -> list[str]:
        found = run("check", "--json", data=store.folder.parent).document["findings"]
        return [one["sentence"] for one in found if (one["what"], one["level"]) == ("people", "problem")]

    assert about_people() == []
    listed(store)
    (sentence,) = about_people()
    assert sentence.startswith("A. Schulz and O. Braun each sign in with a code that is shown as T2 now")
    assert "can part them" in sentence


def test_one_person_who_has_both_codes_and_one_code_given_twice_are_not_contested(store):
    def shown(code: str) -> str:
        return store.warehouse().shown_therapist(code)

    listed(store)
    people = read_people(store.folder / "people.json")
    ((joined),) = contested(people, shown)
    assert (joined.shown, joined.codes) == ("T2", {"T1", "T2"})
    assert contested([one for one in people if one.person != "otto"], shown) == ()
    anna = find(people, "anna")
    assert contested([anna, anna], shown) == ()
    viewer = separate_codes(viewer_for(anna), people, shown)
    assert (viewer.therapists, viewer.own_therapist, viewer.scope.therapists) == (frozenset(), None, ())
    everybody = viewer_for(find(people, "office"), owner_client_pages=True)
    assert separate_codes(everybody, people, shown) == everybody


def test_who_may_come_to_see_more_by_joining_clients_of_two_therapists_is_said(tmp_path):
    days = ("2026-06-01", "2026-06-08", "2026-06-15")
    others = [session(client, "2026-05-04", 20, 30, by) for client, by in (("c2", "T2"), ("c3", "T3"))]
    store = practice(tmp_path, [session("c1", day, 20, 30, "T1") for day in days] + others)
    assert store.would_see_more("client", "c2", "c1") == ()
    listed(store)
    assert set(store.would_see_more("client", "c2", "c1")) == {"A. Schulz", "O. Braun", "E. Lind"}
    said = run(
        "aliases", "add", "client", "c2", "c1", "--json", "--as", "office", data=store.folder.parent
    ).document
    assert said["sees_more"] == ["E. Lind", "A. Schulz"], (
        "the course of c1 is of T1, now and for the most part"
    )
    assert "These people see more than before: E. Lind, A. Schulz." in said["sentence"]
    assert store.say_alias("client", "c3", "c1").sees_more == ("B. Roth", "A. Schulz"), (
        "E. Lind saw c3, on c2's day"
    )
