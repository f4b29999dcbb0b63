"""Tests of merging codes, separating them and leaving out sessions, between other imports."""

from __future__ import annotations

import datetime

import pytest

from analytics import definitions
from analytics.ingest import delivery
from analytics.store import DataFolder, leave_out
from analytics.store.read_only_connection import connect
from tests.support.importing import exported, in_this_process

TODAY = datetime.date(2026, 9, 22)


@pytest.fixture
def store(tmp_path):
    return DataFolder(tmp_path).practice


def bring(store, *rows: str, column: str | None = None, more: str | None = None) -> None:
    """Import rows written as `client day points`, such as `c1 2026-09-01 12`.

    column: one or more, whose cells follow the points (for `Case ID` a day is the cell where none follows); more: a
    file of clients that comes along.
    """
    head = "Client ID,Session Date,ORS Total,Clinician" + (f",{column}" if column else "")
    lines = []
    for row in rows:
        client, day, points, *cell = row.split()
        lines.append(",".join([client, day, points, "T1", *((cell or [f"E-{day}"]) if column else [])]))
    files = [("rows.csv", "\n".join([head, *lines, ""]).encode())]
    files += [("clients.csv", more.encode())] if more else []
    with in_this_process():
        assert delivery.deliver(store, files, today=TODAY).outcome == "accept"


def held(store) -> list[str]:
    """Return the stored sessions in the notation of `bring`, such as `c1 2026-09-01 12`."""
    rows = exported(store.folder.parent)
    return sorted(f"{row['client_id']} {row['session_date']} {float(row['ors_total']):g}" for row in rows)


def test_each_code_keeps_what_it_was_told_last(store):
    bring(store, "c1 2026-09-01 12")
    bring(store, "c2 2026-09-01 21")
    store.say_alias("client", "c1", "c2")
    assert held(store) == ["c2 2026-09-01 21"]
    bring(store, "c1 2026-09-01 33")
    assert held(store) == ["c2 2026-09-01 33"]
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-01 33", "c2 2026-09-01 21"]


def test_a_case_id_that_appears_later_doubles_nothing_that_was_joined(store):
    bring(store, "c1 2026-09-01 12", "c1 2026-09-08 12")
    bring(store, "c2 2026-09-01 12", "c2 2026-09-08 12", "c2 2026-09-15 21")
    store.say_alias("client", "c1", "c2")
    whole = ["c2 2026-09-01 12", "c2 2026-09-08 12", "c2 2026-09-15 21"]
    assert held(store) == whole
    bring(store, *whole, column="Case ID")
    assert held(store) == whole
    bring(store, "c2 2026-09-22 33", column="Case ID")
    assert held(store) == [*whole, "c2 2026-09-22 33"]


def test_what_the_latest_file_has_is_not_left_out(store):
    rows = ["c1 2026-09-01 12", "c2 2026-09-02 21", "c3 2026-09-03 33", "c4 2026-09-04 12"]
    bring(store, *rows)
    bring(store, *rows[:1], *rows[2:], "c1 2026-09-05 21")
    assert leave_out.to_follow(store).sessions == 1
    bring(store, *rows, "c1 2026-09-05 21")
    assert not leave_out.leave_out(store)
    assert len(held(store)) == 5


def test_a_session_left_out_takes_the_one_with_it_that_had_fallen_onto_it(store):
    bring(store, "c1 2026-09-01 12", "c3 2026-09-03 33", "c4 2026-09-04 12")
    bring(store, "c2 2026-09-01 21")
    store.say_alias("client", "c1", "c2")
    rest = ["c3 2026-09-03 33", "c4 2026-09-04 12", "c4 2026-09-22 12"]
    bring(store, "c2 2026-08-31 12", *rest)
    assert leave_out.leave_out(store).sessions == 1
    assert held(store) == ["c2 2026-08-31 12", *rest]
    bring(store, "c3 2026-09-15 12")
    assert "c2 2026-09-01 12" not in held(store)
    store.forget_alias("client", "c1")
    assert not [row for row in held(store) if "2026-09-01" in row]


EXTRA = "Client ID,Site\nc2,North\n"  # a file of clients: it delivers no session


def bring_files(store, answers: dict[str, str] | None = None, replace: bool = False, **files: str):
    """Import files given as name (without `.csv`) and content; return the report."""
    with in_this_process():
        named = [(f"{name}.csv", text.encode()) for name, text in files.items()]
        answers = (answers or {}) | ({"replace": "yes"} if replace else {})
        report = delivery.deliver(store, named, today=TODAY, answers=answers, replace=replace)
    assert report.outcome == "accept", report.message
    return report


def test_a_file_of_clients_takes_nothing_away_and_turns_nothing_round(store):
    bring(store, "c2 2026-09-01 21", "c2 2026-09-08 22")
    bring(store, "c1 2026-09-01 12")
    store.say_alias("client", "c1", "c2")
    bring_files(store, clients=EXTRA)
    assert held(store) == ["c2 2026-09-01 12", "c2 2026-09-08 22"]
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-01 12", "c2 2026-09-01 21", "c2 2026-09-08 22"]


NUMBERED = "Client ID,Case ID,Session ID,Session Date,ORS Total,Clinician\n"


def test_a_session_that_moves_away_shows_the_other_one_at_once(store):
    bring(store, "c1 2026-09-01 12")
    bring_files(store, first=f"{NUMBERED}c2,K,77,2026-09-01,21,T1\nc2,K,78,2026-09-08,22,T1\n")
    store.say_alias("client", "c1", "c2")
    bring_files(store, moved=f"{NUMBERED}c2,K,77,2026-09-02,21,T1\nc2,K,78,2026-09-08,22,T1\n")
    after = ["c2 2026-09-01 12", "c2 2026-09-02 21", "c2 2026-09-08 22"]
    assert held(store) == after
    store.change_definitions(definitions.from_toml("[endings]\nlapse_days = 30"))
    assert held(store) == after


def test_a_session_that_moves_onto_the_day_of_the_other_code_takes_nothing_away(store):
    bring_files(store, first=f"{NUMBERED}c1,1,5,2026-09-01,12,T1\nc2,1,77,2026-09-08,22,T1\n")
    store.say_alias("client", "c1", "c2")
    bring_files(store, moved=f"{NUMBERED}c1,1,5,2026-09-08,12,T1\n")
    assert held(store) == ["c2 2026-09-08 12"]
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-08 12", "c2 2026-09-08 22"]


def test_numbers_that_each_code_counts_from_one_are_compared_within_a_code(store):
    later = "c2,1,1,2026-09-01,21,T1\nc2,1,2,2026-09-08,22,T1\n"
    bring_files(store, first=f"{NUMBERED}c1,1,1,2026-03-01,12,T1\nc1,1,2,2026-03-08,14,T1\n{later}")
    store.say_alias("client", "c1", "c2")
    report = bring_files(store, later=f"{NUMBERED}{later}c2,1,3,2026-09-15,23,T1\n")
    assert (report.rows_new, report.rows_unchanged, report.rows_corrected) == (1, 2, 0)
    assert len(held(store)) == 5
    assert not leave_out.to_follow(store)


def test_what_is_told_again_under_the_other_code_is_known_and_held_under_both(store):
    bring(store, "c1 2026-09-01 12", "c2 2026-08-01 15")
    store.say_alias("client", "c1", "c2")
    back = store.steps().back
    rows = "Client ID,Session Date,ORS Total,Clinician\nc2,2026-09-01,12,T1\nc2,2026-08-01,15,T1\n"
    report = bring_files(store, rows=rows)
    assert (report.rows_unchanged, report.rows_new, store.steps().back) == (2, 0, back + 1)
    bring_files(store, again=rows)
    assert store.steps().back == back + 1
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-01 12", "c2 2026-08-01 15", "c2 2026-09-01 12"]


def test_what_is_told_again_under_the_other_code_of_a_therapist_is_theirs_at_parting(store):
    bring(store, "c1 2026-09-01 12")
    store.say_alias("therapist", "T1", "T2")
    rows = "Client ID,Session Date,ORS Total,Clinician\nc1,2026-09-01,12,T2\n"
    assert bring_files(store, rows=rows).rows_unchanged == 1
    store.forget_alias("therapist", "T1")
    assert [row["therapist"] for row in exported(store.folder.parent)] == ["T2"]


def test_a_file_that_has_both_codes_on_one_day_is_read_as_both(store):
    bring(store, "c1 2026-09-01 12", "c2 2026-09-01 21")
    store.say_alias("client", "c1", "c2")
    rows = "Client ID,Session Date,ORS Total,Clinician\nc1,2026-09-01,12,T1\nc2,2026-09-01,21,T1\n"
    assert bring_files(store, rows=rows).rows_unchanged == 2
    more = bring_files(store, more=f"{rows}c1,2026-09-10,18,T1\nc2,2026-09-10,19,T1\n")
    assert (more.rows_new, more.rows_unchanged) == (1, 3)
    assert held(store) == ["c2 2026-09-01 21", "c2 2026-09-10 19"]
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-01 12", "c1 2026-09-10 18", "c2 2026-09-01 21", "c2 2026-09-10 19"]


def test_no_value_of_one_code_ends_up_with_the_other(store):
    head = "Client ID,Session Date,ORS Total,SRS Total,Clinician\n"
    bring_files(store, first=f"{head}c2,2026-09-01,21,30,T1\n")
    store.say_alias("client", "c1", "c2")
    bring_files(store, second=f"{head}c1,2026-09-01,12,,T1\nc1,2026-09-08,13,33,T1\n")
    shown = exported(store.folder.parent)[0]
    assert (float(shown["ors_total"]), float(shown["srs_total"])) == (12, 30)
    store.forget_alias("client", "c1")
    parted = {
        (row["client_id"], row["session_date"]): row["srs_total"] for row in exported(store.folder.parent)
    }
    assert parted["c1", "2026-09-01"] in ("", None)
    assert float(parted["c2", "2026-09-01"]) == 30


def test_two_sessions_of_one_code_on_one_day_stay_two(store):
    both = "Client ID,Case ID,Session Date,ORS Total,Clinician\nc2,K,2026-09-01,21,T1\nc2,,2026-09-01,30,T1\n"
    bring_files(store, both=f"{both}c1,,2026-08-01,12,T1\n")
    assert len(held(store)) == 3
    assert store.say_alias("client", "c1", "c2").n_folded == 0
    assert len(held(store)) == 3


SESSIONS = "c1 2026-09-01 12|c1 2026-09-08 15|c1 2026-09-15 15|c2 2026-09-02 15|c2 2026-09-16 15".split("|")
EPISODES = "Client ID,Case ID,Case Start,Site\nc1,K1,2026-09-01,North\nc2,K2,2026-09-02,North\n"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_session_that_a_file_of_episodes_tells_about_is_left_out_whole(store, at_once):
    bring(store, *SESSIONS)
    rest = "".join(f"{','.join(row.split())},T1\n" for row in SESSIONS if "09-08" not in row)
    answers = {"not_in_file": "leave_out"} if at_once else {}
    sessions = f"Client ID,Session Date,ORS Total,Clinician\n{rest}"
    bring_files(store, answers, sessions=sessions, episodes=EPISODES)
    if not at_once:
        assert leave_out.leave_out(store).sessions == 1
    assert held(store) == sorted(row for row in SESSIONS if "09-08" not in row)
    assert not leave_out.to_follow(store)


def test_a_session_that_moved_into_the_place_of_one_that_is_gone_is_not_left_out(store):
    bring_files(
        store, a=f"{NUMBERED}c1,1,5,2026-09-01,12,T1\nc1,1,77,2026-09-08,22,T1\nc1,1,78,2026-09-15,23,T1\n"
    )
    bring_files(store, b=f"{NUMBERED}c1,1,5,2026-09-08,12,T1\nc1,1,78,2026-09-15,23,T1\n")
    assert not leave_out.leave_out(store)
    assert held(store) == ["c1 2026-09-08 12", "c1 2026-09-15 23"]


def test_the_whole_practice_delivered_again_keeps_both_codes(store):
    both = "Client ID,Session Date,ORS Total,Clinician\nc1,2026-09-01,12,T1\nc2,2026-09-01,21,T1\n"
    bring_files(store, first=both)
    store.say_alias("client", "c1", "c2")
    back = store.steps().back
    bring_files(store, replace=True, again=both)
    assert (store.steps().back, held(store)) == (back, ["c2 2026-09-01 21"])
    bring_files(store, replace=True, later=f"{both}c2,2026-09-08,22,T1\n")
    store.forget_alias("client", "c1")
    assert held(store) == ["c1 2026-09-01 12", "c2 2026-09-01 21", "c2 2026-09-08 22"]


def test_a_course_that_went_on_goes_on_when_the_whole_practice_is_delivered_again(store):
    """A course that was reopened stays open after all its data are delivered again."""
    days = ("2026-06-01", "2026-06-08", "2026-06-15")
    reasons = dict.fromkeys(days, "") | {days[0]: "Completed"}
    rows = [f"c{client},{day},{12 + client},T1,{reasons[day]}" for client in range(5) for day in days]
    text = "Client ID,Session Date,ORS Total,Clinician,Closure reason\n" + "\n".join(rows) + "\n"
    later = f"{text}c0,2026-09-08,20,T1,\nc0,2026-09-15,20,T1,\n"
    bring_files(store, first=text)
    bring_files(store, later=later)
    open_before = open_courses(store)
    bring_files(store, replace=True, again=f"{later}c1,2026-09-16,20,T1,\n")
    assert open_before == ["c0"]
    assert open_courses(store) == ["c0", "c1"]


def open_courses(store) -> list[str]:
    with connect(store.current().path) as connection:
        rows = connection.execute(
            "SELECT client_id FROM mart.episode JOIN mart.client USING (client_key) WHERE ending = 'open' ORDER BY 1"
        ).fetchall()
    return [client for (client,) in rows]
