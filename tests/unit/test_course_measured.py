"""Coverage of the expected course's range, on clients of made-up practices to whom it was not fitted.

By group of first scores and of sessions; two generators of practices (`tests.support.third_practice`,
`second_practice`), with half of the clients of an ordinary practice fitted and with 130. The rule was chosen with other
seeds. Where the top of the scale lies inside the range nobody can be above it, and the range then holds up to 9 in 10.
Cells of which a practice has fewer than 20 scores (high starts who stay long) are the least sure.
"""

from __future__ import annotations

import numpy as np
import pytest

from analytics.course.expected import LOWER
from analytics.stats import growth
from analytics.stats.residual_quantiles import SHARES
from tests.support.course_coverage import Tally, measure, second, third

PRACTICES = 50
ENOUGH = 100  # scores of a cell, summed over the practices
MANY = 20 * PRACTICES  # the same for a close look at each side
AT_TOP = 0.25  # share of scores whose range ends at the top of the scale, from which a cell is judged by its lower edge
WORLDS = {"second": second, "third": third}


def judged(tally: Tally) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells with enough scores under the top of the scale, and those with enough scores at it."""
    enough = tally.n >= ENOUGH
    at_top = tally.top > AT_TOP * np.maximum(tally.n, 1)
    return enough & ~at_top, enough & at_top


def shares(tally: Tally) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the scores inside, below and above the range, in 100, by cell."""
    n = np.maximum(tally.n, 1)
    return tally.inside, 100 * tally.below / n, 100 * tally.above / n


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("fitted", "most"), [(None, 85), (130, 86)])
def test_the_range_holds_eight_in_ten_of_every_start_and_session(world, fitted, most):
    tally = measure(((seed, WORLDS[world](seed)) for seed in range(100, 100 + PRACTICES)), fitted)
    inside, below, above = shares(tally)
    plain, at_top = judged(tally)
    assert plain.sum() >= 12
    assert inside[plain].min() >= (76 if fitted is None else 75) and inside[plain].max() <= most
    assert below[plain].min() >= 6 and below[plain].max() <= 15
    assert above[plain].min() >= 6 and above[plain].max() <= 15
    assert np.all((inside[at_top] >= 75) & (inside[at_top] <= 92))
    assert np.all((below[at_top] >= 6) & (below[at_top] <= np.where(tally.n >= MANY, 15, 25)[at_top]))
    said = np.mean(tally.said, axis=0)
    assert said[0] == pytest.approx(np.mean(tally.pairs), abs=1.5)
    assert said[1] == pytest.approx(np.mean(tally.ever), abs=2)
    if tally.last_two:
        assert said[0] == pytest.approx(np.mean(tally.last_two), abs=2)


@pytest.mark.parametrize("world", WORLDS)
def test_the_range_holds_eight_in_ten_by_start_and_by_session(world):
    """The cells of a few practices, summed by row and by column."""
    tally = measure(((seed, WORLDS[world](seed)) for seed in range(150, 156)), None)
    for axis in (0, 1):
        n, top = tally.n.sum(axis=axis), tally.top.sum(axis=axis)
        below, above = 100 * tally.below.sum(axis=axis) / n, 100 * tally.above.sum(axis=axis) / n
        plain = top < AT_TOP * n
        assert plain.sum() >= 3
        assert np.all(np.abs(100 - below - above - 80)[plain] < 6), (below, above)
        assert np.all((below > 5) & (below < 15)) and np.all(above < 15)
    said = np.mean(tally.said, axis=0)
    assert said == pytest.approx((np.mean(tally.pairs), np.mean(tally.ever)), abs=3)


def test_a_normal_range_would_not_hold_it():
    """The measure finds the fault of one SD per session: too narrow for low starts, too wide for high ones."""
    tally = Tally()
    for seed in range(150, 156):
        mine, others = third(seed).split(seed, None)
        fit = growth.fit(mine.score, mine.session, mine.intake, mine.client)
        share = fit.percentile(others.intake, others.session, others.score)
        low = others.intake < 12
        high = others.intake >= 30
        for row, chosen in ((0, low), (1, high)):
            tally.n[row] += chosen.sum()
            tally.below[row] += (share[chosen] < LOWER).sum()
            tally.above[row] += (share[chosen] > 1 - LOWER).sum()
    assert tally.inside[0, 0] < 76 and tally.inside[1, 0] > 90


@pytest.mark.parametrize("world", WORLDS)
def test_percentiles_of_new_scores_are_spread_evenly(world):
    """Of new scores, as many lie under each quantile as it says, also 25, 50 and 75 in 100."""
    under = []
    for seed in range(160, 166):
        mine, others = WORLDS[world](seed).split(seed, None)
        course = mine.course()
        assert course.model is not None
        others = others.of(others.session <= course.last_session)
        share = course.model.percentile(others.intake, others.session, others.score)
        under.append([np.mean(share < one) for one in SHARES])
    assert np.mean(under, axis=0) == pytest.approx(SHARES, abs=0.03)


def test_quantiles_never_cross_and_stay_finite_where_nobody_started():
    course = third(170).split(170, 120)[0].course()
    assert course.model is not None
    intake, session = np.meshgrid(np.arange(0, 40.1, 0.5), np.arange(2, course.last_session + 1))
    points = course.model.quantiles(intake, session, np.arange(0.005, 1, 0.01))
    assert np.all(np.isfinite(points)) and np.all(np.diff(points, axis=0) >= 0)
