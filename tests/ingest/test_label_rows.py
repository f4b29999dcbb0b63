"""Tests of survey files with column names in several rows, and with rows of labels below them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_row import find

SESSIONS = [
    ("C01", "2026-03-02", "Berg", 18.2, 34.0),
    ("C01", "2026-03-09", "Berg", 20.1, 35.5),
    ("C02", "2026-03-04", "Lind", 15.0, 38.0),
    ("C03", "2026-03-05", "Lind", 24.6, 29.5),
]
ROWS = [[str(cell) for cell in row] for row in SESSIONS]


def text(rows, delimiter=",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(seen) -> list[tuple]:
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


BELOW = {
    "question texts and import ids": [
        [
            "Your code",
            "Day of the visit",
            "Who did you see?",
            "Overall, how was your week?",
            "How was today?",
        ],
        *[[f'{{"ImportId": "QID{n}"}}' for n in range(5)]],
    ],
    "German labels": [
        ["Code der Person", "Tag der Sitzung", "Wer hat behandelt?", "Summe der vier", "Summe der vier"]
    ],
    "Spanish labels, partly": [["", "Día de la sesión", "", "Suma", "Suma"]],
    "codes of the questions": [["q1", "q2", "q3", "q4", "q5"]],
    "units": [["", "yyyy-mm-dd", "", "0-40", "0-40"]],
    "types and units": [["string", "date", "string", "numeric", "numeric"], ["", "", "", "points", "points"]],
}


@pytest.mark.parametrize("name", BELOW)
def test_rows_of_words_below_the_names_are_skipped_and_listed(understand, tmp_path, name):
    head = ["client_id", "session_date", "therapist", "ors_total", "srs_total"]
    rows = [head, *BELOW[name], *ROWS]
    for content in (text(rows), text(rows, ";"), workbook(tmp_path / "b.xlsx", rows)):
        seen = understand(content)
        assert read(seen) == SESSIONS
        lines = [(2 + n, "label_row", None) for n in range(len(BELOW[name]))]
        assert (seen.left_out(), seen.left_out("skipped")) == ([], lines)
        assert seen.document["rows_in"] == len(SESSIONS) + len(lines)


def test_the_first_row_of_answers_is_none_of_labels(understand):
    head = ["client_id", "session_date", "therapist", "ors_total", "srs_total"]
    for first in (["C09", "soon", "Berg", "high", "low"], ["C09", "2026-03-01", "Berg", "n/a", "n/a"]):
        seen = understand(text([head, first, *ROWS]))
        assert "label_row" not in {row["reason"] for row in seen.document["skipped"]}
        assert seen.document["rows_in"] == 5


ANSWERS = [["7001", c, d, t, *[str(o)], *[str(s)]] for c, d, t, o, s in SESSIONS]
TWO_ROWS = {
    "question over its first column, a kind of answer below": [
        [
            "Respondent ID",
            "Client code",
            "Session date",
            "Therapist",
            "Outcome Rating Scale",
            "Session Rating Scale",
        ],
        ["", "Open-Ended Response", "MM/DD/YYYY", "Open-Ended Response", "Response", "Response"],
    ],
    "German": [
        ["Teilnehmer-ID", "Klient", "Datum", "Therapeut", "ORS", "SRS"],
        ["", "Offene Antwort", "Tag", "Offene Antwort", "Antwort", "Antwort"],
    ],
    "names in the second row under a title": [
        ["Session export", "", "", "", "", ""],
        ["No", "Client", "Date", "Therapist", "ORS", "SRS"],
    ],
    "names partly in each row": [
        ["Identity", "", "", "", "ORS", "SRS"],
        ["No", "Client", "Date", "Therapist", "Total", "Total"],
    ],
    "three rows": [
        ["Identity", "", "", "", "Scales", ""],
        ["", "Client", "Date", "Therapist", "ORS", "SRS"],
        ["", "Free text", "Day", "Free text", "Total", "Total"],
    ],
}


@pytest.mark.parametrize("name", TWO_ROWS)
def test_names_in_several_rows_are_put_together(understand, tmp_path, name):
    rows = [*TWO_ROWS[name], *ANSWERS]
    for content in (text(rows), text(rows, "\t"), workbook(tmp_path / "b.xlsx", rows)):
        seen = understand(content)
        assert read(seen) == SESSIONS
        assert seen.document["rows_accepted"] == len(SESSIONS) and not seen.left_out()
        assert {reason for _, reason, _ in seen.left_out("skipped")} <= {"label_row"}


def test_areas_below_their_scale_and_metadata_with_a_blank_below():
    areas = [
        "Individually",
        "Interpersonally",
        "Socially",
        "Overall",
        "Relationship",
        "Goals",
        "Approach",
        "Overall",
    ]
    rows = [
        ["Start Date", "Client", "Session date", "ORS", "", "", "", "SRS", "", "", ""],
        ["", "Response", "Response", *areas],
        ["2026-03-02", "C01", "2026-03-02", *["4.5"] * 8],
        ["2026-03-09", "C01", "2026-03-09", *["4.6"] * 8],
    ]
    head = find(HeaderNames(), rows)
    assert head.names[:3] == ("Start Date", "Client", "Session date") and head.last == 1
    assert head.names[3:7] == ("ORS Individually", "ORS Interpersonally", "ORS Socially", "ORS Overall")


def test_a_first_row_of_answers_is_never_part_of_the_names(understand):
    rows = [["Client", "Date", "ORS", "Kind"], ["C01", "2026-03-02", "18.2", "Individual"]]
    assert understand(text(rows)).document["rows_in"] == 1
    clients = [["Client", "Therapist", "Kind"], ["C01", "Berg", "Individual"], ["C02", "Lind", "Individual"]]
    seen = understand(
        text([["Client", "Date", "ORS"], *[[c, d, o] for c, d, _, o, _ in SESSIONS]]), text(clients)
    )
    assert {s[0]: s[3] for s in seen.sessions} == {"C01": "Berg", "C02": "Lind", "C03": None}


def test_a_row_of_decimals_above_whole_numbers_is_data(understand):
    text = "Client,Measure,2026-03-02,2026-03-29\nAnna,ORS,18.2,20.1\nAnna,SRS,35,36\nBo,ORS,,15\n"
    seen = understand(text, answers={"client_column": "use"})
    assert [(s[5], s[8]) for s in seen.sessions] == [(18.2, 35.0), (20.1, 36.0), (15.0, None)]
