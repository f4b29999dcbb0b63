"""Tests of ids damaged by spreadsheets, and of names in the column of codes."""

from __future__ import annotations

import io

import openpyxl
import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.rows import client_names

HEAD = "client_id,session_date,therapist,ors_total,srs_total\n"
DANISH = "Klientnummer;Dato;Behandler;ORS total;SRS total\n"


def rows(ids, mark: str = ",") -> str:
    """Return CSV rows with one session per id, each on a different day."""
    return "".join(
        mark.join([one, f"2026-01-{day:02}", "T", "20", "30"]) + "\n" for day, one in enumerate(ids, 1)
    )


def book(*lines) -> bytes:
    """Return a workbook with one sheet."""
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    made.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize("one", ["1.20260E+11", "1.2E+11", "1e+11", "1.2e11", "1.2026E12"])
def test_ids_rounded_by_a_spreadsheet_are_refused(understand, one):
    with pytest.raises(ImportRejected, match="client_id.*lost their last digits.*different people.*as text"):
        understand(HEAD + rows([one] * 3 + ["A7"]))


def test_the_same_with_a_decimal_comma_and_in_a_workbook(understand):
    with pytest.raises(ImportRejected, match="Klientnummer"):
        understand(DANISH + rows(["1,2026E+11"] * 3, ";"))
    head = ["Patient", "Datum", "ORS", "SRS"]
    texts = [["1,2026E+11", f"2026-01-0{day}", 20, 30] for day in (1, 2, 3)]
    numbers = [
        [1234567890123456789, f"2026-01-0{day}", 20, 30] for day in (1, 2, 3)
    ]  # more digits than a cell holds
    for lines in (texts, numbers):
        with pytest.raises(ImportRejected, match="Patient"):
            understand(book(head, *lines))
    whole = [[120260000123 + day, f"2026-01-0{day}", 20, 30] for day in (1, 2, 3)]
    assert understand(book(head, *whole)).column(0) == ["120260000124", "120260000125", "120260000126"]


def test_rounded_ids_of_another_column_can_be_left_out(understand):
    head, lines = (
        HEAD.replace("client_id", "client_id,case_id"),
        rows(["A,1.2E+11", "B,1.2E+11", "C,1.2E+11"]),
    )
    with pytest.raises(ImportRejected, match="case_id.*not used"):
        understand(head + lines)
    assert understand(head + lines, answers={"column:case_id": "not_used"}).column(0) == ["A", "B", "C"]


def test_a_rounded_id_among_others_costs_its_row(understand):
    seen = understand(HEAD + rows(["A", "1.2026E+11", "B"]))
    assert seen.left_out() == [(3, "id_digits_lost", "client_id")]


def test_codes_of_digits_and_e_are_codes(understand):
    codes = ["12E4", "1E", "1E11", "2.5E", "E11", "E+11", "1.5E+01", "3E-12"]
    assert understand(HEAD + rows(codes)).column(0) == sorted(codes)


@pytest.mark.parametrize("pair", [("0001", "1"), ("007.0", "7"), ("C 012", "c12"), ("Zoe\u0301", "ZOÉ")])
def test_ids_that_are_nearly_the_same_are_said(understand, pair):
    seen = understand(HEAD + rows([*pair, "X9"]))
    assert "possible_same_client" in seen.document["warnings"]


LISTED = "Klient,Therapeut\n1,Berg\n2,Lind\n3,Berg\n"


@pytest.mark.parametrize(
    ("scores", "listed"),
    [
        (
            "client,date,ORS,SRS\n0001,2026-01-05,20,30\n0002,2026-01-06,21,30\n",
            "client,therapist\n1,A\n2,B\n",
        ),
        ("Klient;Datum;ORS\n1;05.01.2026;20\n2;16.01.2026;20\n", "Klient;Therapeut\n0001;A\n0002;B\n"),
        ("paciente;fecha;ORS\n01;2026-01-05;20\n02;2026-01-06;20\n", "paciente;terapeuta\n1.0;A\n2.0;B\n"),
    ],
)
def test_a_list_that_fits_without_zeros_is_asked_about(understand, scores, listed):
    with pytest.raises(QuestionForUser) as stopped:
        understand(scores, listed)
    question = stopped.value.question
    assert (question.key, question.choices, len(question.examples)) == ("ids", ("join", "apart"), 2)
    joined = understand(scores, listed, answers={"ids": "join"})
    assert joined.column(3) == ["A", "B"]
    apart = understand(scores, listed, answers={"ids": "apart"})
    assert apart.column(3) == [None, None] and "possible_same_client" in apart.document["warnings"]


def test_a_workbook_of_clients_and_two_files_of_scores(understand):
    ors = "client,date,ORS\n001,2026-01-05,20\n002,2026-01-06,21\n"
    srs = "client,date,SRS\n1,2026-01-05,30\n2,2026-01-06,31\n"
    with pytest.raises(QuestionForUser):
        understand(ors, srs)
    clients = book(["client", "therapist"], [1, "A"], [2, "B"])
    seen = understand(ors, srs, clients, answers={"ids": "join"})
    assert [(s[0], s[3], s[5], s[8]) for s in seen.sessions] == [
        ("001", "A", 20.0, 30.0),
        ("002", "B", 21.0, 31.0),
    ]


def test_a_list_of_nobody_is_said(understand):
    seen = understand("client,date,ORS\nA,2026-01-05,20\n", "client,therapist\nX,T\nY,T\n")
    assert "list_not_joined" in seen.document["warnings"]
    assert "No client of file-1.csv has a session here" in seen.document["message"]


NAMES = {
    "last first": ["Holst, Miriam", "Ekberg, Jonas", "Sørensen, Ida"],
    "first last": ["Miriam Holst", "Jonas Ekberg", "José María de la Cruz"],
    "capitals": ["MIRIAM HOLST", "JONAS EKBERG"],
    "cyrillic": ["Иван Петров", "Анна Смирнова"],
    "greek": ["Μαρία Παπαδοπούλου", "Νίκος Γεωργίου"],
    "persian": ["مریم علی\u200cزاده", "رضا محمدی"],
    "hindi": ["राम कुमार", "सीता देवी"],
    "chinese": ["王小明", "李娜"],
    "one": ["Miriam Holst"],
    "e-mail": ["miriam.holst@post.example", "j.ekberg7@uni.example.org"],
}
CODES = {
    "animals": ["falcon", "otter", "heron"],
    "two small words": ["blue falcon", "red otter"],
    "numbered": ["Client 1", "Client 2"],
    "lettered": ["Client A", "Client B", "Client C"],
    "only one": ["Klient A"],
    "numbers": ["0001", "0002"],
    "initials": ["A. B.", "C. D."],
    "mixed": ["C01", "C02", "Miriam Holst"],
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_known(kind):
    assert client_names.are_names(NAMES[kind])


@pytest.mark.parametrize("kind", CODES)
def test_codes_are_no_names(kind):
    assert not client_names.are_names(CODES[kind])


def test_a_code_of_a_name_is_stable_and_keyed():
    code = client_names.code("Holst, Miriam", "k")
    assert code == client_names.code("miriam  HOLST", "k") == client_names.code("Miriam Holst", "k")
    assert code != client_names.code("Miriam Holst", "other") and "olst" not in code
    assert client_names.code("Zoe\u0301 Berg", "k") == client_names.code("Zoé Berg", "k")


def test_e_mail_addresses_are_asked_about_and_none_is_taken_for_another(understand):
    who = ("mi.holst@post.example", "miholst@post.example", "j.ekberg7@post.example")
    text = "client;date;ORS\n" + "".join(f"{one};2026-01-0{n};20\n" for n, one in enumerate(who, 5))
    with pytest.raises(QuestionForUser, match="e-mail addresses of people"):
        understand(text)
    coded = understand(text, answers={"client_column": "hash"})
    assert sorted(coded.column(0)) == sorted({client_names.code(one.upper(), "") for one in who})
    assert "post.example" not in str(coded.document) and len(set(coded.column(0))) == 3


SCORES = (
    "client;date;ORS\nHolst, Miriam;2026-01-05;20\nEkberg, Jonas;2026-01-06;x\nEkberg, Jonas;2026-01-07;22\n"
)
CLIENTS = "client;therapist\nMiriam Holst;A\nJonas Ekberg;B\n"


@pytest.mark.parametrize("as_book", [False, True])
def test_names_in_the_column_of_codes_are_asked_about(understand, as_book):
    scores = book(*(line.split(";") for line in SCORES.splitlines())) if as_book else SCORES
    with pytest.raises(QuestionForUser) as stopped:
        understand(scores)
    question = stopped.value.question
    assert (question.key, question.choices) == ("client_column", ("use", "hash", "leave_out"))
    assert question.examples == ("M. H.", "J. E.")
    assert understand(scores, answers={"client_column": "use"}).column(0) == [
        "Ekberg, Jonas",
        "Holst, Miriam",
    ]
    coded = understand(scores, CLIENTS, answers={"client_column": "hash"})
    assert sorted(zip(coded.column(0), coded.column(3), strict=True)) == sorted(
        [(client_names.code("Holst, Miriam", ""), "A"), (client_names.code("Ekberg, Jonas", ""), "B")]
    )
    assert "Ekberg" not in str({k: v for k, v in coded.document.items() if k != "recognised"})
    with pytest.raises(ImportRejected):
        understand(scores, answers={"client_column": "leave_out"})


def test_names_left_out_beside_codes(understand):
    text = "Client;Client code;date;ORS\nHolst, Miriam;C1;2026-01-05;20\nEkberg, Jonas;C2;2026-01-06;20\n"
    try:
        seen = understand(text)
    except QuestionForUser:
        seen = understand(text, answers={"client_column": "leave_out"})
    assert seen.column(0) == ["C1", "C2"]


def test_joiners_are_letters_in_names_that_are_written_with_them(understand):
    names = ["علی\u200cزاده7", "क्\u200dष5", "a\u200cb", "\u200cعلی8", "ab\u200d"]
    seen = understand(HEAD + rows(names))
    assert [line for line, *_ in seen.left_out()] == [4, 5, 6]
    assert {reason for _, reason, _ in seen.left_out()} == {"id_has_control_chars"}


def test_composed_and_decomposed_letters_are_one(understand):
    text = HEAD + "Ase\u030a1,2026-01-05,Bjo\u0308rn,20,30\nAse̊1,2026-01-12,Björn,21,30\n"
    seen = understand(text)
    assert len(set(seen.column(0))) == 1 and set(seen.column(3)) == {"Björn"}


@pytest.mark.parametrize(
    "header", ["N° client", "Nº client", "№ client", "n° patient", "Nr. Klient", "Klient-Nr."]
)
def test_the_number_of_a_client(understand, header):
    assert understand(f"{header};date;ORS\nA1;2026-01-05;20\n").column(0) == ["A1"]
