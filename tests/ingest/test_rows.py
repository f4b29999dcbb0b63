"""Tests of every warning and of every reason why a row is left out, with its line number."""

from __future__ import annotations

import datetime

import pytest

from analytics.ingest.base.errors import QuestionForUser
from analytics.ingest.rows.consolidation import closure_class
from analytics.ingest.rows.report import QUARANTINE_REASONS, SKIPPED_REASONS, WARNINGS

HEAD = "client_id,session_date,therapist,ors_total,srs_total\n"
GOOD = "001,2026-01-05,T1,20.1,38.0\n001,2026-01-12,T1,22.1,38.5\n002,2026-01-05,T2,30,40\n"  # lines 2 to 4
ITEMS = "Client_ID,Case_Date,Session_Date,Provider_ID,ORSQ1,ORSQ2,ORSQ3,ORSQ4,Total_ORS\n"
BY_MEASURE = "client,date,therapist,measure,score,attendance\n1,2026-01-05,T,ORS,20,\n"

LEFT_OUT = {
    "score_out_of_range": (HEAD + GOOD + "3,2026-01-05,T,40.04,\n", [(5, "ors_total")]),
    "score_not_number": (
        HEAD + GOOD + "3,2026-01-05,T,high,\n4,2026-01-05,T,,full\n5,2026-01-05,T,0_5,\n",
        [(5, "ors_total"), (6, "srs_total"), (7, "ors_total")],
    ),
    "items_incomplete": (ITEMS + "1,,2026-01-05,T,5,5,5,5,20.1\n1,,2026-01-06,T,5,,5,5,20\n", [(3, "ORSQ2")]),
    "total_mismatch": (
        ITEMS + "1,,2026-01-05,T,5,5,5,5,20.1\n1,,2026-01-06,T,5,5,5,5,20.2\n",
        [(3, "Total_ORS")],
    ),
    "date_unparseable": (
        HEAD + GOOD + "3,soon,T,1,1\n4,2026-02-30,T,1,1\n6,infinity,T,1,1\n",
        [(line, "session_date") for line in (5, 6, 7)],
    ),
    "date_missing": (
        HEAD + GOOD + "3,,T,1,1\n3,2026-01-05,T,1,1\n3,NaT,T,1,1\n4,2026-01-05,T,1,1\n",
        [(line, "session_date") for line in (5, 7)],
    ),
    "id_digits_lost": (
        HEAD
        + GOOD
        + "1.2026E+11,2026-01-05,T,1,1\n12E4,2026-01-05,T,1,1\n1E,2026-01-05,T,1,1\nE11,2026-01-05,T,1,1\n",
        [(5, "client_id")],
    ),
    "date_in_future": (HEAD + GOOD + "3,2026-11-23,T,1,1\n3,2026-11-22,T,1,1\n", [(5, "session_date")]),
    "date_implausible": (HEAD + GOOD + "3,1899-12-30,T,1,1\n", [(5, "session_date")]),
    "date_before_intake": (
        ITEMS + "1,2026-01-05,2026-01-05,T,,,,,20\n2,2026-01-06,2026-01-05,T,,,,,20\n",
        [(3, "Session_Date")],
    ),
    "conflicting_duplicate": (HEAD + GOOD + "001,2026-01-05,T1,20.2,38.0\n", [(2, None), (5, None)]),
    "id_missing": (
        HEAD + GOOD + ",2026-01-05,T,1,1\n  ,2026-01-05,T,1,1\n",
        [(5, "client_id"), (6, "client_id")],
    ),
    "id_has_control_chars": (
        HEAD + GOOD + "".join(f"a{c}b,2026-01-05,T,1,1\n" for c in "\x07\x00\u202e"),
        [(line, "client_id") for line in (5, 6, 7)],
    ),
    "cell_too_long": (
        HEAD + GOOD + "x" * 257 + ",2026-01-05,T,1,1\n" + "x" * 256 + ",2026-01-05,T,1,1\n",
        [(5, "client_id")],
    ),
    "wrong_field_count": (
        HEAD + GOOD + "3,2026-01-05,T,1\n3,2026-01-05,T,1,1,1\n3,2026-01-06,T,1,1,\n",
        [(5, None), (6, None)],
    ),
    "quote_not_closed": (HEAD + GOOD + '3,2026-01-05,"T,1,1\n4,2026-01-05,T,1,1\n', [(5, None)]),
    "formula_error": (
        HEAD + GOOD + "3,2026-01-05,T,#REF!,\n#N/A,2026-01-05,T,1,1\n",
        [(5, "ors_total"), (6, "client_id")],
    ),
    "duplicate_row": (HEAD + GOOD + "001,2026-01-05,T1,20.1,38.0\n", [(5, None)]),
    "summary_row": (
        HEAD + GOOD + "Total,,,72.2,116.5\nMittelwert,,,24,38\n,,,99,99\n",
        [(5, None), (6, None), (7, None)],
    ),
    "repeated_header": (HEAD + GOOD + HEAD + "9,2026-01-05,T,1,1\n", [(5, None)]),
    "label_row": (HEAD + ",yyyy-mm-dd,name,points,points\n" + GOOD, [(2, None)]),
    "section_row": (
        "client_id,session_date,ors_total\nTherapist: T1\n001,2026-01-05,20.1\nTherapist: T2\n002,2026-01-05,30\n",
        [(2, None), (4, None)],
    ),
    "footer": (HEAD + GOOD + "\nMade by Example Software\nPage 1,,,,\n", [(6, None), (7, None)]),
    "not_attended": (
        BY_MEASURE + "1,2026-01-12,T,ORS,,No Show\n1,2026-01-19,T,ORS,,late cancelled\n",
        [(3, "attendance"), (4, "attendance")],
    ),
    "not_an_orssrs_row": (
        BY_MEASURE + "1,2026-01-05,T,PHQ-9,27,\n1,2026-01-05,T,YCORS,1,\n1,2026-01-05,T,,1,\n",
        [(3, "measure"), (4, "measure"), (5, "measure")],
    ),
}


LEFT_OUT["facts_of_client"] = (HEAD + GOOD + "003,,T9,,\n", [(5, None)])
ELSEWHERE = {"parent_missing", "erased"}  # need two tables, or a store: test_linked, recovery/test_erase


def test_every_reason_of_the_contract_has_a_case():
    named = {*LEFT_OUT, *ELSEWHERE, "missing_code"}  # that one is only a cell
    assert named == set(QUARANTINE_REASONS) | set(SKIPPED_REASONS)


@pytest.mark.parametrize("reason", sorted(LEFT_OUT))
def test_the_row_is_left_out_for_the_reason_with_its_line(understand, reason):
    text, wanted = LEFT_OUT[reason]
    seen = understand(text)
    kind = "skipped" if reason in SKIPPED_REASONS else "quarantined"
    assert [(line, column) for line, found, column in seen.left_out(kind) if found == reason] == wanted
    assert {found for _, found, _ in seen.left_out("quarantined") + seen.left_out("skipped")} == {reason}
    document = seen.document
    assert (
        document["rows_in"]
        == document["rows_accepted"] + document["rows_quarantined"] + document["rows_skipped"]
    )
    assert document["outcome"] == ("accept" if kind == "skipped" else "accept_with_quarantine")
    for row in document["quarantined"] + document["skipped"]:
        assert len(row["text"]) <= 80 and row["text"].isprintable()
        assert not row["text"] or row["text"] not in document["message"]


def test_lines_are_those_a_person_sees(understand):
    text = HEAD + '1,2026-01-05,"T, ""one""",20,30\n\n"2",2026-01-05,T,20,30\n,,,,\n3,2026-01-05,T,90,\n'
    seen = understand(text + '4,2026-01-05,T,1,"3\n0"\n5,2026-01-05,T,90,\n')
    assert seen.left_out() == [(6, "score_out_of_range", "ors_total"), (9, "score_out_of_range", "ors_total")]
    assert seen.left_out("cells_quarantined") == [(7, "score_not_number", "srs_total")]
    assert seen.document["rows_in"] == 5


def test_a_quote_that_is_never_closed_costs_one_row(understand):
    seen = understand(
        HEAD + '1,2026-01-05,"T,20,30\n2,2026-01-05,T,20,30\n3,2026-01-05,T,41,30\n4,2026-01-05,T,41,\n'
    )
    assert seen.left_out() == [(2, "quote_not_closed", None), (5, "score_out_of_range", "ors_total")]
    assert seen.left_out("cells_quarantined") == [(4, "score_out_of_range", "ors_total")]
    assert seen.column(0) == ["2", "3"]


def test_blank_is_not_zero(understand):
    seen = understand(HEAD + "1,2026-01-05,T,,\n2,2026-01-05,T,0,0.0\n")
    assert [(s[5], s[8]) for s in seen.sessions] == [(None, None), (0.0, 0.0)]
    assert seen.document["warnings"] == ["zero_scores"]


def test_ids_that_look_like_nothing_are_ids(understand):
    seen = understand(
        HEAD
        + "NA,2026-01-05,null,1,1\nnull,2026-01-05,None,1,1\nnan,2026-01-05,N/A,1,1\n007,2026-01-05,T,1,1\n"
    )
    assert seen.column(0) == ["007", "NA", "nan", "null"]
    assert seen.column(3) == ["T", "null", "N/A", "None"]


def test_two_cases_of_a_client_on_one_day_are_two_sessions(understand):
    seen = understand("client,case id,date,ORS\n1,A,2026-01-05,20\n1,B,2026-01-05,22\n")
    assert [(s[1], s[5]) for s in seen.sessions] == [("A", 20.0), ("B", 22.0)]


def test_a_conflict_of_one_measure_leaves_the_other(understand):
    seen = understand(
        BY_MEASURE + "1,2026-01-05,T,ORS,21,\n1,2026-01-05,T,SRS,38,\n1,2026-01-05,T,SRS,38.0,\n"
    )
    assert seen.left_out() == [(2, "conflicting_duplicate", None), (3, "conflicting_duplicate", None)]
    assert seen.left_out("skipped") == [(5, "duplicate_row", None)]
    assert [(s[5], s[8]) for s in seen.sessions] == [(None, 38.0)]


def test_scores_of_one_day_in_two_rows_make_one_session(understand):
    seen = understand(HEAD + "1,2026-01-05,T1,20,\n1,2026-01-05,T2,,38\n1,2026-01-05,,,\n")
    assert [(s[3], s[5], s[8]) for s in seen.sessions] == [("T1", 20.0, 38.0)]
    assert seen.document["rows_accepted"] == 2
    assert seen.document["warnings"] == ["same_day_two_therapists"]


DATES = {
    ("03/04/2026", "25/04/2026"): ["2026-04-03", "2026-04-25"],
    ("03/04/2026", "04/25/2026 8:30:00"): ["2026-03-04", "2026-04-25"],
    ("05.04.26", "25.04.26"): ["2026-04-05", "2026-04-25"],
    ("2026-05-04", "25.04.2026"): ["2026-04-25", "2026-05-04"],
    ("20260504", "2026-5-6"): ["2026-05-04", "2026-05-06"],
    ("5 Mar 2026", "March 6, 2026"): ["2026-03-05", "2026-03-06"],
    ("2026-01-05T10:00:00Z", "2026-01-06 23:59"): ["2026-01-05", "2026-01-06"],
    ("05/05/2026", "06/06/2026"): ["2026-05-05", "2026-06-06"],
}


@pytest.mark.parametrize("written", sorted(DATES))
def test_dates_that_can_be_read_in_one_way(understand, written):
    seen = understand(HEAD + "".join(f'{i},"{day}",T,1,1\n' for i, day in enumerate(written)))
    assert sorted(seen.column(2)) == DATES[written]


@pytest.mark.parametrize(
    "written", [("03/04/2026", "05/04/2026"), ("25/04/2026", "04/25/2026"), ("03.04.2026",)]
)
def test_dates_that_can_be_read_in_two_ways_are_a_question(understand, written):
    text = HEAD + "".join(f"{i},{day},T,1,1\n" for i, day in enumerate(written))
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    question = asked.value.question
    assert (question.key, question.choices) == ("date_order", ("day_first", "month_first"))
    assert 1 <= len(question.examples) <= 3
    assert (
        understand(text, answers={"date_order": "month_first"}).document["recognised"]["date_order"]
        == "month_first"
    )


def test_the_order_is_decided_per_column_but_proof_is_shared(understand):
    seen = understand("client,intake date,date,ORS\n1,02/01/2026,25/01/2026,20\n2,03/02/2026,26/01/2026,20\n")
    assert seen.left_out() == [(3, "date_before_intake", "date")]


def test_a_proof_against_an_answer_wins(understand):
    seen = understand(
        HEAD + "1,03/04/2026,T,1,1\n2,25/04/2026,T,1,1\n", answers={"date_order": "month_first"}
    )
    assert seen.column(2) == ["2026-04-03", "2026-04-25"]


def many(row) -> str:
    return "".join(row(i) for i in range(12))


WARNED = {
    "possible_swap": HEAD + many(lambda i: f"{i},2026-01-05,T,{36 + i % 4},{15 + i}\n"),
    "same_day_two_therapists": HEAD + GOOD + "001,2026-01-05,T9,20.1,38.0\n",
    "therapist_missing": HEAD + GOOD + "3,2026-01-05,,1,1\n",
    "session_number_disagrees_with_date": "client,date,session,therapist,ORS\n1,2026-01-05,2,T,1\n1,2026-01-06,1,T,\n",
    "possible_same_client": HEAD + "ab 1,2026-01-05,T,1,1\nAB1,2026-01-06,T,1,1\n",
    "file_may_be_truncated": HEAD + GOOD + "003,2026-01-0",
    "letters_lost": HEAD + GOOD + "3,2026-01-05,S\ufffdrensen,1,1\n",
    "items_not_answered_separately": ITEMS
    + many(lambda i: f"{i},,2026-01-05,T,{i / 4},{i / 4},{i / 4},{i / 4},{i}\n"),
    "unknown_closure_words": "client,date,therapist,ORS,closure reason\n1,2026-01-05,T,1,vanished\n",
    "unusual_scale": ITEMS
    + many(lambda i: f"{i},,2026-01-05,T,{i % 9 + 1},5,{i % 4 + 6},10,{i % 9 + i % 4 + 22}\n"),
    "zero_scores": HEAD + GOOD + "3,2026-01-05,T,0,1\n",
}


@pytest.mark.parametrize("warning", sorted(WARNED))
def test_warnings(understand, warning):
    seen = understand(WARNED[warning])
    assert warning in seen.document["warnings"]
    assert set(seen.document["warnings"]) <= set(WARNINGS)
    assert warning not in understand(HEAD + GOOD).document["warnings"]


def test_shared_out_areas_are_forgotten_and_real_ones_kept(understand):
    assert set(understand(WARNED["items_not_answered_separately"]).column(6)) == {None}
    real = ITEMS + many(lambda i: f"{i},,2026-01-05,T,10,10,10,10,40\n")
    assert set(understand(real).column(6)) == {10.0}


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Goals met", "planned"),
        ("UnPlanned Closed", "unplanned"),
        ("no-show", "unplanned"),
        ("Abbruch", "unplanned"),
        ("alta terapeutica", "planned"),
        ("Udeblevet", "unplanned"),
        ("remitterad", "transferred"),
        ("Deceased", "administrative"),
        ("50", "not_a_course"),
        ("en cours", "ongoing"),
        ("96", "unknown"),
        ("not_a_course", "not_a_course"),
        ("gone", None),
    ],
)
def test_closure_words(word, meaning):
    assert closure_class(word) == meaning


def test_a_closure_word_can_be_settled(understand):
    seen = understand(WARNED["unknown_closure_words"], answers={"closure:vanished": "unplanned"})
    assert seen.column(11) == ["unplanned"]
    assert seen.document["warnings"] == []


@pytest.mark.parametrize(
    ("column", "cell", "group"),
    [
        ("age", "17", "adolescent"),
        ("age", "18", "adult"),
        ("age group", "Kinder", "child"),
        ("DOB", "2014-05-01", "child"),
        ("Geburtsjahr", "1980", "adult"),
        ("age", "", None),
    ],
)
def test_age_groups(understand, column, cell, group):
    assert understand(f"client,date,ORS,{column}\n1,2026-01-05,1,{cell}\n").column(10) == [group]


@pytest.mark.parametrize(
    ("written", "rater"), [("", "self"), ("Mother", "caretaker"), ("1", "collateral"), ("Aunt", "aunt")]
)
def test_raters(understand, written, rater):
    assert understand(f"client,date,ORS,rater\n1,2026-01-05,1,{written}\n").column(12) == [rater]


def test_nothing_depends_on_today_but_the_future(understand):
    text = HEAD + "3,2026-11-22,T,1,1\n4,2026-01-05,T,1,1\n"
    assert understand(text, today=datetime.date(2026, 11, 21)).document["rows_quarantined"] == 1
    assert understand(text, today=datetime.date(2030, 1, 1)).document["rows_quarantined"] == 0


def scored(*totals, clients=1_000) -> str:
    """Return a file of one session a day with these (ORS, SRS) totals; `clients` clients take turns."""
    day = datetime.date(2025, 1, 6)
    lines = [
        f"{n % clients},{day + datetime.timedelta(days=n)},T,{ors},{srs}\n"
        for n, (ors, srs) in enumerate(totals)
    ]
    return HEAD + "".join(lines)


USUAL = (20.5, 36)
ZEROS = {  # totals of a file -> whether zeros look like forms that were not filled in
    "one of 60 ORS": ([USUAL] * 59 + [(0, 36)], False),
    "one of 60 SRS": ([USUAL] * 59 + [(20.5, 0)], False),
    "one of 50": ([USUAL] * 49 + [(0, 36)], True),
    "two of 200": ([USUAL] * 198 + [(0, 36)] * 2, False),
    "four of 200": ([USUAL] * 196 + [(20.5, 0)] * 4, True),
    "both forms in one session of 200": ([USUAL] * 199 + [(0, 0)], False),
    "both forms in two sessions of 200": ([USUAL] * 198 + [(0, 0)] * 2, True),
}


@pytest.mark.parametrize("case", ZEROS)
def test_zeros_warn_only_where_they_look_like_missing_forms(understand, case):
    totals, warned = ZEROS[case]
    assert ("zero_scores" in understand(scored(*totals)).document["warnings"]) is warned


@pytest.mark.parametrize(("times", "warned"), [(2, False), (3, True)])
def test_a_client_with_zero_after_zero_warns(understand, times, warned):
    """One client with repeated zero totals triggers the warning `zero_scores`."""
    totals = [(0, 36) if n % 50 == 7 and n // 50 < times else USUAL for n in range(250)]
    assert ("zero_scores" in understand(scored(*totals, clients=50)).document["warnings"]) is warned
