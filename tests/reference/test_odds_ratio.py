"""Comparison of odds ratios and their profile intervals with R's glm and confint (odds_ratio.R)."""

import json
import math
from pathlib import Path

import pytest

from analytics.stats import odds_ratio
from analytics.stats.arrays import EstimationError

R = json.loads(Path(__file__).with_name("odds_ratio.json").read_text(encoding="utf-8"))
SAME = 1e-6  # relative: both maximise the same likelihood
SPLINE = 2e-3  # relative: confint draws a spline through the profile


@pytest.mark.parametrize("name", R["cases"])
def test_slope_and_both_intervals_are_those_of_r(name):
    case = R["cases"][name]
    found = odds_ratio.fit(case["events"], case["n"], case["x"])
    assert found.slope == pytest.approx(case["slope"], rel=SAME)
    assert found.estimate == pytest.approx(math.exp(case["slope"]), rel=SAME)
    assert found.se == pytest.approx(case["se"], rel=SAME)
    assert found.interval() == pytest.approx(case["interval"], rel=SAME)
    assert found.interval(0.9875) == pytest.approx(case["wide"], rel=SAME)
    assert found.interval() == pytest.approx(case["confint"], rel=SPLINE)


@pytest.mark.parametrize(
    ("events", "n", "x"),
    [
        ([], [], []),
        ([0, 0], [5, 5], [0, 1]),  # nobody
        ([5, 5], [5, 5], [0, 1]),  # everybody
        ([0, 5], [5, 5], [0, 1]),  # decided by x
        ([0, 0, 5], [5, 5, 5], [0, 1, 2]),
        ([2, 3], [5, 5], [1, 1]),  # x does not vary
        ([2, 3, 0], [5, 5, 0], [1, 1, 9]),  # nor where somebody is
        ([6, 3], [5, 5], [0, 1]),  # more events than rows
        ([2, float("nan")], [5, 5], [0, 1]),
        ([2, 3], [5, 5], [0]),
    ],
)
def test_what_has_no_odds_ratio_is_refused(events, n, x):
    with pytest.raises(EstimationError):
        odds_ratio.fit(events, n, x).interval()


def test_an_interval_that_has_one_end_only_is_refused():
    """One group with a mixed outcome, one without: the likelihood does not fall towards infinity."""
    with pytest.raises(EstimationError):
        odds_ratio.fit([3, 5], [5, 5], [0, 1]).interval()
