"""Tests of client and episode files imported after the sessions: they add endings and missing facts."""

from __future__ import annotations

import datetime

import pytest

from analytics.access import Scope
from analytics.ingest import deliver
from analytics.store import DataFolder
from tests.support.importing import adds_up, exported, in_this_process, state

TODAY = datetime.date(2026, 11, 22)
SESSIONS = """Client ID,Date,ORS,SRS,Therapist
A,2025-01-06,14,36,T1
A,2025-01-13,18,36,T1
A,2026-01-05,20,35,T2
A,2026-01-12,22,35,
B,2026-02-02,19,30,T1
C,2026-02-03,12,31,T1
"""


@pytest.fixture
def give(tmp_path):
    """Return a function that imports texts into one store and returns the report as a dict."""
    folder = DataFolder(tmp_path / "data")

    class Give:
        store = folder.practice

        def __call__(self, *texts: str, **options) -> dict:
            files = [(f"file-{number}.csv", text.encode()) for number, text in enumerate(texts)]
            with in_this_process():
                document = deliver(folder.practice, files, today=TODAY, **options).as_dict()
            if document["outcome"] != "reject":
                adds_up(document)
            return document

        def rows(self, *columns: str) -> list[tuple]:
            return [tuple(row[column] for column in columns) for row in exported(folder.path)]

    return Give()


def endings(give) -> list[tuple]:
    return sorted(set(give.rows("client_id", "episode_no", "closure")))


def test_an_ending_that_arrives_later_ends_the_latest_course(give):
    give(SESSIONS)
    assert endings(give) == [("A", "1", ""), ("A", "2", ""), ("B", "1", ""), ("C", "1", "")]
    said = give("Client ID,Closure reason\nA,Dropped out\nB,Completed\nZ,Completed\n")
    assert (said["outcome"], said["rows_accepted"], said["rows_skipped"]) == ("accept", 2, 1)
    assert [(row["line"], row["reason"]) for row in said["skipped"]] == [(4, "not_an_orssrs_row")]
    assert (said["rows_unchanged"], said["rows_corrected"]) == (0, 0)
    assert (said["facts"]["n_sessions"], said["facts"]["n_known_told"]) == (0, 2)
    assert endings(give) == [("A", "1", ""), ("A", "2", "unplanned"), ("B", "1", "planned"), ("C", "1", "")]


def test_telling_twice_is_telling_once_and_another_ending_is_a_correction(give):
    told = "Client ID,Closure reason\nA,{}\nB,Completed\n"
    give(SESSIONS)
    first = give(told.format("Dropped out"))
    before = state(give.store)
    again = give(told.format("Dropped out"))
    assert (again["rows_accepted"], again["rows_unchanged"], again["version"]) == (2, 2, first["version"])
    after = state(give.store)
    assert after[1].pop("journal.jsonl") > before[1].pop("journal.jsonl"), (
        "the journal knows of it all the same"
    )
    assert after == before
    other = give(told.format("Completed"))
    assert (other["rows_unchanged"], other["rows_corrected"]) == (1, 1)
    assert ("A", "2", "planned") in endings(give)


def test_a_course_named_by_its_dates_is_the_one_that_ended(give):
    give(SESSIONS)
    courses = ("A,E1,2025-01-01,2025-02-01,Completed", "A,E2,2026-01-01,,")
    give("\n".join(("Client ID,Case ID,Case start,Case end,Closure reason", *courses, "")))
    assert endings(give)[:2] == [("A", "1", "planned"), ("A", "2", "")]
    assert [row[1] for row in give.rows("client_id", "case_id") if row[0] == "A"] == ["E1", "E1", "E2", "E2"]


def test_what_is_known_stays_and_what_is_open_is_filled(give):
    give(SESSIONS)
    give("Client ID,Site,Therapist,Age group\nA,North,T9,adult\nB,South,T9,\n")
    expected = [("A", "T1", "North", "adult")] * 2 + [
        ("A", "T2", "North", "adult"),
        ("A", "T9", "North", "adult"),
    ]
    expected += [("B", "T1", "South", ""), ("C", "T1", "", "")]
    assert give.rows("client_id", "therapist", "site", "age_group") == expected
    give("Client ID,Site\nA,East\n")
    assert give.rows("client_id", "therapist", "site", "age_group") == expected


def test_with_new_sessions_the_older_ones_are_told_too(give):
    give(SESSIONS)
    said = give(
        "Client ID,Date,ORS\nB,2026-02-09,25\n",
        "Client ID,Site,Closure reason\nA,North,\nB,South,Completed\n",
    )
    assert (said["rows_in"], said["rows_accepted"], said["facts"]["n_sessions"]) == (3, 3, 1)
    assert {row for row in give.rows("client_id", "site") if row[0] != "C"} == {
        ("A", "North"),
        ("B", "South"),
    }
    assert ("B", "1", "planned") in endings(give)
    scores = give.rows("client_id", "session_date", "ors_total", "srs_total")
    assert ("B", "2026-02-02", "19.0", "30.0") in scores and ("B", "2026-02-09", "25.0", "") in scores


def test_clients_of_whom_nothing_is_known_are_refused_as_before(give):
    clients = "Client ID,Site,Closure reason\nY,North,Completed\n"
    assert give(clients)["outcome"] == "reject"
    give(SESSIONS)
    before = state(give.store)
    said = give(clients)
    assert said["outcome"] == "reject" and "imported together with" in said["message"]
    assert give(clients, replace=True)["outcome"] == "reject"
    assert give("Client ID,Date,Therapist\nA,2026-03-01,T1\n")["outcome"] == "reject"
    assert state(give.store) == before


def test_unknown_words_of_clients_who_are_told_about_are_named(give):
    give(SESSIONS)
    said = give("Client ID,Closure reason\nA,zzz\nY,yyy\nB,Completed\n")
    assert said["recognised"]["unknown_closure_words"] == ["zzz"]
    asked = give("Client ID,Closure reason\nC,zzz\n", answers={"closure": "ask"})
    assert asked["question"]["key"] == "closure:zzz"
    give("Client ID,Closure reason\nC,zzz\n", answers={"closure:zzz": "unplanned"})
    assert ("C", "1", "unplanned") in endings(give)


ENDED = "Client ID,End date,Closure reason\nA,2025-01-20,Completed\nA,2026-01-12,Dropped out\n"


@pytest.mark.parametrize("together", [True, False])
def test_endings_by_their_day_alone_find_their_course(give, together):
    said = [give(SESSIONS, ENDED)] if together else [give(SESSIONS), give(ENDED)]
    assert sum(one["rows_quarantined"] for one in said) == 0
    assert endings(give) == [("A", "1", "planned"), ("A", "2", "unplanned"), ("B", "1", ""), ("C", "1", "")]
    again = give(ENDED)
    assert (again["rows_unchanged"], again["rows_corrected"]) == (2, 0), "the days of both endings are held"


def test_a_row_without_an_ending_is_about_the_course_after_the_ended_one(give):
    give(SESSIONS, "Client ID,End date,Closure reason\nA,2025-01-20,Completed\nA,,Ongoing\n")
    assert endings(give)[:2] == [("A", "1", "planned"), ("A", "2", "ongoing")]


def test_a_row_left_out_of_every_monthly_file_counts_once(give):
    wrong = "B,2026-02-09,55,,T1\nC,2026-02-10,55,,T1\n"
    clients = "Client ID,Case ID,Closure reason\nA,1,Completed\nA,1,Dropped out\n"
    for month in range(3):
        said = give(SESSIONS + wrong + f"B,2026-03-0{month + 1},20,30,T1\n", clients)
        assert said["rows_quarantined"] == 4
    scope = Scope(every_therapist=True, imports=True)
    found = give.store.warehouse().query("quarantine_reasons", scope=scope).rows
    assert sorted(row for row in found if row[0] == "quarantined") == [
        ("quarantined", "conflicting_duplicate", 2),
        ("quarantined", "score_out_of_range", 2),
    ]
