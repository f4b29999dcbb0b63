"""Tests of the change point: a plain-Python twin, an example by hand, degenerate series."""

import math
import random

import pytest

from analytics.stats import change_point
from analytics.stats.arrays import EstimationError

STEP = [10.0, 12.0] * 4 + [14.0, 16.0] * 4


def twin(values, weights, least):
    """Return (index, statistic) of the split that differs most, in plain Python."""
    best = (0, 0.0)
    for k in range(4, len(values) - 3):
        parts = []
        for part in (range(k), range(k, len(values))):
            weight = sum(weights[i] for i in part)
            mean = sum(weights[i] * values[i] for i in part) / weight
            parts.append((weight, mean, sum(weights[i] * (values[i] - mean) ** 2 for i in part)))
        (a, before, left), (b, after, right) = parts
        spread = max((left + right) / (len(values) - 2), least)
        statistic = abs(after - before) / math.sqrt(spread * (1 / a + 1 / b))
        if statistic > best[1]:
            best = (k, statistic)
    return best


def test_by_hand():
    """Eight months around 11 and eight around 15, each month 1 away: the t of 4 / sqrt(16/14 * (1/8 + 1/8))."""
    found = change_point.of_means(STEP, [20] * 16)
    assert (found.index, found.before, found.after) == (8, 11.0, 15.0)
    assert found.statistic == pytest.approx(4 / math.sqrt(16 / 14 / 4))
    assert found.changed
    assert (found.earliest, found.latest) == (8, 8)
    shares = change_point.of_shares([30] * 8 + [45] * 8, [100] * 16)  # .375 together, no variation inside
    assert shares.statistic == pytest.approx(0.15 / math.sqrt(0.375 * 0.625 * 2 / 800))
    assert (shares.before, shares.after) == (pytest.approx(0.30), pytest.approx(0.45))


@pytest.mark.parametrize("points", [8, 9, 22, 47])
def test_as_the_plain_twin(points):
    draw = random.Random(points)
    n = [draw.randint(5, 60) for _ in range(points)]
    means = [36 + draw.gauss(0, 1) + (i > points / 2) for i in range(points)]
    found = change_point.of_means(means, n)
    assert (found.index, found.statistic) == (twin(means, n, 0)[0], pytest.approx(twin(means, n, 0)[1]))
    events = [sum(draw.random() < 0.3 for _ in range(size)) for size in n]
    centre = sum(events) / sum(n)
    weights = [size / (centre * (1 - centre)) for size in n]
    index, statistic = twin([k / size for k, size in zip(events, n, strict=True)], weights, 1)
    found = change_point.of_shares(events, n)
    assert (found.index, found.statistic) == (index, pytest.approx(statistic))


def test_shares_that_vary_more_than_binomially_are_judged_by_their_own_variation():
    wide, narrow = [40, 60] * 8 + [55, 75] * 8, [50] * 16 + [65] * 16
    assert (
        change_point.of_shares(wide, [100] * 32).statistic
        < change_point.of_shares(narrow, [100] * 32).statistic
    )


def test_the_direction_and_the_size_of_points_do_not_matter():
    down = change_point.of_means(STEP[::-1], [7] * 16)
    assert down.statistic == pytest.approx(change_point.of_means(STEP, [70] * 16).statistic)
    assert (down.before, down.after) == (15.0, 11.0)


@pytest.mark.parametrize(
    "found",
    [
        lambda: change_point.of_shares([3] * 7, [9] * 7),
        lambda: change_point.of_means([3.0, 4.0] * 3, [9] * 6),
        lambda: change_point.of_shares([0] * 20, [30] * 20),
        lambda: change_point.of_shares([30] * 20, [30] * 20),
        lambda: change_point.of_means([36.1] * 20, [30] * 20),
        lambda: change_point.of_means([0.0] * 20, [30] * 20),
        lambda: change_point.of_means([], []),
    ],
)
def test_where_nothing_varies_or_points_are_few_there_is_no_split(found):
    assert found() is None


def test_an_exact_step_and_tiny_denominators_stay_finite():
    exact = change_point.of_means([36.0] * 10 + [37.0] * 10, [5] * 20)
    assert (exact.index, exact.changed, math.isfinite(exact.statistic)) == (10, True, True)
    assert not change_point.of_shares([0, 1] * 8, [1] * 16).changed
    assert not change_point.of_shares([0] * 15 + [1], [1] * 16).changed
    assert not change_point.of_shares([4] * 20, [8] * 20).changed


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: change_point.of_shares([1, 2], [3, 0]), "pool"),
        (lambda: change_point.of_shares([4], [3]), "between 0 and n"),
        (lambda: change_point.of_shares([1, None], [3, 3]), "1 missing"),
        (lambda: change_point.of_means([1.0, 2.0], [3]), "equally long"),
        (lambda: change_point.of_means([1.0, 2.0], [3, 0]), "n of at least 1"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(call, words):
    with pytest.raises(EstimationError, match=words):
        call()


def test_between_two_entries_of_the_table_the_larger_threshold_holds():
    table = {24: 3.7, 30: 3.5, 48: 3.6}
    asked = [change_point.threshold(points, table) for points in (8, 24, 25, 30, 40, 48, 200)]
    assert asked == [3.7, 3.7, 3.7, 3.5, 3.6, 3.6, 3.6]
