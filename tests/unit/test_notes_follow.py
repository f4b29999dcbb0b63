"""Tests that the mark “talked about it” stays with its episode through imports and merges."""

from __future__ import annotations

import datetime
import sqlite3

import pytest

from analytics import notes
from analytics.access import Scope
from analytics.notes import Talk, Talks
from analytics.store import DataFolder
from analytics.store.aliases import Alias
from analytics.store.recount import identify
from tests.support.practice import TODAY, deliver, session

ALL = Scope(every_therapist=True, practice_totals=True)
DAY = datetime.date(2026, 9, 27)
OLDER = """create table talk (
    record_id text not null, episode_no integer not null, day text not null, person text not null,
    version text not null, tier text not null, outcome text, landmark integer,
    probability real, low real, high real, band text, primary key (record_id, episode_no))"""


def visits(client, *days, **more):
    return [session(client, day, 20, 36, **more) for day in days]


@pytest.fixture
def store(tmp_path):
    held = DataFolder(tmp_path).practice
    deliver(held, visits("a", "2026-09-20", "2026-09-27") + visits("b", "2026-09-20", therapist="T02"))
    return held


def record(store, client: str) -> str:
    with store.warehouse().cursor(ALL) as cursor:
        return cursor.execute("select record_id from mart.client where client_id = ?", [client]).fetchone()[0]


def marked(store, scope=ALL) -> dict:
    found = notes.courses(store.warehouse(), scope, Talks(store.folder).all())
    with store.warehouse().cursor(ALL) as cursor:
        ids = dict(cursor.execute("select record_id, client_id from mart.client").fetchall())
    return {
        (ids[key], number): sorted(one.person for one in course.marks)
        for (key, number), course in found.items()
    }


def mark(store, client: str, number: int = 1, day: datetime.date = DAY, person: str = "p", **more) -> Talk:
    made = Talk(
        record_id=record(store, client),
        episode_no=number,
        day=TODAY,
        person=person,
        version=store.current().name,
        tier="none",
        session_day=day,
        **more,
    )
    Talks(store.folder).mark(made)
    return made


def test_older_history_gives_the_course_another_number(store):
    mark(store, "a")
    assert marked(store) == {("a", 1): ["p"]}
    deliver(store, visits("a", "2025-01-06", "2025-01-13"))
    assert marked(store) == {("a", 2): ["p"]}
    mark(store, "a", 1, datetime.date(2025, 1, 13), person="q")
    assert marked(store) == {("a", 1): ["q"], ("a", 2): ["p"]}


def test_joined_codes_keep_the_marks_of_both(store):
    mark(store, "a")
    mark(store, "b", day=datetime.date(2026, 9, 20), person="q")
    said = Alias(kind="client", code="b", stands_for="a", said_at=datetime.datetime(2026, 9, 30), said_by="")
    with store.writing():
        identify(store, [said])
    assert marked(store) == {("a", 1): ["p", "q"]}
    found = notes.courses(store.warehouse(), ALL, Talks(store.folder).all())
    Talks(store.folder).withdraw(next(iter(found.values())).marks)
    assert marked(store) == {}
    store.undo()


def test_a_mark_made_while_codes_were_joined_goes_with_the_code_of_its_session(store):
    deliver(store, visits("b", "2026-06-01", "2026-06-08", therapist="T02"))
    deliver(store, visits("c", "2026-09-28", therapist="T02"))
    store.say_alias("client", "c", "b")
    for number, day, person in ((2, datetime.date(2026, 9, 28), "p"), (1, datetime.date(2026, 6, 8), "q")):
        of = notes.delivered_record(store.warehouse(), ALL, record(store, "b"), number, day)
        Talks(store.folder).mark(
            Talk(
                record_id=of,
                episode_no=number,
                day=TODAY,
                person=person,
                version=store.current().name,
                tier="none",
                session_day=day,
            )
        )
    assert marked(store) == {("b", 1): ["q"], ("b", 2): ["p"]}
    assert notes.delivered_record(store.warehouse(), Scope(), record(store, "b"), 2, DAY) == record(
        store, "b"
    )
    store.forget_alias("client", "c")
    assert marked(store) == {("b", 1): ["q"], ("c", 1): ["p"]}


def test_a_session_that_went_and_cases_side_by_side(store):
    mark(store, "a", day=datetime.date(2026, 9, 25))
    assert marked(store) == {("a", 1): ["p"]}, "the course spans the day"
    deliver(
        store, visits("c", "2026-08-01", "2026-09-20", case_id="X") + visits("c", "2026-08-08", case_id="Y")
    )
    mark(store, "c", 2, datetime.date(2026, 8, 8), person="q")
    assert marked(store) == {("a", 1): ["p"], ("c", 2): ["q"]}, "the course with a session on the day"


def test_only_marks_in_scope_are_found(store):
    mark(store, "a")
    mark(store, "b", day=datetime.date(2026, 9, 20))
    assert set(marked(store, Scope(therapists=("T02",)))) == {("b", 1)}
    assert marked(store, Scope(practice_totals=True)) == {}


@pytest.mark.parametrize("version_is_kept", [True, False])
def test_marks_of_an_older_holdfast_are_settled(store, version_is_kept):
    deliver(store, visits("d", "2026-01-06", "2026-09-22"))
    version = store.current().name if version_is_kept else "practice-000000-00000000.duckdb"
    with sqlite3.connect(Talks(store.folder).path) as old:
        old.execute(OLDER)
        values = (
            record(store, "d"),
            1,
            "2026-09-30",
            "p",
            version,
            "none",
            None,
            None,
            None,
            None,
            None,
            None,
        )
        old.execute(f"insert into talk values ({', '.join('?' * 12)})", values)
    assert marked(store) == {("d", 2): ["p"]}, "before it is settled the day of the mark counts"
    notes.update_session_days(store.folder)
    (one,) = Talks(store.folder).all()
    assert one.session_day == (datetime.date(2026, 1, 6) if version_is_kept else datetime.date(2026, 9, 30))
    deliver(store, visits("d", "2025-01-06"))
    assert marked(store) == {("d", 2 if version_is_kept else 3): ["p"]}
    assert sqlite3.connect(Talks(store.folder).path).execute("select count(*) from talk").fetchone() == (0,)
