"""Comparison of prediction performance and penalised logistic regression with R: pROC, rms, glm, optim."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from analytics.risk import discrimination, performance, sample_size
from analytics.stats import logistic
from analytics.stats.intervals import Z95

R = json.loads(Path(__file__).with_name("performance.json").read_text())
CLOSED = 1e-9  # relative; closed forms, R writes 15 digits
FITTED = 1e-6  # relative; both climb until nothing changes
CLIMBED = 1e-4  # absolute; a general optimiser stops earlier
Y, P, Q = (np.array(R[name], dtype=float) for name in ("y", "p", "q"))


@pytest.mark.parametrize(("said", "key"), [("p", "area"), ("coarse", "coarse_area")])
def test_the_auc_and_its_interval_are_those_of_proc(said, key):
    found = performance.evaluate(Y, R[said])
    assert found.auc == pytest.approx(R[key]["auc"], rel=CLOSED)
    assert found.auc_interval == pytest.approx(R[key]["interval"], rel=CLOSED)


def test_rows_of_one_client_are_added_up_as_obuchowski_does():
    area, (low, high) = discrimination.auc(Y, P, np.unique(R["id"], return_inverse=True)[1])
    assert area == pytest.approx(R["clustered"]["auc"], rel=CLOSED)
    assert ((high - low) / 2 / Z95) ** 2 == pytest.approx(R["clustered"]["variance"], rel=CLOSED)
    alone = discrimination.auc(Y, P, np.arange(Y.size))
    assert alone[1] == pytest.approx(discrimination.auc(Y, P)[1], rel=CLOSED)


def test_calibration_and_error_are_those_of_rms_and_glm():
    found = performance.evaluate(Y, P)
    assert found.brier == pytest.approx(R["brier"], rel=CLOSED)
    assert found.calibration_in_the_large == pytest.approx(R["large"], rel=FITTED)
    assert (found.calibration_intercept, found.calibration_slope) == pytest.approx(R["joint"], rel=FITTED)
    assert found.calibration_slope == pytest.approx(R["val_slope"], rel=FITTED)
    low, high = found.calibration_slope_interval
    assert (high - low) / 2 / Z95 == pytest.approx(R["slope_se"], rel=1e-5)
    assert found.net_benefit([0.1, 0.3, 0.5]) == pytest.approx(R["benefit"], rel=CLOSED)


def test_the_calibration_curve_is_a_restricted_cubic_spline():
    wanted = R["curve"]
    found = performance.evaluate(Y, P).curve(wanted["at"])
    for name in ("observed", "lower", "upper"):
        assert getattr(found, name) == pytest.approx(np.array(wanted[name]), rel=1e-5), name


def test_without_a_penalty_it_is_glm():
    X, y, wanted = np.array(R["ridge"]["X"]), R["ridge"]["y"], R["ridge"]
    found = logistic.fit(y, X)
    assert found.coefficients == pytest.approx(np.array(wanted["plain"]), rel=FITTED)
    assert found.covariance == pytest.approx(np.array(wanted["plain_vcov"]), rel=1e-5, abs=1e-9)
    assert found.loglik == pytest.approx(wanted["loglik"], rel=CLOSED)


def test_a_ridge_is_that_of_rms_and_of_scikit_learn():
    X, y = np.array(R["ridge"]["X"]), R["ridge"]["y"]
    for penalty, wanted in zip(R["ridge"]["lambda"], R["ridge"]["coefficients"], strict=True):
        found = logistic.fit(y, X, penalty=penalty).coefficients
        assert found == pytest.approx(np.array(wanted), rel=FITTED, abs=1e-8)
        theirs = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=1000).fit(X, y)
        assert found[1:] == pytest.approx(theirs.coef_[0], abs=1e-6)
        assert found[0] == pytest.approx(theirs.intercept_[0], abs=1e-6)


def test_a_pull_towards_given_values_is_the_penalised_likelihood():
    X, y = np.array(R["ridge"]["X"]), R["ridge"]["y"]
    found = logistic.fit(y, X, penalty=20, prior_mean=R["ridge"]["prior"])
    assert found.coefficients == pytest.approx(np.array(R["ridge"]["pulled"]), abs=CLIMBED)


@pytest.mark.parametrize(
    ("given", "shrinkage", "optimism", "base_rate"),
    [({"r2_cox_snell": 0.288}, 623, 662, 221), ({"c_statistic": 0.89}, 615, 660, 221)],
)
def test_the_sample_size_is_that_of_the_published_software(given, shrinkage, optimism, base_rate):
    """The minimum sample size equals that of the package pmsampsize (Ensor, Riley).

    24 parameters, prevalence .174: the values of its own tests.
    """
    found = sample_size.minimum(24, 0.174, **given)
    assert found.criteria == {"shrinkage": shrinkage, "optimism": optimism, "base_rate": base_rate}
    assert found.n == max(shrinkage, optimism, base_rate)
