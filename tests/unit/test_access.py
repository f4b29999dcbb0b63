"""Tests of access rights: roles, scopes, pages."""

import json

import pytest

from analytics.access import (
    ROLES,
    Person,
    Scope,
    Viewer,
    find,
    may,
    read_people,
    this_computer,
    viewer_for,
    who_may,
)
from pages.shell.registry import PAGES, landing_page

OWNER = viewer_for(Person("o", "O", "owner"))
SUPERVISOR = viewer_for(Person("s", "S", "supervisor", "T04", frozenset({"T01", "T02"})))
THERAPIST = viewer_for(Person("t", "T", "therapist", "T01"))
OFFICE = viewer_for(Person("f", "F", "office"))
NOBODY = Viewer(person="n", name="N", roles=frozenset(), store="sample")

MATRIX = {
    "caseload": {"supervisor", "therapist"},
    "client": {"supervisor", "therapist"},
    "overview": {"owner", "supervisor", "therapist"},
    "outcomes": {"owner", "supervisor", "therapist"},
    "alliance": {"owner", "supervisor", "therapist"},
    "therapists": {"owner", "supervisor", "therapist"},
    "supervision": {"owner", "supervisor", "therapist"},
    "evidence": {"owner", "supervisor", "therapist"},
    "early_warning": {"owner", "supervisor", "therapist"},
    "report": {"owner", "supervisor", "therapist"},
    "data": {"owner", "supervisor", "office"},
    "definitions": {"owner", "supervisor", "therapist", "office"},
    "people": {"owner"},
}


def test_every_page_is_in_the_matrix():
    assert set(PAGES) == set(MATRIX)


@pytest.mark.parametrize("page", sorted(MATRIX))
@pytest.mark.parametrize("role", sorted(ROLES))
def test_role_by_page(role, page):
    viewer = {"owner": OWNER, "supervisor": SUPERVISOR, "therapist": THERAPIST, "office": OFFICE}[role]
    one_role = Viewer(
        person=viewer.person,
        name=viewer.name,
        roles=frozenset({role}),
        store="sample",
        therapists=viewer.therapists,
    )
    assert may(one_role, page) == (role in MATRIX[page])


def test_no_role_and_unknown_pages_are_closed():
    assert not any(may(NOBODY, page) for page in PAGES)
    assert not may(this_computer(), "no such page")
    assert NOBODY.scope == Scope()


def test_scopes():
    assert Scope() == Scope(every_therapist=False, therapists=(), practice_totals=False, imports=False)
    assert OWNER.scope == Scope(practice_totals=True, imports=True)
    assert SUPERVISOR.scope == Scope(therapists=("T01", "T02", "T04"), practice_totals=True)
    assert THERAPIST.scope == Scope(therapists=("T01",), practice_totals=True)
    assert OFFICE.scope == Scope(practice_totals=True, imports=True)
    assert this_computer().scope == Scope(every_therapist=True, practice_totals=True, imports=True)


def test_an_owner_sees_clients_only_as_a_clinician_or_where_the_definitions_say_so():
    assert not may(OWNER, "client")
    treating = viewer_for(Person("o", "O", "owner", "T09"))
    assert may(treating, "client")
    assert treating.scope.therapists == ("T09",)
    opened = viewer_for(Person("o", "O", "owner"), owner_client_pages=True)
    assert may(opened, "caseload")
    assert opened.scope.every_therapist


def test_a_scope_is_a_key():
    assert (
        len({OWNER.scope, SUPERVISOR.scope, THERAPIST.scope, OFFICE.scope}) == 3
    )  # owner and office read the same
    assert hash(THERAPIST.scope) == hash(viewer_for(Person("x", "X", "therapist", "T01")).scope)


def test_landings():
    assert [landing_page(one) for one in (OWNER, SUPERVISOR, THERAPIST, OFFICE, NOBODY)] == [
        "overview",
        "caseload",
        "caseload",
        "data",
        "definitions",
    ]
    assert landing_page(this_computer()) == "overview"


def test_people_are_read_in_role_order_and_unknown_roles_refused(tmp_path):
    path = tmp_path / "people.json"
    assert read_people(path) == ()
    path.write_text(
        json.dumps(
            [
                {"person": "b", "name": "B", "role": "office"},
                {"person": "a", "name": "A", "role": "owner", "therapist": None},
            ]
        )
    )
    people = read_people(path)
    assert [one.role for one in people] == ["owner", "office"]
    assert find(people, "b") == find(people, people[1].key) == people[1]
    assert find(people, "c") is None
    assert find(people, None) is None
    path.write_text(json.dumps([{"person": "b", "name": "B", "role": "king"}]))
    with pytest.raises(ValueError, match="king"):
        read_people(path)


def test_address_keys_say_nothing():
    key = Person("alice.brandt@example.org", "Alice Brandt", "therapist").key
    assert len(key) == 8
    assert set(key) <= set("0123456789abcdef")


def test_who_may_in_words():
    assert who_may("client") == "supervisors and therapists"
    assert who_may("data") == "owners, supervisors and office managers"
    assert who_may("nothing") == "nobody"
