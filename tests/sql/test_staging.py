"""Tests of the staging SQL: comparison with slow Python code, and checks of the SQL files."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import sql
from analytics.ingest import pipeline
from analytics.ingest.base import saved_mappings
from analytics.ingest.base.normalize import data
from analytics.ingest.columns import version_columns
from analytics.ingest.rows import cell_types
from analytics.store import aliases
from analytics.store.staging import Staging
from tests.support.server import ROOT

TODAY = datetime.date(2026, 11, 22)
DAY = "2026-01-05"


@pytest.mark.parametrize("name", sql.names("staging"))
def test_every_file_says_what_it_is_about(name):
    first = sql.read(name).splitlines()[0]
    assert first.startswith("-- ") and len(first) > 20
    assert len(sql.read(name).splitlines()) <= 60


score = st.none() | st.sampled_from(["20.0", "20.1"])
rows = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["", "C1"]), score, score, st.sampled_from(["T1", "T2"])
    ),
    min_size=1,
    max_size=9,
)


def twin(given_rows) -> tuple[int, int, int, set]:
    """Return (accepted, conflicting, duplicate, sessions) by the consolidation rules, group by group."""
    accepted = conflicting = duplicate = 0
    sessions = set()
    for key in sorted({row[:2] for row in given_rows}):
        group = [row for row in given_rows if row[:2] == key]
        torn = [len({row[i] for row in group if row[i]}) > 1 for i in (2, 3)]
        rest = [row for row in group if not any(torn[i] and row[i + 2] for i in (0, 1))]
        scored = [row for row in rest if row[2] or row[3]]
        if any(row[2] and row[3] for row in scored):
            kept = 1
        else:
            kept = any(row[2] for row in scored) + any(row[3] for row in scored)
        if not scored and rest:
            kept = 1
        conflicting += len(group) - len(rest)
        accepted, duplicate = accepted + kept, duplicate + len(rest) - kept
        if kept:
            ors, srs = ({row[i] for row in rest if row[i]} for i in (2, 3))
            sessions.add((*key, *(next(iter(found), None) for found in (ors, srs))))
    return accepted, conflicting, duplicate, sessions


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_rows=rows)
def test_what_becomes_of_rows_of_one_day(given_rows):
    good = ("z", "", "1.0", "1.0", "T1")
    accepted, conflicting, duplicate, sessions = twin([*given_rows, good])
    text = "client_id,case_id,session_date,ors_total,srs_total,therapist\n"
    text += "".join(f"{c},{case},{DAY},{o or ''},{s or ''},{t}\n" for c, case, o, s, t in [*given_rows, good])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_text(text, encoding="utf-8")
        with Staging(Path(folder)) as staging:
            aliases.fill_tables(staging.connection, ())
            document = pipeline.run_pipeline(
                staging,
                [("given.csv", path)],
                today=TODAY,
                answers={},
                remembered=saved_mappings.Profiles(Path(folder)),
                progress=lambda *_: None,
            ).document
            found = staging.connection.execute(
                "SELECT client_id, coalesce(case_id, ''), CAST(ors_total AS VARCHAR), CAST(srs_total AS VARCHAR)"
                " FROM delivery.session"
            ).fetchall()
    assert set(found) == sessions and len(found) == len(sessions)
    assert document["rows_accepted"] == accepted
    assert document["rows_quarantined"] == conflicting
    assert document["rows_skipped"] == duplicate


@pytest.fixture(scope="module")
def staging(tmp_path_factory):
    with Staging(tmp_path_factory.mktemp("macros")) as opened:
        cell_types.prepare(opened)
        yield opened


SCORES = {
    "7.5": 7.5,
    "7,5": 7.5,
    " 7 ": 7.0,
    "0": 0.0,
    ".5": 0.5,
    "1_0": None,
    "1,234,5": None,
    "": None,
    "x": None,
    "nan": None,
}
DATES = {
    "2026-03-04": DAY[:4] + "-03-04",
    "03/04/2026": None,
    "infinity": None,
    "epoch": None,
    "20260304": "2026-03-04",
    "2026-3-4": "2026-03-04",
    "03-04-20": None,
    "2026-13-01": None,
    "12345678": None,
}


@pytest.mark.parametrize(("cell", "value"), SCORES.items())
def test_a_score_cell(staging, cell, value):
    found = staging.connection.execute(
        "SELECT CAST(staging.score($cell) AS DOUBLE)", {"cell": cell}
    ).fetchone()[0]
    assert found == value


@pytest.mark.parametrize(("cell", "value"), DATES.items())
def test_a_date_cell(staging, cell, value):
    found = staging.connection.execute(
        "SELECT CAST(staging.iso_date($cell) AS VARCHAR)", {"cell": cell}
    ).fetchone()[0]
    assert found == value


def test_words_are_spelt_alike_in_python_and_sql(staging):
    for word in ("No Show", "SRS V3.0", "late-cancelled", "d_n.a", "Äpfel"):
        found = staging.connection.execute("SELECT staging.letters($word)", {"word": word}).fetchone()[0]
        assert found == cell_types.letters(word)


def test_staging_reads_nothing_outside_its_folders(staging):
    with pytest.raises(Exception, match="disabled by configuration"):
        staging.connection.execute("SELECT * FROM read_text('/etc/hostname')")


def test_yes_and_no_are_stated_once(staging):
    """The import takes the words for yes and no only from words.toml, in SQL as in Python."""
    flags = data("words")["flags"]
    for word in (*flags["yes"], *flags["no"], "maybe", ""):
        for cell in (word, f" {word.upper()} "):
            found = staging.connection.execute(
                "SELECT staging.says_yes($cell), staging.says_no($cell)", {"cell": cell}
            ).fetchall()
            assert found == [(word in flags["yes"], word in flags["no"])], cell
    assert set(flags["yes"]) == version_columns.YES
    files = [path for path in (ROOT / "analytics").rglob("*") if path.suffix in (".sql", ".py")]
    assert not [path.name for path in files if "vrai" in path.read_text(encoding="utf-8")]
