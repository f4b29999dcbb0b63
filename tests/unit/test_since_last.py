"""Tests of what the newest import changed on a caseload."""

from __future__ import annotations

import dataclasses

import pytest

from analytics import definitions
from analytics.access import Scope
from analytics.caseload import since_last
from analytics.filters import Filters
from analytics.store import DataFolder, before_import
from tests.support.practice import deliver, session

ALL = Scope(every_therapist=True, practice_totals=True)
WEEKS = (
    "2026-08-12",
    "2026-08-19",
    "2026-08-26",
    "2026-09-02",
    "2026-09-09",
    "2026-09-16",
    "2026-09-23",
    "2026-09-29",
)


def course(
    client: str, srs: tuple, ors: tuple = (), therapist: str = "T01", first: int = 0, **more
) -> list[dict]:
    """Return weekly sessions with these SRS, beginning at the week numbered `first`."""
    scores = ors or (20.0,) * len(srs)
    return [
        session(client, WEEKS[first + k], life, alliance, therapist=therapist, **more)
        for k, (life, alliance) in enumerate(zip(scores, srs, strict=True))
    ]


@pytest.fixture
def store(tmp_path):
    """Return a practice of six clients before the import whose effect is asked for."""
    held = DataFolder(tmp_path).practice
    rows = course("dropping", (38,) * 5)
    rows += course("repaired", (38, 38, 38, 38, 31))
    rows += course("steady", (38,) * 5, therapist="T02")
    rows += course("falling", (38,) * 5, ors=(20.0,) * 5, therapist="T02")
    rows += course("closing", (38,) * 5)
    deliver(held, rows)
    return held


def later(store):
    rows = course("dropping", (31.0, 31.0), first=5)
    rows += course("repaired", (38.0, 38.0), first=5)
    rows += course("steady", (38.0,), first=5, therapist="T02")
    rows += course("falling", (38.0,), ors=(8.0,), first=5, therapist="T02")
    rows += course("closing", (38.0,), first=5, closure="planned")
    rows += course("newcomer", (38.0,), first=5)
    deliver(store, rows)


def answer(store, scope: Scope = ALL, filters: Filters | None = None):
    return since_last(store.warehouse(), scope, filters or Filters(), before_import.warehouse(store))


def by_client(found) -> dict:
    return {one.client_id: one for one in found.clients}


def test_the_first_import_has_nothing_to_compare_with(store):
    found = answer(store)
    assert found.why.code == "no_import_before" and found.clients == ()


def test_new_and_repaired_drops_new_reasons_and_new_clients(store):
    later(store)
    found = answer(store)
    changed = by_client(found)
    assert found.why is None and found.n == len(changed)
    assert changed["dropping"].new == ("drop",)
    assert changed["repaired"].repaired and changed["repaired"].new == ()
    assert "falling" in changed["falling"].new
    assert changed["newcomer"].is_new
    assert "steady" not in changed and "closing" not in changed
    assert (found.closed, found.sessions) == (1, 7)
    assert [one.client_id for one in found.clients][:2] == ["dropping", "falling"]


def test_each_person_sees_own_clients_only(store):
    later(store)
    changed = by_client(answer(store, Scope(therapists=("T02",))))
    assert set(changed) == {"falling"}
    assert by_client(answer(store, Scope())) == {}
    assert set(by_client(answer(store, filters=Filters(therapist="T02")))) == {"falling"}


def test_an_import_of_nothing_new_leaves_the_earlier_comparison(store):
    later(store)
    before = by_client(answer(store))
    deliver(store, course("steady", (38,) * 5, therapist="T02"))
    assert by_client(answer(store)) == before


def test_after_an_undo_the_import_before_it_is_compared(store):
    later(store)
    store.undo()
    assert answer(store).why.code == "no_import_before"


def test_other_rules_are_not_taken_for_a_change_of_clients(store):
    later(store)
    stricter = dataclasses.replace(definitions.DEFAULTS.dips, min_drop=6.0)
    store.change_definitions(dataclasses.replace(definitions.DEFAULTS, dips=stricter))
    assert answer(store).why.code == "other_rules_before"
