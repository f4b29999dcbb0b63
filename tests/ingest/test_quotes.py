"""Tests of unclosed quotes, which cost at most one line, and of line ends inside cells."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from analytics.ingest.columns import csv_dialect
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.rows import canonical_csv

ORS = [18.2, 20.1, 22.4, 15.0, 17.5, 24.6, 25.0, 27.3]
SRS = [34.0, 35.5, 36.0, 38.0, 37.0, 29.5, 31.0, 33.2]
CLIENTS = ["C01", "C01", "C01", "C02", "C02", "C03", "C03", "C03"]
DAYS = [datetime.date(2026, 3, 2) + datetime.timedelta(days=3 * n) for n in range(8)]
RIGHT = sorted(zip(CLIENTS, map(str, DAYS), ORS, SRS, strict=True))


HEAD = "Client,Date,Therapist,Notes,ORS,SRS"


def table(notes: dict[int, str], *, delimiter: str = ",", head: str = HEAD, last: bool = False) -> str:
    """Return a file of eight sessions with the given notes by row number (0 is the first)."""
    mark = "," if delimiter == ";" else "."
    names = head.split(",")
    if last:
        names.append(names.pop(3))
    lines = [delimiter.join(names)]
    for n in range(8):
        day = f"{DAYS[n]:%d.%m.%Y}" if delimiter == ";" else str(DAYS[n])
        cells = [CLIENTS[n], day, "Berg", str(ORS[n]).replace(".", mark), str(SRS[n]).replace(".", mark)]
        cells.insert(5 if last else 3, notes.get(n, "ok"))
        lines.append(delimiter.join(cells))
    return "\n".join(lines) + "\n"


def sessions(seen) -> list[tuple]:
    return sorted((s[0], s[2], s[5], s[8]) for s in seen.sessions)


STRAY = {
    "opens a cell, closed by another one": {2: '"quiet today', 4: '5" scar'},
    "three of them": {1: '"quiet today', 3: 'size 5" and 6" shoes', 5: '"again', 6: '"and again'},
    "one alone": {2: '"quiet today'},
    "closed at the end of a cell": {2: '"quiet today', 6: 'she said "no"'},
    "across a genuine note of two lines": {1: '"quiet today', 3: '"first line\nsecond line"'},
    "next row": {2: '"quiet', 3: '"loud'},
    "first and last row": {0: '"quiet today', 7: 'a 5" scar'},
}


def written(tmp_path: Path, text: str) -> tuple[list[list[str]], int]:
    """Return the parsed rows of a CSV text, and the number of line ends inside cells."""
    (tmp_path / "given").write_text(text)
    found = csv_dialect.find(HeaderNames(), tmp_path / "given", "utf-8")
    cleaned = canonical_csv.write_text(tmp_path / "given", "utf-8", found, tmp_path / "clean")
    with cleaned.path.open(newline="") as lines:
        return list(csv.reader(lines, delimiter=found.delimiter)), cleaned.inside


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("last", [False, True], ids=["in the middle", "in the last column"])
@pytest.mark.parametrize("name", STRAY)
def test_a_stray_quote_swallows_no_row(tmp_path, name, delimiter, last):
    rows, inside = written(tmp_path, table(STRAY[name], delimiter=delimiter, last=last))
    assert [row[1] for row in rows] == CLIENTS and len({row[2] for row in rows}) == 8
    assert inside == sum(note.count("\n") for note in STRAY[name].values())


def test_the_sessions_and_the_counts_add_up(understand):
    seen = understand(
        table(STRAY["three of them"]), table(STRAY["across a genuine note of two lines"], delimiter=";")
    )
    assert sessions(seen) == RIGHT
    assert (seen.document["rows_in"], seen.document["rows_accepted"]) == (16, 8)
    assert seen.document["facts"]["lines_inside_cells"] == 1


GENUINE = {
    "two lines": "calm today\nbetter sleep",
    "a pasted list": "plan:\na, b, c, d, e, f\n1,2,3,4,5,6\nnext time",
    "a pasted mail": "From: X, 2026-03-02\n\nDear colleague, he was here, twice, on Monday, and, again\n\nRegards",
    "dates in it": "seen on\n2026-03-02, 2026-03-09, 2026-03-16, x, y, z\nby the GP",
    "ends with a list": "plan:\na, b, c, d, e, f",
    "a pasted row": "compare with\nC02,2026-03-11,Lind,ok,17.5,37.0\nof last year",
}


@pytest.mark.parametrize("last", [False, True], ids=["in the middle", "in the last column"])
@pytest.mark.parametrize("name", GENUINE)
def test_a_note_with_line_ends_stays_one_cell(understand, name, last):
    note = GENUINE[name]
    seen = understand(table({2: f'"{note}"', 5: '"one\ntwo"'}, last=last))
    assert sessions(seen) == RIGHT
    assert (seen.document["rows_in"], seen.document["rows_accepted"]) == (8, 8)
    inside = note.count("\n") + 1
    assert seen.document["facts"]["lines_inside_cells"] == inside
    assert f"{inside:,} lines stand inside a cell" in seen.document["message"]


def test_a_stray_quote_far_from_the_next_one(understand):
    rows = "".join(f"K{n},2026-01-05,T,ok,20,30\n" for n in range(300))
    bad = 'X1,2026-01-05,T,"quiet,21,31\n'
    seen = understand("Client,Date,Therapist,Notes,ORS,SRS\n" + bad + rows + bad.replace("X1", "X2"))
    assert len(seen.sessions) == 302 and seen.document["rows_in"] == 302


def test_a_stray_quote_in_the_name_of_a_column(understand):
    text = table({3: '5" scar', 5: '"real\nnote"'}, head='Client,Date,Therapist,"Notes,ORS,SRS')
    assert sessions(understand(text)) == RIGHT


def test_a_stray_quote_before_the_client_or_therapist_is_listed(understand):
    text = table({5: '5" scar'}).replace("C01,2026-03-05,Berg", 'C01,2026-03-05,"Berg')
    seen = understand(text)
    assert seen.left_out() == [(3, "quote_not_closed", None)]
    assert sessions(seen) == [row for row in RIGHT if row[1] != "2026-03-05"]


def test_a_quote_before_a_text_with_separators_costs_its_row(understand):
    seen = understand(table({2: '"quiet, today', 4: '5" scar'}))
    assert seen.left_out() == [(4, "quote_not_closed", None)]
    assert len(seen.sessions) == 7 and seen.document["rows_in"] == 8


@pytest.mark.parametrize("note", ["'quiet today", "it's 5' long", "'t is goed"])
def test_single_quotes_around_cells(understand, note):
    quoted = "\n".join(
        ",".join(cell if cell == note else f"'{cell}'" for cell in line.split(","))
        for line in table({2: note}).splitlines()
    )
    seen = understand(quoted + "\n")
    assert sessions(seen) == RIGHT and seen.document["rows_in"] == 8


def test_a_file_of_clients_has_no_date_to_go_by(understand):
    clients = 'Client,Therapist,Remark\nC01,Berg,"quiet\nC02,Lind,a 5" scar\nC03,Lind,"two\nlines"\n'
    seen = understand(table({}).replace(",Berg,", ",,"), clients)
    assert {s[0]: s[3] for s in seen.sessions} == {"C01": "Berg", "C02": "Lind", "C03": "Lind"}
