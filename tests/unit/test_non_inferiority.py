"""Tests of the three answers on the model beside a simpler prediction: better, as good, too few clients to say."""

import dataclasses
import json
import math
import shutil
from collections import Counter

import numpy as np
import pytest

from analytics.risk import baselines, figures, model_store, non_inferiority
from analytics.risk.model_checksum import sealed
from analytics.risk.non_inferiority import AS_GOOD, BETTER, NOT_TOLD
from analytics.risk.results import BaselineRow
from analytics.store import DataFolder
from analytics.why import why

POINTS = 5
MARGIN = 0.05**2
RULE = why(AS_GOOD, "rule", points=POINTS)


def row(low, high, auc=0.53, name="rule"):
    """Return a comparison whose 95 % range of the difference of Brier scores is given."""
    return BaselineRow(
        name=name, auc=auc, auc_interval=None, brier=0.2, difference=(low + high) / 2, interval=(low, high)
    )


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        (0.0001, 0.009, BETTER),
        (0.0001, 0.0002, BETTER),  # surely better, if only by little
        (0.0, 0.009, NOT_TOLD),
        (-0.0013, 0.0077, NOT_TOLD),  # no difference seen is no proof of none
        (-0.001, non_inferiority.margin(POINTS), NOT_TOLD),
        (-0.001, math.nextafter(non_inferiority.margin(POINTS), 0), AS_GOOD),
        (-0.005, -0.001, AS_GOOD),
        (0.0, 0.0, AS_GOOD),  # the same figures
        (math.nan, math.nan, NOT_TOLD),
        (-math.inf, math.inf, NOT_TOLD),
        (-math.inf, 0.0, AS_GOOD),
    ],
)
@pytest.mark.parametrize("name", ["rule", "ors_only"])
def test_the_answer_at_its_borders(name, low, high, code):
    found = non_inferiority.compared(name, (row(low, high, name=name), row(9, 9, name="other")), 0.60, POINTS)
    assert found.code == code
    assert non_inferiority.is_as_good(found) == (code == AS_GOOD)
    assert ("Use the rule" in found) == (code == AS_GOOD and name == "rule")
    if code == NOT_TOLD:
        assert "picks the right one 60 times in 100" in found and "53 times" in found
        assert found.parameters == {"model": 0.60, "simpler": 0.53}


def test_the_margin_is_the_square_of_the_move():
    """Of true figures p and coarser ones q the Brier scores differ by the mean square of p - q."""
    assert non_inferiority.margin(POINTS) == pytest.approx(MARGIN)
    rng = np.random.default_rng(1)
    flagged = rng.random(400_000) < 0.4
    q = np.where(flagged, 0.35, 0.2)
    p = q + rng.choice([-0.05, 0.05], q.size)
    y = (rng.random(q.size) < p).astype(float)
    assert np.mean((q - y) ** 2 - (p - y) ** 2) == pytest.approx(MARGIN, abs=4e-4)


def test_without_later_clients_nothing_is_said_for_either():
    found = non_inferiority.compared("rule", (), None, POINTS)
    assert found.code == NOT_TOLD and "too few later clients" in found and "100" not in found
    assert non_inferiority.compared("rule", (row(-0.01, 0.01, auc=None),), 0.6, POINTS).code == NOT_TOLD
    assert non_inferiority.compared("rule", (row(-0.01, 0.01),), None, POINTS).code == NOT_TOLD
    assert non_inferiority.is_as_good(None) is None
    stored = figures.beside_simpler((), None, POINTS)
    assert {key: value.code for key, value in stored.items()} == {
        "rule_why": NOT_TOLD,
        "ors_only_why": NOT_TOLD,
    }


def test_one_client_proves_nothing():
    y, p, clients = np.array([0.0, 1.0, 0.0]), np.full(3, 0.3), np.zeros(3)
    compared = baselines.compare(y, p, p, clients, "rule")
    assert non_inferiority.compared("rule", (compared,), 0.5, POINTS).code == NOT_TOLD


def answers(seed: int, clients: int, move: float, practices: int) -> Counter:
    """Return the share of each answer where true figures lie `move` from the rule's; three rows a client."""
    rng = np.random.default_rng([seed, clients])
    found: Counter = Counter()
    who = np.repeat(np.arange(clients), 3)
    for _ in range(practices):
        q = np.where(rng.random(clients) < 0.5, 0.32, 0.18)[who]
        p = q + move * rng.choice([-1.0, 1.0], clients)[who]
        y = (rng.random(clients)[who] < p).astype(float)
        compared = baselines.compare(y, p, q, who, "rule")
        found[non_inferiority.compared("rule", (compared,), 0.6, POINTS).code] += 1 / practices
    return found


@pytest.mark.parametrize("clients", [130, 450, 1000])
def test_a_better_model_is_hardly_ever_given_up_for_the_rule(clients):
    """A model that moves figures by 8.9 in 100, a Brier score better by .008, as in the second generator."""
    assert answers(2, clients, 0.089, 300)[AS_GOOD] <= 0.01


def test_a_gain_of_just_the_margin_is_seldom_called_as_good():
    """One end of a 95 % range lies on the wrong side in 2.5 of 100; the rule "not clearly better" said it in 30 to 90."""
    for clients in (130, 1000, 3000):
        assert answers(3, clients, 0.05, 400)[AS_GOOD] <= 0.05


def test_with_few_clients_the_answer_is_that_it_is_not_known():
    assert answers(4, 130, 0.05, 300)[NOT_TOLD] >= 0.7


def test_as_good_can_be_reached():
    """Where the model moves figures by 1 in 100 only, 2,000 later clients show that the rule is as good."""
    assert answers(5, 2000, 0.01, 200)[AS_GOOD] >= 0.9


@pytest.fixture
def sample_copy(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path, dirs_exist_ok=True)
    return DataFolder(tmp_path).sample.current()


def test_the_answer_is_kept_in_the_model_file(sample_copy):
    models = model_store.read(sample_copy)
    assert models is not None
    one = models.of("unplanned")
    assert one.rule_why is not None and one.rule_why.code == NOT_TOLD, "328 later clients"
    changed = dataclasses.replace(models, assessments=(dataclasses.replace(one, rule_why=RULE),))
    model_store.path(sample_copy).write_text(model_store.to_json(changed))
    kept = model_store.opened(model_store.path(sample_copy))
    assert kept is not None
    assert kept.of("unplanned").rule_why == RULE
    assert kept.of("unplanned").rule_why.code == AS_GOOD
    assert kept.of("unplanned").rule_as_good is True


def test_a_file_of_the_layout_before_is_made_anew(sample_copy):
    """It holds only whether the model was not clearly better, from which none of the three answers follows."""
    held = json.loads(model_store.to_json(model_store.read(sample_copy)))
    before = {key: value for key, value in held.items() if key != "seal"} | {"layout": 7}
    for one in before["assessments"]:
        del one["rule_why"], one["ors_only_why"]
        one["rule_as_good"] = True
    model_store.path(sample_copy).write_text(sealed(json.dumps(before)))
    assert model_store.opened(model_store.path(sample_copy)) is None
    assert model_store.of_older(sample_copy)
