"""Tests of alliance drops: the rule computed by hand, and its rate of false alarms."""

from __future__ import annotations

import random

import pytest

from analytics import dips
from analytics.definitions import DEFAULTS

RULES = DEFAULTS.dips


def found(totals, ended=False, spread=1.5):
    return [
        (d.session_no, d.outcome, d.resolved_session)
        for d in dips.find(range(1, len(totals) + 1), totals, spread, RULES, ended)
    ]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([36, 36, 36, 30], [(4, "open", None)]),
        ([36, 36, 36, 36, 36, 36, 33.1], []),  # a fall of 2.9 is under three points
        ([36, 36, 30], []),  # two earlier forms are not a course
        ([36, 37, 36, 30, 36], [(4, "repaired", 5)]),
        ([36, 37, 36, 30, 31, 31, 36], [(4, "repaired", 7)]),
        ([36, 37, 36, 30, 31, 31, 31, 36], [(4, "unrepaired", None)]),
        ([40] * 6 + [35], [(7, "open", None)]),
        ([40] * 6 + [37.1], []),
        ([30, 40, 30, 40, 31], []),  # a client whose forms always jump
        # a fall that stays is one drop; a further fall from the new level is another, a form that is back is none
        ([38, 38, 38, 32] + [32] * 8, [(4, "unrepaired", None)]),
        ([38, 38, 38, 32] + [32] * 4 + [26], [(4, "unrepaired", None), (9, "open", None)]),
        ([38, 38, 38, 32] + [32] * 4 + [38, 38, 32], [(4, "unrepaired", None)]),
        # the forms of a repaired drop join the baseline and widen its spread
        ([38, 38, 38, 32, 38, 38, 38, 34], [(4, "repaired", 5)]),
        ([38, 38, 38, 38, 38, 38, 34], [(7, "open", None)]),
        ([], []),
        ([40.0], []),
    ],
)
def test_worked_examples(totals, expected):
    assert found(totals) == expected


def test_an_unfinished_drop_of_an_ended_episode_ended_after_it():
    assert found([36, 36, 36, 30], ended=True) == [(4, "ended_after", None)]


def test_the_size_is_measured_from_the_median_and_marked_by_the_stricter_rule():
    drop = dips.find([1, 2, 3, 4], [36.0, 38.0, 37.0, 29.0], 1.5, RULES, False)[0]
    # m = 37, s_i^2 = 1, s^2 = (6 * 2.25 + 2 * 1) / 8 = 1.9375, z = -8 / sqrt(1.9375 * (1 + 3.5 / 3)) = -3.90
    assert (drop.baseline, drop.fall, drop.marked) == (37.0, 8.0, True)
    assert drop.repair_level == 35.7  # the lowest total of at least 37 - sqrt(1.9375) = 35.61


@pytest.mark.parametrize("level", range(0, 361, 7))
def test_a_fall_of_exactly_the_limit_is_decided_in_decimals(level):
    """The same fall is a drop or none at every level of the scale, with limits written as decimals."""
    base = [round(3.1 + level / 10 + part, 1) for part in (0, 0.1) * 10]  # median: half a tenth
    lower = [round(base[0] - fall, 1) for fall in (2.8, 2.9, 3.0)]  # falls of 2.85, 2.95 and 3.05
    assert [bool(found([*base, value], spread=1.0)) for value in lower] == [False, False, True]
    whole = [base[0]] * 20
    lower = [round(base[0] - fall, 1) for fall in (2.9, 3.0)]
    assert [bool(found([*whole, value], spread=1.0)) for value in lower] == [False, True]


def test_a_repair_is_decided_in_decimals():
    # three forms at 38, s0 = 2: s^2 = 6 * 4 / 8 = 3, s = 1.732: repaired from 36.3 on, at 36.2 not
    assert found([38, 38, 38, 32, 36.2], spread=2.0) == [(4, "open", None)]
    assert found([38, 38, 38, 32, 36.3], spread=2.0) == [(4, "repaired", 5)]
    # nineteen equal forms, s0 = 2: s^2 = 6 * 4 / 24 = 1: repaired at exactly one spread under the median
    assert found([38] * 19 + [32, 36.9], spread=2.0) == [(20, "open", None)]
    assert found([38] * 19 + [32, 37.0], spread=2.0) == [(20, "repaired", 21)]


def test_the_practice_spread_is_robust_and_never_zero():
    assert dips.practice_spread(None, 0) == dips.SPREAD_UNKNOWN
    assert dips.practice_spread(0.0, 5000) == dips.SPREAD_FLOOR
    assert dips.practice_spread(1.4, 5000) == 1.47  # rounded to 0.01


def test_false_marks_are_rare_when_there_are_only_wobbles():
    rng = random.Random(7)
    sessions = marks = strict = 0
    for _ in range(1500):
        level = min(39.5, rng.gauss(36.5, 2.5))
        totals = [round(min(40.0, max(0.0, rng.gauss(level, 1.5))), 1) for _ in range(8)]
        sessions += len(totals)
        found = dips.find(range(1, 9), totals, 1.5, RULES, True)
        marks += len(found)
        strict += sum(dip.marked for dip in found)
    assert 100 * marks / sessions < 2.0  # found: 0.9; the definitions say about 1
    assert 100 * strict / sessions < 0.5  # found: 0.2; the definitions say under 0.5


def test_half_of_injected_drops_are_found():
    rng = random.Random(8)
    hits = 0
    for _ in range(400):
        level = min(39.0, rng.gauss(36.5, 2.0))
        totals = [round(min(40.0, rng.gauss(level, 1.5)), 1) for _ in range(8)]
        totals[5] = round(max(0.0, totals[5] - 6), 1)
        hits += any(d.session_no == 6 for d in dips.find(range(1, 9), totals, 1.5, RULES, True))
    assert hits / 400 > 0.5
