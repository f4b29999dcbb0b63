"""Tests of the training focus on simulated practices with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import definitions
from analytics.focus import practices, signals
from analytics.focus.focus import summarize
from analytics.focus.results import AREAS, PRACTICES, SIGNALS
from analytics.stats import profile
from analytics.stats.intervals import wilson
from tests.support.simulate_focus import practice

RULE = definitions.DEFAULTS.focus


def foci(rows: list[dict]) -> dict[int, object]:
    """Return the training focus summary of each therapist."""
    return {key: summarize(key, of) for key, of in signals.of_practice(rows, RULE).items()}


def named_without_reason(seeds: range, therapists: int, clients: tuple[int, int]) -> float:
    """Return the share of practices without differences in which a training focus is named."""
    return float(
        np.mean(
            [any(one.focus for one in foci(practice(seed, therapists, clients)).values()) for seed in seeds]
        )
    )


def test_nobody_is_named_where_nobody_differs():
    assert named_without_reason(range(8), 14, (10, 80)) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("therapists", "clients"), [(8, (10, 60)), (20, (10, 100)), (40, (5, 60))])
def test_a_focus_by_chance_in_at_most_five_of_100_practices(therapists, clients):
    seeds = range(200)
    share = named_without_reason(seeds, therapists, clients)
    assert share <= 0.05
    assert wilson(round(share * len(seeds)), len(seeds))[1] <= 0.08


def praised_without_reason(seeds: range, therapists: int, clients: tuple[int, int]) -> float:
    """Return how often a strength is named in simulated practices whose therapists do not differ."""
    return float(
        np.mean(
            [
                any(one.strength for one in foci(practice(seed, therapists, clients)).values())
                for seed in seeds
            ]
        )
    )


def test_nobody_is_praised_where_nobody_differs():
    assert praised_without_reason(range(8), 14, (10, 80)) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("therapists", "clients"), [(8, (10, 60)), (20, (10, 100)), (40, (5, 60))])
def test_praise_by_chance_in_at_most_five_of_100_practices(therapists, clients):
    assert praised_without_reason(range(200), therapists, clients) <= 0.05


@pytest.mark.parametrize(
    ("truth", "signal"),
    [
        ({"area": {1: (1, -0.6)}}, "goals"),
        ({"area": {1: (3, -0.6)}}, "overall"),
        ({"rates": {(key, "forms"): 0.5 for key in range(2, 17)}}, "feedback_forms"),
        ({"rates": {(key, "drops"): 0.5 for key in range(2, 17)}}, "dips"),
    ],
)
def test_what_clearly_goes_well_is_praised(truth, signal):
    found = foci(practice(4, 16, (60, 90), **truth))
    assert found[1].strength == signal
    assert next(one for one in found[1].signals if one.signal == signal).p_strong > 0.8


def test_a_practice_without_srs_or_drops_praises_no_early_endings_by_default():
    rows = practice(7, 8, (30, 50))
    for row in rows:
        row.update({name: 0 for name in row if name.startswith(("areas", "drops", "forms", "variety"))})
    assert {one.strength for one in foci(rows).values()} == {None}


@pytest.mark.parametrize(
    ("truth", "signal"),
    [
        ({"area": {1: (1, 0.6)}}, "goals"),
        ({"area": {1: (2, 0.6)}}, "approach"),
        ({"rates": {(1, "forms"): 0.5}}, "feedback_forms"),
        ({"rates": {(1, "early"): 0.4}}, "early_retention"),
        ({"rates": {(1, "variety"): 0.5}}, "feedback_variety"),
        ({"rates": {(1, "drops"): 0.55}}, "dips"),
    ],
)
def test_what_clearly_stands_out_is_named_and_nobody_else(truth, signal):
    found = foci(practice(4, 16, (60, 90), **truth))
    assert found[1].focus == signal
    assert found[1].practice == PRACTICES[signal]
    assert found[1].p > 0.8
    assert found[1].deficit.estimate > 0
    assert [one.focus for key, one in found.items() if key != 1] == [None] * 15


def test_a_level_below_everybody_in_all_areas_alike_is_no_profile():
    rows = practice(5, 12, (40, 60))
    low = rows[0]
    low["g"] -= 1.5 * low["areas_n"]
    assert foci(rows)[1].focus is None


def test_with_few_clients_nothing_is_said():
    rows = practice(6, 10, (30, 50))
    few = practice(6, 10, (4, 6))[0]
    found = foci([few, *rows[1:]])
    assert (found[1].state, found[1].focus, found[1].strength) == ("not_enough_data", None, None)
    assert all(one.strength in (None, *SIGNALS) for key, one in found.items() if key != 1)


def test_practices_without_some_of_the_forms():
    rows = practice(7, 8, (30, 50))
    for row in rows:
        row.update({name: 0 for name in row if name.startswith(("areas", "drops", "forms", "variety"))})
    found = foci(rows)
    assert {signal.signal for one in found.values() for signal in one.signals} <= {"early_retention"}
    nothing = [row | {"early_n": 0, "early_events": 0} for row in rows]
    assert {one.state for one in foci(nothing).values()} == {"not_enough_data"}


def test_everybody_always_gives_the_highest_score():
    rows = practice(8, 8, (30, 50))
    for row in rows:
        row.update(variety_events=row["variety_n"], g=10.0 * row["areas_n"], gg=100.0 * row["areas_n"])
        row.update(dict.fromkeys(("h1", "h11", "h2", "h22", "h3", "h33"), 0.0))
    found = foci(rows)
    assert not any(one.focus in (*AREAS, "feedback_variety") for one in found.values())


def test_order_of_therapists_does_not_matter():
    rows = practice(9, 9, (20, 60), area={3: (0, 0.6)})
    forwards, backwards = foci(rows), foci(rows[::-1])
    assert {key: one.focus for key, one in forwards.items()} == {
        key: one.focus for key, one in backwards.items()
    }


def test_contrasts_turn_back_into_items():
    turn = profile.helmert(4)
    assert turn @ turn.T == pytest.approx(np.eye(3))
    deviations = np.array([0.3, -0.1, -0.4, 0.2])
    assert (turn @ deviations) @ turn == pytest.approx(deviations)


def test_each_signal_points_to_a_practice_in_few_words():
    assert set(PRACTICES) == set(SIGNALS)
    for one in practices().values():
        assert len(one.try_.split()) <= 30
        assert one.evidence and one.note
    assert set(PRACTICES.values()) == set(practices())
