"""Tests that one practice gives the same sessions in every format, locale and layout."""

from __future__ import annotations

import random

import pytest

from analytics.ingest import deliver
from analytics.ingest.rows.column_mapping import without_values
from analytics.store import DataFolder
from tests.support import exports, small_practice
from tests.support.importing import adds_up, exported, in_this_process, state

EXPORTS = exports.all_exports()


@pytest.fixture
def folder(tmp_path):
    with in_this_process():
        yield DataFolder(tmp_path / "data")


def bring(folder: DataFolder, export: exports.Export, **options) -> dict:
    given = {"today": small_practice.TODAY, "answers": export.answers, **options}
    report = deliver(folder.practice, export.files, **given).as_dict()
    assert report["outcome"] == "accept", (report["message"], report["question"], report["quarantined"][:5])
    adds_up(report)
    return report


# One of each kind of file at every run; the others, which differ in words and marks, in the long one.
EVERY_RUN = (
    "canonical", "german", "us", "separate_files", "sheets_joined", "xlsx", "parquet", "wide", "administrations", "fhir",
    "two_header_rows", "items_of_100",
)  # fmt: skip


def formats(*every_run: str) -> list:
    return [pytest.param(name, marks=() if name in every_run else pytest.mark.slow) for name in EXPORTS]


@pytest.mark.parametrize("name", formats(*EVERY_RUN))
def test_the_sessions_are_those_of_the_practice(folder, name):
    export = EXPORTS[name](None)
    tried = bring(folder, export, dry_run=True)
    assert folder.practice.current() is None
    report = bring(folder, export)
    found = small_practice.projected(exported(folder.path), export.carries)
    assert found == small_practice.truth(export.carries, empty=export.empty)
    facts = small_practice.facts(empty=export.empty)
    if "therapist" not in export.carries:
        del facts["n_therapists"]
    assert facts.items() <= report["facts"].items()
    assert report["recognised"]["layout"] == export.layout
    assert [row["reason"] for row in report["skipped"]] == ["not_attended"] * export.missed
    tried["recognised"] = without_values(tried["recognised"])
    assert tried | {"version": None, "seconds": 0} == report | {"version": None, "seconds": 0}
    before = state(folder.practice)
    again = bring(folder, export)
    assert (again["rows_unchanged"], again["rows_corrected"]) == (again["rows_accepted"], 0)
    assert state(folder.practice)[0] == before[0]
    assert small_practice.projected(exported(folder.path), export.carries) == found


@pytest.mark.parametrize("name", formats("canonical", "sheets_joined", "wide", "administrations"))
def test_the_order_of_rows_and_columns_does_not_matter(folder, name):
    export = EXPORTS[name](random.Random(11))
    bring(folder, export)
    found = small_practice.projected(exported(folder.path), export.carries)
    assert found == small_practice.truth(export.carries, empty=export.empty)


def test_a_dry_run_on_data_changes_nothing(folder):
    bring(folder, EXPORTS["totals_only"](None))
    before = state(folder.practice)
    report = bring(folder, EXPORTS["us"](None), dry_run=True)
    assert state(folder.practice) == before
    assert report["rows_accepted"] == len(small_practice.practice().sessions)


def test_there_are_enough_formats():
    assert len(EXPORTS) >= 14
    small_practice.practice()
