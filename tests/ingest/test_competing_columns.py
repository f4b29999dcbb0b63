"""Tests of two columns with one meaning: used as one if their cells agree, else a question or warning."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import QuestionForUser
from tests.support.containers import xlsx

ROWS = [
    ("K1", "P1"),
    ("K1", "P2"),
    ("K2", "P2"),
]  # two clients, whichever column is theirs, but not the same rows
PAIRS = {
    "german": ("Klient", "Patient"),
    "english": ("Client ID", "Patient ID"),
    "english and german": ("Client", "Klientin"),
    "spanish": ("Paciente", "Cliente"),
    "danish": ("Borger", "Klient"),
    "dutch": ("Cliënt", "Patiënt"),
    "french": ("Usager", "Patient"),
}


def clients(names: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [f"{a},{b},2026-03-0{n},{20 + n},3{n}\n" for n, (a, b) in enumerate(rows, 1)]
    return f"{names[0]},{names[1]},Date,ORS,SRS\n" + "".join(lines)


def asked(understand, *content, **options):
    with pytest.raises(QuestionForUser) as problem:
        understand(*content, **options)
    return problem.value.question


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("language", sorted(PAIRS))
def test_two_clients_that_differ_are_a_question_with_both_ways_out(understand, language, turned):
    one, two = PAIRS[language]
    names = (two, one) if turned else (one, two)
    text = clients(names, ROWS)
    question = asked(understand, text)
    first = question.key.removeprefix("column:")
    assert first in names and all(f"“{name}”" in question.text for name in names)
    assert question.choices == ("client_id", "not_used")
    own, other = ([row[place] for row in ROWS] for place in (names.index(first), 1 - names.index(first)))
    assert question.examples[0] == f"{own[0]} beside {other[0]}"
    by_day = {"client_id": own, "not_used": other}
    for answer, wanted in by_day.items():
        seen = understand(text, answers={question.key: answer})
        assert [s[0] for s in sorted(seen.sessions, key=lambda s: s[2])] == wanted
        assert "columns_disagree" not in seen.document["warnings"]


EQUAL = {
    "the same": [("K1", "K1"), ("K1", "K1"), ("K2", "K2")],
    "one is blank": [("K1", ""), ("", "K1"), ("K2", "K2")],
    "spelt otherwise": [("K1", "k 1"), ("K1", "K-1"), ("K2", "K2")],
}


@pytest.mark.parametrize("kind", EQUAL)
@pytest.mark.parametrize("names", [("Klient", "Patient"), ("Patient", "Klient")])
def test_cells_that_agree_are_no_question_and_blank_ones_are_filled(understand, names, kind):
    seen = understand(clients(names, EQUAL[kind]))
    found = [s[0].replace(" ", "").replace("-", "").upper() for s in seen.sessions]
    assert sorted(found) == ["K1", "K1", "K2"]
    assert "columns_disagree" not in seen.document["warnings"]


def test_numbers_that_a_spreadsheet_changed_agree(understand):
    assert understand(clients(("Klient", "Patient"), [("0007", "7.0"), ("0008", "8")])).sessions


def test_one_code_for_each_code_is_a_warning_that_names_both(understand):
    seen = understand(clients(("Klient", "Patient"), [("K1", "P1"), ("K1", "P1"), ("K2", "P2")]))
    assert sorted(seen.column(0)) == ["P1", "P1", "P2"]
    assert "columns_disagree" in seen.document["warnings"]
    assert (
        "“Patient” and “Klient” may both be the client and differ; “Patient” was taken"
        in seen.document["message"]
    )


def test_a_code_beside_the_word_alone_is_taken_and_said_where_it_matters(understand):
    names = ("Client code", "Client")
    silent = understand(clients(names, [("C1", "Ann"), ("C1", "Ann"), ("C2", "Bo")]))
    assert "columns_disagree" not in silent.document["warnings"]
    said = understand(clients(names, [("C1", "Ann"), ("C1", "Bo"), ("C2", "Bo")]))
    assert sorted(said.column(0)) == ["C1", "C1", "C2"]
    assert "columns_disagree" in said.document["warnings"]


def test_names_of_people_are_not_shown_in_the_question(understand):
    text = clients(("Klient", "Patient"), [("K1", "Anna Berg"), ("K1", "Bo Li"), ("K2", "Bo Li")])
    assert asked(understand, text).examples == ("A. B. beside K1", "B. L. beside K1", "B. L. beside K2")


THERAPISTS = [("Therapeut", "Behandler"), ("Therapist", "Clinician"), ("Terapeuta", "Psicólogo")]


@pytest.mark.parametrize("names", THERAPISTS)
def test_two_therapists_are_asked_about_only_where_they_differ(understand, names):
    head = f"Client,Date,{names[0]},{names[1]},ORS\n"
    same = "1,2026-01-05,A,A,20\n2,2026-01-06,B,,20\n3,2026-01-07,,C,20\n"
    assert understand(head + same).column(3) == ["A", "B", "C"]
    question = asked(understand, head + same + "4,2026-01-08,A,B,20\n")
    assert (question.key, question.choices, question.examples) == ("therapist_column", names, ("A beside B",))


DATES = {
    "another order": ("02.03.2026", "2026-03-02"),
    "with the time": ("2026-03-02 10:00", "2026-03-02"),
    "two digits": ("02.03.26", "2026-03-02"),
}


@pytest.mark.parametrize("kind", DATES)
def test_two_days_of_the_session_agree_in_any_order(understand, kind):
    mine, other = DATES[kind]
    head, row = "Klient,Datum,Date of session,ORS\n", f"1,{mine},{other},20\n"
    assert understand(head + row).column(2) == ["2026-03-02"]
    question = asked(understand, head + row + "1,2026-03-09,2026-03-10,20\n")
    assert question.key == "column:Date of session"


@pytest.mark.parametrize("names", [("Site", "Standort"), ("Program", "Team")])
def test_other_facts_of_a_client(understand, names):
    question = asked(
        understand, f"Client,Date,ORS,{names[0]},{names[1]}\n1,2026-01-05,20,N,S\n2,2026-01-05,20,S,S\n"
    )
    assert question.key == f"column:{names[0]}"


def test_every_layout_is_compared(understand, tmp_path):
    days = "Klient,Patient,ORS 2026-03-02,ORS 2026-03-09\nK1,P1,20,21\nK1,P2,20,22\n"
    numbered = (
        "Klient,Patient,Date1,ORS1,Date2,ORS2\nK1,P1,2026-03-02,20,2026-03-09,21\nK1,P2,2026-03-02,20,,\n"
    )
    answers = (
        "Klient,Patient,Date,Question,Answer\nK1,P1,2026-03-02,ORS total,20\nK1,P2,2026-03-03,ORS total,20\n"
    )
    for text in (days, numbered, answers):
        question = asked(understand, text)
        assert question.key == "column:Patient"
        assert set(understand(text, answers={question.key: "not_used"}).column(0)) == {"K1"}
    rows = [
        ["Klient", "Patient", "Datum", "ORS"],
        ["K1", "P1", "2026-03-02", 20],
        ["K1", "P2", "2026-03-03", 20],
    ]
    assert asked(understand, xlsx({"Daten": rows})).key == "column:Patient"


def test_a_table_completed_by_another_one_is_compared(understand):
    scores = "appointment_id,Therapist,Clinician,ORS\nX1,A,B,20\nX2,B,A,20\n"
    visits = "appointment_id,client,date\nX1,A,2026-03-02\nX2,B,2026-03-03\n"
    assert asked(understand, scores, visits).key == "therapist_column"


SILENT = {
    "sums and a repeated header": "Klient,Patient,Datum,ORS\nK1,K1,2026-03-02,20\nKlient,Patient,Datum,ORS\nTotal,3,,20\n",
    "a name beside a code": "Client ID,Client name,Date,ORS\n1,Ann,2026-03-02,20\n1,Bo,2026-03-03,20\n",
    "the number of a record": "Client ID,Record ID,Date,ORS\n1,1,2026-03-02,20\n1,2,2026-03-03,20\n",
    "the day of a form": "Client,Date,Submitted at,ORS\n1,2026-03-02,2026-03-04,20\n",
    "start and end of a form": "Client,Start time,Completion time,ORS\n1,2026-03-02 09:00,2026-03-03 09:00,20\n",
    "a status": "Client,Date,Status,Closure reason,ORS\n1,2026-03-02,Closed,Completed,20\n",
    "ids of a session": "Client,Session ID,Appointment ID,Date,ORS\n1,7,17,2026-03-02,20\n1,8,18,2026-03-03,20\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", SILENT)
def test_what_says_something_else_is_no_false_alarm(understand, kind):
    assert "columns_disagree" not in understand(SILENT[kind]).document["warnings"]


@pytest.mark.parametrize("spelt", [str.upper, str.lower])
def test_equal_cells_are_evidence_against_a_column_that_contradicts_them(understand, spelt):
    """The import asks about two client columns if K01 in one stands beside K01 and K02 in the other."""
    rows = [("K01", "K01"), ("K01", "K02"), ("K03", "K03"), ("K03", "K03")]
    text = clients(("Klient", "Patient"), [(spelt(a), spelt(b)) for a, b in rows])
    assert asked(understand, text).key.startswith("column:")


def test_a_name_beside_the_code_of_each_therapist_is_no_contradiction(understand):
    rows = "".join(f"C{n},T{n % 2},{('Berg', 'Lund')[n % 2]},2026-03-0{n},20,30\n" for n in range(1, 7))
    seen = understand(f"Client,Therapist ID,Therapist,Date,ORS,SRS\n{rows}")
    assert "columns_disagree" not in seen.document["warnings"]


def test_the_question_about_three_columns_is_a_sentence(understand):
    rows = [("K1", "P1", "Q1"), ("K1", "P2", "Q1"), ("K2", "P2", "Q1"), ("K2", "P1", "Q2")]
    lines = [f"{a},{b},{c},2026-03-0{n},{20 + n},3{n}\n" for n, (a, b, c) in enumerate(rows, 1)]
    question = asked(understand, "Klient,Patient,Borger,Date,ORS,SRS\n" + "".join(lines))
    assert " and “" in question.text and question.text.endswith("If that is not used, one of the others is.")
    assert question.text.count("“") == question.text.count("”") == 4
