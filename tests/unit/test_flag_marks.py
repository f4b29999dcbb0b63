"""Tests of what came of flags: kept once, erased with the client, counted for oneself and for a practice."""

from __future__ import annotations

import datetime

import pytest

from analytics.caseload.next_step import next_step
from analytics.caseload.reasons import RULES
from analytics.notes import FlagMark, FlagMarks, Talk, Talks, database, flag_marks, schema
from pages.caseload.worth_text import worth as said
from pages.client import next_step_text

DAY = datetime.date(2026, 9, 30)


def mark(record: str = "a" * 16, person: str = "t1", **more) -> FlagMark:
    usual = {"session_day": DAY, "code": "drop", "result": flag_marks.HELPED, "day": DAY}
    return FlagMark(**{"record_id": record, "person": person} | usual | more)


def many(person: str, n: int, result: str = flag_marks.HELPED) -> list[FlagMark]:
    return [mark(f"{person}{k}", person, result=result) for k in range(n)]


def test_a_flag_has_one_answer_which_can_be_changed_and_taken_back(tmp_path):
    kept = FlagMarks(tmp_path)
    assert kept.all() == () and not kept.path.exists()
    kept.put(mark())
    kept.put(changed := mark(result=flag_marks.DID_NOT_HELP))
    kept.put(other := mark(code="away"))
    assert set(kept.all()) == {changed, other}
    kept.withdraw(changed)
    assert kept.all() == (other,)


def test_erasing_a_client_leaves_no_mark_in_the_file(tmp_path):
    kept = FlagMarks(tmp_path)
    kept.put(mark("a" * 16))
    kept.put(other := mark("b" * 16))
    assert kept.count(["a" * 16]) == 1
    kept.erase(["a" * 16])
    assert kept.all() == (other,)
    assert b"a" * 16 not in b"".join(path.read_bytes() for path in tmp_path.glob("notes.sqlite*"))


def test_a_file_of_an_older_release_has_no_marks_and_takes_them(tmp_path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:4])
        with database.transaction(Talks(tmp_path).path):
            pass
    assert FlagMarks(tmp_path).all() == ()
    FlagMarks(tmp_path).put(mark())
    assert len(FlagMarks(tmp_path).all()) == 1
    assert Talks(tmp_path).all() == tuple[Talk, ...]()


def test_own_answers_are_counted_and_those_of_few_colleagues_are_not():
    own = many("t1", 3) + many("t1x", 0)
    assert flag_marks.own_worth(own + many("t2", 5), "t1") == flag_marks.Worth(3, 3)
    two = own + many("t2", 20) + many("t3", 20)
    assert flag_marks.practice_worth(two, "t1") is None, "two colleagues: one knows the other's"
    few = own + many("t2", 3) + many("t3", 3) + many("t4", 3)
    assert flag_marks.practice_worth(few, "t1") is None
    enough = own + many("t2", 3) + many("t3", 3) + many("t4", 4, flag_marks.DONE)
    assert flag_marks.practice_worth(enough, "t1") == flag_marks.Worth(13, 9)


@pytest.mark.parametrize(
    ("own", "practice", "words"),
    [
        ((0, 0), None, ""),
        ((1, 1), None, "Of 1 reason that you answered, you found 1 worth a conversation."),
        ((20, 1), None, "Of 20 reasons that you answered, you found 1 worth a conversation."),
        ((20, 13), None, "Of 20 reasons that you answered, you found 13 worth a conversation."),
        ((0, 0), (40, 22), "In the whole practice it was 22 of 40."),
    ],
)
def test_the_caseload_says_how_many_were_worth_it(own, practice, words):
    answer = said(flag_marks.Worth(*own), practice and flag_marks.Worth(*practice))
    assert answer == words


def test_every_reason_has_a_step_and_every_answer_words():
    assert all(next_step(code).try_ for code in RULES)
    assert next_step("early_low", "goals").key == "confirm_goals"
    assert next_step("drop", "goals").key == "address_ruptures"
    for result in flag_marks.RESULTS:
        assert next_step_text.LABELS[result]
        assert "30 Sep 2026" in next_step_text.marked(mark(result=result))
