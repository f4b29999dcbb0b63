"""Tests of differences between shares and means, against published examples and R."""

import numpy as np
import pytest

from analytics.stats import differences
from analytics.stats.arrays import EstimationError

# Newcombe 1998, Stat Med 17:873-890, table II, method 10 (score, no continuity correction)
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("counts", "limits"), NEWCOMBE)
def test_shares_equal_the_published_examples(counts, limits):
    found = differences.shares(*counts)
    assert found.interval == pytest.approx(limits, abs=5e-5)
    assert found.n == counts[1] + counts[3]


def test_swapping_the_groups_turns_the_interval_round():
    one, other = differences.shares(30, 70, 48, 80), differences.shares(48, 80, 30, 70)
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.interval == pytest.approx(tuple(-end for end in reversed(other.interval)))


def test_a_higher_level_is_wider():
    narrow, wide = (differences.shares(30, 70, 48, 80, level).interval for level in (0.95, 0.995))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says():
    rng = np.random.default_rng(7)
    for p1, p2, n1, n2 in ((0.55, 0.55, 40, 40), (0.5, 0.4, 120, 90), (0.05, 0.08, 60, 300)):
        draws = zip(rng.binomial(n1, p1, 1500).tolist(), rng.binomial(n2, p2, 1500).tolist(), strict=True)
        ends = [differences.shares(k1, n1, k2, n2).interval for k1, k2 in draws]
        held = np.mean([low <= p1 - p2 <= high for low, high in ends])
        assert 0.935 <= held <= 0.985, (p1, p2, n1, n2)


def test_means_equal_r():
    """The interval of a difference in means is close to R's `t.test`, and slightly wider.

    `t.test(extra ~ group, data = sleep)$conf.int` is -3.365483230712 to 0.205483230712, with 17.776 degrees of
    freedom; ours are rounded down to 17.
    """
    first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    sums = [(len(x), float(x.sum()), float(x @ x)) for x in (first, second)]
    found = differences.means(*sums[0], *sums[1])
    assert found.estimate == pytest.approx(-1.58)
    assert found.interval == pytest.approx((-3.365483230712, 0.205483230712), abs=0.02)
    assert found.interval[0] <= -3.365483230712
    assert found.interval[1] >= 0.205483230712


def test_means_need_two_values_each_and_know_equal_ones():
    with pytest.raises(EstimationError):
        differences.means(1, 3.0, 9.0, 5, 10.0, 30.0)
    assert differences.means(3, 6.0, 12.0, 2, 2.0, 2.0).interval == (1.0, 1.0)
