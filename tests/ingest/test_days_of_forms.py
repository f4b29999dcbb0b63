"""Tests of session dates taken from form dates (submitted, completed, recorded) if no session date exists."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import infer_layout as understood
from tests.support.containers import xlsx

ONE = [("C01", "2026-03-02", "Berg", 18.2, 34.0)]


def sessions(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS total, SRS total) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


NAMES = """Date Submitted|RecordedDate|Completed at|Submitted on|Completion time|submitdate|Datum abgeschickt
Ausgefüllt am|Fertigstellungszeit|Fecha de envío|Hora de finalización|Udfyldt den|Indsendt
Fuldførelsestidspunkt|Utfylt den|Innsendt den|Slutförandetid|Inskickat|Ingevuld op|Tijd van voltooien
Date d'envoi|Heure de fin|Horodateur|_submission_time"""


@pytest.mark.parametrize("name", [name for line in NAMES.split("\n") for name in line.split("|")])
def test_the_day_a_form_was_sent_stands_for_the_day_of_the_session(understand, name):
    seen = understand(f"client,therapist,{name},ORS,SRS\nC01,Berg,2026-03-02 09:12:33,18.2,34\n")
    assert sessions(seen) == ONE
    entry = next(one for one in seen.document["recognised"]["matching"] if one["column"] == name)
    assert (entry["field"], entry["how"], entry["confidence"]) == ("session_date", "filled_in", "likely")


ORDER = ("Session date", "Form date", "Submitted at", "End time", "Start time")


@pytest.mark.parametrize("best", range(len(ORDER)))
def test_the_nearest_day_to_the_session_is_taken(best):
    names = ["client", "ORS", *ORDER[best:][::-1]]
    assert understood(HeaderNames(), names, {}).column("session_date") == ORDER[best]


SURVEY = {
    "Qualtrics": ("StartDate", "EndDate", "Progress", "Duration (in seconds)"),
    "SurveyMonkey": ("Start Date", "End Date", "Respondent ID", "Collector ID"),
    "LimeSurvey": ("startdate", "datestamp", "lastpage", "seed"),
    "Danish": ("Startdato", "Slutdato", "Varighed i sekunder", "IP-adresse"),
}


@pytest.mark.parametrize("kind", SURVEY)
@pytest.mark.parametrize("has_day", [True, False])
def test_start_and_end_of_filling_in_are_never_those_of_the_therapy(understand, kind, has_day):
    start, end, *others = SURVEY[kind]
    head = f"{start},{end},{','.join(others)},client,{'Session date,' if has_day else ''}therapist,ORS,SRS"
    day = "2026-03-02," if has_day else ""
    started = "2026-03-01 23:50:00" if has_day else "2026-03-02 09:00:00"
    seen = understand(f"{head}\n{started},2026-03-02 09:05:00,7,8,C01,{day}Berg,18.2,34\n")
    assert sessions(seen) == ONE
    fields = set(seen.document["recognised"]["columns"].values())
    assert not {"case_start", "case_end"} & fields


def test_a_course_of_therapy_keeps_its_start_and_end(understand):
    text = "client,Start date,End date,Date,ORS\nC01,2026-01-05,2026-06-01,2026-03-02,18.2\n"
    assert {"case_start", "case_end"} <= set(understand(text).document["recognised"]["columns"].values())


RESPONSES = ("Respondent ID", "ID", "Response ID", "_id", "Antwort-ID", "Svar-id", "ID de respuesta")


@pytest.mark.parametrize("name", RESPONSES)
def test_the_number_of_an_answer_is_no_client(understand, name):
    assert (
        sessions(understand(f"{name},client,therapist,date,ORS,SRS\n55,C01,Berg,2026-03-02,18.2,34\n")) == ONE
    )


@pytest.mark.parametrize("name", RESPONSES)
def test_the_number_of_an_answer_alone_is_asked_about(understand, name):
    text = f"{name},therapist,date,ORS,SRS\nC01,Berg,2026-03-02,18.2,34\n"
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert (asked.value.question.key, asked.value.question.choices) == (
        f"column:{name}",
        ("client_id", "not_used"),
    )
    assert sessions(understand(text, answers={f"column:{name}": "client_id"})) == ONE
    with pytest.raises(ImportRejected, match="for the client"):
        understand(text, answers={f"column:{name}": "not_used"})


APART = {
    "one day": (
        "Client,Therapist,ORS date,ORS,SRS date,SRS",
        ["C01,Berg,2026-03-02,18.2,2026-03-02,34"],
        ONE,
    ),
    "German, two days": (
        "Klient;Behandler;Datum ORS;ORS;Datum SRS;SRS",
        ["C01;Berg;02.03.2026;18,2;23.03.2026;34"],
        [("C01", "2026-03-02", "Berg", 18.2, None), ("C01", "2026-03-23", "Berg", None, 34.0)],
    ),
    "areas, Spanish": (
        "Paciente,Terapeuta,Fecha ORS,ORS individual,ORS interpersonal,ORS social,ORS global,Fecha SRS,SRS total",
        ["C01,Berg,2026-03-02,4.5,4.5,4.5,4.7,2026-03-02,34"],
        ONE,
    ),
    "rows of their own": (
        "record_id,form,therapist,ors_date,ors_total,srs_date,srs_total",
        ["C01,x,Berg,2026-03-02,18.2,,", "C01,x,Berg,,,2026-03-02,34"],
        ONE,
    ),
    "submitted, too": (
        "Client,Therapist,Timestamp,ORS date,ORS,SRS date,SRS",
        ["C01,Berg,2026-04-01 10:00,2026-03-02,18.2,2026-03-02,34"],
        ONE,
    ),
    "session date, too": (
        "Client,Therapist,Session date,ORS date,ORS,SRS date,SRS",
        ["C01,Berg,2026-03-02,2026-03-01,18.2,2026-03-05,34"],
        ONE,
    ),
    "same name twice": (
        "Client,Therapist,Date,ORS,Date,SRS",
        ["C01,Berg,2026-03-02,18.2,2026-03-02,34"],
        ONE,
    ),
    "one date only": ("Client,Therapist,ORS date,ORS,SRS", ["C01,Berg,2026-03-02,18.2,34"], ONE),
}


@pytest.mark.parametrize("kind", APART)
@pytest.mark.parametrize("as_workbook", [False, True])
def test_a_date_for_each_form(understand, tmp_path, kind, as_workbook):
    head, rows, wanted = APART[kind]
    content = "\n".join([head, *rows]) + "\n"
    if as_workbook:
        mark = ";" if ";" in head else ","
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Data": [line.split(mark) for line in [head, *rows]]}))
    seen = understand(content)
    assert sessions(seen) == wanted
    assert seen.document["rows_in"] == seen.document["rows_accepted"] == len(rows)
    assert "session_number_disagrees_with_date" not in seen.document["warnings"]


def test_dates_run_on_without_a_doubt_about_session_numbers(understand):
    rows = [f"C01,2026-03-0{n},1{n},2026-03-0{n},3{n}" for n in range(1, 6)]
    seen = understand("\n".join(["Client,ORS date,ORS,SRS date,SRS", *rows]))
    assert seen.document["warnings"] == ["therapist_missing"]


def test_two_columns_that_a_person_called_the_date_belong_each_to_its_form(understand):
    text = "Client,Therapist,Day A,ORS,Day B,SRS\nC01,Berg,2026-03-02,18.2,2026-03-02,34\n"
    with pytest.raises(ImportRejected, match="for the date"):
        understand(text)
    answers = {"column:Day A": "session_date", "column:Day B": "session_date"}
    assert sessions(understand(text, answers=answers)) == ONE
    answers = {"column:Day A": "date_ors", "column:Day B": "date_srs"}
    assert sessions(understand(text, answers=answers)) == ONE


def test_a_form_without_its_day_is_listed_and_the_other_one_kept(understand):
    seen = understand("Client,Therapist,ORS date,ORS,SRS date,SRS\nC01,Berg,2026-03-02,18.2,,34\n")
    assert sessions(seen) == [("C01", "2026-03-02", "Berg", 18.2, None)]
    assert [(c["line"], c["reason"], c["column"]) for c in seen.document["cells_quarantined"]] == [
        (2, "date_missing", "SRS date")
    ]


def test_a_note_that_is_left_out_gives_no_date_column_its_form(understand):
    """The import asks which date column counts, whether or not the note column is left out."""
    rows = "C01,Berg,2026-03-02,x,2026-03-03,18.2\nC01,Berg,2026-03-09,y,2026-03-12,20.1\n"
    text = f"Client,Therapist,Date,Note,Date,ORS\n{rows}"
    for answers in ({}, {"column:Note": "not_used"}):
        with pytest.raises(QuestionForUser) as problem:
            understand(text, answers=answers)
        assert problem.value.question.key == "column:Date"
