"""Tests of lines inside a table, such as `Therapist: Berg`, that give a value for the rows below."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser

HEAD = ["Client", "Date", "ORS", "SRS"]
BERG = [["C01", "2026-03-02", 18.2, 34.0], ["C01", "2026-03-09", 20.1, 35.5]]
LIND = [["C02", "2026-03-04", 15.0, 38.0], ["C03", "2026-03-05", 24.6, 29.5]]
MEAN = ["Average", None, 19.1, 34.7]
RIGHT = [("C01", "Berg"), ("C01", "Berg"), ("C02", "Lind"), ("C03", "Lind")]


def text(rows, delimiter=",", wide=False) -> str:
    """Format rows as CSV; with `wide`, every line is padded to the width of the table."""
    out = io.StringIO()
    width = max(map(len, rows))
    rows = [[*row, *[None] * (width - len(row))] if wide else row for row in rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def kinds(tmp_path, rows) -> list:
    """Return one table in every file format to be tested."""
    return [text(rows), text(rows, ";", wide=True), text(rows, "\t"), workbook(tmp_path / "b.xlsx", rows)]


LABELLED = {
    "English, the header repeated and averages below": [
        *(["Therapist: Berg"], HEAD, *BERG, MEAN, []),
        *(["Therapist: Lind"], HEAD, *LIND, MEAN, ["Grand total", None, 21, 34]),
    ],
    "German, below one header": [HEAD, ["Behandler: Berg"], *BERG, ["Behandler: Lind"], *LIND],
    "Spanish, in a cell of its own": [["Terapeuta", "Berg"], HEAD, *BERG, ["Terapeuta", "Lind"], *LIND],
    "Danish": [["Behandler = Berg"], HEAD, *BERG, [], ["Behandler = Lind"], HEAD, *LIND],
    "with counts and figures": [
        *(HEAD, ["Therapist: Berg (2 sessions)", None, 19.1, 34.7], *BERG),
        *(["Therapist: Lind (2 sessions)", None, 19.8, 33.7], *LIND),
    ],
    "without a colon": [["Clinician Berg"], HEAD, *BERG, [], ["Clinician Lind"], HEAD, *LIND],
    "Dutch, below a title": [
        ["Export"],
        ["Behandelaar:", "Berg"],
        HEAD,
        *BERG,
        ["Behandelaar:", "Lind"],
        *LIND,
    ],
}


@pytest.mark.parametrize("name", LABELLED)
def test_a_label_above_rows_holds_for_them(understand, tmp_path, name):
    for content in kinds(tmp_path, LABELLED[name]):
        seen = understand(content)
        assert [(s[0], s[3]) for s in seen.sessions] == RIGHT
        assert seen.left_out() == [] and not seen.document["warnings"]
        bands = sum(row["reason"] == "section_row" for row in seen.document["skipped"])
        assert bands == (2 if LABELLED[name][0] == HEAD else 1)


def test_a_wider_line_ends_what_the_narrower_ones_said(understand, tmp_path):
    rows = [
        ["Site: North"],
        ["Therapist: Berg"],
        HEAD,
        *BERG,
        ["Site: South"],
        LIND[0],
        ["Therapist: Lind"],
        LIND[1],
    ]
    for content in kinds(tmp_path, rows):
        seen = understand(content)
        assert seen.column(3) == ["Berg", "Berg", None, "Lind"]
        assert seen.column(13) == ["North", "North", "South", "South"]
        assert seen.document["warnings"] == ["therapist_missing"]


def test_one_line_above_a_table_holds_for_all_of_it(understand):
    seen = understand(text([["Standort: Nord"], ["Behandler: alle"], [], HEAD, *BERG, *LIND], ";"))
    assert {(s[3], s[13]) for s in seen.sessions} == {(None, "Nord")}


def test_what_a_column_says_is_not_said_again(understand):
    rows = [
        ["Therapist: Berg"],
        [*HEAD, "Therapist"],
        [*BERG[0], "Lind"],
        ["Therapist: Berg"],
        [*LIND[0], "Lind"],
    ]
    seen = understand(text(rows))
    assert seen.column(3) == ["Lind", "Lind"]
    assert seen.left_out("skipped") == [(4, "section_row", None)]


ALONE = {
    "above each header": [["Berg"], HEAD, *BERG, [], ["Lind"], HEAD, *LIND],
    "between the rows": [HEAD, ["Berg"], *BERG, ["Lind"], *LIND, ["Made by Example Software"]],
    "under a title": [["Sessions of March"], ["Berg"], HEAD, *BERG, MEAN, ["Lind"], *LIND, MEAN],
}


@pytest.mark.parametrize("name", ALONE)
def test_a_name_alone_is_asked_about(understand, tmp_path, name):
    for content in kinds(tmp_path, ALONE[name]):
        with pytest.raises(QuestionForUser) as asked:
            understand(content)
        question = asked.value.question
        assert (question.key, question.choices) == ("section", ("therapist", "site", "program", "not_used"))
        assert question.examples == ("Berg", "Lind")
        seen = understand(content, answers={"section": "therapist"})
        assert [(s[0], s[3]) for s in seen.sessions] == RIGHT
        assert seen.left_out() == []
        seen = understand(content, answers={"section": "site"})
        assert [s[13] for s in seen.sessions] == ["Berg", "Berg", "Lind", "Lind"]


def test_names_that_are_not_used_are_listed(understand, tmp_path):
    for content in kinds(tmp_path, ALONE["between the rows"]):
        seen = understand(content, answers={"section": "not_used"})
        assert seen.left_out("skipped")[:2] == [(2, "section_row", None), (5, "section_row", None)]
        assert seen.column(3) == [None] * 4


@pytest.mark.parametrize(
    "line",
    [["Page 1 of 2"], ["Confidential"], ["Total", None, 38, 69], ["C99"], ["Client"]],
    ids=lambda line: line[0],
)
def test_other_lines_between_rows_are_no_question(understand, line):
    for wide in (False, True):
        seen = understand(text([["Session list"], HEAD, *BERG, [c for c in line if c], *LIND], wide=wide))
        assert [s[0] for s in seen.sessions] == ["C01", "C01", "C02", "C03"]
        assert seen.document["rows_in"] == 5


BARE = ["Date", "Therapist", "ORS"]
TITLED = {
    "codes": [
        ["C01"],
        BARE,
        ["2026-03-02", "Berg", 18.2],
        ["Average", None, 18.2],
        [],
        ["C02"],
        BARE,
        ["2026-03-04", "Lind", 15],
    ],
    "words": [
        ["Sessions"],
        ["Alfa"],
        BARE,
        ["2026-03-02", "Berg", 18.2],
        ["Beta"],
        BARE,
        ["2026-03-04", "Lind", 15],
    ],
}


@pytest.mark.parametrize("name", TITLED)
def test_clients_alone_above_each_part_are_asked_about(understand, tmp_path, name):
    for content in kinds(tmp_path, TITLED[name]):
        with pytest.raises(QuestionForUser) as asked:
            understand(content)
        assert (asked.value.question.key, asked.value.question.choices) == (
            "section",
            ("client_id", "not_used"),
        )
        seen = understand(content, answers={"section": "client_id"})
        clients = asked.value.question.examples
        assert [(s[0], s[3], s[5]) for s in seen.sessions] == [
            (clients[0], "Berg", 18.2),
            (clients[1], "Lind", 15.0),
        ]
        with pytest.raises(ImportRejected, match="No column was found for the client"):
            understand(content, answers={"section": "not_used"})


@pytest.mark.parametrize("nobody", ["Therapist:", "Therapist: all"])
def test_a_label_without_a_name_ends_what_the_one_above_said(understand, nobody):
    head = "Client,Date,ORS,SRS\n"
    rows = [f"{client},2026-03-0{n},18,34\n" for n, client in enumerate("ABC", 1)]
    text = f"Therapist: Berg\n{head}{rows[0]}{nobody}\n{head}{rows[1]}Therapist: Lind\n{head}{rows[2]}"
    assert understand(text).column(3) == ["Berg", None, "Lind"]


def test_a_code_among_names_alone_in_their_lines(understand):
    text = "Client,Date,ORS\nBerg,,\nA,2026-03-01,18\nT1,,\nB,2026-03-02,19\nLind,,\nC,2026-03-03,20\n"
    assert understand(text, answers={"section": "therapist"}).column(3) == ["Berg", "T1", "Lind"]
