"""Tests that the office role sees no score of an import report, on the page and on the command line."""

import dataclasses
import json

import pytest

from analytics.access import read_people, this_computer, viewer_for
from analytics.ingest import redaction
from analytics.store import DataFolder
from tests.support import clinic
from tests.support.command import run

SCORES = ("412", "21.7", "33.9", "17.3", "18.4", "39.1")
HEAD = "client,date,therapist,ORS,SRS,Other value"
ROWS = (
    "C-1,2026-05-11,T01,21.7,33.9,17.3",
    "C-1,2026-05-11,T01,18.4,33.9,17.3",
    "C-2,2026-05-12,T01,39.1,33.9,17.3",
    "C-9,2026-02-31,T01,21.7,33.9,17.3",
    "C-9,2026-05-11,T01,412,33.9,17.3",
)


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    """Return the data folder of a practice with a list of people, and an export with faulty rows."""
    folder = tmp_path_factory.mktemp("office")
    data = clinic.fill(folder / "data", sample=False, own=True)
    (data.practice.folder / "people.json").write_text(json.dumps(clinic.PEOPLE), encoding="utf-8")
    file = folder / "export.csv"
    file.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    return folder / "data", file


def office(folder):
    store = DataFolder(folder).practice
    people = read_people(store.folder / "people.json")
    (found,) = [one for one in people if one.role == "office"]
    return viewer_for(found, "practice")


def test_the_command_line_shows_the_office_no_score(practice):
    data, file = practice
    whole = run("import", file, "--dry-run", "--json", data=data).document
    assert any(score in json.dumps(whole) for score in SCORES), "the owner of the folder sees them"
    asked = ("--as", "office", "import", file, "--dry-run")
    said = run(*asked, "--json", data=data)
    assert said.document["rows_in"] == whole["rows_in"]
    assert "2026-02-31" in said.out, "a date is no score"
    plain = run(*asked, data=data)
    for score in SCORES:
        assert score not in said.out + plain.out + plain.err, score
    assert "sum_ors_total" not in said.out
    redacted = redaction.for_viewer(whole, office(data))  # as the page does
    assert _without_times(said.document) == _without_times(redacted)


def _without_times(document):
    return {key: value for key, value in document.items() if key != "seconds"}


def test_what_is_stored_of_an_import_shows_the_office_no_score(practice):
    data, file = practice
    assert run("import", file, data=data).status == 0
    export = ("export", "quarantine", "--format", "json")
    for command in (("imports", "--json"), export, (*export, "--raw-ids")):
        whole, said = run(*command, data=data), run("--as", "office", *command, data=data)
        assert any(score in whole.out for score in (*SCORES, "sum_ors_total")), command
        for score in (*SCORES, "sum_ors_total"):
            assert score not in said.out, (command, score)
    # The text of a cell may be anything, a name too: it goes out where it is asked for by who may have it.
    assert "2026-02-31" not in run("--as", "office", "export", "quarantine", data=data).out
    assert "2026-02-31" in run("--as", "office", "export", "quarantine", "--raw-ids", data=data).out


def test_whoever_sees_every_client_sees_the_whole_report():
    report = {"facts": {"sum_ors_total": "21.7"}}
    assert redaction.for_viewer(report, this_computer()) is report


def test_every_part_that_could_hold_a_score_is_emptied():
    row = {"file": "a.csv", "line": 2, "reason": "conflicting_duplicate", "column": None, "text": "ORS 21.7"}
    entry = {"file": "a.csv", "column": "x", "field": None, "how": "unknown", "kind": "text"}
    report = {
        "recognised": {"matching": [{**entry, "values": ["21.7 of 40"]}]},
        "facts": {"sum_ors_total": "21.7"},
        "question": {"key": "item_scale", "text": "", "choices": [], "examples": ["21.7"]},
        "quarantined": [row],
        "skipped": [row],
        "cells_quarantined": [row],
        "moved": {"mean_change": 21.7},
    }
    viewer = dataclasses.replace(this_computer(), roles=frozenset({"office"}), therapists=frozenset())
    assert "21.7" not in json.dumps(redaction.for_viewer(report, viewer))


def test_held_sessions_of_others_are_not_named():
    rows = [
        {"client_id": code, "therapist": therapist} for code, therapist in (("C-1", "T01"), ("C-2", "T02"))
    ]
    report = {"not_in_file": {"n": 2, "rows": rows, "emptied_rows": rows}}
    viewer = dataclasses.replace(this_computer(), roles=frozenset({"owner"}), therapists=frozenset({"T01"}))
    seen = redaction.for_viewer(report, viewer, {"T01"})["not_in_file"]
    assert seen == {"n": 2, "rows": rows[:1], "emptied_rows": rows[:1]}
    assert redaction.for_viewer(report, viewer)["not_in_file"] == {"n": 2, "rows": [], "emptied_rows": []}
