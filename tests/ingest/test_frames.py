"""Tests of importing pandas DataFrames and DuckDB relations: same sessions as from a CSV file."""

from __future__ import annotations

import datetime
import decimal

import duckdb
import pandas
import pytest

from analytics.ingest import deliver, import_table
from analytics.ingest.containers import dataframes
from analytics.store import DataFolder
from tests.support.importing import exported, in_this_process

DAYS = [datetime.date(2026, 3, day) for day in (2, 9, 16, 4)]
COLUMNS = {
    "client_id": ["0001", "0001", "0001", "0002"],
    "session_date": DAYS,
    "therapist": ["Berg, Ö.", "Berg, Ö.", None, 'Lind "L"'],
    "ors_total": [18.2, 20.1, None, 15.0],
    "srs_total": [34, 35, 36, None],
}


@pytest.fixture
def by_file(tmp_path):
    """Return the sessions imported from the same rows in a CSV file."""
    text = (
        "client_id,session_date,therapist,ors_total,srs_total\n"
        '0001,2026-03-02,"Berg, Ö.",18.2,34\n0001,2026-03-09,"Berg, Ö.",20.1,35\n0001,2026-03-16,,,36\n'
        '0002,2026-03-04,"Lind ""L""",15.0,\n'
    )
    return brought(tmp_path / "file", ("sessions.csv", text.encode()))


def brought(data, *files, answers=None) -> list[dict[str, str]]:
    """Import files into a new data folder; return the exported sessions."""
    with in_this_process():
        report = deliver(DataFolder(data).practice, list(files), today=datetime.date(2026, 3, 31))
    assert report.outcome == "accept", report.message
    return exported(data)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"session_date": pandas.to_datetime(DAYS)},
        {"session_date": pandas.to_datetime([f"{day} 09:30" for day in DAYS])},
        {"client_id": pandas.Categorical(COLUMNS["client_id"])},
        {"srs_total": pandas.array(COLUMNS["srs_total"], dtype="Int64")},
        {"ors_total": [decimal.Decimal("18.2"), decimal.Decimal("20.1"), None, decimal.Decimal("15.0")]},
    ],
)
def test_a_data_frame_is_read_as_a_file(tmp_path, by_file, changed):
    assert brought(tmp_path / "frame", ("sessions", pandas.DataFrame(COLUMNS | changed))) == by_file


def test_a_named_index_counts_as_columns(tmp_path, by_file):
    frame = pandas.DataFrame(COLUMNS).set_index(["client_id", "session_date"])
    assert brought(tmp_path / "frame", ("sessions", frame)) == by_file


def test_a_relation_is_read_as_a_file_and_once_more(tmp_path, by_file):
    connection = duckdb.connect(config={"python_enable_replacements": "false"})
    connection.execute(
        "CREATE TABLE sessions (client_id VARCHAR, session_date DATE, therapist VARCHAR, ors_total DECIMAL(4, 1),"
        " srs_total INTEGER)"
    )
    rows = list(zip(*COLUMNS.values(), strict=True))
    connection.executemany("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", rows)
    relation = connection.table("sessions")
    assert relation.fetchone() is not None, "a relation that was looked at before"
    data = tmp_path / "relation"
    assert brought(data, ("sessions", relation)) == by_file
    with in_this_process():
        again = deliver(DataFolder(data).practice, [("sessions", relation)], today=datetime.date(2026, 3, 31))
    assert (again.rows_accepted, again.rows_unchanged) == (4, 4)


def test_a_frame_and_a_file_belong_together(tmp_path):
    scores = pandas.DataFrame(COLUMNS).drop(columns="therapist")
    clients = b"client_id,therapist\n0001,Berg\n0002,Lind\n"
    rows = brought(tmp_path / "both", ("scores", scores), ("clients.csv", clients))
    assert {row["therapist"] for row in rows} == {"Berg", "Lind"}


def test_what_is_no_table_is_named_and_leaves_nothing(tmp_path):
    store = DataFolder(tmp_path).practice
    with pytest.raises(TypeError, match="A list cannot be imported: give a path, bytes"):
        deliver(store, [("sessions", [1, 2])])
    assert store.current() is None and not list((store.folder / "building").glob("import-*"))


def test_many_rows_of_a_relation_are_written_in_stretches(tmp_path, monkeypatch):
    monkeypatch.setattr(dataframes, "ROWS_AT_ONCE", 3)
    dataframes.write(duckdb.sql("SELECT range AS n, NULL AS nothing FROM range(10)"), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().splitlines() == ["n,nothing", *(f"{n}," for n in range(10))]


def test_a_notebook_imports_a_table(tmp_path, by_file):
    relation = duckdb.connect().from_df(pandas.DataFrame(COLUMNS))
    for number, table in enumerate((pandas.DataFrame(COLUMNS), relation)):
        data = tmp_path / str(number)
        with in_this_process():
            seen = import_table(table, data=data, today="2026-03-31", dry_run=True)
            assert (seen["rows_accepted"], DataFolder(data).practice.current()) == (4, None)
            report = import_table(table, data=str(data), today=datetime.date(2026, 3, 31), answers={})
        assert (report.outcome, report["outcome"], report["rows_in"]) == ("accept", "accept", 4)
        assert exported(data) == by_file
