"""Tests of table downloads: CSV and xlsx for every table, no formulas, no client codes."""

import ast
import io

import openpyxl
import pytest

from pages.caseload import tables
from pages.ui import table_files
from tests.pages import made_up_clients
from tests.pages.run_page import people, start
from tests.support.server import ROOT

HOSTILE = {"Code": ["=1+1", "@x", "00077"], "Points": [-3.5, None, 2], "+Head": ["a;=1", "-2", "b"]}


def test_no_cell_of_a_workbook_runs_as_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(table_files.content(HOSTILE, "xlsx", "a-table")))
    sheet = book["a table"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(HOSTILE)
    assert [row[0] for row in rows[1:]] == ["=1+1", "@x", "00077"]
    assert [row[1] for row in rows[1:]] == [-3.5, None, 2]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_no_cell_of_a_csv_runs_as_a_formula():
    text = table_files.content(HOSTILE, "csv", "a-table").decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=1+1,-3.5,")


def test_no_table_of_a_page_goes_without_files():
    """Every dataframe on a page comes with downloads."""
    holding = set()
    for path in (ROOT / "pages").rglob("*.py"):
        names = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }
        if "st.dataframe" in names:
            holding.add(path.name)
            assert "table_files.offer" in names, path.name
        assert not names & {"st.table", "st.data_editor"}, path.name
    assert "tables.py" in holding


def test_the_files_of_the_caseload_hold_keys_and_no_codes():
    answer = made_up_clients.caseload(3)
    shown, files = tables.clients(answer), tables.clients(answer, keys=True)
    assert shown["Client"] == [one.client_id for one in answer.clients]
    assert files["Client"] == [f"k-{one.record_id}" for one in answer.clients]
    assert {name: values for name, values in files.items() if name != "Client"} == {
        name: values for name, values in shown.items() if name != "Client"
    }


@pytest.mark.parametrize("page", ["caseload", "overview", "outcomes", "therapists"])
def test_nothing_is_made_before_a_table_is_opened(sample_folder, page, monkeypatch):
    made = []
    monkeypatch.setattr(table_files, "content", lambda *asked: made.append(asked) or b"")
    role = "supervisor" if page == "caseload" else "owner"
    shown = start(page, sample_folder, people(sample_folder)[role])
    assert not shown.exception
    assert "Show as table" in [box.label for box in shown.expander]
    assert made == []
    assert not shown.dataframe
