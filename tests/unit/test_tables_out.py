"""Tests of tables for spreadsheets: no cell is run as a formula; numbers, dates and codes survive."""

import csv
import datetime
import io
import unicodedata
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from analytics import table_export
from pages.ui import tables

HIDDEN = (
    "",
    " ",
    "  ",
    "\xa0",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\u2060",
    "\u00ad",
    "\x00",
    "\x1f",
    "\u202e",
    " \u200b ",
)
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "|",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe66",
    "\ufe63",
    "\ufe6b",
    "\u207c",
)
BREAKS = ("\t", "\r", "\n", "\r\n", " \n", "\v", "\f", "\u2028")


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", [*HIDDEN, *BREAKS])
def test_nothing_before_a_formula_hides_it(before, start):
    text = f"{before}{start}SUM(1)"
    for safe in (table_export.csv_cell(text), tables.cell(text)):
        assert safe == "'" + text


@pytest.mark.parametrize(
    "text", ["-3.5", "+3", "-12", "1e5", "-.5", "-2.5e-3", " -3.5", "\uff0d3.5", "\uff0b7"]
)
def test_numbers_survive(text):
    assert table_export.csv_cell(text) == text


@pytest.mark.parametrize(
    "text", ["C-1", "00077", "a=b", "\u00fcber", "M\u00fcller", "", " ", "5-7", "\u2013 3"]
)
def test_plain_text_survives(text):
    assert table_export.csv_cell(text) == text


@pytest.mark.parametrize("between", [";", "\t", "\n", "\r\n", "; ", ";;"])
def test_a_cell_cut_by_a_spreadsheet_of_another_country_runs_nothing(between):
    """A CSV cell contains no formula even if a spreadsheet splits the line at semicolons."""
    data = table_export.csv_bytes(["a"], [[f"North{between}=1+1"]]).decode("utf-8-sig")
    for line in data.replace("\t", "\n").replace(";", "\n").splitlines():
        assert not line.strip(' "').startswith("=")


def test_values_of_every_type():
    day, moment = datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4)
    row = [
        None,
        float("nan"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("-3.5"),
        -3.5,
        True,
        day,
        moment,
        [1],
        "\udc80",
    ]
    text = table_export.csv_bytes(["h"] * len(row), [row]).decode("utf-8-sig")
    found = next(csv.reader(io.StringIO(text.split("\r\n")[1])))
    assert found == ["", "", "", "", "-3.5", "-3.5", "true", "2026-01-02", "2026-01-02T03:04:00", "[1]", "?"]


def test_headings_are_safe_too():
    assert table_export.csv_bytes(["=1", "b"], []) == b"\xef\xbb\xbf'=1,b\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(table_export.xlsx_bytes(["=1"], []))).active
    assert (sheet["A1"].data_type, sheet["A1"].value, sheet["A1"].quotePrefix) == ("s", "=1", True)


def test_a_workbook_has_typed_cells_and_no_formula():
    day, moment = datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4)
    texts = [
        "=1+1",
        "\uff1d1",
        "\t=2",
        "http://example.org",
        "00077",
        "@x",
        "{=1}",
        "internal:Sheet1!A1",
        "mailto:a@b.c",
    ]
    row = [
        *texts,
        Decimal("-3.5"),
        7,
        True,
        day,
        moment,
        None,
        float("nan"),
        10**17,
        datetime.date(1800, 1, 1),
        "x" * 40000,
    ]
    book = table_export.xlsx_bytes([f"c{n}" for n in range(len(row))], [row], "Clients: [all]/2026?")
    opened = openpyxl.load_workbook(io.BytesIO(book))
    (sheet,) = opened.worksheets
    cells = list(next(sheet.iter_rows(min_row=2)))
    assert [cell.value for cell in cells[: len(texts)]] == texts
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells[: len(texts)])
    kinds = "nnbddnnsss"
    assert "".join(cell.data_type for cell in cells[len(texts) :]) == kinds
    assert [cell.value for cell in cells[len(texts) :]][:3] == [-3.5, 7, True]
    assert cells[12].value == datetime.datetime(2026, 1, 2)
    assert cells[16].value == str(10**17)
    assert len(cells[18].value) == 32_767
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in text
    assert b"hyperlink" not in text.replace(b"hyperlinkBase", b"")
    assert [cell.quotePrefix for cell in cells[:3]] == [True, True, True]


@pytest.mark.parametrize("name", ["", "'x'", "a" * 60, "[]:*?/\\", "Sessions"])
def test_any_sheet_name_is_accepted(name):
    (title,) = openpyxl.load_workbook(io.BytesIO(table_export.xlsx_bytes(["a"], [[1]], name))).sheetnames
    assert title and len(title) <= 31


def test_a_large_workbook_keeps_little_in_memory_and_leaves_nothing_beside_it(tmp_path):
    scratch, target = tmp_path / "scratch", tmp_path / "t.xlsx"
    scratch.mkdir()
    with target.open("wb") as file:
        rows = ([n, f"C{n}", datetime.date(2026, 1, 1)] for n in range(5000))
        assert table_export.write_xlsx(file, ["n", "c", "d"], rows, scratch=str(scratch)) == 5000
    sheet = openpyxl.load_workbook(target, read_only=True).active
    assert sum(1 for _ in sheet.rows) == 5001
    assert list(scratch.iterdir()) == []


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(table_export, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="at most 3 rows"):
        table_export.xlsx_bytes(["a"], [[n] for n in range(4)])


def test_every_character_that_reads_as_a_sign_is_known():
    """All Unicode characters that are compatible with = + - @ count as the start of a formula."""
    for code in range(0x110000):
        folded = unicodedata.normalize("NFKC", chr(code)) if not 0xD800 <= code < 0xE000 else ""
        if folded[:1] in ("=", "+", "-", "@") and folded:
            assert table_export.looks_like_formula(chr(code) + "A1"), hex(code)
