"""Tests that a session date is preferred to a timestamp, and that a range in a column name sets the scale."""

from __future__ import annotations

import pytest

from analytics.ingest.columns.header_names import HeaderNames
from tests.ingest.test_export_traps import csv
from tests.support.exporters.following import read

DAYS = ("visit/session_date", "g-session_date", "Date of session (dd.mm.)", "Q2 Date", "3. Session date")
DAYS += ("Besöksdatum?",)
STAMPS = ("_submission_time", "submitdate", "RecordedDate", "Zeitstempel", "Start time")


@pytest.mark.parametrize(("day", "stamp"), [*zip(DAYS, STAMPS, strict=False), (DAYS[-1], "Timestamp")])
def test_a_stamp_never_beats_the_day_of_the_session(day, stamp):
    end = read(csv(f"Client,{stamp},{day},ORS,SRS\nA,2026-03-05 10:00:00,2026-03-02,18,34\n"), {})
    assert [str(one["session_date"]) for one in end.sessions] == ["2026-03-02"]


@pytest.mark.parametrize(("answer", "day"), [("session_date", "2026-03-02"), ("not_used", "2026-03-05")])
def test_another_column_of_dates_beside_a_stamp_is_asked_about(answer, day):
    files = csv("Client,Timestamp,When did we meet,ORS,SRS\nA,2026-03-05 10:00:00,2026-03-02,18,34\n")
    key = "column:When did we meet"
    assert read(files, {}).question.key == key
    assert [str(one["session_date"]) for one in read(files, {key: answer}).sessions] == [day]


@pytest.mark.parametrize(
    "name", ["Date of birth", "Referred on", "Next appointment", "Letzte Änderung", "Geburtstag"]
)
def test_a_day_known_to_be_another_is_not_asked_about(name):
    end = read(csv(f"Client,Timestamp,{name},ORS,SRS\nA,2026-03-05 10:00:00,2020-03-02,18,34\n"), {})
    assert [str(one["session_date"]) for one in end.sessions] == ["2026-03-05"]


@pytest.mark.parametrize(
    ("name", "score"),
    [("ORS (0-100)", 14.2), ("ORS total (0-400)", 3.6), ("ORS [max 100]", 14.2), ("ORS 0–100", 14.2)]
    + [("ORS (0-40)", 35.5), ("ORS /40", 35.5), ("ORS [max 40]", 35.5)],
)
def test_the_range_in_a_name_is_the_unit(name, score):
    end = read(csv(f"Client,Date,{name},SRS\nA,2026-03-02,35.5,34\n"), {})
    assert [float(one["ors_total"]) for one in end.sessions] == [score]


def test_the_range_of_areas_is_their_unit():
    heads = "Individually (0-100),Interpersonally (0-100),Socially (0-100),Overall (0-100)"
    end = read(csv(f"Client,Date,{heads}\nA,2026-03-02,9,8,7,6\n"), {})
    assert [float(one["ors_total"]) for one in end.sessions] == [3.0]


def test_rows_that_name_their_measure_below_days_as_heads():
    end = read(csv("Client,Measure,2026-03-02,2026-03-09\nA,ORS,18.2,19\nA,SRS,34,35\nB,SRS,33,\n"), {})
    found = {
        (one["client_id"], str(one["session_date"]), one["ors_total"], one["srs_total"])
        for one in end.sessions
    }
    assert {(who, day, float(ors or 0), float(srs)) for who, day, ors, srs in found} == {
        ("A", "2026-03-02", 18.2, 34),
        ("A", "2026-03-09", 19, 35),
        ("B", "2026-03-02", 0, 33),
    }


def test_start_and_end_beside_the_recorded_date_are_no_course():
    text = "Client,StartDate,EndDate,RecordedDate,ORS,SRS\n"
    text += "A,2026-03-01 09:00:00,2026-03-02 09:05:00,2026-03-02 09:05:01,18.2,34\n"
    known = read(csv(text), {}).document["recognised"]["columns"]
    assert not {"case_start", "case_end"} & set(known.values())


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("meta-client_id", "client_id"),
        ("about-therapist", "therapist"),
        ("ors-ors_total", "ors_total"),
        ("scales-srs-relationship", "srs_relationship"),
        ("ORS-total", "ors_total"),
        ("Follow-up date", None),
        ("follow-up-date", None),
        ("exit-date", None),
    ],
)
def test_a_hyphen_is_the_sign_of_a_path(name, field):
    assert getattr(HeaderNames().field_of(name), "field", None) == field
