"""Test that the exported landmark rows are enough to reproduce the temporal validation."""

import csv
import io

import numpy as np
import pytest

from analytics.risk import discrimination
from tests.support.command import run


@pytest.fixture(scope="module")
def rows(sample_folder):
    return list(
        csv.DictReader(
            io.StringIO(run("--sample", "export", "landmarks", data=sample_folder).out, newline="")
        )
    )


@pytest.mark.parametrize("outcome", ["unplanned", "poor_outcome"])
@pytest.mark.parametrize("landmark", [1, 3, 5])
def test_the_auc_can_be_worked_out_again(sample_folder, rows, outcome, landmark):
    told = run(
        "--sample", "--json", "show", "early_warning", "--landmark", str(landmark), data=sample_folder
    ).document
    test = [
        row
        for row in rows
        if row["split"] == "test"
        and row[f"eligible_{outcome}"] == "true"
        and int(row["landmark"]) == landmark
    ]
    assert all(row[f"p_{outcome}"] for row in test)
    y, p = (np.array([float(row[name]) for row in test]) for name in (f"y_{outcome}", f"p_{outcome}"))
    area, _ = discrimination.auc(y, p)
    figures = told["models"][outcome]
    assert area == pytest.approx(figures["auc"], abs=1e-9)
    assert y.sum() / p.sum() == pytest.approx(figures["observed_expected"], abs=1e-9)


def test_no_client_is_on_both_sides(rows):
    sides = {side: {row["client_id"] for row in rows if row["split"] == side} for side in ("train", "test")}
    assert sides["train"]
    assert sides["test"]
    assert not sides["train"] & sides["test"]


def test_a_provisional_model_gives_no_probability_of_an_open_episode(rows):
    still_open = [row for row in rows if row["ending"] == "open"]
    assert still_open
    assert not any(
        row["p_unplanned"] or row["p_poor_outcome"] for row in still_open if row["split"] != "test"
    )


def test_a_therapist_exports_own_rows_with_the_same_numbers(sample_folder):
    everything = run("--sample", "export", "landmarks", "--pseudonyms", data=sample_folder).out
    rows = list(csv.DictReader(io.StringIO(everything, newline="")))
    own = run("--sample", "export", "landmarks", "--as", "t01", data=sample_folder).out
    mine = list(csv.DictReader(io.StringIO(own, newline="")))
    everybody = {(row["client_id"], row["episode_no"], row["landmark"]): row for row in rows}
    assert mine
    assert len(mine) < len(rows) / 5
    for row in mine:
        same = everybody[row["client_id"], row["episode_no"], row["landmark"]]
        assert (row["split"], row["p_unplanned"]) == (same["split"], same["p_unplanned"])
