"""Tests of intervals, change scores and control charts against published examples and scipy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.stats import change, control, intervals
from analytics.stats.arrays import EstimationError


# Newcombe 1998, Statistics in Medicine 17, table I, method 3 (score method without continuity correction).
@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_reproduces_newcombe(k, n, lower, upper):
    assert intervals.wilson(k, n) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"), [(5, 20, 0.11, 0.47), (8, 30, 0.14, 0.44), (12, 50, 0.14, 0.37)]
)
def test_wilson_of_about_a_quarter(k, n, lower, upper):
    """The Wilson interval of a rate of about 25 % is wide for 20, 30 and 50 endings."""
    assert intervals.wilson(k, n) == pytest.approx((lower, upper), abs=0.005)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), st.data())
def test_wilson_lies_around_the_share_and_mirrors(n, data):
    k = data.draw(st.integers(0, n))
    lower, upper = intervals.wilson(k, n)
    assert 0 <= lower <= k / n <= upper <= 1
    assert intervals.wilson(n - k, n) == pytest.approx((1 - upper, 1 - lower), abs=1e-12)
    assert intervals.wilson(k, n, 0.99)[0] <= lower


def test_mean_reproduces_students_sleep_data():
    """Mean and interval of Student's sleep data equal R's `t.test`.

    t.test(sleep$extra[1:10]): mean 0.75, 95 percent interval -0.5297804 2.0297804 (Student 1908).
    """
    found = intervals.mean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    assert found.estimate == pytest.approx(0.75)
    assert found.interval == pytest.approx((-0.5297804, 2.0297804), abs=1e-7)


def test_t_quantile_is_scipys():
    special = pytest.importorskip("scipy.special")
    for df in [*range(1, 260, 3), 1000, 158_000]:
        for p in (0.025, 0.6, 0.9, 0.975, 0.9999):
            assert intervals.t_quantile(p, df) == pytest.approx(special.stdtrit(df, p), rel=1e-8)


def test_mean_of_little():
    assert intervals.mean([]) == intervals.Interval(None, None, 0)
    assert intervals.mean([3.0]) == intervals.Interval(3.0, None, 1)
    assert intervals.mean([3.0, 3.0]).interval == (3.0, 3.0)


def test_reliable_change_counts_tenths_not_binary_fractions():
    """Reliable change is computed in exact tenths, not in binary fractions.

    21.1 - 15.1 is 6.000000000000002 and 29.3 - 23.3 is 5.999999999999996 in binary; both are 6.0.
    """
    intake, final = [15.1, 23.3, 20.0, 20.0, 26.0], [21.1, 29.3, 25.9, 14.0, 20.1]
    assert change.reliable_change(intake, final, 6.0).tolist() == [1, 1, 0, -1, 0]
    assert change.reliable_change(intake, final, 6.0, "more_than").tolist() == [0, 0, 0, 0, 0]
    assert change.reliable_change(intake, final, 5.9).tolist() == [1, 1, 1, -1, -1]


def test_hedges_g_by_hand():
    """Hedges' g and its interval equal a computation by hand.

    Intake 10 14 18 22 26, change 2 4 6 8 10: mean 6, SD of intake sqrt(40), d = .948683, J = 1 - 3/15 = .8.
    """
    intake = np.array([10.0, 14, 18, 22, 26])
    final = intake + [2, 4, 6, 8, 10]
    found = change.hedges_g(intake, final)
    d = 6 / math.sqrt(40)
    assert found.estimate == pytest.approx(0.8 * d)
    se = 0.8 * math.sqrt(2 * (1 - 1.0) / 5 + d * d / 10)  # intake and final are perfectly correlated
    assert found.se == pytest.approx(se)
    half = 2.7764451 * se  # t(4), .975
    assert found.interval == pytest.approx((0.8 * d - half, 0.8 * d + half), rel=1e-6)
    assert found.method == "formula"


def test_hedges_g_over_groups_is_the_jackknife_written_out():
    rng = np.random.default_rng(1)
    intake = rng.normal(19, 6, 120)
    final = intake + rng.normal(6, 7, 120)
    groups = np.repeat(np.arange(12), 10)
    found = change.hedges_g(intake, final, groups)

    def g(keep):
        x, y = intake[keep], final[keep]
        return (1 - 3 / (4 * (x.size - 1) - 1)) * np.mean(y - x) / np.std(x, ddof=1)

    others = np.array([g(groups != group) for group in range(12)])
    se = math.sqrt(11 / 12 * np.sum((others - others.mean()) ** 2))
    assert found.method == "jackknife"
    assert found.estimate == pytest.approx(g(groups >= 0))
    assert found.se == pytest.approx(se)
    assert change.hedges_g(intake, final, groups // 2).method == "formula"  # six groups are too few


def test_hedges_g_says_nothing_of_little():
    assert change.hedges_g([10, 12], [14, 15]).estimate is None
    assert change.hedges_g([10, 10, 10], [14, 15, 16]).estimate is None  # intakes that do not vary
    assert change.hedges_g([], []).n == 0


# NIST/SEMATECH e-Handbook 6.3.3.2 (Montgomery's juice cans): 50 units in each of 30 samples, mean .2313.
JUICE = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]


def test_p_chart_reproduces_the_published_example():
    """The p chart reproduces Montgomery's published example.

    Centre .2313, limits .0524 and .4102, samples 15 and 23 outside.
    """
    chart = control.p_chart(JUICE, [50] * 30)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    assert chart.outside == (14, 22)


def test_xmr_reproduces_the_published_example():
    """The XmR chart reproduces the published example of NIST/SEMATECH.

    e-Handbook 6.3.2.2, flow rates: mean 50.81, limits 45.8159 and 55.8041 (3/1.128 for 2.66).
    """
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    chart = control.xmr(flow)
    assert chart.centre == pytest.approx(50.81)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((45.8159, 55.8041), abs=2e-3)
    assert chart.outside == ()


def test_limits_frozen_on_the_baseline_see_a_later_shift():
    events, n = [30] * 12 + [55] * 4, [100] * 16
    chart = control.p_chart(events, n, baseline=12)
    assert chart.centre == pytest.approx(0.30)
    assert chart.outside == (12, 13, 14, 15)


def test_over_dispersed_counts_get_wider_limits_only_where_asked():
    events = [900, 700] * 8  # sessions of the same clients: months differ more than binomial chance allows
    narrow, wide = (
        control.p_chart(events, [1000] * 16, allow_over_dispersion=allow) for allow in (False, True)
    )
    assert narrow.phi == wide.phi > 1.5
    assert len(narrow.outside) == 16
    assert wide.outside == ()


def test_charts_of_nothing_unusual():
    assert control.p_chart([0] * 20, [30] * 20).outside == ()
    assert control.p_chart([30] * 20, [30] * 20).outside == ()
    assert control.xmr([40.0] * 20).outside == ()
    assert control.xmr([3.0]).lower.tolist() == [3.0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: intervals.wilson(3, 0), "n >= 1"),
        (lambda: intervals.wilson(5, 4), "0 <= k <= n"),
        (lambda: intervals.mean([1.0, float("nan")]), "1 missing"),
        (lambda: change.reliable_change([1, None], [2, 3], 6), "missing"),
        (lambda: change.reliable_change([1, 2], [2], 6), "equally long"),
        (lambda: change.reliable_change([1], [2], 0), "above 0"),
        (lambda: change.reliable_change([1], [2], 6, "over"), "at_least"),
        (lambda: change.hedges_g([1, 2, 3], [2, 3, np.inf]), "final"),
        (lambda: control.p_chart([1, 2], [3, 0]), "pool"),
        (lambda: control.p_chart([4], [3]), "between 0 and n"),
        (lambda: control.xmr([]), "at least one"),
        (lambda: control.xmr([1.0, 2.0], baseline=0), "at least 1"),
        (lambda: control.xmr([[1.0], [2.0]]), "one dimension"),
        (lambda: control.xmr(["a"]), "numbers"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(call, words):
    with pytest.raises(EstimationError, match=words):
        call()


def test_scipy_is_not_loaded_by_the_first_page():
    """The statistics for Overview do not load scipy, which would slow down the first visit."""
    import subprocess
    import sys

    code = (
        "import sys; from analytics.stats import change, change_point, control, intervals;"
        "intervals.mean([1., 2., 4.]); control.p_chart([3, 4], [9, 9]); change.hedges_g([1, 2, 4], [2, 2, 5]);"
        "import analytics.outcomes; print('scipy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
