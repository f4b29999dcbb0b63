"""Tests of "Did it move?" on simulated practices with known truth: false answers, power as announced, repeated looks."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.agreements.comparison import interval
from analytics.stats import meta
from tests.support.agreement_trials import HALF_POINT, answer, lowest, trials, verdict
from tests.support.simulate_agreements import START, World, simulate

SEEDS = range(20000, 20200)
MANY_FORMS = {"clients_a_year": (30, 70)}
UNCHANGED = {
    "ordinary": World(),
    "four therapists": World(therapists=4),
    "thirty therapists": World(therapists=30),
    "few clients": World(clients_a_year=(4, 12)),
    "everybody rates higher from the start on": World(calendar=0.3),
    "therapists differ": World(spread=0.2),
    "one therapist differs": World(low=-0.6),
    "clients drift": World(drift=0.03),
    "scores hang together": World(phi=0.7),
    "a rate": World(rate=0.3, **MANY_FORMS),
    "a rate, therapists differ": World(rate=0.3, spread=0.4, **MANY_FORMS),
    "a rare event": World(rate=0.1, **MANY_FORMS),
}


@pytest.mark.parametrize("name", ["ordinary", "a rate"])
def test_the_lowest_therapist_of_a_practice_does_not_move_by_itself(name):
    world = UNCHANGED[name]
    found = trials(range(300, 340), world, 0.2 if world.rate else 0.3)
    assert found.n >= 30
    assert found.moved <= 0.10  # 40 practices: at most 4; the slow test asks for 5 of 100


@pytest.mark.slow
@pytest.mark.parametrize("name", UNCHANGED)
def test_moved_is_said_of_the_lowest_therapist_in_at_most_five_of_100_unchanged_practices(name):
    world = UNCHANGED[name]
    found = trials(SEEDS, world, 0.2 if world.rate else 0.3)
    assert found.moved <= 0.05
    assert found.wrong <= 0.075


@pytest.mark.parametrize("real", [-0.6, 0.6])
def test_a_clear_shift_is_found_in_its_direction(real):
    found = trials(range(400, 420), World(spread=0.1), HALF_POINT, real=real)
    said, against = (found.moved, found.wrong) if real > 0 else (found.wrong, found.moved)
    assert said >= 0.7
    assert against == 0


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0.3, HALF_POINT])
@pytest.mark.parametrize(
    ("world", "lowest_chosen"),
    [
        (World(spread=0.1), True),
        (World(spread=0.2), True),
        (World(spread=0.2), False),
        (World(low=-0.6), True),
        (World(clients_a_year=(4, 12), spread=0.1), True),
    ],
)
def test_a_shift_is_found_with_the_power_that_was_announced(world, lowest_chosen, shift):
    found = trials(range(21000, 21300), world, shift, real=shift, lowest_chosen=lowest_chosen)
    assert found.moved == pytest.approx(found.announced, abs=0.05)


@pytest.mark.slow
def test_a_better_rate_is_found_with_the_power_that_was_announced():
    world = World(rate=0.4, spread=0.2, **MANY_FORMS)
    forms = [simulate(seed, world) for seed in range(22000, 22020)]
    events = 1 - float(np.mean(np.concatenate([one.value for one in forms])))
    found = trials(range(22000, 22200), world, 0.2, real=0.2 / events, lowest_chosen=False)
    assert found.moved == pytest.approx(found.announced, abs=0.05)


def looks(seed: int, world: World) -> list[int | None]:
    """Return the answer at twelve monthly looks; None while it is too early."""
    forms = simulate(seed, world)
    chosen = lowest(forms, world.therapists)
    given = [answer(forms, world.therapists, chosen, 0.3, START + 30 * look) for look in range(1, 13)]
    return [None if one is None or one[1] is None else verdict(one[1]) for one in given]


@pytest.mark.parametrize("seed", range(500, 504))
def test_twelve_looks_give_one_answer(seed):
    found = looks(seed, World())
    first = next((place for place, one in enumerate(found) if one is not None), len(found))
    assert found[:first] == [None] * first
    assert len(set(found[first:])) <= 1


@pytest.mark.slow
def test_moved_is_said_at_any_of_twelve_looks_in_at_most_five_of_100_unchanged_practices():
    assert np.mean([1 in looks(seed, World()) for seed in range(23000, 23200)]) <= 0.05


def test_without_colleagues_nothing_is_compared_with_them():
    forms = simulate(600, World(therapists=5))
    _, found = answer(forms, 5, 0, HALF_POINT, colleagues=False)
    assert (found.colleagues, found.n_colleagues) == (None, 0)
    assert found.expected is not None


def test_a_therapist_alone_has_no_regression_and_no_colleagues():
    forms = simulate(601, World(therapists=1))
    _, found = answer(forms, 1, 0, HALF_POINT)
    assert (found.expected, found.colleagues) == (None, None)
    assert found.effect[0] == pytest.approx(found.after[0] - found.before[0])
    low, high = interval(found.effect, found.df)
    assert low < found.effect[0] < high


@pytest.mark.slow
def test_a_therapist_alone_moves_without_reason_in_at_most_five_of_100():
    assert trials(range(24000, 24300), World(therapists=1), HALF_POINT).moved <= 0.05


def pooled_by_chance(seed: int) -> int:
    """Return what is said of the pooled effect of six agreements, with the lowest six of an unchanged practice."""
    forms = simulate(seed, World(therapists=16))
    left, effects = forms, []
    for _ in range(6):
        chosen = lowest(left, 16)
        kept = left.therapist != chosen
        left = type(left)(
            therapist=left.therapist[kept],
            client=left.client[kept],
            day=left.day[kept],
            value=left.value[kept],
        )
        given = answer(forms, 16, chosen, HALF_POINT)
        if given is not None and given[1] is not None:
            effects.append(given[1].effect)
    low, high = meta.pool(*zip(*effects, strict=True)).interval
    return int(low > 0) - int(high < 0)


@pytest.mark.slow
def test_agreements_with_the_lowest_therapists_pool_to_no_effect():
    assert np.mean([pooled_by_chance(seed) == 1 for seed in range(25000, 25100)]) <= 0.05
