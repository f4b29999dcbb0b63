"""Tests of the therapist comparison on simulated practices with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.stats import funnel, random_intercept
from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import wilson
from analytics.therapists import MEASURES, cells, compare
from analytics.therapists.results import SHARES
from tests.support import simulate_therapists as simulate

ALLOWED = ("intake", "site")
TRUE_SD = {"change": 1.9, "early_alliance": 0.8, "reliable_improvement": 0.5, "unplanned": 0.5}


def fitted(seed: int, effects: np.ndarray, measure: str, sizes=(20, 80)):
    made = simulate.clients(
        seed, effects, sizes, measure, rate=0.55 if measure == "reliable_improvement" else 0.25
    )
    return compare.fitted(simulate.cells(made, measure in SHARES), ALLOWED, measure)


def worded_without_reason(measure: str, seeds: range, therapists: int) -> float:
    """Return in what share of practices a therapist is called different though no therapist differs."""
    return float(np.mean([fitted(seed, np.zeros(therapists), measure).worded.any() for seed in seeds]))


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_is_worded_where_nobody_differs(measure):
    assert worded_without_reason(measure, range(12 if measure in SHARES else 40), 14) <= 0.17


@pytest.mark.slow
@pytest.mark.parametrize("therapists", [8, 24])
@pytest.mark.parametrize("measure", MEASURES)
def test_somebody_is_worded_in_at_most_five_of_100_practices(measure, therapists):
    seeds = range(300)
    share = worded_without_reason(measure, seeds, therapists)
    assert share <= 0.05
    assert wilson(round(share * len(seeds)), len(seeds))[1] <= 0.08


def coverage(measure: str, seeds: range, therapists: int = 8) -> float:
    """Return how often 95 % intervals cover the true effects of simulated therapists."""
    held = []
    for seed in seeds:
        effects = np.random.default_rng(10_000 + seed).normal(0, TRUE_SD[measure], therapists)
        found = fitted(seed, effects, measure)
        low, high = found.posterior.interval()
        held += list((low <= effects) & (effects <= high))
    return float(np.mean(held))


@pytest.mark.parametrize("measure", ["change", "early_alliance"])
def test_intervals_hold_the_truth(measure):
    assert 0.88 <= coverage(measure, range(60)) <= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_intervals_of_eight_therapists_hold_the_truth_in_90_to_98_of_100(measure):
    assert 0.90 <= coverage(measure, range(250)) <= 0.98


def false_discovery(events: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Name groups by the rule before: beyond 99.8 % limits, or Benjamini-Hochberg at 5 %, on the average of all."""
    p = funnel.p_values(events, n, events.sum() / n.sum())
    order = np.argsort(p)
    passed = np.flatnonzero(p[order] <= 0.05 * np.arange(1, n.size + 1) / n.size)
    last = p[order][passed[-1]] if passed.size else -1.0
    return (p <= max(0.002, last)) & (p <= 1)


@pytest.mark.parametrize("effect", [1.25, 0.8])
def test_one_who_differs_is_found_as_often_as_before_and_pulls_fewer_others_along(effect):
    rng, hits = np.random.default_rng(77), np.zeros(4)
    for _ in range(1500):
        n = rng.integers(25, 70, 12)
        logits = np.log(0.25 / 0.75) + np.where(np.arange(12) == 0, effect, 0.0)
        events = rng.binomial(n, 1 / (1 + np.exp(-logits)))
        now, before = funnel.step_down(events, n, n)[0], false_discovery(events, n)
        hits += [now[0], before[0], now[1:].any(), before[1:].any()]
    found, found_before, others, others_before = hits / 1500
    assert found >= found_before
    assert others <= 0.04
    assert others < others_before or others_before < 0.04


def one_of_twelve(effect: float, measure: str, seeds: range) -> tuple[float, float]:
    """Return how often the one therapist who differs is named, and how often anybody else is."""
    effects = np.where(np.arange(12) == 0, effect, 0.0)
    named = [fitted(seed, effects, measure, (25, 70)).worded for seed in seeds]
    return float(np.mean([one[0] for one in named])), float(np.mean([one[1:].any() for one in named]))


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "least"), [(1.25, 0.6), (0.8, 0.15)])
def test_one_of_twelve_is_named_and_nobody_else(effect, least):
    found, others = one_of_twelve(effect, "unplanned", range(40_000, 40_240))
    assert found >= least
    assert others <= 0.05


@pytest.mark.slow
def test_statements_about_the_highest_quarter_are_right_three_times_in_four():
    said = right = 0
    for seed in range(400):
        for therapists in (8, 20):
            effects = np.random.default_rng(20_000 + seed).normal(0, TRUE_SD["change"], therapists)
            found = fitted(seed, effects, "change")
            stated = found.posterior.p_top_quarter >= 0.8
            top = np.argsort(-effects)[: -(-therapists // 4)]
            said += int(stated.sum())
            right += int(np.isin(np.flatnonzero(stated), top).sum())
        if said >= 60:
            break
    assert said >= 60
    assert right / said >= 0.75


@pytest.mark.parametrize("measure", ["change", "early_alliance"])
def test_sums_give_what_rows_give(measure):
    made = simulate.clients(3, np.linspace(-2, 2, 9), measure=measure)
    found = compare.fitted(simulate.cells(made, False), ALLOWED, measure)
    design = np.column_stack([made["x"], made["site"] == 0])
    rows = random_intercept.fit(made["y"], design, made["therapist"])
    assert found.between_sd == pytest.approx(np.sqrt(rows.var_between), rel=1e-6)
    assert found.reliability == pytest.approx(rows.reliability, rel=1e-6)


def test_case_mix_is_allowed_for():
    """The comparison adjusts for case mix, such as clients with lower starting scores."""
    made = simulate.clients(11, np.zeros(12), (60, 61))
    found = compare.fitted(simulate.cells(made, False), ALLOWED, "change")
    intake = np.array([made["x"][made["therapist"] == key].mean() for key in found.groups])
    assert abs(np.corrcoef(found.levels, intake)[0, 1]) > 0.6
    assert np.ptp(found.estimate) < np.ptp(found.levels) / 3


@pytest.mark.parametrize("measure", MEASURES)
def test_order_and_names_of_therapists_do_not_matter(measure):
    made = simulate.clients(5, np.linspace(-1, 1, 7), measure=measure, rate=0.4)
    rows = simulate.cells(made, measure in SHARES)
    plain = compare.fitted(rows, ALLOWED, measure)
    renamed = compare.fitted(
        [row | {"therapist_key": 100 - row["therapist_key"]} for row in reversed(rows)], ALLOWED, measure
    )
    assert renamed.estimate[::-1] == pytest.approx(
        plain.estimate, abs=0.12 * max(np.ptp(plain.estimate), 0.1)
    )
    assert renamed.between_sd == pytest.approx(plain.between_sd, rel=1e-5, abs=1e-6)


def test_a_site_that_is_a_therapist_is_not_allowed_for():
    made = simulate.clients(6, np.zeros(2), (30, 31))
    found = compare.fitted(simulate.cells(made, False), ALLOWED, "change")
    assert found.columns == ("intake",)


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"y": 0.0}, "unplanned"),
        ({"y": 1.0}, "reliable_improvement"),
        ({"y": 40.0}, "early_alliance"),
    ],
)
def test_where_nothing_varies_there_is_a_sentence(change, measure):
    made = simulate.clients(7, np.zeros(6), measure=measure)
    made["y"] = np.full(made["y"].size, change["y"])
    with pytest.raises(EstimationError) as said:
        compare.fitted(simulate.cells(made, measure in SHARES), ALLOWED, measure)
    assert len(str(said.value)) > 20


def test_too_few_therapists_is_a_sentence():
    rows = simulate.cells(simulate.clients(8, np.zeros(4)), False)
    assert compare.too_few(rows, "change").startswith("Not enough data yet: 4 therapists have")
    assert compare.too_few([], "unplanned").startswith("Not enough data yet: no therapist has 5")


def test_columns_of_the_case_mix_follow_the_definitions():
    rows = simulate.cells(simulate.clients(9, np.zeros(6)), False)
    assert cells.read(rows, ("intake",)).columns == ("intake",)
    assert cells.read(rows, ("intake", "site")).columns == ("intake", "site: North")
    assert cells.read(rows, ()).columns == ()
