"""Tests of all layouts: each gives the right sessions in any order of rows and columns."""

from __future__ import annotations

import csv
import datetime
import io
import random

import openpyxl
import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser

CANONICAL = """client_id,episode_no,case_id,session_no,session_date,therapist,site,program,age_group,orientation,\
ors_individual,ors_interpersonal,ors_social,ors_overall,ors_total,ors_version,\
srs_relationship,srs_goals,srs_approach,srs_overall,srs_total,srs_version,rater,closure
0033,1,A1,1,2026-01-05,T1,North,Adults,adult,CBT,5.0,5.5,6.0,6.5,23.0,ORS,9.0,9.1,9.2,9.3,36.6,SRS,self,planned
0033,1,A1,2,2026-01-12,T1,North,Adults,adult,CBT,6.0,6.5,7.0,7.5,27.0,ORS,,,,,,,self,planned
7,1,B2,1,2026-01-06,T2,South,Young,child,CBT,4.0,4.0,4.0,4.5,16.5,CORS,9.5,9.5,9.5,9.9,38.4,CSRS,self,
NA,1,C3,1,2026-02-01,T2,South,Young,adult,CBT,,,,,,,,,,,,,self,unknown
"""
OPENFIT = """Service_Location,Provider_Email,Provider_FirstName,Provider_LastName,Provider_ID,Client_ID,\
Client_Age_Group,Case_ID,Case_Date,Session_ID,Session_Date,ORS_Skip,ORSQ1,ORSQ2,ORSQ3,ORSQ4,Total_ORS,\
SRS_Skip,SRSQ1,SRSQ2,SRSQ3,SRSQ4,Total_SRS,Notes,\
Episode_Program,Episode_ORS_Version,Episode_SRS_Version,Episode_Closure_Reason
North,,A,One,T1,0033,adult,A1,2026-01-01,1,2026-01-05,N,5.0,5.5,6.0,6.5,,N,9.0,9.1,9.2,9.3,36.6,"a, b",Adults,ORS,SRS,46
North,,A,One,T1,0033,adult,A1,2026-01-01,2,2026-01-12,0,6.0,6.5,7.0,7.5,27.0,Y,,,,,,,Adults,ORS,SRS,Completed
South,,B,Two,T2,7,child,B2,2026-01-01,1,2026-01-06,false,4.0,4.0,4.0,4.5,16.5,n,9.5,9.5,9.5,9.9,,,Young,CORS,CSRS,
South,,B,Two,T2,NA,adult,C3,2026-01-01,1,2026-02-01,1,0,0,0,0,0,true,,,,,,,Young,ORS,SRS,Not known
"""
ADMINISTRATIONS = """client,case,date,therapist,therapist_name,site,program,age_group,measure,\
individual,interpersonal,social,relationship,goals,approach,overall,total,closure_reason
0033,A1,2026-01-05,T1,A One,North,Adults,adult,ORS,5.0,5.5,6.0,,,,6.5,23.0,Completed
0033,A1,2026-01-05,T1,A One,North,Adults,adult,SRS V3.0,,,,9.0,9.1,9.2,9.3,36.6,Completed
0033,A1,2026-01-12,T1,A One,North,Adults,adult,ORS,6.0,6.5,7.0,,,,7.5,27.0,Completed
0033,A1,2026-01-12,T1,A One,North,Adults,adult,SRS,,,,,,,,,Completed
7,B2,2026-01-06,T2,B Two,South,Young,child,CORS,4.0,4.0,4.0,,,,4.5,,
7,B2,2026-01-06,T2,B Two,South,Young,child,CSRS,,,,9.5,9.5,9.5,9.9,38.4,
NA,C3,2026-02-01,T2,B Two,South,Young,adult,ORS,,,,,,,,,Not known
"""


def test_canonical_columns_are_read_as_written(understand):
    seen = understand(CANONICAL)
    assert seen.document["outcome"] == "accept"
    assert seen.document["recognised"]["layout"] == "one_row_per_session"
    assert seen.sessions == [
        (
            "0033",
            "A1",
            "2026-01-05",
            "T1",
            "ORS",
            23.0,
            5.0,
            "SRS",
            36.6,
            9.1,
            "adult",
            "planned",
            "self",
            "North",
            "Adults",
        ),
        (
            "0033",
            "A1",
            "2026-01-12",
            "T1",
            "ORS",
            27.0,
            6.0,
            None,
            None,
            None,
            "adult",
            "planned",
            "self",
            "North",
            "Adults",
        ),
        (
            "7",
            "B2",
            "2026-01-06",
            "T2",
            "CORS",
            16.5,
            4.0,
            "CSRS",
            38.4,
            9.5,
            "child",
            None,
            "self",
            "South",
            "Young",
        ),
        (
            "NA",
            "C3",
            "2026-02-01",
            "T2",
            None,
            None,
            None,
            None,
            None,
            None,
            "adult",
            "unknown",
            "self",
            "South",
            "Young",
        ),
    ]
    assert seen.document["facts"] == {
        "n_sessions": 4,
        "n_clients": 3,
        "n_therapists": 2,
        "sum_ors_total": "66.5",
        "sum_srs_total": "75.0",
        "first_date": "2026-01-05",
        "last_date": "2026-02-01",
    }


def test_openfit_and_administrations_give_the_same_sessions(understand):
    canonical = understand(CANONICAL).sessions
    openfit, administrations = understand(OPENFIT), understand(ADMINISTRATIONS)
    assert openfit.sessions == canonical
    assert administrations.sessions == canonical
    assert administrations.document["recognised"]["layout"] == "one_row_per_administration"
    assert administrations.document["rows_accepted"] == 7


def test_rows_and_columns_may_come_in_any_order(understand):
    wanted = {text: understand(text).sessions for text in (CANONICAL, OPENFIT, ADMINISTRATIONS)}
    for text, sessions in wanted.items():
        for seed in range(2):
            assert understand(shuffled(text, seed)).sessions == sessions


def shuffled(text: str, seed: int) -> str:
    """Return the same table with rows and columns in random order."""
    rows = list(csv.reader(io.StringIO(text)))
    pick = random.Random(seed)
    columns = list(range(len(rows[0])))
    pick.shuffle(columns)
    body = rows[1:]
    pick.shuffle(body)
    out = io.StringIO()
    csv.writer(out).writerows([[row[i] for i in columns] for row in [rows[0], *body]])
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(understand, encoding, delimiter):
    text = CANONICAL.replace("North", "Zürich").replace(",", delimiter).replace("\n", "\r\n")
    seen = understand(text.encode(encoding))
    assert [session[:12] for session in seen.sessions] == [
        session[:12] for session in understand(CANONICAL).sessions
    ]
    assert "Zürich" in seen.column(13)
    assert seen.document["recognised"]["delimiter"] == delimiter


def test_decimal_comma(understand):
    seen = understand(
        "Klient*in-Nr.;Sitzungsdatum;Therapeut/in;ORS Summe;SRS gesamt\n007;25.01.2026;Mü;20,5;38\n"
    )
    assert seen.sessions[0][:9] == ("007", None, "2026-01-25", "Mü", "ORS", 20.5, None, "SRS", 38.0)
    assert seen.document["recognised"]["decimal"] == ","
    assert seen.document["recognised"]["date_order"] == "day_first"


def test_two_files_are_joined_by_client_and_day(understand):
    seen = understand(
        "client,date,therapist,ORS\n1,2026-01-05,A,20\n1,2026-01-12,A,22\n",
        "client,date,therapist,SRS\n1,2026-01-05,A,38\n",
    )
    assert seen.document["recognised"]["layout"] == "joined_files"
    assert [(s[2], s[5], s[8]) for s in seen.sessions] == [
        ("2026-01-05", 20.0, 38.0),
        ("2026-01-12", 22.0, None),
    ]


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes rows to a workbook, starting at the given row."""

    def write(rows, first_row=1, others=()):
        book = openpyxl.Workbook()
        sheet = book.active
        for number, row in enumerate(rows, first_row):
            for place, cell in enumerate(row, 1):
                sheet.cell(number, place, cell)
        for name, other in others:
            extra = book.create_sheet(name)
            for row in other:
                extra.append(row)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


def test_a_sheet_with_title_rows(understand, workbook):
    day = datetime.datetime(2026, 1, 5)
    rows = [
        ["Session export"],
        [],
        ["Made on", datetime.date(2026, 11, 1)],
        [],
        ["Client ID", "Session date", "Therapist", "ORS total", "SRS total"],
        ["0033", day, "T1", 23.1, 36.6],
        [7, day, "T2", 7.300000000000001, None],
        [],
        [8, datetime.date(2026, 1, 6), "T2", "=1/0", 41],
        [9, day, "T2", "#REF!", None],
        ["Total", None, None, 30.4, 36.6],
        ["Page 1 of 1"],
    ]
    seen = understand(workbook(rows, first_row=2))
    assert [(s[0], s[2], s[5], s[8]) for s in seen.sessions] == [
        ("0033", "2026-01-05", 23.1, 36.6),
        ("7", "2026-01-05", 7.3, None),
    ]
    assert seen.left_out() == [(10, "score_out_of_range", "SRS total"), (11, "formula_error", "ORS total")]
    assert seen.left_out("skipped") == [(12, "summary_row", None), (13, "footer", None)]
    assert seen.document["rows_in"] == 6
    assert seen.document["recognised"]["encoding"] == "xlsx"


def test_a_far_cell_is_refused(understand, workbook):
    book = openpyxl.load_workbook(workbook([["client", "date", "ORS"], ["1", "2026-01-05", 20]]))
    book.active["XFD1048576"] = 1
    book.save(path := workbook([]))
    with pytest.raises(ImportRejected, match="as far as XFD1048576"):
        understand(path)


def test_title_rows_above_a_csv(understand):
    seen = understand(
        "Our practice\n\nfrom,2026-01-01\nclient,date,ORS,SRS\n1,2026-01-05,20,30\n2,2026-01-05,50,\n"
    )
    assert seen.left_out() == [(6, "score_out_of_range", "ORS")]


def test_several_therapist_columns_are_a_question(understand):
    text = "Client,Date,Therapist,Clinician,ORS\n1,2026-01-05,A,B,20\n"
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert asked.value.question.key == "therapist_column"
    assert understand(text, answers={"therapist_column": "Clinician"}).column(3) == ["B"]


def test_a_code_is_preferred_to_a_name(understand):
    seen = understand("Client,Date,Therapist name,Therapist ID,ORS\n1,2026-01-05,A. One,T7,20\n")
    assert seen.column(3) == ["T7"]


def test_items_without_names_are_not_guessed(understand):
    seen = understand("client,date,measure,item 1,item 2,item 3,item 4,score\n1,2026-01-05,ORS,5,5,5,6,21\n")
    assert seen.sessions[0][5:7] == (21.0, None)


def test_overall_of_two_scales_is_a_question(understand):
    text = (
        "client,date,Overall,Individually,Interpersonally,Socially,Relationship,Goals,Approach,Overall\n"
        "1,2026-01-05,6,5,5,5,9,9,9,8\n"
    )
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert asked.value.question.key == "column:Overall"
    seen = understand(text, answers={"column:Overall": "ors_overall"})
    assert (seen.sessions[0][5], seen.sessions[0][8]) == (21.0, 35.0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (bytes(range(256)) * 20, "not text"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"client_id,session_date,ors_total\n", "no rows"),
        (b"foo,session_date,ors_total,srs_total\n1,2026-01-05,1,1\n", "for the client"),
        (b"client_id,foo,ors_total,srs_total\n1,2026-01-05,1,1\n", "for the date"),
        (b"client_id,session_date,therapist,x\n1,2026-01-05,1,1\n", "for the scores"),
        (b"a,b,c\n1,2,3\n", "begins with a, b, c"),
        (b'{"clients": []}', "begins with"),
        (b"client,date,ORS\n1,soon,20\n", "line 2, column “date”"),
    ],
)
def test_wrong_files_are_refused_in_one_sentence(understand, content, words):
    with pytest.raises(ImportRejected) as refused:
        understand(content)
    message = str(refused.value)
    assert words in message
    assert (
        len(message) <= 600 and "\n" not in message and "Traceback" not in message and "/tmp" not in message
    )


@pytest.mark.parametrize("heads", [("Item", "Question text"), ("Question text", "Item")])
def test_a_column_that_repeats_the_questions_is_not_taken_for_the_form(understand, heads):
    """A second column that repeats each question in longer words is not taken for the form's name."""
    areas = {"Individually": "5.1", "Interpersonally": "6.2", "Socially": "7.3", "Overall": "4.4"}
    rows = "".join(
        ",".join(("C1", "2026-03-02", *((a, f"ORS {a}") if heads[0] == "Item" else (f"ORS {a}", a)), score))
        + "\n"
        for a, score in areas.items()
    )
    seen = understand(f"Client,Date,{heads[0]},{heads[1]},Answer\n{rows}")
    assert [(s[0], s[2], s[5]) for s in seen.sessions] == [("C1", "2026-03-02", 23.0)]
