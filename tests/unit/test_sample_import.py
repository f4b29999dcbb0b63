"""Tests that importing the made-up exports reproduces the generator's data, row by row."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.access.people import read_people
from analytics.ingest import deliver
from analytics.store import DataFolder
from sample_data import CANONICAL_NAME, generate, parameters
from sample_data.exports import ADMINISTRATIONS_NAME, OPENFIT_NAME
from sample_data.install import install
from sample_data.marginals import summarize

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "sample_data"


@pytest.fixture(scope="module")
def by_administration(tmp_path_factory) -> Path:
    """Return a data folder with the sample imported from the layout with one row per form."""
    folder = DataFolder(tmp_path_factory.mktemp("by-administration"))
    report = deliver(folder.sample, [SHIPPED / ADMINISTRATIONS_NAME], today=parameters.DATA_DATE)
    assert report.outcome == "accept"
    assert report.recognised["layout"] == "one_row_per_administration"
    return folder.path


def command(folder: Path, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "analytics", "--data", str(folder), "--sample", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("layout", ["sample_folder", "by_administration"])
def test_export_equals_the_truth_row_by_row(layout, request, tmp_path):
    out = tmp_path / "sessions.csv"
    command(request.getfixturevalue(layout), "export", "sessions", "--out", str(out))
    exported = out.read_text(encoding="utf-8-sig").splitlines()
    assert exported == (SHIPPED / CANONICAL_NAME).read_text(encoding="utf-8").splitlines()


def test_the_product_counts_what_the_generator_counts(sample_folder):
    shown = json.loads(command(sample_folder, "show", "overview", "--json"))
    ours = summarize(generate())
    for key, name in (
        ("reliable_improvement", "improved"),
        ("deteriorated", "worse"),
        ("unplanned", "unplanned"),
    ):
        assert shown[key]["estimate"] == pytest.approx(ours[name], abs=1e-9)
    assert shown["mean_change"]["estimate"] == pytest.approx(ours["mean_change"], abs=1e-9)


def test_install_is_done_once_and_leaves_the_own_practice_alone(sample_folder):
    folder = DataFolder(sample_folder)
    before = folder.sample.current()
    assert install(folder) is False
    assert folder.sample.current() == before
    assert before.data_date == parameters.DATA_DATE
    assert folder.practice.current() is None
    people = read_people(folder.sample.folder / "people.json")
    assert {person.role for person in people} == {"owner", "supervisor", "therapist", "office"}


def test_the_shipped_file_is_clean(sample_folder):
    delivery = DataFolder(sample_folder).sample.history()[0]
    assert delivery["rows_in"] == delivery["rows_accepted"] == generate().therapist.size
    assert OPENFIT_NAME in json.dumps(delivery, default=str)
