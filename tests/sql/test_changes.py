"""Tests of the changes between a data version and its parent, and of who may see which values."""

from __future__ import annotations

import datetime

import pytest

from analytics.access import Scope
from analytics.store import changes, versions
from analytics.store.aliases import Alias
from tests.support.practice import deliver, practice, session

ALL = Scope(every_therapist=True)
BEFORE = [
    session("c1", "2026-09-01", 20, 36),
    session("c1", "2026-09-08", 21, 36),
    session("c2", "2026-09-01", 18, 30, therapist="T02", source_session_id="7", case_id="k"),
]
AFTER = [
    session("c1", "2026-09-08", 25.5, 36, site="South"),
    session("c2", "2026-09-03", 18, 30, therapist="T02", source_session_id="7", case_id="k"),
    session("c3", "2026-09-09", 11.5, None, therapist="T02"),
]


@pytest.fixture
def store(tmp_path):
    made = practice(tmp_path, BEFORE)
    deliver(made, AFTER)
    return made


def listed(store, scope=ALL, back=1) -> list[tuple]:
    step = changes.steps(store)[back - 1]
    return [
        (str(row[0]), str(row[2]), row[5], row[6], row[7], row[8])
        for part in changes.rows(store, step, scope)
        for row in part.rows
    ]


def test_old_and_new_value_of_each_session(store):
    assert listed(store) == [
        ("c1", "2026-09-08", "changed", "ors_total", "21.0", "25.5"),
        ("c1", "2026-09-08", "changed", "site", "North", "South"),
        ("c2", "2026-09-03", "changed", "session_date", "2026-09-01", "2026-09-03"),
        ("c3", "2026-09-09", "new", "ors_total", None, "11.5"),
        ("c3", "2026-09-09", "new", "therapist", None, "T02"),
    ]
    found = changes.counts(store, changes.steps(store)[0])
    assert found == changes.Counts(
        new=1, gone=0, changed=2, fields={"ors_total": 1, "session_date": 1, "site": 1}
    )


def test_what_is_gone_is_listed_with_what_it_was(store):
    deliver(store, AFTER, replace=True)
    assert ("c1", "2026-09-01", "gone", "ors_total", "20.0", None) in listed(store)
    assert changes.counts(store, changes.steps(store)[0]).gone == 1


def test_each_person_sees_own_clients_only(store):
    assert {row[0] for row in listed(store, Scope(therapists=("T01",)))} == {"c1"}
    assert {row[0] for row in listed(store, Scope(therapists=("T02",)))} == {"c2", "c3"}
    for blind in (Scope(), Scope(practice_totals=True, imports=True), Scope(therapists=("T09",))):
        assert listed(store, blind) == []
    assert not changes.sees_values(Scope(practice_totals=True, imports=True))


def test_who_sees_a_session_is_who_may_see_it_in_the_version(store):
    """A client who moves to a colleague becomes visible to the colleague, with all earlier sessions."""
    deliver(
        store,
        [session("c1", day, 30, 36, therapist="T03") for day in ("2026-09-01", "2026-09-08", "2026-09-15")],
    )
    assert {row[0] for row in listed(store, Scope(therapists=("T03",)))} == {"c1"}
    assert listed(store, Scope(therapists=("T01",))) == []
    for therapist in ("T01", "T02", "T03"):
        scope = Scope(therapists=(therapist,))
        with store.warehouse().cursor(scope) as cursor:
            seen = {c for (c,) in cursor.execute("select client_id from scoped.client").fetchall()}
        assert {row[0] for row in listed(store, scope)} <= seen


def test_joined_codes_are_the_same_sessions(store):
    store.say_alias("client", "c3", "c1", "K. Petrov")
    assert listed(store) == [("c1", "2026-09-09", "changed", "client_id", "c3", "c1")]


def test_a_session_that_joined_codes_count_once_is_not_gone(store):
    deliver(store, [session("c1", "2026-09-09", 30, 36, therapist="T02"), session("c4", "2026-09-10", 30)])
    store.say_alias("client", "c3", "c1", "K. Petrov")
    assert {row[:3] for row in listed(store)} == {("c3", "2026-09-09", "joined")}
    assert changes.counts(store, changes.steps(store)[0]) == changes.Counts(joined=1)
    store.forget_alias("client", "c3")
    assert {row[:3] for row in listed(store)} == {("c3", "2026-09-09", "parted")}
    assert changes.counts(store, changes.steps(store)[0]) == changes.Counts(parted=1)


def test_sessions_under_new_codes_are_the_same_sessions(store):
    """Sessions whose client codes were all replaced count as the same sessions."""
    held = [BEFORE[0], *AFTER]
    renumbered = [row | {"client_id": row["client_id"].replace("c", "n")} for row in held]
    said = [
        Alias(kind="client", code=f"c{n}", stands_for=f"n{n}", said_at=datetime.datetime(2026, 9, 30))
        for n in (1, 2, 3)
    ]
    deliver(store, [*renumbered, session("n3", "2026-09-16", 14)], aliases=said)
    assert changes.counts(store, changes.steps(store)[0]) == changes.Counts(
        new=1, gone=0, changed=4, fields={"client_id": 4}
    )
    deliver(store, [*renumbered, session("n3", "2026-09-23", 15)])
    assert changes.counts(store, changes.steps(store)[0]) == changes.Counts(new=1)


def test_codes_that_are_parted_again_show_nobody_the_other_ones_values(tmp_path):
    first = [session("c1", "2026-09-01", 12), session("c2", "2026-09-02", 15, therapist="T02")]
    store = practice(tmp_path, first)
    store.say_alias("therapist", "T01", "T02")
    deliver(store, [session("c2", day, 33, therapist="T02") for day in ("2026-09-02", "2026-09-09")])
    one, other = Scope(therapists=("T01",)), Scope(therapists=("T02",))
    assert {row[0] for row in listed(store, one)} == {"c2"}, "they are one person so far"
    store.forget_alias("therapist", "T01")
    for back in (1, 2, 3):
        assert {row[0] for row in listed(store, one, back)} <= {"c1"}
    assert ("c2", "2026-09-02", "changed", "ors_total", "15.0", "33.0") in listed(store, other, 2)
    assert ("c2", "2026-09-02", "changed", "ors_total", "15.0", "33.0") in listed(store, ALL, 2)


def test_clients_that_are_parted_again_are_each_for_their_own_therapist(tmp_path):
    store = practice(
        tmp_path, [session("c1", "2026-09-01", 12), session("c2", "2026-09-02", 15, therapist="T02")]
    )
    store.say_alias("client", "c1", "c2")
    assert {row[1] for row in listed(store, Scope(therapists=("T02",)))} == {"2026-09-01"}
    store.forget_alias("client", "c1")
    for back in (1, 2):
        assert not listed(store, Scope(therapists=("T02",)), back), "c1 is somebody else's again"
        assert {row[1] for row in listed(store, Scope(therapists=("T01",)), back)} == {"2026-09-01"}


def test_what_both_codes_told_of_one_session_is_shown_to_neither_after_they_are_parted(tmp_path):
    """After two merged clients are separated, neither therapist sees values of the other client."""
    store = practice(
        tmp_path, [session("c1", "2026-09-01", 12, 31), session("c2", "2026-09-01", 15, therapist="T02")]
    )
    store.say_alias("client", "c1", "c2")
    store.forget_alias("client", "c1")
    for therapist, own in (("T01", "c1"), ("T02", "c2")):
        for back in (1, 2):
            rows = listed(store, Scope(therapists=(therapist,)), back)
            assert {row[0] for row in rows} <= {own}
            assert "31.0" not in {value for row in rows for value in row[4:]} or therapist == "T01"


def test_the_steps_are_those_of_the_chain(store):
    first = store.current().parent
    assert [(one.back, one.parent) for one in changes.steps(store)] == [(1, first)]
    deliver(store, [session("c1", "2026-09-20", 20)])
    assert [one.back for one in changes.steps(store)] == [1, 2]
    assert listed(store, back=2)[0][:3] == ("c1", "2026-09-08", "changed")
    store.undo()
    store.undo()
    assert changes.steps(store) == []


def test_a_damaged_parent_is_said(store):
    step = changes.steps(store)[0]
    path = store.folder / "versions" / step.parent
    store._open.clear()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(versions.StoreUnusable):
        changes.counts(store, step)
