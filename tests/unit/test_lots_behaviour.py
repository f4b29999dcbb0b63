"""Tests of lots on simulated practices: how often a difference is said where there is none, and where there is one."""

from __future__ import annotations

import pytest

from tests.support.lot_trials import trials
from tests.support.simulate_agreements import World

UNCHANGED = {
    "eight therapists who differ and wander": (World(therapists=8, spread=0.2, wander=0.15), False, 300),
    "twelve in two halves, everybody rates higher": (
        World(therapists=12, spread=0.2, calendar=0.3),
        True,
        200,
    ),
    "few clients who drift": (World(therapists=12, clients_a_year=(4, 10), drift=0.03), False, 200),
    "a rate": (World(therapists=10, rate=0.3), False, 200),
}
FEW = (5.0, 14.0)  # new clients of a therapist in a year
SHIFTED = {
    "eight therapists": (World(therapists=8, clients_a_year=FEW), 0.3, 200),
    "eight who wander": (World(therapists=8, clients_a_year=FEW, wander=0.15), 0.3, 200),
    "twelve who wander": (World(therapists=12, clients_a_year=FEW, wander=0.15), 0.3, 100),
}


def test_lots_find_nothing_in_eight_unchanged_therapists():
    world, _, _ = UNCHANGED["eight therapists who differ and wander"]
    found = trials(range(4000, 4060), world)
    assert found.n == 60
    assert found.better + found.worse <= 0.1  # 60 practices: at most 6; the slow test asks for 5 of 100


def test_a_clear_shift_is_found_in_its_direction():
    found = trials(range(4000, 4020), World(therapists=10), real=0.6)
    assert found.better >= 0.8
    assert found.worse == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", UNCHANGED)
def test_lots_find_nothing_where_nothing_changed(name):
    world, halves, n = UNCHANGED[name]
    found = trials(range(5000, 5000 + n), world, halves=halves)
    assert found.n == n
    assert found.better + found.worse <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIFTED)
def test_a_true_shift_is_found_about_as_often_as_announced(name):
    world, shift, n = SHIFTED[name]
    found = trials(range(5000, 5000 + n), world, real=shift, shift=shift)
    assert found.worse == 0
    assert -0.1 <= found.better - found.announced <= 0.15
