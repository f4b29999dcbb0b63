"""Tests of performance measures for any predicted probabilities, including degenerate input."""

import math

import numpy as np
import pytest

from analytics.risk import discrimination, performance, sample_size
from analytics.stats import logistic
from analytics.stats.arrays import EstimationError


def simulated(n=4000, seed=1, per_client=1):
    rng = np.random.default_rng(seed)
    clients = np.repeat(np.arange(n // per_client), per_client)
    own = rng.normal(0, 0.8, n // per_client)[clients]
    logit = -1.2 + own
    p = 1 / (1 + np.exp(-logit))
    return (rng.random(clients.size) < p).astype(float), p, clients


def test_true_probabilities_are_calibrated():
    found = performance.evaluate(*simulated()[:2])
    assert abs(found.calibration_in_the_large) < 0.12
    assert found.calibration_slope_interval[0] < 1 < found.calibration_slope_interval[1]
    assert found.observed_expected_interval[0] < 1 < found.observed_expected_interval[1]
    assert found.ece < 0.03
    curve = found.curve()
    assert np.mean((curve.lower <= curve.at) & (curve.at <= curve.upper)) > 0.9


@pytest.mark.parametrize("per_client", [1, 4])
def test_the_interval_of_the_auc_holds_the_truth(per_client):
    """The 95 % interval of the AUC has the right coverage, with and without clustering.

    Over 300 data sets it contains the mean AUC in 92 to 98 of 100.
    """
    found = []
    for seed in range(300):
        y, p, clients = simulated(400, seed, per_client)
        found.append(discrimination.auc(y, p, clients))
    truth = np.mean([area for area, _ in found])
    held = np.mean([low <= truth <= high for _, (low, high) in found])
    assert 0.915 <= held <= 0.985


def test_overconfident_probabilities_have_a_slope_under_one():
    y, p, _ = simulated()
    logit = np.log(p / (1 - p))
    found = performance.evaluate(y, 1 / (1 + np.exp(-2 * logit - 1.2)))
    assert found.calibration_slope == pytest.approx(0.5, abs=0.1)


def test_order_of_rows_and_names_of_clients_do_not_matter():
    y, p, clients = simulated(600, per_client=3)
    mixed = np.random.default_rng(5).permutation(y.size)
    names = np.array([f"C{c:04d}" for c in clients])
    one = performance.evaluate(y, p, clients)
    other = performance.evaluate(y[mixed], p[mixed], names[mixed])
    for name in ("auc", "brier", "log_loss", "calibration_slope", "observed_expected"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9), name
    assert one.auc_interval == pytest.approx(other.auc_interval, rel=1e-9)


def test_useless_and_perfect():
    y = np.array([0, 1] * 20)
    useless = performance.evaluate(y, np.full(40, 0.5))
    assert (useless.auc, useless.brier, useless.scaled_brier) == (0.5, 0.25, 0.0)
    assert useless.calibration_slope is None
    assert useless.curve() is None
    perfect = performance.evaluate(y, y.astype(float))
    assert (perfect.auc, perfect.brier) == (1.0, 0.0)
    assert perfect.calibration_slope is None or perfect.calibration_slope > 0


@pytest.mark.parametrize("y", [np.zeros(12), np.ones(12)])
def test_one_class_says_so(y):
    found = performance.evaluate(y, np.linspace(0.1, 0.9, 12))
    assert found.auc is None
    assert found.calibration_slope is None
    assert found.why == "All rows have the same outcome, so nothing can be told apart."
    assert all(math.isfinite(value) for value in (found.brier, found.log_loss, found.ece))


def test_flagging():
    y, p = [1, 1, 0, 0, 0], [0.9, 0.2, 0.6, 0.1, 0.1]
    found = performance.evaluate(y, p).at_threshold(0.5)
    assert (found.n_flagged, found.ppv, found.sensitivity, found.specificity) == (2, 0.5, 0.5, 2 / 3)
    assert found.npv == 2 / 3
    assert found.net_benefit == pytest.approx(1 / 5 - 1 / 5)
    nobody = performance.evaluate(y, p).at_threshold(0.95)
    assert (nobody.ppv, nobody.net_benefit) == (None, 0)


@pytest.mark.parametrize(
    ("y", "p", "words"),
    [
        ([0, 1, np.nan], [0.1, 0.2, 0.3], "1 missing"),
        ([0, 1], [0.1, 1.2], "between 0 and 1"),
        ([0, 2], [0.1, 0.2], "0 and 1 only"),
        ([0, 1], [0.1], "equally long"),
        ([], [], "no row"),
    ],
)
def test_unusable_numbers_are_refused_with_a_sentence(y, p, words):
    with pytest.raises(EstimationError, match=words):
        performance.evaluate(y, p)


def test_separated_data_are_refused_without_a_penalty_and_held_with_one():
    x = np.linspace(-1, 1, 40)[:, None]
    y = (x[:, 0] > 0).astype(int)
    with pytest.raises(EstimationError, match="all but decides"):
        logistic.fit(y, x)
    assert 0 < logistic.fit(y, x, penalty=5).coefficients[1] < 3


def test_the_constant_alone_is_the_base_rate():
    found = logistic.fit([0, 0, 0, 1], np.empty((4, 0)))
    assert found.predict(np.empty((1, 0)))[0] == pytest.approx(0.25)


def test_more_parameters_and_weaker_models_need_more_clients():
    assert sample_size.minimum(7, 0.22, c_statistic=0.65).n == 1265
    assert sample_size.minimum(11, 0.22, c_statistic=0.65).n == 1988
    assert sample_size.minimum(7, 0.22, c_statistic=0.60).n == 2889
    with pytest.raises(EstimationError, match="either"):
        sample_size.minimum(7, 0.2)
    with pytest.raises(EstimationError, match="c-statistic"):
        sample_size.minimum(7, 0.2, c_statistic=0.4)
