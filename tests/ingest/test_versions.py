"""Tests of adult and child forms (ORS and CORS, SRS and CSRS) in one file or in several files."""

from __future__ import annotations

import csv
import io

import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import QuestionForUser
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support.command import run
from tests.support.importing import adds_up, exported, in_this_process

TOTALS = "Client,Date,Therapist,ORS,CORS,SRS,CSRS\n"
AREAS = ("Individual", "Interpersonal", "Social", "Overall")
BY_MEASURE = "Client,Date,Age,Measure,Score\n"


def versions(seen) -> list[tuple]:
    """Return (client, day, ORS version and total, SRS version and total) of the sessions."""
    return [(s[0], s[2], s[4], s[5], s[7], s[8]) for s in seen.sessions]


def counts(seen) -> list[int]:
    return [seen.document[f"rows_{name}"] for name in ("in", "accepted", "quarantined", "skipped")]


def rows(n: int = 30) -> str:
    """Return rows that alternate between adults and children, starting on line 2."""
    return "".join(
        f"{k},2026-01-05,T,{20 + k / 10},,30,\n" if k % 2 else f"{k},2026-01-05,T,-,{20 + k / 10},n/a,31\n"
        for k in range(n)
    )


def test_each_row_keeps_the_version_it_fills(understand):
    filled = (
        "A,2026-01-05,T,20,,30,",
        "B,2026-01-05,T,,21,,31",
        "C,2026-01-05,T,,22,32,",
        "D,2026-01-05,T,,,,",
    )
    seen = understand(TOTALS + "\n".join(filled) + "\n")
    assert versions(seen) == [
        ("A", "2026-01-05", "ORS", 20.0, "SRS", 30.0),
        ("B", "2026-01-05", "CORS", 21.0, "CSRS", 31.0),
        ("C", "2026-01-05", "CORS", 22.0, "SRS", 32.0),
        ("D", "2026-01-05", None, None, None, None),
    ]
    recognised = seen.document["recognised"]
    assert recognised["layout"] == "one_row_per_session"
    assert recognised["columns"]["ORS"] == recognised["columns"]["CORS"] == "ors_total"
    shown = [(e["column"], e["field"], e["confidence"], e["values"]) for e in recognised["matching"]]
    assert ("CSRS", "srs_total", "sure", ["31"]) in shown and len(shown) == 7


def test_a_form_that_was_skipped_is_not_filled(understand):
    head = "Client,Date,ORS_Skip,ORS Total,CORS_Skip,CORS Total"
    seen = understand(f"{head}\nA,2026-01-05,N,20,Y,0\nB,2026-01-05,Y,0,N,21\nC,2026-01-05,1,0,1,0\n")
    assert [s[:4] for s in versions(seen)] == [
        ("A", "2026-01-05", "ORS", 20.0),
        ("B", "2026-01-05", "CORS", 21.0),
        ("C", "2026-01-05", None, None),
    ]


def test_areas_of_one_version_and_the_total_of_another(understand):
    head = ",".join(["Client", "Date", *(f"ORS {name}" for name in AREAS), "ORS total", "CORS total", "SRS"])
    seen = understand(f"{head}\nA,2026-01-05,5,6,7,8,26,,30\nB,2026-01-05,,,,,,21,31\n")
    assert [(s[4], s[5], s[6]) for s in seen.sessions] == [("ORS", 26.0, 5.0), ("CORS", 21.0, None)]


def test_a_fault_is_told_with_its_own_column(understand):
    areas = ",".join(f"{form} {name}" for form in ("ORS", "CORS") for name in AREAS)
    filled = (
        "A,2026-01-05,5,6,7,8,,,,\nB,2026-01-05,,,,,5,6,7,11\nC,2026-01-06,5,,7,8,,,,\nTotal,,5,,,,5,,,\n"
    )
    seen = understand(f"Client,Date,{areas}\n{filled}Client,Date,{areas}\n")
    assert seen.left_out() == [
        (3, "score_out_of_range", "CORS Overall"),
        (4, "items_incomplete", "ORS Interpersonal"),
    ]
    assert seen.left_out("skipped") == [(5, "summary_row", None), (6, "repeated_header", None)]
    assert counts(seen) == [5, 1, 2, 2]


def test_a_row_that_fills_both_is_listed(understand):
    seen = understand(TOTALS + rows() + "X,2026-01-05,T,20,21,30,\n")
    assert seen.left_out() == [(32, "conflicting_duplicate", None)]
    assert seen.document["quarantined"][0]["text"] == "20 21 30"
    assert counts(seen) == [31, 30, 1, 0]
    assert {s[4] for s in seen.sessions} == {"ORS", "CORS"}


def test_many_rows_that_fill_both_are_asked_and_one_answer_settles_it(understand):
    areas = ",".join(f"{form} {name}" for form in ("ORS", "CORS") for name in AREAS)
    text = f"Client,Date,{areas}\nA,2026-01-05,5,6,7,8,1,2,3,4\nB,2026-01-05,5,6,7,8,1,2,3,4\n"
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    question = asked.value.question
    assert (question.key, question.choices) == ("column:ORS Individual", ("ors_individual", "not_used"))
    kept = understand(text, answers={question.key: "ors_individual"})
    assert {(s[4], s[5]) for s in kept.sessions} == {("ORS", 26.0)}
    other = understand(text, answers={question.key: "not_used"})
    assert {(s[4], s[5]) for s in other.sessions} == {("CORS", 10.0)}


def test_two_columns_of_one_version_are_a_question_as_before(understand):
    with pytest.raises(QuestionForUser) as asked:
        understand("Client,Date,ORS total,ORS score,CORS\n1,2026-01-05,20,21,\n")
    assert asked.value.question.key == "column:ORS total"


def test_a_column_that_a_person_chose_counts_before_both(understand):
    text = TOTALS.replace("Therapist", "Points") + "A,2026-01-05,7,20,,30,\n"
    seen = understand(text, answers={"column:Points": "ors_total"})
    assert versions(seen) == [("A", "2026-01-05", "ORS", 7.0, "SRS", 30.0)]


@pytest.mark.parametrize(("first", "second"), [("Child ORS", "Child SRS"), ("CORS total", "CSRS total")])
def test_names_of_the_form_for_children(understand, first, second):
    seen = understand(f"Client,Date,{first},{second}\n1,2026-01-05,20,30\n")
    assert versions(seen) == [("1", "2026-01-05", "CORS", 20.0, "CSRS", 30.0)]


@pytest.mark.parametrize(("age", "kept"), [("", "CORS"), ("9", "CORS"), ("15", "ORS"), ("adult", "ORS")])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_versions_on_one_day_the_clients_own_counts(understand, age, kept, turned):
    forms = [f"1,2026-01-05,{age},ORS,25\n", f"1,2026-01-05,{age},CORS,20\n"]
    seen = understand(BY_MEASURE + "".join(forms[::-1] if turned else forms) + f"1,2026-01-05,{age},SRS,30\n")
    assert versions(seen) == [("1", "2026-01-05", kept, {"ORS": 25.0, "CORS": 20.0}[kept], "SRS", 30.0)]
    assert counts(seen) == [3, 2, 0, 1]
    other = {"ORS": "CORS 20.0", "CORS": "ORS 25.0"}[kept]
    assert [(r["reason"], r["text"]) for r in seen.document["skipped"]] == [
        ("duplicate_row", f"2026-01-05, {other}")
    ]


def test_one_version_that_contradicts_itself_is_set_aside_beside_another(understand):
    forms = (("CORS", 20), ("CORS", 21), ("ORS", 25), ("SRS", 30))
    seen = understand(BY_MEASURE + "".join(f"1,2026-01-05,9,{form},{score}\n" for form, score in forms))
    assert seen.left_out() == [(2, "conflicting_duplicate", None), (3, "conflicting_duplicate", None)]
    assert seen.left_out("skipped") == [(4, "duplicate_row", None)]
    assert versions(seen) == [("1", "2026-01-05", None, None, "SRS", 30.0)]


def test_files_of_different_versions_keep_them(understand):
    seen = understand(
        "Client,Date,CORS\nA,2026-01-05,20\n",
        "Client,Date,CSRS\nA,2026-01-05,30\n",
        "Client,Date,ORS\nA,2026-01-05,25\nB,2026-01-05,26\n",
        "Client,Date,SRS\nB,2026-01-05,31\n",
    )
    assert versions(seen) == [
        ("A", "2026-01-05", "CORS", 20.0, "CSRS", 30.0),
        ("B", "2026-01-05", "ORS", 26.0, "SRS", 31.0),
    ]
    assert [(row["file"], row["line"], row["reason"]) for row in seen.document["skipped"]] == [
        ("file-2.csv", 2, "duplicate_row")
    ]


def test_forms_of_client_and_caregiver_are_both_kept_and_the_clients_counts(tmp_path):
    folder = DataFolder(tmp_path / "data")
    text = "Client,Date,Therapist,Age,Measure,Score,Rater\n"
    for week, own in enumerate((15, 22), 1):
        text += f"A,2026-01-{7 * week:02},T,9,CORS,{own},client\nA,2026-01-{7 * week:02},T,9,CORS,{own + 5},mother\n"
        text += f"B,2026-01-{7 * week:02},T,15,ORS,{own},client\nB,2026-01-{7 * week:02},T,15,CORS,{own + 6},mother\n"
        text += f"C,2026-01-{7 * week:02},T,9,CORS,{own + 7},mother\n"
    with in_this_process():
        report = deliver(folder.practice, [("forms.csv", text.encode())], today=TODAY).as_dict()
    adds_up(report)
    assert (report["rows_accepted"], report["rows_in"]) == (10, 10)
    kept = {(r["client_id"], r["rater"], r["ors_version"], r["ors_total"]) for r in exported(folder.path)}
    assert kept == {
        ("A", "self", "CORS", "15.0"), ("A", "self", "CORS", "22.0"),
        ("A", "caretaker", "CORS", "20.0"), ("A", "caretaker", "CORS", "27.0"),
        ("B", "self", "ORS", "15.0"), ("B", "self", "ORS", "22.0"),
        ("B", "caretaker", "CORS", "21.0"), ("B", "caretaker", "CORS", "28.0"),
        ("C", "caretaker", "CORS", "22.0"), ("C", "caretaker", "CORS", "29.0"),
    }  # fmt: skip
    said = run("export", "episodes", data=folder.path)
    table = csv.DictReader(io.StringIO(said.out))
    episodes = {row["client_id"]: (row["rater"], row["ors_first"], row["ors_last"]) for row in table}
    assert episodes == {
        "A": ("self", "15.0", "22.0"),
        "B": ("self", "15.0", "22.0"),
        "C": ("caretaker", "22.0", "29.0"),
    }
