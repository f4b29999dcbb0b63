"""Tests of ditto marks and words such as `idem`: each is read as the cell above and reported."""

from __future__ import annotations

import pytest

from tests.support import containers

HEADS = {
    "English": ["Client", "Date", "Therapist", "Site", "ORS"],
    "German": ["Klient", "Datum", "Therapeut", "Standort", "ORS"],
    "Spanish": ["Paciente", "Fecha", "Terapeuta", "Centro", "ORS"],
    "Swedish": ["Klient", "Datum", "Behandlare", "Mottagning", "ORS"],
}
MARKS = ['"', "''", "″", "„", "”", '-"-', ' - " - ', "ditto", "Dito", "idem", "d:o"]
RIGHT = [(c, f"2026-0{k}-05", f"T {c}", "North", 20.0 + k) for c in ("A1", "B2") for k in (1, 2, 3)]


def table(head, mark, *columns: int) -> list[list]:
    rows = [[*row] for row in RIGHT]
    for row, first in zip(rows, [*RIGHT], strict=True):
        for column in columns if not first[1].endswith("01-05") else ():
            row[column] = mark
    return [head, *rows]


def text(rows) -> str:
    quoted = [['"' + str(cell).replace('"', '""') + '"' for cell in row] for row in rows]
    return "\n".join(map(",".join, quoted)) + "\n"


def read(seen) -> list[tuple]:
    return [(s[0], s[2], s[3], s[13], s[5]) for s in seen.sessions]


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("mark", MARKS)
def test_a_ditto_mark_is_the_cell_above(understand, language, mark):
    seen = understand(text(table(HEADS[language], mark, 0, 2, 3)))
    assert read(seen) == RIGHT
    assert seen.document["warnings"] == ["ditto_marks"]


@pytest.mark.parametrize("kind", [containers.xlsx, containers.ods, containers.xls])
def test_the_same_in_a_workbook(understand, kind):
    seen = understand(kind({"A": table(HEADS["German"], '"', 0, 2)}))
    assert read(seen) == RIGHT and seen.document["warnings"] == ["ditto_marks"]


def test_a_mark_below_nothing_and_a_mark_for_a_score_are_no_value(understand):
    rows = table(HEADS["English"], '"', 2, 4)
    rows[1][2] = '"'
    seen = understand(text(rows))
    assert [(session[3], session[5]) for session in seen.sessions] == [(None, 21.0), ("T B2", 21.0)]
    assert seen.left_out() == [(line, "score_not_number", "ORS") for line in (3, 4, 6, 7)]
    assert seen.document["warnings"] == ["ditto_marks", "therapist_missing"]


def test_codes_and_names_that_hold_such_words_stay(understand):
    rows = [[f"D-{n}", "2026-01-05", name, "X", "20"] for n, name in enumerate(("Dito Berg", "D-1"))]
    seen = understand(text([HEADS["English"], *rows]))
    assert seen.column(3) == ["Dito Berg", "D-1"] and seen.document["warnings"] == []


@pytest.mark.parametrize("mark", ['"', "idem", "″"])
def test_one_mark_alone_in_the_place_of_a_client_names_nobody(understand, mark):
    rows = [
        ["C1", "2026-01-05", "T", "N", "20"],
        [mark, "2026-02-05", "T", "N", "21"],
        ["C2", "2026-03-05", "T", "N", "22"],
    ]
    seen = understand(text([HEADS["English"], *rows]))
    assert seen.column(0) == ["C1", "C2"]
    assert seen.left_out() == [(3, "id_missing", "Client")]
    assert "ditto_marks" not in seen.document["warnings"]
