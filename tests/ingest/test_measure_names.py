"""Tests of a column of measure names: each measure is read, left out or asked about, and always reported."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.measure_names import read_as
from tests.support.containers import xlsx

READ = {
    "ors:ORS": "ORS|Outcome Rating Scale (ORS)|ORS - Outcome Rating Scale|ORS - Adult|ORS (0-40)|"
    "Outcome Rating Scale [adult]|"
    "1. ORS|ORS (Selbst)|ORS: total score|Outcome Rating Scale (ORS) – Erwachsene|Outcome Rating Scale (ORS) [0–40]",
    "srs:SRS": "SRS v3.0|Session Rating Scale V.3.0 (SRS)|SRS V.3.0|Session Rating Scale (SRS) - totaal|"
    "SRS (versie 3.0)|"
    "Session Rating Scale (SRS V3.0)",
    "ors:CORS": "CORS|Child Outcome Rating Scale (CORS)|Child ORS",
    None: "PHQ-9|C-SSRS|ORS of mother|"
    "ORS (parent)|SRS-22|Goal Rating|ORS change|Beck Depression Inventory|WAI-S|GAD-7 (ORS)",
}


@pytest.mark.parametrize("meaning", READ)
def test_the_known_part_of_a_measures_name_counts(meaning):
    names = READ[meaning].split("|")
    assert {name: read_as(name) for name in names} == dict.fromkeys(names, meaning)


HEADS = (
    "Client ID,Clinician,Measure,Date,Score",
    "Klient,Behandler,Umfrage,Datum,Ergebnis",
    "Cliente,Terapeuta,Encuesta,Fecha,Resultado",
    "Klient,Behandler,Undersøgelse,Dato,Resultat",
    "Pasient,Behandler,Kartlegging,Dato,Poengsum",
    "Klient,Terapeut,Undersökning,Datum,Poäng",
    "Cliënt,Behandelaar,Meetinstrument,Datum,Uitslag",
    "Code client,Thérapeute,Enquête,Date,Résultat",
)


@pytest.mark.parametrize("head", HEADS)
def test_measure_and_value_are_known_in_eight_languages(understand, head):
    seen = understand(
        f"{head}\nC01,Berg,Outcome Rating Scale (ORS),2026-03-02,18.2\nC01,Berg,SRS (0-40),2026-03-02,34\n"
        "C01,Berg,PHQ-9,2026-03-02,11\n"
    )
    assert [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions] == [
        ("C01", "2026-03-02", "Berg", 18.2, 34.0)
    ]
    assert seen.document["facts"]["measures"] == [
        {"text": "Outcome Rating Scale (ORS)", "read_as": "ORS", "rows": 1},
        {"text": "PHQ-9", "read_as": None, "rows": 1},
        {"text": "SRS (0-40)", "read_as": "SRS", "rows": 1},
    ]
    assert (seen.document["rows_accepted"], seen.document["rows_skipped"]) == (2, 1)


LIKE = ("ORS (mother)", "Young Child ORS", "Outcome Rating (Kurzform)", "SRS Eltern")


@pytest.mark.parametrize("name", LIKE)
@pytest.mark.parametrize("as_workbook", [False, True])
def test_a_name_that_looks_like_ours_is_a_question_beside_one_that_is_known(
    understand, tmp_path, name, as_workbook
):
    head, day = ["Client", "Date", "Survey", "Score"], ["C01", "2026-03-02"]
    rows = [head, [*day, name, "18.2"], [*day, "SRS", "34"]]
    content = "\n".join(map(",".join, rows))
    if as_workbook:
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Data": rows}))
    with pytest.raises(QuestionForUser) as asked:
        understand(content)
    question = asked.value.question
    assert (question.key, question.choices) == (f"measure:{name}", ("ors", "srs", "not_used"))
    left = understand(content, answers={question.key: "not_used"})
    assert [(s[5], s[8]) for s in left.sessions] == [(None, 34.0)]
    assert left.left_out("skipped") == [(2, "not_an_orssrs_row", "Survey")]
    taken = understand(content, answers={question.key: "ors"})
    assert [(s[5], s[8]) for s in taken.sessions] == [(18.2, 34.0)]


def test_a_known_measure_can_be_left_out_too(understand):
    text = "Client,Date,Survey,Score\nC01,2026-03-02,ORS,18.2\nC01,2026-03-02,SRS,34\n"
    seen = understand(text, answers={"measure:ORS": "not_used"})
    assert [(s[5], s[8]) for s in seen.sessions] == [(None, 34.0)]


def test_where_no_measure_is_known_the_refusal_names_them(understand):
    rows = ("C01,2026-03-02,Wohlbefinden,18.2", "C01,2026-03-02,PHQ-9,12", "C01,2026-03-09,PHQ-9,11")
    text = "\n".join(["Client,Date,Survey,Score", *rows])
    with pytest.raises(
        ImportRejected, match=r"“Survey” names PHQ-9 \(2 rows\), Wohlbefinden \(1 row\), and none of them"
    ):
        understand(text)
    seen = understand(text, answers={"measure:Wohlbefinden": "ors"})
    assert [s[5] for s in seen.sessions] == [18.2]


def test_a_survey_column_beside_named_scores_is_no_measure(understand):
    seen = understand("Client,Date,Survey,ORS,SRS,Result\nC01,2026-03-02,Intake pack,18.2,34,fine\n")
    assert [(s[5], s[8]) for s in seen.sessions] == [(18.2, 34.0)]


def one_measure(*names: str, head: str = "Client,Date,Survey,Score") -> str:
    """Return a CSV of three forms per measure name, with scores possible in every score range."""
    rows = [f"C{n},2026-0{k}-1{n},{name},{20 + n + 5 * k}" for k in (1, 2, 3) for n, name in enumerate(names)]
    return "\n".join([head, *rows]) + "\n"


RANGES = {
    "ORS (0-100)": 10.0,
    "ORS 0–100": 10.0,
    "Outcome Rating Scale (0 bis 100)": 10.0,
    "ORS /100": 10.0,
    "ORS [max 100]": 10.0,
    "ORS (0-400)": 2.5,
    "ORS (0-40)": 25.0,
    "Outcome Rating Scale (0 til 40)": 25.0,
    "ORS": 25.0,
}


@pytest.mark.parametrize("name", RANGES)
def test_the_range_in_a_measures_name_is_the_unit_of_its_scores(understand, name):
    assert understand(one_measure(name)).sessions[0][5] == RANGES[name]


@pytest.mark.parametrize("name", ["ORS %", "ORS (Prozent)", "ORS (porcentaje)", "ORS procent"])
def test_per_cent_in_a_measures_name_counts_once_it_is_known_as_ours(understand, name):
    assert understand(one_measure(name), answers={f"measure:{name}": "ors"}).sessions[0][5] == 10.0


@pytest.mark.parametrize("other", ["ORS (0-40)", "ORS", "Outcome Rating Scale"])
def test_two_ranges_of_one_scale_are_refused(understand, other):
    text = one_measure(other, "ORS (0-100)")
    with pytest.raises(ImportRejected, match=r"two ranges of scores: .*ORS \(0-100\)"):
        understand(text)
    left = understand(text, answers={"measure:ORS (0-100)": "not_used"})
    assert [session[5] for session in left.sessions] == [25.0, 30.0, 35.0]


def test_each_scale_has_its_own_range(understand):
    seen = understand(one_measure("ORS (0-100)", "SRS (0-40)"))
    assert {(session[0], session[5], session[8]) for session in seen.sessions[::3]} == {
        ("C0", 10.0, None), ("C1", None, 26.0)
    }  # fmt: skip
