"""Tests of the command-line options `--as` and `--definitions`, and of the command `check`."""

import csv
import io
import json
import os

import pytest

from analytics.access import may, read_people, viewer_for
from analytics.cli.tables import TABLES
from analytics.definitions import DEFAULTS
from analytics.store import DataFolder
from tests.support import clinic
from tests.support.command import folder_bytes, run

PEOPLE = ("owner", "office", "supervisor-2", "t01")
WHOSE = {
    "owner": set(),
    "office": set(),
    "t01": {"T01"},
    "supervisor-2": set("T03 T07 T08 T09 T10 T11 T12".split()),
}
PAGES = {
    "overview": "overview",
    "outcomes": "outcomes",
    "alliance": "alliance",
    "caseload": "caseload",
    "course": "outcomes",
    "quality": "data",
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def owners(sample_folder):
    """Return the therapists of every client code, as seen by the owner of the data folder."""
    return _therapists(sample_folder)


@pytest.fixture(scope="module")
def owners_by_pseudonym(sample_folder):
    """Return the therapists of every pseudonym of a client."""
    return _therapists(sample_folder, "--pseudonyms")


def _therapists(folder, *options):
    found = {}
    for row in rows(run("--sample", "export", "sessions", *options, data=folder).out):
        found.setdefault(row["client_id"], set()).add(row["therapist"])
    assert len(found) == 1200
    return found


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("table", [name for name in TABLES if name != "quarantine"])
def test_tables_hold_nothing_beyond_the_persons_rows(sample_folder, owners_by_pseudonym, person, table):
    found = rows(run("--sample", "export", table, "--as", person, data=sample_folder).out)
    assert bool(found) == bool(WHOSE[person])
    for row in found:
        if "therapist" in row and table in ("therapists", "caseload"):
            assert row["therapist"] in WHOSE[person] or not row["therapist"]
        if "client_id" in row:
            assert owners_by_pseudonym[row["client_id"]] & WHOSE[person], row


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("view", PAGES)
def test_views_answer_as_the_page_would(sample_folder, person, view):
    people = read_people(sample_folder / "sample" / "people.json")
    viewer = viewer_for(next(one for one in people if one.person == person))
    said = run("--sample", "--json", "show", view, "--as", person, data=sample_folder)
    assert said.status == (0 if may(viewer, PAGES[view]) else 4)
    if not may(viewer, PAGES[view]):
        assert said.document["why"].startswith("This is for ")
        assert "estimate" not in said.out


@pytest.mark.parametrize("person", PEOPLE)
def test_a_view_names_no_foreign_client_or_colleague(sample_folder, owners, person):
    for view in PAGES:
        document = run("--sample", "--json", "show", view, "--as", person, data=sample_folder).document
        shown = {client["client_id"] for client in document.get("clients", [])}
        assert all(owners[client] & WHOSE[person] for client in shown)
        if view != "quality" or person == "t01":
            named = {row.get("therapist") for row in _all_rows(document)} - {None}
            assert named <= WHOSE[person], view


def _all_rows(value):
    if isinstance(value, dict):
        yield value
        for entry in value.values():
            yield from _all_rows(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _all_rows(entry)


def test_only_owners_and_the_office_import_and_take_back(sample_folder, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text("client,date,ORS\n1,2026-01-01,20\n")
    for person in ("t01", "supervisor-2"):
        for command in (("import", file), ("imports",), ("imports", "--undo")):
            said = run("--sample", "--as", person, *command, data=sample_folder)
            assert said.status == 2, command
            assert "may not import" in said.err


@pytest.fixture(scope="module")
def clinics(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    clinic.fill(folder, sample=False, own=True)
    return folder


def test_other_definitions_answer_without_leaving_a_trace(clinics, tmp_path):
    rules = tmp_path / "strict.toml"
    rules.write_text("[change]\nors_reliable_change = 7.5\n")
    before = folder_bytes(clinics)
    usual = run("show", "overview", "--json", data=clinics).document
    strict = run("show", "overview", "--json", "--definitions", rules, data=clinics).document
    assert folder_bytes(clinics) == before
    assert usual["definitions"] == DEFAULTS.digest() != strict["definitions"]
    assert strict["reliable_improvement"]["estimate"] < usual["reliable_improvement"]["estimate"]
    assert run("show", "overview", "--json", data=clinics).document == usual
    episodes = rows(run("export", "episodes", "--definitions", rules, data=clinics).out)
    assert {row["reliable_change"] for row in episodes} == {"7.5"}


def test_check_of_a_healthy_folder(clinics):
    said = run("check", "--json", data=clinics)
    assert said.status == 0
    levels = {finding["level"] for finding in said.document["findings"]}
    assert levels <= {"ok", "note"}
    assert {"store", "what", "level", "sentence"} <= said.document["findings"][0].keys()
    assert "Intact to the last byte" in run("check", data=clinics).out


def test_check_of_a_damaged_folder(tmp_path):
    data = clinic.fill(tmp_path / "data", sample=False, own=True)
    version = data.practice.current().path
    content = bytearray(version.read_bytes())
    content[-100] ^= 1
    version.write_bytes(content)
    said = run("check", "--json", data=tmp_path / "data")
    assert said.status == 5
    problems = [row for row in said.document["findings"] if row["level"] == "problem"]
    assert [row["store"] for row in problems] == ["practice"]
    assert "damaged" in problems[0]["sentence"]
    (data.practice.folder / "CURRENT").write_text("practice-000009-00000000.duckdb\n")
    assert "missing" in _problems(tmp_path / "data")[0]["sentence"]


@pytest.mark.skipif(os.name == "nt", reason="file modes are a matter of POSIX systems")
def test_check_of_a_folder_that_others_can_read(tmp_path):
    clinic.fill(tmp_path / "data", sample=False, own=True)
    (tmp_path / "data" / "practice" / "secret").write_text("0" * 64)
    (tmp_path / "data" / "practice" / "secret").chmod(0o644)
    assert "secret" in _problems(tmp_path / "data")[0]["sentence"]


def test_check_of_definitions_that_cannot_be_read(tmp_path):
    data = clinic.fill(tmp_path / "data", sample=False, own=True)
    (data.practice.folder / "definitions.toml").write_text("[change\n")
    (data.practice.folder / "definitions.toml").chmod(0o600)
    assert [row["what"] for row in _problems(tmp_path / "data")] == ["definitions"]


def test_check_before_anything_was_imported(tmp_path):
    said = run("check", data=tmp_path)
    assert said.status == 0
    assert "holds no data yet" in said.out
    assert DataFolder(tmp_path).practice.current() is None


def _problems(folder):
    document = json.loads(run("check", "--json", data=folder).out)
    return [row for row in document["findings"] if row["level"] == "problem"]
