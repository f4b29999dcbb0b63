"""Comparison of standardised differences with a jackknife by hand in R (standardised_difference.R)."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats.arrays import EstimationError
from analytics.stats.standardised_difference import standardised_difference

R = json.loads(Path(__file__).with_name("standardised_difference.json").read_text(encoding="utf-8"))
SAME = 1e-9  # relative: a closed form here, every row left out in turn there


@pytest.mark.parametrize("name", R["cases"])
def test_difference_and_interval_are_those_of_r(name):
    case = R["cases"][name]
    found = standardised_difference(case["y"], case["target"], case["w"], case["strata"], case["cluster"])
    assert found.estimate == pytest.approx(case["estimate"], rel=SAME)
    assert found.interval == pytest.approx(case["interval"], rel=SAME)
    assert found.target_mean == pytest.approx(case["target_mean"], rel=SAME)
    assert found.reference_mean == pytest.approx(case["target_mean"] + case["estimate"], rel=SAME)


def test_the_cases_hold_strata_that_are_joined():
    """Otherwise the rule that a sparse stratum gives way to a coarser one would not be held to R."""
    used = [case["strata_used"] for case in R["cases"].values()]
    assert used[0] > 10
    assert used[1] == 1
    strata = np.column_stack(R["cases"]["nlschools"]["strata"])
    target = np.array(R["cases"]["nlschools"]["target"])
    cells, counts = np.unique(strata[~target], axis=0, return_counts=True)
    assert (counts < 10).any()
    assert len(cells) > used[0] / 2


@pytest.mark.parametrize(
    ("values", "target", "weights", "clusters"),
    [
        ([], [], [], []),
        ([1, 2, 3], [True, True, True], [1, 1, 1], [0, 1, 2]),  # no reference
        ([1, 2, 3], [True, False, False], [1, 1, 1], [0, 1, 2]),  # a target of one
        ([1, 2, 3, 4], [True, True, False, False], [1, 1, 0, 1], [0, 1, 2, 3]),  # a row of no weight
        ([1, 2, 3, 4], [True, True, False, False], [1, 1, 1, 1], [7, 7, 7, 7]),  # one cluster
        ([1, 1, 3, 3], [True, True, False, False], [1, 1, 1, 1], [0, 1, 2, 3]),  # nothing varies
        ([1, float("nan"), 3, 4], [True, True, False, False], [1, 1, 1, 1], [0, 1, 2, 3]),
        ([1, 2, 3, 4], [True, True, False, False], [1, 1], [0, 1, 2, 3]),
    ],
)
def test_what_has_no_difference_is_refused(values, target, weights, clusters):
    with pytest.raises(EstimationError):
        standardised_difference(values, target, weights, [], clusters)
