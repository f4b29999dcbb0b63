"""Tests of tables that give the client only in the first row of each group."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import QuestionForUser
from analytics.store import DataFolder
from tests.support.importing import exported, in_this_process
from tests.support.small_practice import TODAY

RIGHT = [
    ("C01", "2026-03-02", "Berg", 18.2), ("C01", "2026-03-09", "Berg", 20.1), ("C01", "2026-03-16", "Berg", 22.4),
    ("C02", "2026-03-04", "Lind", 15.0), ("C02", "2026-03-11", "Lind", 17.5), ("C03", "2026-03-05", "Lind", 24.6),
    ("C03", "2026-03-19", "Lind", 25.0),
]  # fmt: skip


def grouped(head, place=lambda row: row) -> list[list]:
    """Return rows with client and therapist only where they change; `place` reorders the columns."""
    rows, last = [list(head)], None
    for client, day, therapist, ors in RIGHT:
        is_new = client != last
        rows.append(place([client if is_new else "", day, therapist if is_new else "", ors]))
        last = client
    return rows


def text(rows, delimiter=",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)
    return path


def read(seen) -> list[tuple]:
    return [(s[0], s[2], s[3], s[5]) for s in seen.sessions]


TABLES = {
    "English": (["Client", "Date", "Therapist", "ORS"], lambda row: row),
    "German, the client last": (["Datum", "Behandler", "ORS", "Klient"], lambda r: [r[1], r[2], r[3], r[0]]),
    "Spanish, the therapist first": (
        ["Terapeuta", "Paciente", "Fecha", "ORS"],
        lambda r: [r[2], r[0], r[1], r[3]],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_blank_cells_below_a_client_are_one_question(understand, tmp_path, name):
    rows = grouped(*TABLES[name])
    for content in (text(rows), text(rows, "\t"), workbook(tmp_path / "b.xlsx", rows)):
        with pytest.raises(QuestionForUser) as asked:
            understand(content)
        question = asked.value.question
        assert (question.key, question.choices) == ("blank_client", ("above", "leave_out"))
        assert question.examples == ("2026-03-09 below C01", "2026-03-16 below C01", "2026-03-11 below C02")
        seen = understand(content, answers={"blank_client": "above"})
        assert read(seen) == RIGHT and seen.left_out() == []
        left = understand(content, answers={"blank_client": "leave_out"})
        assert [reason for _, reason, _ in left.left_out()] == ["id_missing"] * 4


def test_averages_and_empty_rows_between_groups(understand):
    rows = grouped(["Client", "Date", "Therapist", "ORS"])
    rows = [*rows[:4], ["Average", "", "", "20.2"], [], *rows[4:], ["Average", "", "", "20.2"]]
    seen = understand(text(rows), answers={"blank_client": "above"})
    assert read(seen) == RIGHT
    assert [reason for _, reason, _ in seen.left_out("skipped")] == ["summary_row"] * 2


def test_a_client_alone_in_a_row_above_the_sessions(understand, tmp_path):
    rows, last = [["Client", "Date", "Therapist", "ORS"]], None
    for client, day, therapist, ors in RIGHT:
        rows += [[client, "", therapist, ""]] if client != last else []
        rows.append(["", day, "", ors])
        last = client
    for content in (text(rows), workbook(tmp_path / "b.xlsx", rows)):
        seen = understand(content, answers={"blank_client": "above"})
        assert read(seen) == RIGHT
        assert [reason for _, reason, _ in seen.left_out("skipped")] == ["section_row"] * 3
        assert seen.document["rows_in"] == 10


MISSING = {
    "one of many": [("C01", "T"), ("", "T"), *((f"D{n}", "T") for n in range(20))],
    "of another therapist": [("C01", "T"), ("C02", "T"), ("", "U")],
    "among repeated clients": [
        ("C01", "T"),
        ("C01", "T"),
        ("", "T"),
        ("C01", "T"),
        ("C02", "T"),
        ("C02", "T"),
    ],
}


@pytest.mark.parametrize("name", MISSING)
def test_a_forgotten_client_is_missing(understand, name):
    rows = [[client, f"2026-01-{n + 1:02}", who, 20.5] for n, (client, who) in enumerate(MISSING[name])]
    seen = understand(text([["Client", "Date", "Therapist", "ORS"], *rows]))
    line = 2 + [row[0] for row in rows].index("")
    assert seen.left_out() == [(line, "id_missing", "Client")]


def test_the_answer_is_remembered_for_the_column_names(tmp_path):
    folder = DataFolder(tmp_path)
    content = text(grouped(["Client", "Date", "Therapist", "ORS"])).encode()
    with in_this_process():
        deliver(folder.practice, [("a.csv", content)], today=TODAY, answers={"blank_client": "above"})
        again = deliver(folder.practice, [("b.csv", content.replace(b"25.0", b"26.0"))], today=TODAY)
    assert [(one["key"], one["value"]) for one in again.remembered] == [("blank_client", "above")]
    assert len(exported(tmp_path)) == len(RIGHT)
