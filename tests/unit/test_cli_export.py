"""Tests of exported tables: stable columns, consistent formats, no formulas, private files."""

import csv
import io
import json
import os
import stat

import pyarrow.parquet
import pytest

from analytics.cli.tables import TABLES
from analytics.store import DataFolder
from tests.support.command import run
from tests.support.practice import deliver, session

HOSTILE = ("=1+1", "+41 79", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=2", "00077", 'a,"b"')
# What `export TABLE --help` lists: the first columns stay, more may follow.
SESSIONS = (
    "client_id,episode_no,case_id,session_no,session_date,therapist,site,program,age_group,orientation,"
    "ors_individual,ors_interpersonal,ors_social,ors_overall,ors_total,ors_version,srs_relationship,srs_goals,"
    "srs_approach,srs_overall,srs_total,srs_version,rater,closure"
)
LANDMARKS = (
    "client_id,episode_no,case_id,landmark,landmark_date,therapist,ending,eligible_unplanned,y_unplanned,"
    "eligible_poor_outcome,y_poor_outcome"
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    days = ("2026-08-03", "2026-08-10", "2026-08-17")
    made = [
        session(client, day, ors=30 - 5 * k, srs=30, therapist="=HYPERLINK(1)")
        for client in HOSTILE
        for k, day in enumerate(days)
    ]
    deliver(DataFolder(folder).practice, made)
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_promised_ones_in_every_format(sample_folder, tmp_path, table):
    promised = list(TABLES[table].columns)
    text = run("--sample", "export", table, data=sample_folder).out
    assert text.splitlines()[0].split(",") == promised
    out = tmp_path / f"{table}.parquet"
    assert (
        run("--sample", "export", table, "--format", "parquet", "--out", out, data=sample_folder).status == 0
    )
    found = pyarrow.parquet.read_table(out)
    assert found.column_names == promised
    as_json = json.loads(run("--sample", "export", table, "--format", "json", data=sample_folder).out)
    assert len(as_json) == found.num_rows == len(rows(text))
    if as_json:
        assert list(as_json[0]) == promised
    elif table != "quarantine":
        pytest.fail(f"{table} is empty")


def test_the_columns_of_the_interface():
    assert ",".join(TABLES["sessions"].columns) == SESSIONS
    assert ",".join(TABLES["landmarks"].columns).startswith(LANDMARKS)
    assert set(TABLES["landmarks"].columns) >= {"split", "p_unplanned", "p_poor_outcome"}


def test_the_three_formats_hold_the_same_values(sample_folder, tmp_path):
    text = rows(run("--sample", "export", "sessions", "--as", "t01", data=sample_folder).out)
    as_json = json.loads(
        run("--sample", "export", "sessions", "--as", "t01", "--format", "json", data=sample_folder).out
    )
    out = tmp_path / "sessions.parquet"
    run(
        "--sample",
        "export",
        "sessions",
        "--as",
        "t01",
        "--format",
        "parquet",
        "--out",
        out,
        data=sample_folder,
    )
    table = pyarrow.parquet.read_table(out).to_pylist()
    assert len(text) == len(as_json) == len(table) > 100
    for a, b, c in zip(text, as_json, table, strict=True):
        assert a["client_id"] == b["client_id"] == c["client_id"]
        assert a["session_date"] == b["session_date"] == c["session_date"].isoformat()
        assert (float(a["ors_total"]) if a["ors_total"] else None) == b["ors_total"] == c["ors_total"]
        assert int(a["session_no"]) == b["session_no"] == c["session_no"]


def test_types_of_the_parquet_file(sample_folder, tmp_path):
    out = tmp_path / "episodes.parquet"
    run("--sample", "export", "episodes", "--format", "parquet", "--out", out, data=sample_folder)
    types = {field.name: str(field.type) for field in pyarrow.parquet.read_schema(out)}
    assert types["client_id"] == "string"
    assert types["first_date"] == "date32[day]"
    assert types["change"] == "double"
    assert types["counts_for_endings"] == "bool"
    assert types["sessions"].startswith("int")


def test_no_cell_of_a_csv_is_a_formula(hostile):
    for table in ("sessions", "episodes", "clients", "therapists", "caseload", "landmarks"):
        text = run("export", table, data=hostile).out
        for row in rows(text):
            for name, cell in row.items():
                dangerous = cell.lstrip().startswith(("=", "+", "@", "-")) or cell.startswith(("\t", "\r"))
                assert not dangerous or _is_number(cell), (table, name, cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_codes_survive_as_the_practice_writes_them(hostile):
    stored = {row["client_id"] for row in json.loads(run("export", "clients", "--json", data=hostile).out)}
    assert {"00077", "=1+1", 'a,"b"'} <= stored
    written = {row["client_id"] for row in rows(run("export", "clients", data=hostile).out)}
    assert {"00077", "'=1+1", 'a,"b"'} <= written
    changes = {row["change"] for row in rows(run("export", "episodes", data=hostile).out)}
    assert changes == {"-10.0"}


@pytest.mark.skipif(os.name == "nt", reason="file modes are a matter of POSIX systems")
def test_a_written_file_is_private(sample_folder, tmp_path):
    for kind in ("csv", "json", "parquet"):
        out = tmp_path / f"clients.{kind}"
        said = run(
            "--sample", "--json", "export", "clients", "--format", kind, "--out", out, data=sample_folder
        )
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert said.document == {"table": "clients", "rows": 1200, "file": out.name}


def test_the_rows_left_out_are_a_table(tmp_path):
    from tests.support import openfit

    file = tmp_path / "export.csv"
    file.write_text(openfit.text(openfit.rows(bad=True)))
    run("import", file, "--today", "2026-09-30", data=tmp_path / "data")
    found = rows(run("export", "quarantine", data=tmp_path / "data").out)
    assert [(row["file"], row["line"], row["reason"]) for row in found] == [
        ("export.csv", "5", "score_out_of_range"),
        ("export.csv", "12", "date_unparseable"),
    ]
