"""Tests of table shapes: several sessions per row, several header rows, sheets laid out like a form."""

from __future__ import annotations

import io

import openpyxl
import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.wide_format import split
from analytics.store import DataFolder
from tests.support.importing import exported, in_this_process
from tests.support.small_practice import TODAY

WIDE = "Client ID,Therapist,Date 1,ORS 1,SRS 1,Date 2,ORS 2,SRS 2\n"


def scores(seen) -> list[tuple]:
    """Return (client, day, ORS total, SRS total) of the sessions."""
    return [(s[0], s[2], s[5], s[8]) for s in seen.sessions]


def book(rows, merged=()) -> bytes:
    """Return a workbook with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    made.save(out := io.BytesIO())
    return out.getvalue()


def test_sessions_side_by_side(understand):
    seen = understand(WIDE + "A,T,2026-01-05,20,30,2026-01-12,,\nB,T,2026-01-06,21,,,,\n")
    assert scores(seen) == [
        ("A", "2026-01-05", 20.0, 30.0),
        ("A", "2026-01-12", None, None),
        ("B", "2026-01-06", 21.0, None),
    ]
    assert seen.document["recognised"]["layout"] == "one_row_per_client"
    assert seen.document["recognised"]["columns"]["ORS 2"] == "ors_total"
    assert (seen.document["rows_in"], seen.document["rows_accepted"]) == (2, 2)


def test_a_row_is_accepted_if_any_session_survives(understand):
    seen = understand(
        WIDE
        + "A,T,2026-01-05,20,30,2026-01-12,50,31\n"  # the second session is beyond the scale
        + "B,T,2026-01-05,x,,,,\n"  # the only session is bad
        + "C,T,,,,,,\n"
        + "D,T,,21,,2026-01-06,22,\n"  # scores without a day
        + "Total,,,80,,,,\n"
        + "E,T,2026-01-05,20,30,2026-01-05,21,31\n"
        + "F,T,2026-01-05,20,30,2026-01-05,20,30\n"
    )
    assert seen.left_out() == [(3, "score_not_number", "ORS 1"), (7, "conflicting_duplicate", None)]
    assert seen.left_out("skipped") == [(4, "not_an_orssrs_row", None), (6, "summary_row", None)]
    assert seen.left_out("cells_quarantined") == [
        (2, "score_out_of_range", "ORS 2"),
        (5, "date_missing", "Date 1"),
    ]
    assert scores(seen) == [
        ("A", "2026-01-05", 20.0, 30.0),
        ("A", "2026-01-12", None, 31.0),
        ("D", "2026-01-06", 22.0, None),
        ("F", "2026-01-05", 20.0, 30.0),
    ]
    counted = [seen.document[f"rows_{name}"] for name in ("in", "accepted", "quarantined", "skipped")]
    assert counted == [7, 3, 2, 2]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ORS1", ("ORS", 1)),
        ("ORS_S12", ("ORS", 12)),
        ("Session 3 ORS total", ("ORS total", 3)),
        ("2nd SRS", ("SRS", 2)),
        ("Date4", ("Date", 4)),
        ("ORS pre", ("ORS", 1)),
        ("last ORS", ("ORS", 2)),
        ("ORSQ1", None),
        ("BDI 2", None),
        ("Client 2", None),
    ],
)
def test_numbers_in_column_names(name, found):
    assert split(HeaderNames(), name) == found


def test_the_first_and_the_last_score_of_an_episode(understand):
    seen = understand("Client,Start date,End date,ORS pre,ORS post\nA,2026-01-05,2026-05-01,20,28\n")
    assert scores(seen) == [("A", "2026-01-05", 20.0, None), ("A", "2026-05-01", 28.0, None)]


def test_several_sessions_without_a_date_each_are_refused(understand):
    with pytest.raises(ImportRejected, match="ORS2 have numbers that no date column has"):
        understand("Client,Date1,ORS1,ORS2\nA,2026-01-05,20,21\n")


def test_numbered_areas_of_one_session_are_no_sessions(understand):
    seen = understand("Client,Date,ORS1,ORS2,ORS3,ORS4\nA,2026-01-05,5,6,7,8\n")
    assert seen.document["recognised"]["layout"] == "one_row_per_session"
    assert scores(seen) == [("A", "2026-01-05", 26.0, None)]


def test_a_corrected_session_beside_others_is_taken(tmp_path):
    folder = DataFolder(tmp_path / "data")
    with in_this_process():
        for score, wanted in (("31", (0, 0)), ("31", (2, 0)), ("35", (1, 1))):
            text = WIDE + f"A,T,2026-01-05,20,30,2026-01-12,22,{score}\nB,T,2026-01-05,20,30,,,\n"
            report = deliver(folder.practice, [("wide.csv", text.encode())], today=TODAY).as_dict()
            assert (report["rows_unchanged"], report["rows_corrected"]) == wanted
    assert sorted(row["srs_total"] for row in exported(folder.path)) == ["30.0", "30.0", "35.0"]


def test_two_header_rows_with_merged_cells(understand):
    rows = [
        ["Report of the practice"],
        [],
        ["Client", "Date", "ORS", None, None, None, "SRS", None],
        [None, None, "Individual", "Interpersonal", "Social", "Overall", "Total", None],
        ["A", "2026-01-05", 5, 6, 7, 8, 30],
        [None, "2026-01-12", 6, 6, 7, 8, None],
        ["B", "2026-01-05", 5, 6, 7, 11, None],
        ["Page 1 of 2"],
    ]
    seen = understand(book(rows, ["A1:G1", "A3:A4", "B3:B4", "C3:F3", "A5:A6"]))
    assert scores(seen) == [("A", "2026-01-05", 26.0, 30.0), ("A", "2026-01-12", 27.0, None)]
    assert seen.left_out() == [(7, "score_out_of_range", "ORS Overall")]
    assert seen.left_out("skipped") == [(8, "footer", None)]


def test_sessions_named_in_the_upper_header_row(understand):
    seen = understand("Client,Session 1,,Session 2,\n,Date,ORS,Date,ORS\nA,2026-01-05,20,2026-01-12,41\n")
    assert scores(seen) == [("A", "2026-01-05", 20.0, None)]
    assert seen.left_out("cells_quarantined") == [(3, "score_out_of_range", "Session 2 ORS")]


def test_a_header_repeated_on_every_page_and_sums_below(understand):
    seen = understand(
        "Client,Date,ORS\nA,2026-01-05,20\nClient,Date,ORS\nB,2026-01-05,41\n,,\nTotal,,40\nPage 1\n"
    )
    assert seen.left_out() == [(4, "score_out_of_range", "ORS")]
    assert seen.left_out("skipped") == [
        (3, "repeated_header", None),
        (6, "summary_row", None),
        (7, "footer", None),
    ]


def test_empty_columns(understand):
    assert scores(understand(",Client,,Date,ORS,\n,A,,2026-01-05,20,\n")) == [("A", "2026-01-05", 20.0, None)]


FORM = """ORS and SRS,,
Client:,0033,
Therapist:,Anna,
,,
Session,Date,ORS
1,2026-01-05,20
2,2026-01-12,41
Mean,,20
signed by,,
"""


def test_a_form_sheet_with_its_client_above(understand):
    seen = understand(FORM)
    assert [(s[0], s[2], s[3], s[5]) for s in seen.sessions] == [("0033", "2026-01-05", "Anna", 20.0)]
    assert seen.left_out() == [(7, "score_out_of_range", "ORS")]
    assert seen.left_out("skipped") == [(8, "summary_row", None), (9, "footer", None)]
    assert seen.document["recognised"]["columns"]["Session"] == "session_no"


def test_form_sheets_below_each_other(understand):
    seen = understand(
        "Client: 0033\nTherapist: Anna\nDate;ORS\n2026-01-05;20\n\n"
        "Client: 0034\nDate;ORS\n2026-01-06;21\n2026-01-07;x\n"
    )
    assert [(s[0], s[2], s[3], s[5]) for s in seen.sessions] == [
        ("0033", "2026-01-05", "Anna", 20.0),
        ("0034", "2026-01-06", None, 21.0),
    ]
    assert seen.left_out() == [(9, "score_not_number", "ORS")]


def test_a_form_of_one_session_with_its_values_beside_the_names(understand):
    seen = understand(
        "Our form,\nClient:,0033\nDate:,25.01.2026\nTherapist:,Anna\n,\nORS,\nIndividually,5\n"
        'Interpersonally,"6,5"\nSocially,7\nOverall,8\n,\nSRS,\nRelationship,9\nGoals,9\nApproach,9\nOverall,9\nSigned,\n'
    )
    assert [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions] == [
        ("0033", "2026-01-25", "Anna", 26.5, 36.0)
    ]


def test_form_sheets_with_a_session_in_each_column(understand):
    rows = [
        ["Client", "0033"],
        ["Therapist", "Anna"],
        ["Date", "2026-01-05", "2026-01-12", None, "2026-01-19"],
        ["ORS", 20, 21, None, "x"],
        ["SRS", 30],
    ]
    seen = understand(book(rows))
    assert scores(seen) == [("0033", "2026-01-05", 20.0, 30.0), ("0033", "2026-01-12", 21.0, None)]
    assert seen.left_out() == [(5, "score_not_number", "ORS")]  # the fifth column of the sheet
    with pytest.raises(ImportRejected):
        understand("Date,2026-01-05\nORS,20\n")


def test_camcops_forms_that_were_not_finished(understand):
    seen = understand(
        "_pk,_patient_idnum1,patient_id,q_session,q_date,q_who,q_individual,q_interpersonal,q_social,q_overall,"
        "is_complete,firstexit_is_abort\n"
        "1,A,77,1,2026-01-05,0,5,6,7,8,1,0\n2,A,77,2,2026-01-12,0,5,6,7,,0,0\n3,B,78,1,2026-01-13,1,5,6,7,8,1,1\n"
    )
    assert scores(seen) == [("A", "2026-01-05", 26.0, None)]
    assert seen.left_out("skipped") == [
        (3, "not_an_orssrs_row", "is_complete"),
        (4, "not_an_orssrs_row", "firstexit_is_abort"),
    ]


def test_the_srs_among_the_columns_of_another_srs_is_asked(understand):
    text = "Client,Date,Function,Pain,Mental health,ORS,SRS total\nA,2026-01-05,4,3,4,20,21\n"
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert asked.value.question.key == "column:SRS total"
    assert scores(understand(text, answers={"column:SRS total": "not_used"})) == [
        ("A", "2026-01-05", 20.0, None)
    ]


def test_the_overall_item_is_never_the_total(understand):
    seen = understand(
        "Client,Date,Individuell,Zwischenmenschlich,Sozial,Insgesamt,Gesamt\nA,2026-01-05,5,6,7,8,26\n"
    )
    assert (
        seen.document["recognised"]["columns"] | {"Insgesamt": "ors_overall", "Gesamt": "ors_total"}
        == (seen.document["recognised"]["columns"])
    )


def test_cells_in_single_quotes_and_a_line_that_names_the_separator(understand):
    assert scores(understand("'Client','Date','ORS'\n'O''B','2026-01-05','20'\n"))[0][0] == "O'B"
    seen = understand("sep=;\nClient;Date;ORS\nA;2026-01-05;20\nA;2026-01-12;50\n")
    assert seen.left_out() == [(4, "score_out_of_range", "ORS")]
