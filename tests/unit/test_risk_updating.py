"""Tests that the model is updated only if needed and if data suffice, and by the suitable step."""

import dataclasses
import types

import numpy as np
import pytest

from analytics.risk import recalibration
from analytics.stats.quadrature import expit

SEEDS = 300


def practice(seed: int, n: int, shift: float = 0.0, slope: float = 1.0):
    """Return a model that predicts log odds z, and clients whose true log odds are shift + slope * z."""
    rng = np.random.default_rng(seed)
    z = rng.normal(-1.1, 0.7, n)
    y = (rng.random(n) < expit(shift + slope * z)).astype(float)
    told = types.SimpleNamespace(predict=lambda rows: expit(z))
    return told, types.SimpleNamespace(n=n, y={"unplanned": y})


def step(*args, **more) -> recalibration.Update:
    return recalibration.ladder(*practice(*args, **more), "unplanned")


def test_unchanged_clients_are_left_alone():
    steps = [step(seed, 1500).step for seed in range(SEEDS)]
    # each of two tests errs in 1 of 100; 300 practices: at most 12 is 3.8 standard errors above 2 in 100
    assert sum(one != recalibration.NOTHING for one in steps) <= 12


def test_too_few_events_take_no_step_however_large_the_shift():
    assert all(
        step(seed, 250, shift=1.0).step == recalibration.NOTHING
        for seed in range(20)
        if practice(seed, 250, shift=1.0)[1].y["unplanned"].sum() < 100
    )
    assert step(1, 120, shift=2.0).step == recalibration.NOTHING


def test_more_events_than_said_move_the_intercept():
    found = [step(seed, 1500, shift=0.5) for seed in range(50)]
    assert sum(one.step == recalibration.INTERCEPT for one in found) >= 45
    moved = [one.intercept for one in found if one.step == recalibration.INTERCEPT]
    assert np.mean(moved) == pytest.approx(0.5, abs=0.05)
    assert all(one.slope == 1.0 for one in found if one.step == recalibration.INTERCEPT)


def test_differences_half_as_large_bend_the_slope():
    found = [step(seed, 4000, slope=0.4, shift=-0.6) for seed in range(30)]
    bent = [one for one in found if one.step == recalibration.SLOPE]
    assert len(bent) >= 27
    assert np.mean([one.slope for one in bent]) == pytest.approx(0.4, abs=0.05)


def test_without_an_event_nothing_happens():
    told, rows = practice(1, 400)
    for value in (0.0, 1.0):
        same = types.SimpleNamespace(n=rows.n, y={"unplanned": np.full(rows.n, value)})
        assert recalibration.ladder(told, same, "unplanned").step == recalibration.NOTHING


def test_a_step_is_plain_data():
    assert dataclasses.asdict(step(3, 1500, shift=0.6)).keys() == {
        "step",
        "intercept",
        "slope",
        "n",
        "events",
    }
