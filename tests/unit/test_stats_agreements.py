"""Tests of the statistics behind agreements: shrunken levels, nested variances, changes before and after a day."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.agreements import planning
from analytics.stats import before_after
from analytics.stats.arrays import EstimationError
from analytics.stats.before_after import Values
from analytics.stats.nested_variance import components
from analytics.stats.shrunken_levels import shrunken


def averaged(level: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Return posterior means of levels, averaged over the spreads between groups."""
    found = shrunken(level, variance, 0.3)
    return found.mean @ found.weight


def test_the_lowest_of_groups_that_do_not_differ_is_drawn_nearly_all_the_way():
    rng = np.random.default_rng(1)
    lows, drawn = [], []
    for _ in range(50):
        level = rng.normal(0, 0.08, 12)
        mean = averaged(level, np.full(12, 0.08**2))
        lows.append(level.min())
        drawn.append(mean[level.argmin()])
    assert np.mean(drawn) > 0.4 * np.mean(lows)  # nearer to 0, where all truly are
    assert np.mean(drawn) == pytest.approx(0, abs=0.06)


def test_one_group_that_truly_differs_is_hardly_drawn():
    level = np.array([*np.linspace(-0.1, 0.1, 11), -1.0])
    assert averaged(level, np.full(12, 0.08**2))[-1] == pytest.approx(-1.0, abs=0.06)


def test_nine_in_ten_posterior_ranges_or_more_hold_the_truth():
    rng = np.random.default_rng(2)
    held = []
    for _ in range(200):
        truth = rng.normal(0, 0.1, 12)
        level = truth + rng.normal(0, 0.08, 12)
        found = shrunken(level, np.full(12, 0.08**2), 0.3)
        mean = found.mean @ found.weight
        spread = np.sqrt((found.variance + (found.mean - mean[:, None]) ** 2) @ found.weight)
        held.append(np.abs(truth - mean) < 1.96 * spread)
    assert 0.88 <= np.mean(held) <= 0.98


def test_groups_without_a_level_stay_unknown():
    found = shrunken(np.array([0.1, np.nan, 0.3]), np.array([0.01, np.nan, 0.01]), 0.3)
    assert np.isnan(found.mean[1]).all()
    assert np.isfinite(found.mean[[0, 2]]).all()
    assert found.weight.sum() == pytest.approx(1)


def test_components_are_found_again():
    rng = np.random.default_rng(3)
    client = np.repeat(np.arange(600), 8)
    cell = np.repeat(np.arange(1200), 4)
    value = rng.normal(0, 0.5, 600)[client] + rng.normal(0, 0.3, 1200)[cell] + rng.normal(0, 0.4, client.size)
    found = components(client // 30, client, cell, value)
    assert (found.clients, found.cells, found.inside) == pytest.approx((0.25, 0.09, 0.16), rel=0.15)


def test_one_value_a_client_puts_all_variance_between_clients():
    values = np.array([1.0, 2.0, 3.0, 5.0])
    found = components(np.zeros(4, dtype=int), np.arange(4), np.arange(4), values)
    assert (found.clients, found.cells, found.inside) == (pytest.approx(values.var(ddof=1)), 0, 0)


def test_no_group_with_two_clients_is_refused():
    with pytest.raises(EstimationError):
        components(np.arange(3), np.arange(3), np.arange(3), np.arange(3.0))


def forms(rows: list[tuple[int, int, int, float]]) -> Values:
    """Return values from rows of group, client, day, value."""
    group, client, day, value = (np.array(column) for column in zip(*rows, strict=True))
    return Values(group=group, client=client, day=day, value=value.astype(float))


def test_independent_clients_give_the_difference_of_two_means():
    rows = [(0, k, -10 - k, 1.0 + k) for k in range(4)] + [(0, 10 + k, 5 + k, 2.0 + k) for k in range(3)]
    of = components(*(np.array(one) for one in ([0] * 4, range(4), range(4))), np.array([1.0, 2.0, 3.0, 4.0]))
    found = before_after.changes(forms(rows), 0, of, 1)
    assert found.level[0] == pytest.approx(2.5)
    assert found.change[0] == pytest.approx(0.5)
    assert found.cov[0] == pytest.approx(-found.var_level[0])
    assert (found.n_before[0], found.n_after[0], found.forms_after[0]) == (4, 3, 3)


def test_order_and_codes_do_not_matter():
    rng = np.random.default_rng(4)
    rows = [
        (k % 3, k, int(day), float(rng.normal())) for k in range(30) for day in rng.integers(-300, 200, 6)
    ]
    of = before_after.spread(forms(rows), 0)
    first = before_after.changes(forms(rows), 0, of, 3)
    turned = before_after.changes(
        forms([(g, 99 - c, d, v) for g, c, d, v in rows[::-1]]),
        0,
        before_after.spread(forms(rows[::-1]), 0),
        3,
    )
    assert turned.change == pytest.approx(first.change)
    assert turned.var_change == pytest.approx(first.var_change)


def test_values_that_are_all_alike_are_refused():
    with pytest.raises(EstimationError):
        before_after.spread(forms([(0, k, -k, 10.0) for k in range(9)]), 0)


def test_the_answer_closes_on_the_day_of_the_announced_form():
    of = forms([(0, 0, -5, 1.0), *[(0, 1, day, 1.0) for day in (0, 3, 7)], (1, 2, 9, 1.0)])
    assert planning.closing(of, 0, 2, 0) == 4
    assert planning.closing(of, 0, 4, 0) == 10  # not yet: after the last value of all


def test_a_smaller_shift_needs_more_forms():
    from tests.support.agreement_trials import START, values
    from tests.support.simulate_agreements import World, simulate

    of, everybody = values(simulate(5, World())), np.ones(12, dtype=bool)
    few, many = (planning.plan(of, START, shift, 3, everybody) for shift in (0.5, 0.25))
    assert few.forms < many.forms
    with pytest.raises(EstimationError):
        planning.plan(of, START, 0.0, 3, everybody)
