"""Tests of faulty exports, such as headings between rows, codes in sheet names, unusable forms."""

from __future__ import annotations

import json

import pytest

from tests.ingest.test_export_traps import A2, DIARY, A, csv, sessions
from tests.support.exporters.following import read
from tests.support.exporters.writing import as_xlsx


def test_a_column_of_measures_decides_where_days_are_heads():
    text = "Client,Measure,2026-03-02,2026-03-09\nA,ORS,18.2,19\nB,SRS,34,35\n"
    for answers in ({}, {"measure_of_file": "ors"}):
        end = read(csv(text), answers)
        assert not any(one["client_id"] == "B" and one["ors_total"] for one in end.sessions)


def test_an_empty_line_of_a_band_ends_the_band_before():
    heads = "Client,Date,ORS,SRS\n"
    text = f"Therapist: Berg\n{heads}A,2026-03-02,18,34\nTherapist:\n{heads}B,2026-03-02,19,35\n"
    assert ("B", "Berg") not in {(one["client_id"], one["therapist"]) for one in read(csv(text), {}).sessions}


def test_a_code_in_the_name_of_a_sheet_is_taken_whole():
    rows = [["Date", "Therapist", "ORS", "SRS"], ["2026-03-02", "T", 18, 34]]
    book = [("book.xlsx", as_xlsx({"2025-042": rows, "2025-053": rows}))]
    end = read(book, {"sheet_means": "client_id"})
    assert {one["client_id"] for one in end.sessions} <= {"2025-042", "2025-053"}


def test_a_row_of_a_nested_table_belongs_to_the_table_it_names():
    sheets = {
        "main": [["client_id", "_index"], ["A", 1], ["B", 2]],
        "family": [["_index", "_parent_table_name", "_parent_index"], [1, "main", 1], [2, "main", 1]],
        "visits": [
            ["session_date", "ors_total", "srs_total", "_index", "_parent_table_name", "_parent_index"],
            ["2026-03-02", 18, 34, 1, "family", 2],
        ],
    }
    end = read([("form.xlsx", as_xlsx(sheets))], {})
    assert "B" not in {one["client_id"] for one in end.sessions if one["ors_total"]}


def test_names_turned_into_codes_stand_nowhere_in_the_report():
    text = "Client,Date,ORS,SRS\nMiriam Holst,2026-03-02,18,34\nJonas Brandt,2026-03-09,99,34\n"
    text += "Miriam Holst,2026-13-45,1,2\n"
    end = read(csv(text), {"client_column": "hash"})
    assert end.document
    assert "Miriam" not in json.dumps([end.document, end.sessions], default=str)


LEFT_OUT = {"client_column": "leave_out"}


def test_names_left_out_stand_nowhere_in_the_report_and_another_column_is_the_client():
    text = "Client,Code,Date,ORS,SRS\nMiriam Holst,k1,2026-03-02,18,34\nMiriam Holst,2026-03-09,18,34\n"
    assert "(column:NAME=client_id, with its name)" in read(csv(text), LEFT_OUT).refusal
    end = read(csv(text), {**LEFT_OUT, "column:Code": "client_id"})
    assert [one["client_id"] for one in end.sessions] == ["k1"]
    assert "Miriam" not in json.dumps([end.document, end.sessions], default=str)


def test_names_that_are_the_only_client_are_not_refused_as_a_file_without_one():
    refusal = read(csv("Client,Date,ORS,SRS\nMiriam Holst,2026-03-02,18,34\n"), LEFT_OUT).refusal
    assert "Without the column “Client”" in refusal
    assert "client_column=hash" in refusal


AREAS = "Client,Date,ORS Individually,ORS Interpersonally,ORS Socially,ORS Overall,ORS total,SRS\n"


@pytest.mark.parametrize("form", ["5,N/A,5,5,", "5,,5,5,", "5,5,5,5,31", "5,DNA,5,5,"])
def test_a_form_that_cannot_be_used_leaves_the_other_form(form):
    whole = "".join(f"B{n},2026-03-02,4,5,6,5,20,33\n" for n in range(8))
    end = read(csv(f"{AREAS}A,2026-03-02,{form},34\n{whole}"), {})
    assert {one["client_id"]: (one["ors_total"], one["srs_total"]) for one in end.sessions}["A"] == (None, 34)
    assert end.document["rows_quarantined"] == 0
    assert {cell["line"] for cell in end.document["cells_quarantined"]} == {2}


@pytest.mark.parametrize(
    ("form", "cell"),
    [
        ("5,,5,5,", ("items_incomplete", "ORS Interpersonally", "")),
        ("5,5,5,5,31", ("total_mismatch", "ORS total", "31")),
    ],
)
def test_a_form_that_cannot_be_used_is_a_cell_beside_another_form_and_else_a_row(form, cell):
    whole = "".join(f"B{n},2026-03-02,4,5,6,5,20,33\n" for n in range(8))
    end = read(csv(f"{AREAS}A,2026-03-02,{form},34\nC,2026-03-02,{form},\n{whole}"), {})
    for place, line in (("cells_quarantined", 2), ("quarantined", 3)):
        listed = [(one["line"], one["reason"], one["column"], one["text"]) for one in end.document[place]]
        assert listed == [(line, *cell)]


def test_visits_counted_per_client_join_nothing():
    visits = "Visit ID,Client,Date,Therapist\n1,A,2026-03-02,T\n2,A,2026-03-09,T\n1,B,2026-03-03,T\n2,B,2026-03-10,T\n"
    end = read(csv(visits, "Visit ID,ORS,SRS\n1,18,34\n2,19,35\n"), {})
    assert not any(one["ors_total"] for one in end.sessions)


def test_a_score_of_an_unknown_appointment_is_listed():
    end = read(csv(DIARY, "Appointment ID,ORS,SRS\n11,18.2,34\n99,19,35\n"), {})
    if end.document:
        assert {row for row in sessions(end) if row[3]} == {A}
        assert any(row["line"] == 3 for row in end.document["quarantined"] + end.document["skipped"])


def test_facts_of_a_record_that_contradict_each_other_are_spoken_of():
    text = (
        "record_id,redcap_event_name,therapist,session_date,ors_total,srs_total\nA,intake_arm_1,Berg,,,\n"
        "A,session_1_arm_1,,2026-03-02,18,34\nA,transfer_arm_1,Lind,,,\nA,session_2_arm_1,,2026-03-09,19,35\n"
    )
    end = read(csv(text), {})
    if end.document:
        known = {one["therapist"] for one in end.sessions}
        assert known == {"Berg", "Lind"} or end.document["warnings"]


def test_two_encounters_of_a_day_are_not_mixed():
    rows = [
        f"A,{number},2026-03-02 {hour}:00:00,T,ORS {part},{score}\n"
        for number, hour, score in ((1, "09", 4), (2, "15", 6))
        for part in ("Individual", "Interpersonal", "Social", "Overall")
    ]
    end = read(
        csv("person_id,encounter_id,encounter_datetime,provider,concept,value_numeric\n" + "".join(rows)), {}
    )
    assert all(one["ors_total"] in (16, 24, None) for one in end.sessions)


def test_a_form_with_three_answers_has_no_total():
    rows = [
        f"{who},{who},2026-03-02 09:00:00,T,ORS {part},4\n"
        for who in "AB"
        for part in ("Individual", "Social")
    ]
    rows += [f"{who},{who},2026-03-02 09:00:00,T,ORS Interpersonal,4\n" for who in "AB"]
    rows.append("B,B,2026-03-02 09:00:00,T,ORS Overall,4\n")
    end = read(
        csv("person_id,encounter_id,encounter_datetime,provider,concept,value_numeric\n" + "".join(rows)), {}
    )
    assert {one["client_id"]: one["ors_total"] for one in end.sessions if one["ors_total"]} in ({}, {"B": 16})


def test_the_day_of_each_form_is_kept():
    text = "Client,Therapist,ORS date,ORS,SRS date,SRS\nA,T,2026-03-02,18.2,2026-03-03,34\n"
    text += "A,T,2026-03-09,19,2026-03-09,35\n"
    end = read(csv(text), {})
    if end.document:
        found = sessions(end)
        assert A2 in found
        assert any(row[1] == "2026-03-02" and row[3] == 18.2 for row in found)
        assert sum(row[4] == 34.0 for row in found) == 1


@pytest.mark.parametrize("word", ["Not planned", "Goals not met", "Not completed", "Planned / dropped out"])
def test_the_word_for_an_ending_is_not_read_against_its_sense(word):
    end = read(csv(f"Client,Date,Therapist,ORS,SRS,Closure reason\nA,2026-03-02,T,18,34,{word}\n"), {})
    assert all(one["closure"] != "planned" for one in end.sessions)


def test_the_identifier_in_use_names_the_client_in_fhir():
    patient = {"resourceType": "Patient", "id": "p1"}
    patient["identifier"] = [{"use": "old", "value": "OLD"}, {"use": "official", "value": "A1"}]
    score = {"resourceType": "Observation", "status": "final", "code": {"text": "ORS"}}
    score |= {"effectiveDateTime": "2026-03-02", "subject": {"reference": "Patient/p1"}}
    score["valueQuantity"] = {"value": 18.2}
    whole = {"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": score}]}
    end = read([("bundle.json", json.dumps(whole).encode())], {})
    assert {one["client_id"] for one in end.sessions} <= {"A1"}
