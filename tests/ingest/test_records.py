"""Tests of rows that complete each other: intake and closing rows add data to the client's sessions."""

from __future__ import annotations

import pytest

from tests.support import containers

EVENTS = (
    """record_id,redcap_event_name,therapist,dob_year,session_date,ors_total,srs_total,closure_reason
1,intake_arm_1,Berg,,,,,
1,session_1_arm_1,,,2026-03-02,18.2,34
1,session_2_arm_1,,,2026-03-09,20.1,35.5
2,session_1_arm_1,,,2026-03-04,15,38
2,intake_arm_1,Lind,,,,,
2,closing_arm_1,,,,,,Completed
""".replace("34\n", "34,\n")
    .replace("35.5\n", "35.5,\n")
    .replace("38\n", "38,\n")
)
GERMAN = """Klient;Ereignis;Therapeut;Standort;Datum;ORS;SRS
A1;Aufnahme;Ö. Maier;Nord;;;
A1;Sitzung;;;02.03.2026;18,2;34
A1;Sitzung;;;16.03.2026;20,1;35
B2;Aufnahme;Weiß;Süd;;;
B2;Sitzung;;;04.03.2026;15;38
"""


def told(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS, closure, site) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[11], s[13]) for s in seen.sessions]


def test_an_intake_row_says_the_therapist_and_a_closing_row_the_ending(understand):
    seen = understand(EVENTS)
    assert told(seen) == [
        ("1", "2026-03-02", "Berg", 18.2, None, None),
        ("1", "2026-03-09", "Berg", 20.1, None, None),
        ("2", "2026-03-04", "Lind", 15.0, "planned", None),
    ]
    assert seen.left_out("skipped") == [(line, "facts_of_client", None) for line in (2, 6, 7)]
    assert seen.left_out() == [] and seen.document["warnings"] == []


def test_the_same_in_german_and_as_a_workbook(understand):
    expected = [
        ("A1", "2026-03-02", "Ö. Maier", 18.2, None, "Nord"),
        ("A1", "2026-03-16", "Ö. Maier", 20.1, None, "Nord"),
        ("B2", "2026-03-04", "Weiß", 15.0, None, "Süd"),
    ]
    assert told(understand(GERMAN)) == expected
    rows = [[cell or None for cell in line.split(";")] for line in GERMAN.splitlines()]
    assert told(understand(containers.xlsx({"Daten": rows}))) == expected
    assert told(understand(containers.ods({"Daten": rows}))) == expected


def test_facts_that_contradict_each_other_stay_open(understand):
    seen = understand("Client,Therapist,Site,Date,ORS\nA,Berg,North,,\nA,Lind,North,,\nA,,,2026-03-02,20\n")
    assert told(seen) == [("A", "2026-03-02", None, 20.0, None, "North")]
    assert seen.document["warnings"] == ["therapist_missing"]


def test_what_a_session_says_itself_counts(understand):
    seen = understand("Client,Therapist,Date,ORS\nA,Berg,,\nA,Lind,2026-03-02,20\nA,,2026-03-09,21\n")
    assert [s[3] for s in seen.sessions] == ["Lind", "Berg"]


def test_a_row_with_a_score_and_no_date_is_a_lost_session(understand):
    seen = understand("Client,Therapist,Date,ORS\nA,Berg,,19\nA,,2026-03-02,20\n")
    assert seen.left_out() == [(2, "date_missing", "Date")] and seen.column(3) == [None]


def test_courses_of_one_client_keep_their_facts_apart(understand):
    seen = understand(
        "Client,Therapist,Case start,Closure reason,Date,ORS\n"
        "A,Berg,2025-01-01,Completed,,\nA,Lind,2026-01-01,,,\n"
        "A,,,,2026-02-02,20\n"
    )
    assert [s[3] for s in seen.sessions] == ["Lind"] or [s[3] for s in seen.sessions] == [None]


@pytest.mark.parametrize("kind", ["Cliënt", "Klient", "Paciente"])
def test_one_row_per_form_with_facts_in_rows_of_their_own(understand, kind):
    seen = understand(
        f"{kind},therapist,date,measure,score\nA,Berg,,,\nA,,2026-03-02,ORS,20\nA,,2026-03-02,SRS,35\n"
    )
    assert [(s[3], s[5], s[8]) for s in seen.sessions] == [("Berg", 20.0, 35.0)]
    assert seen.left_out("skipped") == [(2, "facts_of_client", None)]
