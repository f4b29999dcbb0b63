"""Tests of the optional fidelity column: stored per session, no effect on files without it."""

from __future__ import annotations

import csv
import datetime
import io

import duckdb
import pytest

from analytics import sql
from analytics.access import Scope
from analytics.ingest import deliver
from analytics.ingest.columns.header_names import HeaderNames
from analytics.store import DataFolder, aliases
from analytics.store.staging import Staging
from tests.support import openfit
from tests.support.command import run
from tests.support.practice import deliver as put
from tests.support.practice import session

TODAY = datetime.date(2026, 9, 30)
ALL = Scope(every_therapist=True, practice_totals=True, imports=True)


def export(header: str | None, cells=("82", "85.5", "", "n/a", "79,25", "90 %", "-1", "1000")) -> str:
    """Return the small OpenFIT export with an additional column in the middle."""
    made = openfit.rows()
    columns = [*openfit.HEADER[:5], *([header] if header else []), *openfit.HEADER[5:]]
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows({**row, header or "": cells[(int(row["Session_ID"]) - 1) % len(cells)]} for row in made)
    return out.getvalue()


def sessions(folder) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("export", "sessions", data=folder).out, newline="")))


def brought(tmp_path, header, **cells):
    file = tmp_path / "export.csv"
    file.write_text(export(header, **cells), encoding="utf-8")
    folder = tmp_path / "data"
    report = deliver(DataFolder(folder).practice, [file], today=TODAY)
    return folder, report


@pytest.mark.parametrize(
    "header",
    ["fidelity", "Adherence rating", "Therapietreue", "Fidelidad al tratamiento", "Metodetrofasthet", "Metodtrohet",
     "Behandelintegriteit", "Fidélité au traitement", "Episode_Fidelity"],
)  # fmt: skip
def test_headers_in_several_languages(header):
    assert HeaderNames().field_of(header).field == "fidelity"


def test_a_number_is_kept_and_anything_else_is_empty(tmp_path):
    folder, report = brought(tmp_path, "Therapist adherence")
    assert report.outcome == "accept"
    assert report.recognised["columns"]["Therapist adherence"] == "fidelity"
    rows = [row for row in sessions(folder) if row["client_id"] == "W-001"]
    assert list(rows[0])[-1] == "fidelity"
    assert [row["fidelity"] for row in rows] == ["82.0", "85.5", "", "", "79.25", "90.0", "-1.0", "1000.0"]


def test_an_episode_has_the_mean_of_its_sessions(tmp_path):
    folder, _ = brought(tmp_path, "fidelity", cells=("3", "4", "", "5"))
    with duckdb.connect(str(DataFolder(folder).practice.current().path), read_only=True) as version:
        assert version.execute("select distinct fidelity from mart.episode").fetchall() == [(4.0,)]


def test_an_export_without_it_gives_the_same_sessions_as_before(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    without, _ = brought(tmp_path / "a", None)
    beside, _ = brought(tmp_path / "b", "fidelity")
    plain = sessions(without)
    assert "fidelity" not in plain[0]
    assert plain == [{k: v for k, v in row.items() if k != "fidelity"} for row in sessions(beside)]


def test_a_later_delivery_adds_corrects_and_never_empties(tmp_path):
    store = DataFolder(tmp_path).practice
    days = ("2026-08-03", "2026-08-10")
    put(store, [session("C-1", day, 20, 36) for day in days])
    found = put(store, [session("C-1", days[0], 20, 36, fidelity="3.5"), session("C-1", days[1], 20, 36)])
    assert (found.added_to, found.unchanged) == (1, 1)
    found = put(store, [session("C-1", day, 20, 36, fidelity="4") for day in days])
    assert (found.corrected, found.added_to) == (1, 1)
    found = put(store, [session("C-1", day, 20, 36) for day in days])
    assert found.unchanged == 2
    assert not found.switched
    assert [row["fidelity"] for row in sessions(tmp_path)] == ["4.0", "4.0"]


def test_the_two_rows_of_a_session_share_it(tmp_path):
    file = tmp_path / "forms.csv"
    file.write_text(
        "client,date,therapist,measure,total,fidelity\n"
        "C-1,2026-08-03,T01,ORS,20,\nC-1,2026-08-03,T01,SRS,36,71\nC-1,2026-08-10,T01,ORS,22,65\n"
    )
    deliver(DataFolder(tmp_path / "data").practice, [file], today=TODAY)
    assert [row["fidelity"] for row in sessions(tmp_path / "data")] == ["71.0", "65.0"]


def test_a_version_from_before_there_was_fidelity_is_read(tmp_path):
    """A data version stored before the fidelity column existed is read, with empty fidelity values."""
    with Staging(tmp_path / "scratch") as staging:
        connection = staging.connection
        connection.execute("ATTACH ':memory:' AS old; CREATE SCHEMA old.mart")
        texts = (
            "case_id source_session_id site program age_group orientation rater ors_version srs_version"
            " closure closure_text"
        )
        scores = (
            "ors_individual ors_interpersonal ors_social ors_overall ors_total"
            " srs_relationship srs_goals srs_approach srs_overall srs_total"
        )
        columns = [f"{name} VARCHAR" for name in texts.split()] + [
            f"{name} DECIMAL(4,1)" for name in scores.split()
        ]
        connection.execute(
            "CREATE TABLE old.mart.session (client_key INTEGER, therapist_key INTEGER, session_date DATE,"
            f" case_start DATE, import_no INTEGER, {', '.join(columns)})"
        )
        connection.execute("INSERT INTO old.mart.session BY NAME SELECT 1 AS client_key, 1 AS therapist_key")
        connection.execute("CREATE TABLE old.mart.client AS SELECT 1 AS client_key, 'C-1' AS client_id")
        connection.execute(
            "CREATE TABLE old.mart.therapist AS SELECT 1 AS therapist_key, 'T01' AS therapist, 'A' AS therapist_name"
        )
        aliases.fill_tables(connection, ())
        aliases.load_stored_names(connection)
        connection.execute(sql.read("merge/stored"))
        assert connection.execute("SELECT client_id, fidelity FROM stored_session").fetchall() == [
            ("C-1", None)
        ]


def test_the_made_up_practice_is_exported_as_before(sample_folder):
    header = run("--sample", "export", "sessions", data=sample_folder).out.partition("\n")[0]
    assert header.endswith(",rater,closure")
    assert "brought them: row_closure, case_end, closure_as_of, fidelity." in " ".join(
        run("export", "sessions", "--help", data=sample_folder).out.split()
    )
