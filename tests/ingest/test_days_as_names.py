"""Tests of tables with one column per day, and of tables with one row per answer."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support.containers import xlsx

BODY = "C01,Berg,18.2,20.1\nC02,Lind,,15\n"
DAYS = {
    "year first": "2026-03-02,2026-03-29",
    "day first": "02.03.2026,29.03.2026",
    "month first": "3/2/2026,3/29/2026",
    "weeks": "Week 1 2026-03-02,Week 4 2026-03-29",
    "weeks in brackets": "KW 10 (02.03.2026),KW 13 (29.03.2026)",
    "Danish weekdays": "mandag den 02-03-2026,søndag den 29-03-2026",
    "two digits": "02/03/26,29/03/26",
}
WANTED = [
    ("C01", "2026-03-02", "Berg", 18.2),
    ("C01", "2026-03-29", "Berg", 20.1),
    ("C02", "2026-03-29", "Lind", 15.0),
]


@pytest.mark.parametrize("kind", DAYS)
def test_days_as_names_ask_which_scale(understand, kind):
    text = f"Client,Therapist,{DAYS[kind]}\n{BODY}"
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    question = asked.value.question
    assert (question.key, question.choices) == ("measure_of_file", ("ors", "srs"))
    assert question.examples == ("18.2", "20.1", "15")
    seen = understand(text, answers={"measure_of_file": "ors"})
    assert [(s[0], s[2], s[3], s[5]) for s in seen.sessions] == WANTED
    srs = understand(text, answers={"measure_of_file": "srs"})
    assert [(s[0], s[2], s[3], s[8]) for s in srs.sessions] == WANTED
    assert (seen.document["rows_in"], seen.document["rows_accepted"]) == (2, 2)


@pytest.mark.parametrize(
    "title", ["ORS by client and week", "Übersicht: Outcome Rating Scale", "Puntuación ORS 2026"]
)
def test_a_title_says_which_scale(understand, title):
    seen = understand(f"{title},,,\nClient,Therapist,{DAYS['year first']}\n{BODY}")
    assert [(s[0], s[2], s[3], s[5]) for s in seen.sessions] == WANTED


def test_the_name_of_a_sheet_says_which_scale(understand, tmp_path):
    rows = [
        ["Client", "Therapist", "2026-03-02", "2026-03-29"],
        ["C01", "Berg", 18.2, 20.1],
        ["C02", "Lind", None, 15],
    ]
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx({"SRS": rows}))
    assert [(s[0], s[2], s[3], s[8]) for s in understand(book).sessions] == WANTED


def test_blocks_of_both_scales(understand):
    head = "Client,Therapist,ORS 2026-03-02,ORS 2026-03-29,SRS 2026-03-02,SRS 2026-03-29"
    seen = understand(f"{head}\nC01,Berg,18.2,20.1,34,35\nC02,Lind,,15,,36\n")
    assert [(s[0], s[2], s[5], s[8]) for s in seen.sessions] == [
        ("C01", "2026-03-02", 18.2, 34.0), ("C01", "2026-03-29", 20.1, 35.0), ("C02", "2026-03-29", 15.0, 36.0),
    ]  # fmt: skip


def test_days_that_stand_twice_for_one_scale_are_refused_with_a_way_out(understand):
    head = "Client,Therapist,2026-03-02,2026-03-29,2026-03-02,2026-03-29"
    with pytest.raises(ImportRejected, match="Write ORS or SRS before the day"):
        understand(f"{head}\nC01,Berg,18.2,20.1,34,35\n", answers={"measure_of_file": "ors"})


WEEKS = ("Week 1,Week 2,Week 3", "KW 10,KW 11,KW 12", "Sitzung 1,Sitzung 2,Sitzung 3", "Uge 1,Uge 2,Uge 3")


@pytest.mark.parametrize("head", WEEKS)
def test_weeks_without_days_are_refused_for_what_they_are(understand, head):
    with pytest.raises(ImportRejected) as refused:
        understand(f"Client,Therapist,{head}\nC01,Berg,18.2,20.1,22\nC02,Lind,12,15,16\n")
    assert "numbered and name no days" in str(refused.value)
    assert "file of clients" not in str(refused.value)


AREAS = {
    "ORS Individual": "4.5", "ORS Interpersonal": "4.5", "ORS Social": "4.5", "ORS Overall": "4.7",
    "SRS Relationship": "8.5", "SRS Goals": "8.5", "SRS Approach": "8.5", "SRS Overall": "8.5",
}  # fmt: skip
ONE = [("C01", "2026-03-02", "Berg", 18.2, 4.5, 34.0)]


def found(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS total, ORS individual, SRS total) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[6], s[8]) for s in seen.sessions]


@pytest.mark.parametrize(
    "head",
    [
        "person_id,encounter_id,encounter_datetime,provider,concept,value_numeric",
        "Klient,Antwortnummer,Datum,Behandler,Frage,Antwort",
        "Cliente,Registro,Fecha,Terapeuta,Pregunta,Respuesta",
        "Client,Visit id,Date,Therapist,Question text,Answer value",
    ],
)
@pytest.mark.parametrize("as_workbook", [False, True])
def test_one_row_per_answer(understand, tmp_path, head, as_workbook):
    rows = [["C01", "701", "2026-03-02 09:00:00", "Berg", name, value] for name, value in AREAS.items()]
    rows[3:3] = [["C01", "701", "2026-03-02 09:00:00", "Berg", "Weight (kg)", "71"]]
    content = "\n".join(map(",".join, [head.split(","), *rows]))
    if as_workbook:
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Data": [head.split(","), *rows]}))
    seen = understand(content)
    assert found(seen) == ONE
    document = seen.document
    assert (document["rows_in"], document["rows_accepted"], document["rows_skipped"]) == (9, 8, 1)
    assert seen.left_out("skipped") == [(5, "not_an_orssrs_row", None)]


def test_the_form_may_have_a_column_of_its_own(understand):
    form = {"ORS": "Outcome Rating Scale (ORS)", "SRS": "Session Rating Scale"}
    rows = [f"C01,2026-03-02,Berg,{form[name[:3]]},{name[4:]},{value}" for name, value in AREAS.items()]
    assert found(understand("\n".join(["Client,Date,Therapist,Instrument,Item,Value", *rows]))) == ONE


def test_answers_in_any_order_and_those_given_twice(understand):
    rows = [f"C0{n},2026-03-02 0{n}:00,Berg,{name},{value}" for name, value in AREAS.items() for n in (1, 2)]
    rows += [rows[0], rows[3].replace("4.5", "5.5")]
    seen = understand("\n".join(["Client,Date,Therapist,Question,Answer", *rows[::-1]]))
    assert [row for row in found(seen) if row[0] == "C01"] == ONE
    reasons = [row["reason"] for kind in ("quarantined", "skipped") for row in seen.document[kind]]
    assert {"duplicate_row", "conflicting_duplicate"} <= set(reasons)
    document = seen.document
    assert document["rows_in"] == 18


def test_a_group_above_the_days_says_which_scale(understand):
    text = ",ORS,,SRS,\nClient,2026-03-02,2026-03-29,2026-03-02,2026-03-29\nC01,18.2,20.1,34,35\n"
    found = [(s[2], s[5], s[8]) for s in understand(text).sessions]
    assert found == [("2026-03-02", 18.2, 34.0), ("2026-03-29", 20.1, 35.0)]


def test_answers_that_are_totals(understand):
    text = "client,date,concept,value_numeric\nC01,2026-03-02,ORS Total,18.2\nC01,2026-03-02,SRS Total,34\n"
    assert [(s[0], s[5], s[8]) for s in understand(text).sessions] == [("C01", 18.2, 34.0)]


REFUSED = {
    "codes that say nothing": ("client,encounter id,date,element,value\nC01,7,2026-03-02,fbfJH,4.5\n", "under a name"),
    "scores under other names": ("Klient,Datum,Befinden,Allianz\nC01,2026-03-02,18.2,34\n", "Befinden, Allianz"),
    "an area is lacking": ("Client,Date,ORS Individual,ORS Social\nC01,2026-03-02,4,4\n", "interpersonal, overall"),
    "an area of no scale": ("client,date,question,answer\n" + "".join(
        f"C01,2026-03-02,{name},4\n" for name in ("Individually", "Interpersonally", "Socially", "Overall")
    ), "nothing in its row says of which"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refusal_names_what_was_found_and_guesses_no_kind_of_file(understand, kind):
    text, words = REFUSED[kind]
    with pytest.raises(ImportRejected) as refused:
        understand(text)
    assert words in str(refused.value)
    assert "is imported together with" not in str(refused.value)


def test_a_file_of_appointments_is_still_called_so(understand):
    with pytest.raises(ImportRejected, match="A file of appointments is imported together with"):
        understand("Client,Date,Therapist,Duration\nC01,2026-03-02,Berg,50\n")
