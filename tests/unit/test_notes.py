"""The marks "talked about it": kept once, private, taken back, written by two at a time."""

import datetime
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics.notes import NotesUnusable, Talk, Talks

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
