"""Every question can be answered so that the file comes in: no question's answers all end in a refusal."""

from __future__ import annotations

import pytest

from analytics.ingest import answering
from analytics.ingest.base.errors import NeedsChoice, Refused
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
    """Whether any answers lead to sessions, and per question met: its key, and whether one of its choices does."""
    try:
        return bool(understand(content, answers=answers).sessions), []
    except Refused:
        return False, []
    except NeedsChoice as asked:
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
