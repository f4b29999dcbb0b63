"""Tests of tables with one row per day and one column per client."""

from __future__ import annotations

import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.store import DataFolder
from tests.support.containers import xlsx
from tests.support.importing import adds_up, in_this_process
from tests.support.small_practice import TODAY

BODY = "2026-03-02,18.2,15.0,\n2026-03-09,20.1,,24.6\n2026-03-16,22.4,16.2,25\n"
ORS = [
    ("C01", "2026-03-02", 18.2), ("C01", "2026-03-09", 20.1), ("C01", "2026-03-16", 22.4),
    ("C02", "2026-03-02", 15.0), ("C02", "2026-03-16", 16.2), ("C03", "2026-03-09", 24.6), ("C03", "2026-03-16", 25.0),
]  # fmt: skip
YES = {"columns_are": "client_id"}
PAIRS = "2026-03-02,18.2,34,15.0,31\n2026-03-09,20.1,35.5,,\n"
BOTH = [
    ("C01", "2026-03-02", 18.2, 34.0),
    ("C01", "2026-03-09", 20.1, 35.5),
    ("C02", "2026-03-02", 15.0, 31.0),
]


def scores(seen, *places: int) -> list[tuple]:
    """Return (client, day, scores at these places) of the sessions."""
    return [(s[0], s[2], *(s[place] for place in places)) for s in seen.sessions]


def asked(understand, text: str, answers: dict | None = None):
    """Return the question that a file raises."""
    with pytest.raises(QuestionForUser) as problem:
        understand(text, answers=answers)
    return problem.value.question


@pytest.mark.parametrize(
    "title", ["ORS", "Outcome Rating Scale by client", "Übersicht ORS 2026", "Puntuación ORS"]
)
def test_codes_under_a_title_are_asked_about_once(understand, title):
    text = f"{title},,,\nDate,C01,C02,C03\n{BODY}"
    question = asked(understand, text)
    assert (question.key, question.choices, question.examples) == (
        "columns_are", ("client_id", "not_used"), ("C01", "C02", "C03"),
    )  # fmt: skip
    seen = understand(text, answers=YES)
    assert scores(seen, 5) == ORS
    assert (seen.document["rows_in"], seen.document["rows_accepted"]) == (3, 3)
    assert seen.document["recognised"]["layout"] == "one_row_per_day"
    with pytest.raises(ImportRejected, match="no clients"):
        understand(text, answers={"columns_are": "not_used"})


HEADS = {
    "English": "Date,Client C01,Client C02,Client C03",
    "German": "Datum,Klient C01,Klient C02,Klient C03",
    "Spanish": "Fecha,Paciente C01,Paciente C02,Paciente C03",
    "French": "Date de séance,Patient: C01,Patient: C02,Patient: C03",
    "Danish": "Dato,Klient C01,Klient C02,Klient C03",
    "a name of days that is unknown": "Woche vom,Klient C01,Klient C02,Klient C03",
    "no name of days": ",Cliënt C01,Cliënt C02,Cliënt C03",
}


@pytest.mark.parametrize("kind", HEADS)
def test_a_word_for_client_leaves_the_scale_to_ask(understand, kind):
    text = f"{HEADS[kind]}\n{BODY}"
    question = asked(understand, text)
    assert (question.key, question.choices) == ("measure_of_file", ("ors", "srs"))
    assert question.examples == ("18.2", "20.1", "22.4")
    assert scores(understand(text, answers={"measure_of_file": "srs"}), 8) == ORS


def test_numbers_of_clients(understand):
    text = "Session date;1001;1002;1003\n" + BODY.replace(",", ";").replace(".", ",")
    assert asked(understand, text).key == "columns_are"
    assert asked(understand, text, YES).key == "measure_of_file"
    seen = understand(text, answers=YES | {"measure_of_file": "ors"})
    assert scores(seen, 5) == [(f"100{who[2]}", day, score) for who, day, score in ORS]


@pytest.mark.parametrize(
    "head",
    [
        "Date,C01 ORS,C01 SRS,C02 ORS,C02 SRS", "Datum,ORS C01,SRS C01,ORS C02,SRS C02",
        ",C01,,C02,\nDate,ORS,SRS,ORS,SRS", "Client,C01,C01,C02,C02\nDate,ORS,SRS,ORS,SRS",
        "Fecha,C01 - ORS total,C01 - SRS total,C02 - ORS total,C02 - SRS total",
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_workbook", [False, True])
def test_both_scales_of_each_client(understand, tmp_path, head, as_workbook):
    content = f"{head}\n{PAIRS}"
    if as_workbook:
        rows = [[cell or None for cell in line.split(",")] for line in content.splitlines()]
        rows = [[float(c) if c and c.replace(".", "").isdigit() else c for c in row] for row in rows]
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Scores": rows}))
    seen = understand(content, answers=YES)
    assert scores(seen, 5, 8) == BOTH


@pytest.mark.parametrize(
    "head", [",ORS,,SRS,\nDate,C01,C02,C01,C02", ",Clients,,,\nDate,C01 ORS,C02 ORS,C01 SRS,C02 SRS"]
)
def test_the_scale_above_the_clients(understand, head):
    rows = "2026-03-02,18.2,15.0,34,31\n2026-03-09,20.1,,35.5,\n"
    assert scores(understand(f"{head}\n{rows}", answers=YES), 5, 8) == BOTH


def test_a_word_above_the_codes_says_that_they_are_clients(understand):
    text = f",Clients,,\nDate,C01,C02,C03\n{BODY}"
    assert asked(understand, text).key == "measure_of_file"
    assert scores(understand(text, answers={"measure_of_file": "ors"}), 5) == ORS


def test_a_column_that_names_the_measure(understand):
    text = "Date,Measure,C01,C02\n2026-03-02,ORS,18.2,15\n2026-03-02,SRS,34,31\n2026-03-09,ORS,20.1,\n2026-03-09,SRS,35.5,\n"
    assert scores(understand(text, answers=YES), 5, 8) == BOTH


def test_other_columns_sums_and_faulty_cells(understand):
    text = (
        "Date,Therapist,C01 ORS,C02 ORS,Mean,Note\n2026-03-02,Berg,18.2,41,29,late\n2026-03-09,Lind,x,16,16,\n,,,,,\n"
        "2026-03-16,Lind,,,,holiday\nMean,,18.2,28,,\n"
    )
    seen = understand(text, answers=YES)
    assert [(s[0], s[2], s[3], s[5]) for s in seen.sessions] == [
        ("C01", "2026-03-02", "Berg", 18.2), ("C02", "2026-03-09", "Lind", 16.0),
    ]  # fmt: skip
    document = seen.document
    assert [(cell["line"], cell["reason"]) for cell in document["cells_quarantined"]] == [
        (2, "score_out_of_range"), (3, "score_not_number"),
    ]  # fmt: skip
    assert (
        document["rows_in"]
        == sum(document[f"rows_{kind}"] for kind in ("accepted", "quarantined", "skipped"))
        == 4
    )


def test_the_rows_of_a_report_add_up(tmp_path):
    folder = DataFolder(tmp_path)
    for _ in range(2):
        with in_this_process():
            report = deliver(
                folder.practice, [("a.csv", f"Date,Client C01,Client C02,Client C03\n{BODY}".encode())], today=TODAY,
                answers={"measure_of_file": "ors"},
            ).as_dict()  # fmt: skip
        adds_up(report)
        assert report["rows_accepted"] == 3
    assert (report["rows_new"], report["rows_unchanged"]) == (0, 3)


def test_a_second_table_below_is_refused(understand):
    text = f"ORS,,,\nDate,C01,C02,C03\n{BODY}SRS,,,\nDate,C01,C02,C03\n{BODY}"
    with pytest.raises(ImportRejected, match="Another table begins in line 7, below the title “SRS”"):
        understand(text, answers=YES)


def test_one_client_twice_for_one_scale_is_refused(understand):
    with pytest.raises(ImportRejected, match="several columns of one scale"):
        understand(f"Date,Client C01,Client C02,Client C01\n{BODY}", answers={"measure_of_file": "ors"})


OTHERS = {
    "numbered sessions": "Client,Date,ORS 1,ORS 2\nC01,2026-03-02,18,20\n",
    "numbered scores without a client": "Date,ORS1,ORS2,ORS3\n2026-03-02,18,20,21\n",
    "weeks": "Date,Week 1,Week 2,Week 3\n2026-03-02,18,20,21\n",
    "questions": "Date,Q1,Q2,Q3,Q4\n2026-03-02,8,7,9,6\n",
    "items": "Datum,Item 1,Item 2,Item 3\n2026-03-02,8,7,9\n",
    "instruments": "Date,PHQ-9,GAD-7,CORE-10\n2026-03-02,8,7,9\n",
    "areas": "Date,Individually,Interpersonally,Socially,Overall\n2026-03-02,8,7,9,6\n",
    "therapists by name": "Date,Berg,Lind\n2026-03-02,18,20\n",
    "words": "Date,Duration,Fee,Mood\n2026-03-02,50,80,7\n",
    "codes without numbers": "Date,C01,C02\n2026-03-02,Berg,Lind\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_names_of_columns_are_no_clients(understand, kind):
    with pytest.raises((ImportRejected, QuestionForUser)) as problem:
        understand(OTHERS[kind])
    assert "clients" not in str(problem.value)


@pytest.mark.parametrize("codes", [("111", "130"), ("7", "8")])
def test_scales_below_the_clients_are_read_or_the_file_is_refused(understand, codes):
    text = f",{codes[0]},,{codes[1]},\nDate,ORS,SRS,ORS,SRS\n{PAIRS}"
    if codes[0] == "7":  # numbers of sessions look so, too
        with pytest.raises(ImportRejected):
            understand(text, answers=YES)
    else:
        assert [s[5] for s in understand(text, answers=YES).sessions] == [18.2, 20.1, 15.0]


def test_numbers_without_a_name_above_them_are_not_passed_over(understand):
    with pytest.raises(ImportRejected):
        understand(
            "ORS,,,,\nDate,C01,,C02,\n2026-03-02,18.2,34,15,31\n2026-03-09,20.1,35,16,30\n", answers=YES
        )


FIRST_NAMES = {
    "English": "Date,Client Anna ORS,Client Boris ORS,Client Clara ORS",
    "German": "Datum,Klient Anna ORS,Klient Boris ORS,Klient Clara ORS",
    "Spanish": "Fecha,Paciente Anna ORS,Paciente Boris ORS,Paciente Clara ORS",
}


@pytest.mark.parametrize("head", FIRST_NAMES.values(), ids=FIRST_NAMES)
def test_first_names_behind_the_word_client_are_asked_about(understand, head):
    question = asked(understand, f"{head}\n{BODY}")
    assert (question.key, question.choices) == ("client_column", ("use", "hash", "leave_out"))
    assert question.text.startswith("Column names seem to hold names of people.")


def test_names_in_column_names_are_kept_nowhere_once_turned_into_codes(tmp_path):
    store = DataFolder(tmp_path).practice
    text = f"{FIRST_NAMES['English']}\n{BODY}"
    found = deliver(store, [("a.csv", text.encode())], today=TODAY, answers={"client_column": "hash"})
    assert (found.outcome, found.facts["n_clients"]) == ("accept", 3)
    assert found.recognised["columns"]["client in the column name"] == "client_id"
    assert "Anna" not in str(found)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files and not [file for file in files if b"Anna" in file.read_bytes()]
    again = deliver(store, [("b.csv", text.replace("03-", "04-").encode())], today=TODAY)
    assert (again.outcome, again.facts["n_clients"]) == ("accept", 3)  # the answer is remembered


def test_letters_behind_the_word_client_are_codes(understand):
    assert {
        one[0] for one in understand(f"Date,Client A ORS,Client B ORS,Client C ORS\n{BODY}").sessions
    } == set("ABC")
