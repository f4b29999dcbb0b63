"""Tests that files of clients, episodes and appointments add data to the sessions of score files."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser

CLIENTS = "Client ID,Site,Therapist\nA,North,T1\nB,South,T2\nTotal,,\n"
DIARY = """Client ID,Appointment date,Clinician,Status
A,2026-01-05,T1,Show
A,2026-01-12,T1,No Show
A,2026-01-19,T9,Show
B,2026-02-06,T2,Show
B,2026-02-13,T2,Late Cancelled
"""
ORS = "Client ID,Date,ORS\nA,2026-01-05,20\nA,2026-01-19,21\nA,2026-01-26,41\n"
SRS = "Client ID,Date,SRS\nA,2026-01-05,35\n"


def told(seen) -> list[tuple]:
    """Return (client, case, day, therapist, ORS, SRS, closure, site) of the sessions."""
    return [(s[0], s[1], s[2], s[3], s[5], s[8], s[11], s[13]) for s in seen.sessions]


def counts(seen) -> list[int]:
    return [seen.document[f"rows_{name}"] for name in ("in", "accepted", "quarantined", "skipped")]


def test_clients_appointments_and_forms(understand):
    seen = understand(CLIENTS, DIARY, ORS, SRS)
    assert told(seen) == [
        ("A", None, "2026-01-05", "T1", 20.0, 35.0, None, "North"),
        ("A", None, "2026-01-19", "T9", 21.0, None, None, "North"),
        ("B", None, "2026-02-06", "T2", None, None, None, "South"),
    ]
    assert seen.document["recognised"]["layout"] == "joined_files"
    assert counts(seen) == [12, 8, 1, 3]
    left = [(row["file"], row["line"], row["reason"], row["column"]) for row in seen.document["skipped"]]
    assert left == [
        ("file-0.csv", 4, "summary_row", None),
        ("file-1.csv", 3, "not_attended", "Status"),
        ("file-1.csv", 6, "not_attended", "Status"),
    ]
    assert seen.document["quarantined"][0]["file"] == "file-2.csv"
    assert seen.left_out() == [(4, "score_out_of_range", "ORS")]


def test_the_order_of_the_files_does_not_matter(understand):
    assert told(understand(SRS, ORS, DIARY, CLIENTS)) == told(understand(CLIENTS, DIARY, ORS, SRS))


def test_episodes_are_joined_by_their_dates(understand):
    seen = understand(
        "Case ID,Client ID,Case start,Case end,Closure reason\n"
        "E1,A,05.01.2026,01.02.2026,Completed\nE2,A,01.03.2026,,\nE3,B,31.01.2026,,Dropped out\n",
        "Client ID,Date,ORS\nA,2026-01-05,20\nA,2026-03-05,21\nB,2026-01-30,22\nB,2026-02-05,23\n",
    )
    assert [session[:3] + session[6:7] for session in told(seen)] == [
        ("A", "E1", "2026-01-05", "planned"),
        ("A", "E2", "2026-03-05", None),
        ("B", "E3", "2026-02-05", "unplanned"),
    ]
    assert seen.left_out() == [(4, "date_before_intake", "Date")]


def test_what_a_file_of_clients_says_against_itself_is_set_aside(understand):
    seen = understand(
        "Client ID,Site,Start date\nA,North,2026-01-01\nA,South,2026-01-01\nB,North,\nB,North,\n,West,\nC,West,soon\n",
        "Client ID,Date,ORS\nA,2026-01-05,20\nB,2026-03-05,21\nC,2026-03-05,21\n",
    )
    assert [session[7] for session in told(seen)] == [None, "North", None]
    assert seen.left_out() == [
        (2, "conflicting_duplicate", None),
        (3, "conflicting_duplicate", None),
        (6, "id_missing", "Client ID"),
        (7, "date_unparseable", "Start date"),
    ]
    assert seen.left_out("skipped") == [(5, "duplicate_row", None)]


def test_dates_of_clients_take_the_order_that_the_scores_prove(understand):
    clients = "Client ID,Start date\nA,03/01/2026\n"
    seen = understand(clients, "Client ID,Date,ORS\nA,25/01/2026,20\n")
    assert seen.document["rows_accepted"] == 2
    with pytest.raises(QuestionForUser) as asked:
        understand(clients, "Client ID,Date,ORS\nA,2026-01-25,20\n")
    assert asked.value.question.key == "date_order"
    assert asked.value.question.text.startswith("file-0.csv: ")


def test_another_therapist_in_the_diary_is_said(understand):
    scores = "Client ID,Date,ORS,Therapist\nA,2026-01-05,20,T5\n"
    seen = understand(DIARY, scores)
    assert "same_day_two_therapists" in seen.document["warnings"]
    assert told(seen)[0][3] == "T5"


def test_clients_and_cases_without_a_session_are_skipped(understand):
    seen = understand(
        "Case ID,Client ID,Closure reason\nE1,A,Completed\nE2,A,Completed\nE3,Z,Completed\n",
        "Client ID,Case ID,Date,ORS\nA,E1,2026-01-05,20\n",
    )
    assert seen.left_out("skipped") == [(3, "not_an_orssrs_row", None), (4, "not_an_orssrs_row", None)]
    assert counts(seen) == [4, 2, 0, 2]


def test_several_sessions_a_row_with_a_file_of_clients(understand):
    seen = understand(
        "Client ID,Date1,ORS1,Date2,ORS2\nA,2026-01-05,20,2026-01-12,22\nB,2026-01-05,20,,\n", CLIENTS
    )
    assert [session[7] for session in told(seen)] == ["North", "North", "South"]
    assert counts(seen) == [5, 4, 0, 1]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([CLIENTS], "for the date and the scores"),
        ([DIARY], "for the scores"),
        ([CLIENTS, DIARY], "together with the files that have the ORS and SRS scores"),
    ],
)
def test_files_without_scores_are_refused(understand, files, says):
    with pytest.raises(ImportRejected, match=says):
        understand(*files)
