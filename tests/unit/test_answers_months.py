"""Tests of monthly series: months, quarters, limits and verdicts, on hand-written data."""

import datetime

import pytest

from analytics.filters import month_start
from analytics.outcomes.month_counts import Count, pool_sparse_months, without_few_events
from analytics.outcomes.months import one_series

DAY = datetime.date
START = DAY(2024, 1, 1)


def months(counts, totals=None):
    totals = totals or [n // 2 for n in counts]
    return [
        Count(month_start(START, -k), n, total)
        for k, (n, total) in enumerate(zip(counts, totals, strict=True))
    ]


def test_full_months_stay_months():
    found = pool_sparse_months(months([10] * 6), DAY(2024, 6, 30))
    assert [count.grain for count in found] == ["month"] * 6
    assert not any(count.incomplete for count in found)


def test_a_small_month_makes_its_quarter_one_point():
    found = pool_sparse_months(months([12, 9, 12, 12, 12, 12]), DAY(2024, 6, 30))
    assert [(count.month, count.n, count.grain) for count in found] == [
        (DAY(2024, 1, 1), 33, "quarter"),
        (DAY(2024, 4, 1), 12, "month"),
        (DAY(2024, 5, 1), 12, "month"),
        (DAY(2024, 6, 1), 12, "month"),
    ]


def test_a_month_that_nobody_ended_in_is_small():
    rows = months([12, 12, 12])
    found = pool_sparse_months([rows[0], rows[2]], DAY(2024, 12, 31))
    assert [(count.n, count.grain) for count in found] == [(24, "quarter")]
    assert pool_sparse_months([], DAY(2024, 1, 1)) == []


def test_incomplete_months_do_not_decide_the_grain():
    found = pool_sparse_months(months([12, 12, 12, 12, 3, 1]), DAY(2024, 4, 30))
    assert [(count.grain, count.incomplete) for count in found] == [
        ("month", False), ("month", False), ("month", False), ("month", False), ("month", True), ("month", True),
    ]  # fmt: skip
    # a quarter of which nothing is complete goes on as the one before
    assert [count.grain for count in pool_sparse_months(months([3, 3, 3, 3, 3, 3]), DAY(2024, 3, 31))] == [
        "quarter",
        "quarter",
    ]


@pytest.mark.parametrize(("n", "state"), [(11, "too_early"), (12, "no_clear_change")])
def test_under_twelve_points_there_is_no_limit(n, state):
    found = one_series("unplanned", months([40] * n, [10] * n), DAY(2030, 1, 1))
    assert found.state == state
    assert (found.points[0].centre is None) == (state == "too_early")
    assert found.n_complete == n


def test_incomplete_months_have_no_limits_and_never_signal():
    totals = [20] * 14 + [0, 0]
    found = one_series("reliable_improvement", months([40] * 16, totals), DAY(2025, 2, 28))
    assert found.state == "no_clear_change"
    assert [point.incomplete for point in found.points[-3:]] == [False, True, True]
    assert all(point.signal is None and point.centre is None for point in found.points[-2:])
    assert found.points[0].centre == 0.5  # the incomplete ones do not move it


def test_a_point_outside_is_named_with_its_month():
    totals = [18, 22] * 7 + [20, 38]
    found = one_series("reliable_improvement", months([40] * 16, totals), DAY(2030, 1, 1))
    assert (found.state, found.word) == ("changed", "Changed (higher, Apr 2025)")
    assert [point.signal for point in found.points if point.signal] == ["outside"]


def test_a_run_is_named_with_the_month_it_began():
    totals = [22, 18] * 8 + [17] * 9
    found = one_series("forms", months([40] * 25, totals), DAY(2030, 1, 1))
    assert found.state == "changed"
    assert found.word == "Changed (lower, Apr 2025)"  # the last of the alternating months was low too
    assert found.since == DAY(2025, 4, 1)
    assert {point.signal for point in found.points[-2:]} == {"run"}


def test_early_alliance_is_a_mean_in_points():
    totals = [36.0 * 20 + (-1) ** k * 6 for k in range(14)]
    found = one_series("early_alliance", months([20] * 14, totals), DAY(2030, 1, 1))
    assert found.kind == "points"
    assert found.points[0].centre == pytest.approx(36.0)
    assert found.state == "no_clear_change"


def test_months_with_few_events_are_joined_and_quarters_with_few_are_left_out():
    """A share of 20 with 3 events is a count of 3 clients, and one of 20 with 18 is a count of 2."""
    totals = [10] * 3 + [3, 10, 10] + [1, 1, 1] + [10] * 2 + [18] + [10] * 12
    rows = months([20] * 24, totals)
    found = one_series("unplanned", rows, DAY(2030, 1, 1), smallest=5)
    events = [round(point.value * point.n) for point in found.points]
    assert not any(
        0 < count < 5 or 0 < point.n - count < 5 for count, point in zip(events, found.points, strict=True)
    )
    assert [(point.month, point.n) for point in found.points if point.grain == "quarter"] == [
        (DAY(2024, 4, 1), 60),
        (DAY(2024, 10, 1), 60),
    ]
    assert DAY(2024, 7, 1) not in {point.month for point in found.points}  # 3 of 60
    assert found.n_hidden > 0
    assert len(one_series("unplanned", rows, DAY(2030, 1, 1)).points) == 24
    forms = one_series("forms", rows, DAY(2030, 1, 1), smallest=5)
    assert len(forms.points) == 24  # forms are no clients


def test_what_is_left_out_of_a_chart_does_not_follow_from_its_total():
    """One quarter of 3 events is the total less the others, so a second one goes with it."""
    points = [Count(month_start(START, -3 * k), n, total, "quarter") for k, (n, total) in enumerate(
        [(40, 20), (30, 12), (40, 3), (50, 20)])]  # fmt: skip
    shown = without_few_events(points, 5)
    assert [point.n for point in shown] == [40, 50]
    assert without_few_events(points, 0) == points
    assert without_few_events(points[2:3], 5) == []


def test_small_points_are_left_out_for_those_who_must_not_see_them():
    rows = months([4, 3, 2, *[20] * 12])
    assert len(one_series("forms", rows, DAY(2030, 1, 1)).points) == 13
    assert len(one_series("forms", rows, DAY(2030, 1, 1), smallest=10).points) == 12
