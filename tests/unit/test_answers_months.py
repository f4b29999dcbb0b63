"""Tests of monthly series: months, quarters, limits and verdicts, on hand-written data."""

import datetime
from dataclasses import replace

import pytest

from analytics.filters import Filters, month_start
from analytics.outcomes.highlights import reaching_back
from analytics.outcomes.month_counts import Count, pool_sparse_months, without_few_events
from analytics.outcomes.month_results import Change
from analytics.outcomes.months import one_series
from analytics.outcomes.series_withheld import without_values
from analytics.why import why

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


def test_one_month_outside_is_unusual_and_no_change():
    totals = [18, 22] * 8 + [20, 38]
    rows = months([40] * 18, totals)
    found = one_series("reliable_improvement", rows, DAY(2025, 6, 30))
    assert (found.state, found.word) == ("unusual_month", "An unusual month (higher, Jun 2025)")
    assert [(point.month, point.signal) for point in found.points if point.signal] == [
        (DAY(2025, 6, 1), "unusual_month")
    ]
    assert (found.change.month, found.change.since, found.change.holds) == (DAY(2025, 6, 1), None, None)
    later = one_series("reliable_improvement", [*rows, Count(DAY(2025, 7, 1), 40, 20)], DAY(2025, 7, 31))
    assert later.state == "no_clear_change"  # only the newest month is said to be unusual
    assert not any(point.signal for point in later.points)
    old = one_series("reliable_improvement", rows, DAY(2030, 1, 1))
    assert old.state == "no_clear_change"  # and only where it is new


def test_a_change_is_named_with_its_month_its_range_and_both_levels():
    totals = [22, 18] * 8 + [6, 8] * 4
    found = one_series("forms", months([40] * 24, totals), DAY(2025, 12, 31))
    assert found.word == "Changed (lower, since May 2025)"
    assert found.change == Change(
        measure="forms",
        state="changed",
        direction="lower",
        since=DAY(2025, 5, 1),
        since_range=(DAY(2025, 5, 1), DAY(2025, 5, 1)),
        before=pytest.approx(0.5),
        after=pytest.approx(0.175),
        holds=True,
        grain="month",
    )
    assert [point.month for point in found.points if point.signal == "changed"][0] == DAY(2025, 5, 1)
    assert sum(point.signal == "changed" for point in found.points) == 8
    assert found.beyond > 1


def test_marks_begin_where_the_range_of_the_date_ends():
    totals = [22, 18] * 8 + [16, 17, 13, 15, 12, 14, 13, 12]
    found = one_series("forms", months([40] * 24, totals), DAY(2025, 12, 31))
    first, last = found.change.since_range
    assert first < last
    assert (
        found.word
        == f"Changed (lower, since {found.change.since:%b %Y}; between {first:%b %Y} and {last:%b %Y})"
    )
    assert min(point.month for point in found.points if point.signal) == last


def test_what_no_longer_holds_is_told_in_the_past():
    totals = [21, 19] * 7 + [10, 11] * 4 + [10, 21]
    found = one_series("forms", months([40] * 24, totals), DAY(2025, 12, 31))
    assert (found.state, found.change.holds) == ("changed", True)  # one month back is no quarter
    totals[-3:-1] = [21, 22]
    found = one_series("forms", months([40] * 24, totals), DAY(2025, 12, 31))
    assert (found.change.holds, found.word) == (False, "Was lower (Mar 2025 to Sep 2025)")
    assert [point.month for point in found.points if point.signal][-1] == DAY(2025, 9, 1)
    lasting = [21, 19] * 7 + [10, 11] * 5
    assert one_series("forms", months([40] * 24, lasting), DAY(2025, 12, 31)).change.holds
    stopped = one_series(
        "forms", months([40] * 24, lasting), DAY(2026, 3, 31)
    )  # no word of the newest quarter
    assert stopped.word == "Was lower (Mar 2025 to Dec 2025)"


def test_looks_between_two_complete_quarters_give_the_same_answer():
    totals = [22, 18] * 8 + [12, 14] * 4 + [40, 40, 40]
    rows = months([40] * 27, totals)
    looks = [one_series("forms", rows[:n], DAY(2026, n - 24, 28)) for n in (25, 26)]
    full = one_series("forms", rows[:24], DAY(2025, 12, 31))
    assert {(one.word, one.change, one.beyond) for one in looks} == {(full.word, full.change, full.beyond)}
    assert one_series("forms", rows, DAY(2026, 3, 31)).change != full.change


def test_hidden_points_have_no_part_in_what_is_said():
    """Whatever happened in the points that are left out, the same is said."""
    quarters = [Count(month_start(START, -3 * k), 60, 30 if k < 9 else 12, "quarter") for k in range(16)]
    until = DAY(2027, 12, 31)
    hide = (2, 3, 12)  # of 60, 3 events: a count of 3 clients; or 57: a count of 3 others
    answers = [
        one_series(
            "unplanned",
            [replace(one, total=total) if k in hide else one for k, one in enumerate(quarters)],
            until,
            smallest=5,
            pooled=False,
        )
        for total in (3, 57)
    ]
    assert answers[0] == answers[1]
    assert (answers[0].state, answers[0].n_hidden, answers[0].n_complete) == ("changed", 3, 13)
    assert answers[0].word == "Changed (lower, since Q2 2026)"
    withheld = without_values("unplanned", quarters, "Endings not recorded", why("no_srs", "practice"))
    assert (withheld.change.state, withheld.change.since, bool(withheld.change.why)) == (
        "too_early",
        None,
        True,
    )


def test_the_period_of_the_charts_begins_with_a_year_or_a_quarter():
    """It does not move on with every month: otherwise every look would see other months."""
    data_date = DAY(2026, 11, 14)
    starts = {
        month: reaching_back(Filters(since=DAY(2025, month, 15)), DAY(2026, month, 14)).since
        for month in range(1, 13)
    }
    assert set(starts.values()) == {DAY(2024, 1, 1)}
    assert reaching_back(Filters(since=DAY(2022, 5, 20)), data_date).since == DAY(2022, 4, 1)
    assert reaching_back(Filters(), data_date).since is None


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
