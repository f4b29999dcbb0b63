"""Tests of the supervision agenda: who is on it, and that picks stay with their episode, scope and file."""

from __future__ import annotations

import datetime

import pytest

from analytics.access import Scope
from analytics.caseload.agenda import MOST, agenda
from analytics.caseload.results import Reason
from analytics.notes import AgendaPicks, Pick, agenda_picks, database, schema
from analytics.store import DataFolder
from tests.pages.made_up_clients import client_row
from tests.support.practice import TODAY, deliver, session

ALL = Scope(every_therapist=True, practice_totals=True)
DAY = datetime.date(2026, 9, 27)
LATER = TODAY + datetime.timedelta(days=1)


def reason(code: str, recent: bool = True) -> Reason:
    return Reason(code=code, chip="", sentence="", value=1.0, session=3, group="", recent=recent)


def client(code: str, why: str | None = None, recent: bool = True):
    return client_row(code, "watch", (20.0, 21.0), reason(why, recent) if why else None)


def key(one) -> tuple[str, int]:
    return one.record_id, one.episode_no


def codes(clients, picked=()) -> list[str]:
    return [item.client.client_id for item in agenda(clients, {key(one) for one in picked})]


def test_the_most_urgent_three_in_the_order_of_reasons():
    clients = [client("a", "no_srs"), client("b", "early_low"), client("c", "falling"), client("d", "drop")]
    assert codes(clients) == ["d", "c", "b"]
    assert codes(clients[:2]) == ["b", "a"]
    assert codes([client("e"), client("f", "away"), client("g", "settled"), client("h", "drop", False)]) == []


def test_a_pick_is_always_on_and_takes_the_place_of_the_least_urgent():
    first = [client(code, "drop") for code in "abc"]
    own = client("own")
    assert codes([*first, own], [own]) == ["a", "b", "own"]
    assert codes([*first, own], [own, first[2]]) == ["a", "c", "own"]
    many = [client(f"p{n}") for n in range(MOST + 2)]
    assert codes([*first, *many], many) == [f"p{n}" for n in range(MOST + 2)]


def test_a_pick_comes_before_missing_forms_and_after_a_low_alliance():
    own = client("own")
    clients = [client("forms", "no_srs"), own, client("low", "early_low")]
    assert codes(clients, [own]) == ["low", "own", "forms"]


@pytest.fixture
def store(tmp_path):
    held = DataFolder(tmp_path).practice
    rows = [session("a", day, 20, 36) for day in ("2026-09-20", "2026-09-27")]
    deliver(held, [*rows, session("b", "2026-09-27", 22, 38, therapist="T02")])
    return held


def record(store, code: str) -> str:
    with store.warehouse().cursor(ALL) as cursor:
        return cursor.execute("select record_id from mart.client where client_id = ?", [code]).fetchone()[0]


def pick(store, code: str, day: datetime.date = TODAY) -> Pick:
    made = Pick(record_id=record(store, code), session_day=DAY, day=day, person="p")
    AgendaPicks(store.folder).add(made)
    return made


def waiting(store, scope: Scope = ALL) -> set[str]:
    return {record for record, _ in agenda_picks.waiting(store.warehouse(), scope, store.folder)}


def test_a_pick_is_kept_once_and_taken_off(store):
    picks = AgendaPicks(store.folder)
    assert picks.all() == () and not picks.path.exists()
    one, again = pick(store, "a"), pick(store, "a", LATER)
    assert picks.all() == (again,) and one != again
    picks.remove([again.record_id])
    assert picks.all() == ()


def test_only_whoever_may_see_the_client_sees_the_pick(store):
    a, b = pick(store, "a"), pick(store, "b")
    assert waiting(store) == {a.record_id, b.record_id}
    assert waiting(store, Scope(therapists=frozenset({"T02"}))) == {b.record_id}
    assert waiting(store, Scope(therapists=frozenset())) == set()


def test_a_pick_follows_its_episode_through_an_import(store):
    one = pick(store, "a")
    deliver(store, [session("a", day, 18, 35) for day in ("2025-01-06", "2025-01-13")])
    found = agenda_picks.waiting(store.warehouse(), ALL, store.folder)
    assert list(found) == [(one.record_id, 2)]


def test_erasing_leaves_nothing_in_the_file(store):
    one, other = pick(store, "a"), pick(store, "b")
    picks = AgendaPicks(store.folder)
    assert picks.count([one.record_id]) == 1
    picks.erase([one.record_id])
    assert picks.all() == (other,)
    held = b"".join(path.read_bytes() for path in store.folder.glob("notes.sqlite*"))
    assert one.record_id.encode() not in held and other.record_id.encode() in held


def test_a_file_of_an_older_release_has_no_picks_and_takes_one(store, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:2])
        with database.transaction(AgendaPicks(store.folder).path):
            pass
    assert AgendaPicks(store.folder).all() == ()
    pick(store, "a")
    assert len(waiting(store)) == 1
