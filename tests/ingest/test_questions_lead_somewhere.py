"""Tests that every question has an answer with which the file can be imported."""

from __future__ import annotations

import pytest

from analytics.ingest import answering
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support.containers import xlsx

AREAS = "Individually,Interpersonally,Socially,Relationship,Goals,Approach"
FILES = {
    "overall of two": f"client,date,Overall,{AREAS},Overall\n1,2026-01-05,6,5,5,5,9,9,9,8\n",
    "overall of one": f"client,date,{AREAS},Overall,ORS total\n1,2026-01-05,5,5,5,9,9,9,8,21\n",
    "two scores": "client,date,Score,date,Score\n1,2026-01-05,18,2026-01-05,34\n",
    "two totals": "client,date,Total,Total\n1,2026-01-05,18,34\n",
    "three scores": "Klient,Datum,Punktzahl,Punktzahl,Punktzahl\n1,2026-01-05,18,34,7\n",
    "one score": "cliente,fecha,puntuación\n1,2026-01-05,18\n",
    "two of one scale": "client,date,ORS score,ORS points\n1,2026-01-05,18,19\n",
    "two totals of forms": "client,date,measure,total,total score\n1,2026-01-05,ORS,18,19\n",
    "therapists": "client,date,therapist,clinician,ORS\n1,2026-01-05,Berg,Lind,18\n",
    "day order": "client,date,ORS\n1,03/04/2026,18\n2,05/04/2026,19\n",
    "measure": "client,date,measure,score\n1,2026-01-05,ORS (mother),18\n1,2026-01-05,SRS,34\n",
    "only an unknown measure": "client,date,measure,score\n1,2026-01-05,ORS (mother),18\n",
    "days as names": "client,2026-01-05,2026-01-12\n1,18,19\n",
    "number of the answer": "Response ID,date,ORS\nC1,2026-01-05,18\n",
    "rivals": "client,date,SRS,Cobb angle,Self image,Pain\n1,2026-01-05,34,20,3,4\n",
    "versions": "client,date,ORS,CORS\n" + "".join(f"{n},2026-01-05,18,19\n" for n in range(9)),
}


def questions(understand, content, answers, depth=0) -> tuple[bool, list[tuple[str, bool]]]:
    """Try all answers to all questions; return whether any leads to sessions, also per question."""
    try:
        return bool(understand(content, answers=answers).sessions), []
    except ImportRejected:
        return False, []
    except QuestionForUser as asked:
        question = asked.question
    assert question.key not in answers, "asked for what was answered"
    assert depth < 5
    assert all(answering.problem(question.key, choice) is None for choice in question.choices)
    assert 0 < len(question.examples) <= len(question.choices) + 3
    found = [
        questions(understand, content, {**answers, question.key: c}, depth + 1) for c in question.choices
    ]
    leads = any(led for led, _ in found)
    return leads, [(question.key, leads), *(below for _, more in found for below in more)]


@pytest.mark.parametrize("kind", FILES)
def test_every_question_has_an_answer_with_which_the_file_comes_in(understand, kind):
    leads, met = questions(understand, FILES[kind], {})
    assert leads
    assert met
    assert met[0][1]


def test_sheets_of_one_scale_lead_somewhere(understand, tmp_path):
    book = tmp_path / "book.xlsx"
    rows = [["client", "2026-01-05", "2026-01-12"], ["1", 18, 19]]
    book.write_bytes(xlsx({"North": rows, "South": [rows[0], ["2", 20, 21]]}))
    leads, met = questions(understand, book, {})
    assert leads
    assert {key for key, _ in met} == {"sheet", "sheet_means", "measure_of_file"}


CODES = {
    "limesurvey": "id;submitdate;G1Q1;G1Q2[SQ001];G1Q2[SQ002]\n"
    "1;2026-01-05 10:00:00;c1;21,5;35\n2;2026-01-06 10:00:00;c2;22;36\n",
    "numbers of a form": "F1,F2,F3,F4,F5\n1,2026-01-05,c1,21.5,35\n2,2026-01-06,c2,22,36\n",
    "another language": "N°\tКлиент\tДень\tШкала А\tШкала Б\n1\tc1\t2026-01-05\t21,5\t35\n2\tc2\t2026-01-06\t22\t36\n",
}
MEANT = {
    "limesurvey": {"submitdate": "session_date", "G1Q1": "client_id", "G1Q2[SQ001]": "ors_total",
                   "G1Q2[SQ002]": "srs_total"},
    "numbers of a form": {"F2": "session_date", "F3": "client_id", "F4": "ors_total", "F5": "srs_total"},
    "another language": {"День": "session_date", "Клиент": "client_id", "Шкала А": "ors_total", "Шкала Б": "srs_total"},
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(CODES))
def test_names_that_say_nothing_are_refused_with_the_way_to_say_what_they_mean(understand, kind):
    with pytest.raises(ImportRejected, match="say what each holds"):
        understand(CODES[kind])
    seen = understand(CODES[kind], answers={f"column:{name}": field for name, field in MEANT[kind].items()})
    assert [(row[0], row[2], row[5], row[8]) for row in seen.sessions] == [
        ("c1", "2026-01-05", 21.5, 35.0),
        ("c2", "2026-01-06", 22.0, 36.0),
    ]


@pytest.mark.parametrize("text", ["Dear colleague,\nhere is\nnothing.\n", "1,2,3,4\n5,6,7,8\n"])
def test_what_has_no_names_of_columns_is_not_told_to_name_them(understand, text):
    with pytest.raises(ImportRejected) as refused:
        understand(text)
    assert "say what each holds" not in str(refused.value)
