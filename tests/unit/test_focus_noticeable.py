"""Tests of the size from which a lower SRS area would become a training focus, against simulated practices."""

from __future__ import annotations

import dataclasses

import pytest

from analytics import definitions
from analytics.focus import noticeable, signals
from tests.support.simulate_focus import practice

RULE = definitions.DEFAULTS.focus


def named(points: float, clients: int, seeds: range) -> float:
    """Return how often a therapist with so many clients, one area of whom lies lower, gets that area named."""
    hits = 0
    for seed in seeds:
        low = practice(9000 + seed, 1, (clients, clients + 1), area={1: (1, points)})[0] | {
            "therapist_key": 99
        }
        found = signals.areas([*practice(seed, 12, (40, 60)), low], RULE)
        hits += any(key == 99 and one.signal == "goals" and one.fires for key, one in found)
    return hits / len(seeds)


@pytest.mark.parametrize("clients", [20, 50, 120])
def test_what_is_said_to_be_noticed_is_noticed_in_about_80_of_100(clients):
    said = noticeable.of_areas(signals.contrasts(practice(1, 12, (40, 60))), RULE)
    points = noticeable.at(said, clients)
    assert points is not None
    assert 0.65 <= named(points, clients, range(80)) <= 0.95
    assert named(0.6 * points, clients, range(80)) < 0.4


def test_more_clients_let_smaller_differences_be_noticed():
    said = noticeable.of_areas(signals.contrasts(practice(2, 12, (40, 60))), RULE)
    assert [one.points for one in said] == sorted((one.points for one in said), reverse=True)
    assert noticeable.at(said, said[0].clients - 1) is None
    assert noticeable.at((), 40) is None
    assert said[-1].points <= (noticeable.at(said, 60) or 0) <= said[0].points


def test_a_stricter_rule_notices_less():
    contrasts = signals.contrasts(practice(2, 12, (40, 60)))
    usual = noticeable.at(noticeable.of_areas(contrasts, RULE), 50)
    strict = noticeable.at(noticeable.of_areas(contrasts, dataclasses.replace(RULE, sure_area=0.95)), 50)
    assert usual is not None and strict is not None and strict > usual
    assert noticeable.of_areas(contrasts, dataclasses.replace(RULE, max_spread=0.001)) == ()
