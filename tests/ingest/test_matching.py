"""Tests of column recognition: field, certainty, and which sample values may be shown."""

import json

import pytest

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.rows import column_mapping

HEAD = (
    "Klient*in-Nr.,Datum,Therapeut,ORS Summe,Episode_SRS,Overall,ORS individual,ORS interpersonal,ORS social"
)


def table(head, *rows):
    return "\n".join([head, *rows, ""])


def entries(seen) -> dict[str, dict]:
    return {entry["column"]: entry for entry in seen.document["recognised"]["matching"]}


def simple(extra="", *cells, n=4):
    rows = [f"C-{k},2026-05-1{k},T1,2{k}.5,36.0" for k in range(1, n + 1)]
    more = [f"{row},{cells[k % len(cells)]}" if cells else row for k, row in enumerate(rows)]
    return table(
        "client_id,session_date,therapist,ors_total,srs_total" + (f",{extra}" if extra else ""), *more
    )


def test_every_column_says_what_it_was_taken_for_and_how_sure_that_is(understand):
    rows = [f"K{n},2026-05-1{n},T1,24.0,36.0,6.0,6.0,6.0,6.0" for n in range(1, 4)]
    found = entries(understand(table(HEAD, *rows)))
    assert list(found) == HEAD.split(",")
    expected = {
        "Klient*in-Nr.": ("client_id", "coded", "likely"),
        "Datum": ("session_date", "name", "sure"),
        "ORS Summe": ("ors_total", "scaled", "sure"),
        "Overall": ("ors_overall", "siblings", "likely"),
    }
    for column, (field, how, confidence) in expected.items():
        assert (found[column]["field"], found[column]["how"], found[column]["confidence"]) == (
            field,
            how,
            confidence,
        )


def test_three_different_values_of_each_column(understand):
    found = entries(understand(simple()))
    assert found["client_id"]["values"] == ["C-1", "C-2", "C-3"]
    assert found["therapist"]["values"] == ["T1"]
    assert found["ors_total"]["values"] == ["21.5", "22.5", "23.5"]
    assert (found["ors_total"]["kind"], found["session_date"]["kind"], found["client_id"]["kind"]) == (
        "numbers",
        "dates",
        "text",
    )


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Remarks", ("Talked at length about the summer",)),
        ("Contact", ("Anna Bloom", "Bloom, Carl")),
        ("Client name", ("Anna",)),
        ("E-mail", ("a@b.example",)),
        ("Notes", ("x",)),
    ],
)
def test_names_and_free_text_that_are_not_used_are_not_shown(understand, head, cells):
    found = entries(understand(simple(head, *cells)))[head]
    assert (found["field"], found["values"], found["kind"]) == (None, [], "text")


@pytest.mark.parametrize("cells", [("12", "13"), ("yes", "no"), ("in person",)])
def test_other_values_of_columns_not_used_are_shown(understand, cells):
    found = entries(understand(simple("Kind of meeting", *cells)))["Kind of meeting"]
    assert found["field"] is None
    assert found["values"]


def test_a_person_s_answer_is_sure(understand):
    answers = {"column:Colleague": "site", "column:therapist": "not_used"}
    found = entries(understand(simple("Colleague", "A", "B"), answers=answers))
    assert (found["Colleague"]["field"], found["Colleague"]["how"]) == ("site", "answer")
    assert (found["therapist"]["field"], found["therapist"]["how"]) == (None, "answer")


def test_a_header_row_that_only_a_person_knows_is_found_by_the_answers(understand):
    text = table("Wer,Wann,ORS,SRS", *[f"C-{n},2026-05-1{n},21.5,36.0" for n in range(1, 5)])
    with pytest.raises(ImportRejected) as refused:
        understand(text)
    seen = {entry["column"]: entry for entry in refused.value.matching}
    assert seen["Wer"]["values"] == ["C-1", "C-2", "C-3"]
    assert (seen["Wer"]["field"], seen["ORS"]["field"]) == (None, "ors_total")
    found = understand(text, answers={"column:Wer": "client_id", "column:Wann": "session_date"})
    assert found.document["rows_accepted"] == 4
    assert entries(found)["Wer"]["how"] == "answer"


def test_a_file_in_which_no_row_can_be_used_still_shows_its_columns(understand):
    with pytest.raises(ImportRejected) as refused:
        understand(table("client_id,session_date,ors_total", "C-1,2026-05-01,412", "C-2,2026-05-01,398"))
    assert [entry["field"] for entry in refused.value.matching] == ["client_id", "session_date", "ors_total"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 200, b"%PDF-1.7", b"one line", "“”\n".encode("cp1252")]
)
def test_what_is_no_table_has_no_columns(understand, content):
    with pytest.raises(ImportRejected) as refused:
        understand(content)
    assert refused.value.matching == []


def test_what_is_kept_holds_no_value_of_the_file(understand):
    recognised = understand(simple("Kind of meeting", "in person")).document["recognised"]
    kept = json.dumps(column_mapping.without_values(recognised))
    assert "C-1" not in kept
    assert "in person" not in kept
    assert "client_id" in kept
