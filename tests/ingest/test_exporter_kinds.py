"""Tests of small files as written by survey tools, practice software and people, with expected sessions."""

from __future__ import annotations

import datetime

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support.exporters.writing import as_xlsx

DAY = "2026-03-02"
ONE = [("A1", DAY, "Berg", 18.2, 34.0)]
AREAS = "4.5,4.5,4.5,4.7,8.5,8.5,8.5,8.5"
TWO = [*ONE, ("B2", "2026-03-09", "Lind", 20.1, None)]


def sessions(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS total, SRS total) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


ADDITIONS = {
    "range": "Client ID,Date,Clinician,ORS (0-40),SRS (0-40),PHQ-9 (0-27)\nA1,2026-03-02,Berg,18.2,34,11\n",
    "numbered": "1. Klient,2. Datum,3. Therapeut,4. ORS gesamt,5. SRS gesamt\nA1,2026-03-02,Berg,18.2,34\n",
    "question numbers are no sessions": "Q1 Client,Q2 Date,Q3 Therapist,Q4 ORS,Q5 SRS\nA1,2026-03-02,Berg,18.2,34\n",
    "brackets": "Patient (code),Date (session),Therapist [staff],ORS [sum],SRS [sum]\nA1,2026-03-02,Berg,18.2,34\n",
    "hard spaces": "Client\u00a0code,Session\u00a0date,Therapist,ORS\u00a0total,SRS\u00a0total\n"
    "A1,2026-03-02,Berg,18.2,34\n",
    "required": "Cliënt *,Datum *,Behandelaar *,ORS totaal *,SRS totaal *\nA1,2026-03-02,Berg,18.2,34\n",
    "path": "visit/client_id;visit/session_date;visit/therapist;ors/ors_total;srs/srs_total\n"
    "A1;2026-03-02;Berg;18.2;34\n",
    "nested path": "f/v/client_id,f/v/session_date,f/therapist,f/ors/ors_total,f/srs/srs_total\n"
    "A1,2026-03-02,Berg,18.2,34\n",
    "survey codes": "id;submitdate;token;client;therapist;ORS[SQ001];ORS[SQ002];ORS[SQ003];ORS[SQ004];SRS[SQ001];"
    f"SRS[SQ002];SRS[SQ003];SRS[SQ004]\n7;2026-03-02 10:00:00;tok7;A1;Berg;{AREAS.replace(',', ';')}\n",
    "areas in brackets": "Date,Client,Therapist,ORS [Individually],ORS [Interpersonally],ORS [Socially],ORS [Overall],"
    f"SRS [Relationship],SRS [Goals and Topics],SRS [Approach or Method],SRS [Overall]\n{DAY},A1,Berg,{AREAS}\n",
    "areas numbered": "1. Date,2. Client,3. Therapist,4. ORS - Individually,5. ORS - Interpersonally,6. ORS - Socially,"
    "7. ORS - Overall,8. SRS - Relationship,9. SRS - Goals and Topics,10. SRS - Approach or Method,11. SRS - Overall\n"
    f"{DAY},A1,Berg,{AREAS}\n",
    "maximum": "Client,Date,Therapist,ORS,SRS\nA1,2026-03-02,Berg,18.2/40,34 / 40\n",
    "day submitted": "client,therapist,Date Submitted,ORS,SRS\nA1,Berg,2026-03-02 09:00,18.2,34\n",
    "day recorded": "client,therapist,RecordedDate,ORS,SRS\nA1,Berg,2026-03-02 09:00:00,18.2,34\n",
    "day per form": "Client,Therapist,ORS date,ORS,SRS date,SRS\nA1,Berg,2026-03-02,18.2,2026-03-02,34\n",
    "day per form in German": "Klient;Therapeut;Datum ORS;ORS;Datum SRS;SRS\nA1;Berg;02.03.2026;18,2;02.03.2026;34\n"
    ";;;;;\nA1;Berg;23.03.2026;;;\n",
}


@pytest.mark.parametrize("name", ADDITIONS)
def test_names_with_additions(understand, name):
    found = sessions(understand(ADDITIONS[name]))
    assert [row for row in found if row[3] or row[4]] == ONE


MEASURES = {
    "long with abbreviation": ("Measure", "Outcome Rating Scale (ORS)", "Session Rating Scale (SRS)"),
    "abbreviation with long": ("Measure", "ORS - Outcome Rating Scale", "SRS - Session Rating Scale"),
    "survey": ("Survey", "ORS", "SRS"),
    "assessment": ("Assessment", "Outcome Rating Scale", "Session Rating Scale"),
    "version": ("Questionnaire", "ORS (adult)", "SRS V3.0"),
}


@pytest.mark.parametrize("name", MEASURES)
def test_names_of_measures(understand, name):
    head, ors, srs = MEASURES[name]
    seen = understand(
        f"Client ID,Clinician,{head},Date,Score\nA1,Berg,{ors},2026-03-02,18.2\nA1,Berg,{srs},2026-03-02,34\n"
        "A1,Berg,PHQ-9,2026-03-02,11\n"
    )
    assert sessions(seen) == ONE
    assert seen.document["rows_skipped"] == 1


def test_an_unknown_measure_does_not_take_the_other_form_away(understand):
    """Rows of an unknown measure are reported, and never removed silently."""
    text = "Client,Date,Therapist,Measure,Score\nA1,2026-03-02,Berg,Wellbeing total,18.2\nA1,2026-03-02,Berg,SRS,34\n"
    try:
        seen = understand(text)
    except (QuestionForUser, ImportRejected):
        return
    assert any("Wellbeing" in row["text"] or row["line"] == 2 for row in seen.document["skipped"])


RECORDS = {
    "intake event": "record_id,redcap_event_name,therapist,session_date,ors_total,srs_total\n"
    "A1,intake_arm_1,Berg,,,\nA1,session_1_arm_1,,2026-03-02,18.2,34\n"
    "B2,intake_arm_1,Lind,,,\nB2,session_1_arm_1,,2026-03-09,20.1,\n",
    "repeating forms": "record_id,redcap_repeat_instrument,redcap_repeat_instance,therapist,ors_date,ors_total,"
    "srs_date,srs_total\nA1,,,Berg,,,,\nA1,ors,1,,2026-03-02,18.2,,\nA1,srs,1,,,,2026-03-02,34\nB2,,,Lind,,,,\n"
    "B2,ors,1,,2026-03-09,20.1,,\n",
    "other order": "record_id,redcap_event_name,therapist,session_date,ors_total,srs_total\n"
    "B2,session_1_arm_1,,2026-03-09,20.1,\nA1,session_1_arm_1,,2026-03-02,18.2,34\n"
    "A1,intake_arm_1,Berg,,,\nB2,intake_arm_1,Lind,,,\n",
    "bands": "Therapist: Berg\nClient,Date,ORS,SRS\nA1,2026-03-02,18.2,34\nAverage,,18.2,34\n\nTherapist: Lind\n"
    "Client,Date,ORS,SRS\nB2,2026-03-09,20.1,\nAverage,,20.1,\n",
    "three header rows": "StartDate,RecordedDate,ResponseId,client_id,therapist,ORS,SRS\n"
    "Start Date,Recorded Date,Response ID,Client code,Therapist,Outcome,Session\n"
    '"{""ImportId"":""startDate""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}",'
    '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}","{""ImportId"":""QID4""}"\n'
    "2026-03-02 09:00:00,2026-03-02 09:05:00,R_1,A1,Berg,18.2,34\n"
    "2026-03-09 09:00:00,2026-03-09 09:05:00,R_2,B2,Lind,20.1,\n",
}


@pytest.mark.parametrize("name", RECORDS)
def test_rows_that_complete_each_other(understand, name):
    seen = understand(RECORDS[name])
    assert sessions(seen) == TWO
    assert not seen.document["quarantined"]


BAD_CELLS = ("999", "-9", "-99", "#N/A", "DNA", "refused", "41", "2026-05-15", "N/A", ".", "NaN")


@pytest.mark.parametrize("decimal", [".", ","])
def test_one_bad_cell_costs_one_cell(understand, decimal):
    lines = [f"A{n};2026-03-02;Berg;{cell};34{decimal}5" for n, cell in enumerate(BAD_CELLS)]
    seen = understand(
        "Client;Date;Therapist;ORS;SRS\n" + "\n".join(lines) + f"\nB;2026-03-02;Berg;22{decimal}5;33\n"
    )
    assert [(s[0], s[3], s[4]) for s in sessions(seen)] == [
        *sorted((f"A{n}", None, 34.5) for n in range(len(BAD_CELLS))),
        ("B", 22.5, 33.0),
    ]
    told = {row["line"] for row in seen.document["cells_quarantined"]}
    assert {2, 3, 4, 8, 9} <= told


def test_stray_quotes_swallow_no_rows(understand):
    seen = understand(
        "Client,Date,ORS,SRS,Note\n"
        'A,2026-03-02,18,34,"said he will come\nA,2026-03-09,19,35,fine\nA,2026-03-16,20,36,5" scar\n'
        "B,2026-03-02,21,37,ok\n"
    )
    whole = {("A", "2026-03-09", 19.0), ("B", "2026-03-02", 21.0)}
    kept = {(s[0], s[1], s[3]) for s in sessions(seen)}
    assert whole <= kept <= whole | {("A", "2026-03-02", 18.0), ("A", "2026-03-16", 20.0)}
    assert seen.document["rows_in"] >= 4


@pytest.mark.parametrize("mark", [".", ","])
def test_ids_in_exponent_form_give_no_client(understand, mark):
    rows = "".join(f"1{mark}2026{n}E+11;2026-03-0{n};18;34\n" for n in range(1, 5))
    with pytest.raises((ImportRejected, QuestionForUser)):
        understand("Client;Date;ORS;SRS\n" + rows)


def test_ids_with_and_without_zeros_are_spoken_of(understand):
    text = "Client,Date,ORS,SRS\n0001,2026-03-02,18,34\n1,2026-03-09,19,35\n0002,2026-03-02,20,36\n"
    try:
        seen = understand(text)
    except (ImportRejected, QuestionForUser):
        return
    assert set(seen.document["warnings"]) - {"therapist_missing"}


def test_names_of_people_are_asked_about(understand):
    people = ("Miriam Holst", "Jonas de Vries", "Lucía Núñez", "Søren Østergård")
    text = "Client,Date,ORS,SRS\n" + "".join(f"{who},2026-03-0{n},18,34\n" for n, who in enumerate(people, 1))
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert len(asked.value.question.choices) >= 2


def test_an_empty_id_below_a_group_is_asked_about_or_filled(understand):
    text = "Client,Therapist,Date,ORS,SRS\nA1,Berg,2026-03-02,18.2,34\n,,2026-03-09,19,35\nB2,Lind,2026-03-09,20.1,\n"
    answers: dict = {}
    for _ in range(3):
        try:
            seen = understand(text, answers=answers)
        except QuestionForUser as asked:
            answers[asked.question.key] = asked.question.choices[0]
            continue
        assert ("A1", "2026-03-09", "Berg", 19.0, 35.0) in sessions(seen)
        return
    pytest.fail("asked again and again")


def test_days_as_heads_never_become_wrong_sessions(understand):
    text = "Client,Therapist,2026-03-02,2026-03-09\nA1,Berg,18.2,\nB2,Lind,,20.1\n"
    with pytest.raises((ImportRejected, QuestionForUser)) as problem:
        understand(text)
    assert "file of clients" not in str(problem.value)


def test_formulas_without_values_are_spoken_of(understand, tmp_path):
    book = tmp_path / "calculated.xlsx"
    rows = [["Client", "Date", "ORS", "SRS"]]
    rows += [[f"A{n}", datetime.date(2026, 3, n), f"=SUM(F{n}:I{n})", 30 + n] for n in range(1, 6)]
    book.write_bytes(as_xlsx({"Sheet1": rows}))
    try:
        seen = understand(book)
    except (ImportRejected, QuestionForUser):
        return
    assert set(seen.document["warnings"]) - {"therapist_missing"}


def test_letters_of_several_sheets_are_no_question_of_encoding(understand, tmp_path):
    book = tmp_path / "months.xlsx"
    heads = ["Client", "Date", "Therapist", "ORS", "SRS"]
    sheets = {f"{month} 2026": [heads, ["A1", datetime.date(2026, n, 2), "Sørensen", 18.2, 34]]
              for n, month in ((3, "March"), (4, "April"))}  # fmt: skip
    book.write_bytes(as_xlsx(sheets))
    seen = understand(book, answers={"sheet": "all_sheets"})
    assert [row[2] for row in sessions(seen)] == ["Sørensen", "Sørensen"]
