"""Tests of recognising exporting programs by column names.

The row ids that such a program adds are not read as client codes.
"""

from __future__ import annotations

import pytest

from analytics.ingest.base.normalize import data
from analytics.ingest.columns import exporters

HEADS = {
    "REDCap, repeating instruments": "record_id,redcap_repeat_instrument,redcap_repeat_instance,ors_date,ors_total",
    "REDCap, events": "record_id,redcap_event_name,session_date,ors_total",
    "Qualtrics": "StartDate,EndDate,Status,IPAddress,Progress,RecordedDate,ResponseId,client_id,ORS",
    "LimeSurvey": "id,submitdate,lastpage,startlanguage,seed,token,client,ORS",
    "KoboToolbox": "start,end,g/client_id,g/ors_total,_id,_uuid,_submission_time,_index",
    "ODK": "SubmissionDate,start,end,visit-client_id,visit-ors_total,meta-instanceID,KEY",
    "SurveyMonkey": "Respondent ID,Collector ID,Start Date,End Date,Client,ORS",
    "Microsoft Forms": "ID,Startzeit,Fertigstellungszeit,E-Mail,Name,Klientencode,ORS",
    "Google Forms": "Marca temporal,Código de paciente,ORS total,SRS total",
    "OpenMRS, observations": "person_id,encounter_id,encounter_datetime,concept,value_numeric",
    "CamCOPS": "_pk,_device_id,_era,q_date,q_individual",
    "the OpenFIT import template": "Client_ID,Session_Date,ORS_Skip,Total_ORS,SRS_Skip,Total_SRS",
}


@pytest.mark.parametrize("name", HEADS)
def test_a_program_is_known_by_its_columns(name):
    found = exporters.identify(HEADS[name].split(","))
    assert found is not None
    assert (found.name, found.remark[-1]) == (name, ".")
    assert exporters.identify([head.upper() for head in HEADS[name].split(",")]) == found


def test_every_entry_has_a_test_and_a_remark():
    assert {entry["name"] for entry in data("exporters").values()} == set(HEADS)


@pytest.mark.parametrize("head", ["client,date,ORS,SRS", "Timestamp,ORS", "id,client,date,ORS", ""])
def test_other_tables_are_of_no_program(head):
    assert exporters.identify(head.split(",")) is None


def test_the_report_names_the_program_and_its_remark(understand):
    text = "id,submitdate,lastpage,startlanguage,seed,client,ORS\n7,2026-03-02 10:00:00,3,de,55,C01,18.2\n"
    seen = understand(text)
    assert seen.document["recognised"]["exporter"]["name"] == "LimeSurvey"
    assert [(s[0], s[2], s[5]) for s in seen.sessions] == [("C01", "2026-03-02", 18.2)]
    assert understand("client,date,ORS\n1,2026-03-02,18\n").document["recognised"]["exporter"] == {}


def test_a_person_s_answer_comes_before_what_is_known_of_a_program(understand):
    text = (
        "id,submitdate,lastpage,startlanguage,seed,therapist,ORS\nC7,2026-03-02 10:00:00,3,de,55,Berg,18.2\n"
    )
    seen = understand(text, answers={"column:id": "client_id"})
    assert seen.column(0) == ["C7"]
