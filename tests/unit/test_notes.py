"""Tests of the mark "talked about it": stored once, private, removable, safe for concurrent writers."""

import contextlib
import datetime
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics.notes import NewerNotes, NotesUnusable, Talk, Talks, schema

DAY = datetime.date(2026, 9, 30)


def talk(record: str = "a" * 16, **more) -> Talk:
    usual = {
        "record_id": record,
        "episode_no": 1,
        "day": DAY,
        "person": "t01",
        "version": "v",
        "tier": "full",
        "session_day": DAY,
    }
    return Talk(**usual | more)


def test_what_was_said_first_stays(tmp_path):
    kept = Talks(tmp_path / "store")
    assert kept.all() == ()
    assert not kept.path.exists(), "looking makes no file"
    first = talk(outcome="unplanned", landmark=3, probability=0.34, low=0.2, high=0.5, band="higher")
    kept.mark(first)
    kept.mark(talk(probability=0.9, day=DAY + datetime.timedelta(days=3)))
    assert kept.all() == (first,)
    kept.withdraw([first])
    assert kept.all() == ()


def test_a_session_of_another_course_is_another_mark(tmp_path):
    kept, later = Talks(tmp_path), DAY + datetime.timedelta(days=200)
    kept.mark(talk())
    kept.mark(talk(session_day=later))
    assert [one.at for one in kept.all()] == [DAY, later]
    kept.withdraw([talk(session_day=later)])
    assert kept.all() == (talk(),)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_only_this_user_reads_the_file(tmp_path):
    kept = Talks(tmp_path / "store")
    kept.mark(talk())
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_two_at_a_time_lose_nothing(tmp_path):
    kept = Talks(tmp_path)
    records = [f"{n:016x}" for n in range(40)]
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda record: kept.mark(talk(record)), records))
    assert {one.record_id for one in kept.all()} == set(records)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_damaged_marks_stop_nothing_and_are_told(tmp_path, content):
    kept = Talks(tmp_path)
    kept.mark(talk())
    assert kept.problem() is None
    for path in tmp_path.glob("notes.sqlite*"):
        path.unlink()
    kept.path.write_bytes(content)
    assert kept.all() == ()
    assert "cannot be read" in kept.problem()
    if content:
        with pytest.raises(NotesUnusable, match="could not be kept"):
            kept.mark(talk())


def test_reading_marks_writes_nothing(tmp_path):
    kept = Talks(tmp_path / "o'b 50% #1?")
    kept.mark(talk())
    before = {path.name: path.stat().st_mtime_ns for path in kept.path.parent.iterdir()}
    assert len(kept.all()) == 1
    assert {
        path.name: path.stat().st_mtime_ns for path in kept.path.parent.iterdir() if path.name in before
    } == before


UNNUMBERED = """
create table course_talk (
    record_id text not null, episode_no integer not null, day text not null, person text not null,
    version text not null, tier text not null, outcome text, landmark integer,
    probability real, low real, high real, band text, session_day text not null,
    primary key (record_id, session_day)
)"""


def number(path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("pragma user_version").fetchone()[0]


def test_a_new_file_carries_its_version(tmp_path):
    kept = Talks(tmp_path)
    kept.mark(talk())
    assert number(kept.path) == len(schema.MIGRATIONS)


def test_a_file_without_a_version_is_version_one(tmp_path):
    kept = Talks(tmp_path)
    with contextlib.closing(sqlite3.connect(kept.path)) as older, older:
        older.execute(UNNUMBERED)
        older.execute(
            f"insert into course_talk values ({', '.join('?' * 13)})",
            ("a" * 16, 1, DAY.isoformat(), "t01", "v", "full", *[None] * 6, DAY.isoformat()),
        )
    assert kept.all() == (talk(),)
    assert number(kept.path) == 0, "reading changes nothing"
    kept.mark(talk("b" * 16))
    assert number(kept.path) == len(schema.MIGRATIONS)
    assert kept.all() == (talk(), talk("b" * 16))


def test_migrations_run_in_order_and_once(tmp_path, monkeypatch):
    kept = Talks(tmp_path)
    kept.mark(talk())
    steps = [
        lambda connection: connection.execute("create table added (one text)"),
        lambda connection: connection.execute("alter table added add column two text"),
    ]
    before = number(kept.path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *steps))
    for record in ("b" * 16, "c" * 16):
        kept.mark(talk(record))
    with contextlib.closing(sqlite3.connect(kept.path)) as connection:
        assert [row[1] for row in connection.execute("pragma table_info(added)")] == ["one", "two"]
    assert number(kept.path) == before + 2
    assert len(kept.all()) == 3


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    kept = Talks(tmp_path)
    kept.mark(talk())
    steps = [
        lambda connection: connection.execute("create table added (one text)"),
        lambda connection: connection.execute("alter table nothing add column two text"),
    ]
    before = number(kept.path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *steps))
    with pytest.raises(NotesUnusable, match="could not be kept"):
        kept.mark(talk("b" * 16))
    with contextlib.closing(sqlite3.connect(kept.path)) as connection:
        assert not connection.execute("select 1 from sqlite_master where name = 'added'").fetchone()
    assert number(kept.path) == before
    assert kept.all() == (talk(),)


def test_a_file_of_a_newer_holdfast_is_neither_read_nor_changed(tmp_path):
    kept = Talks(tmp_path)
    kept.mark(talk())
    later = len(schema.MIGRATIONS) + 1
    with contextlib.closing(sqlite3.connect(kept.path)) as newer, newer:
        newer.execute(f"pragma user_version = {later}")
        newer.execute("alter table course_talk add column later text")
    assert kept.all() == ()
    assert kept.problem() == schema.NEWER
    for change in (lambda: kept.mark(talk("b" * 16)), lambda: kept.withdraw([talk()])):
        with pytest.raises(NewerNotes, match="made by a newer Holdfast"):
            change()
    with contextlib.closing(sqlite3.connect(kept.path)) as newer:
        assert newer.execute("select count(*) from course_talk").fetchone() == (1,)
    assert number(kept.path) == later
