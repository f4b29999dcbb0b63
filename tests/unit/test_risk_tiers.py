"""Tests of the tiers that decide how much of a model is shown, on hand-written validations."""

import dataclasses

import numpy as np
import pytest

from analytics.risk import tiers
from analytics.risk.bootstrap import Optimism
from analytics.risk.performance import evaluate
from analytics.risk.results import Alarm
from analytics.risk.validation import Temporal

GOOD = Optimism(auc=0.65, auc_optimism=0.01, slope=0.95, skill=0.04, skill_optimism=0.01, repeats=200)


def later(ratio=1.0, skill=0.05, interval=(0.01, 0.09)) -> Temporal:
    """Return a temporal validation with this ratio of observed to expected events."""
    rng = np.random.default_rng(3)
    p = rng.uniform(0.1, 0.5, 2000)
    y = (rng.random(2000) < np.clip(p * ratio, 0, 1)).astype(float)
    return Temporal(
        cut=np.datetime64("2026-01-01"),
        train=np.arange(5),
        test=np.arange(2000),
        p=p,
        overall=evaluate(y, p),
        skill=skill,
        skill_interval=interval,
        baselines=(),
    )


@pytest.mark.parametrize(
    ("episodes", "events", "others", "words"),
    [
        (199, 60, 100, "199 of 200 episodes"),
        (200, 49, 100, "49 of 50 unplanned endings"),
        (200, 60, 49, "only 49 of 50 others"),
        (0, 0, 0, "0 of 200"),
        (200, 50, 50, None),
    ],
)
def test_without_enough_there_is_no_model(episodes, events, others, words):
    said = tiers.enough("unplanned", episodes, events, others)
    assert said is None if words is None else words in said


def test_probabilities_need_the_sample_size_of_seven_parameters():
    assert tiers.needed(0.22) == 1265
    assert tiers.tier(1265, 1265, later(), GOOD, ()) == ("full", None)
    tier, why = tiers.tier(1264, 1265, later(), GOOD, ())
    assert (tier, why) == (
        "provisional",
        "Probabilities for single people need 1,265 clients; there are 1,264.",
    )


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        (None, "too few later clients"),
        (later(interval=(-0.01, 0.09)), "not clearly better than the practice's average"),
        (later(ratio=1.4), "more endings of this kind happened than it had said"),
        (later(ratio=0.6), "fewer endings of this kind happened than it had said"),
    ],
)
def test_enough_clients_are_not_enough_for_probabilities(checked, words):
    tier, why = tiers.tier(2000, 1265, checked, GOOD, ())
    assert tier == "provisional"
    assert words in why


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"skill": 0.0}, "no more than the practice's average"),
        ({"slope": 0.79}, "too strong (slope 0.79"),
        ({"slope": 1.21}, "too weak (slope 1.21"),
    ],
)
def test_bands_need_a_model_that_holds_when_resampled(changed, words):
    tier, why = tiers.tier(400, 1265, later(), dataclasses.replace(GOOD, **changed), ())
    assert tier == "none"
    assert words in why


@pytest.mark.parametrize(
    ("checked", "corrected", "alarms", "words"),
    [
        (later(skill=0.0), GOOD, (), "no better than the practice's average"),
        (later(), dataclasses.replace(GOOD, slope=0.49), (), "mostly chance"),
        (later(), GOOD, (Alarm("drift", "More happened than it said.", 1.5),), "More happened"),
    ],
)
def test_a_model_that_fails_is_withdrawn_whatever_its_size(checked, corrected, alarms, words):
    tier, why = tiers.tier(5000, 1265, checked, corrected, alarms)
    assert tier == "refuse"
    assert words in why


def test_a_shifted_model_is_not_withdrawn_for_the_drift_it_was_shifted_for():
    drift, leak = Alarm("drift", "More happened than it said.", 1.5), Alarm("leak", "Too good.", 0.8)
    tier, _ = tiers.tier(5000, 1265, later(), GOOD, (drift,), mended=True)
    assert tier == "full"
    tier, why = tiers.tier(5000, 1265, later(), GOOD, (drift, leak), mended=True)
    assert (tier, why) == ("refuse", "Too good.")
