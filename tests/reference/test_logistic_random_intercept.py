"""The logit random intercept against lme4's glmer (nAGQ = 9); the numbers are made by logistic_random_intercept.R."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats import logistic_random_intercept

R = json.loads(Path(__file__).with_name("logistic_random_intercept.json").read_text(encoding="utf-8"))[
    "cases"
]
QUADRATURE = 5e-4  # relative to the largest number compared; allowed are 5e-3


def fitted(name, nodes=9):
    case = R[name]
    columns = np.column_stack(list(case["X"].values()))
    return case, logistic_random_intercept.fit(case["y"], columns, case["groups"], nodes)


@pytest.mark.parametrize("name", sorted(R))
def test_it_is_glmers(name):
    case, found = fitted(name)
    assert list(found.groups) == case["labels"]
    for what in ("coefficients", "standard_errors", "sd_between", "effects", "effect_se"):
        got, wanted = np.atleast_1d(getattr(found, what)), np.atleast_1d(case[what])
        assert np.max(np.abs(got - wanted)) <= QUADRATURE * np.max(np.abs(wanted)), what
    assert found.loglik == pytest.approx(case["loglik"], rel=1e-7)


def test_nine_nodes_are_enough():
    """Herds of a few animals a period: 9 and 25 nodes agree."""
    _, nine = fitted("cbpp")
    _, many = fitted("cbpp", nodes=25)
    assert nine.sd_between == pytest.approx(many.sd_between, rel=1e-3)
    assert nine.coefficients == pytest.approx(many.coefficients, rel=1e-3)


def test_the_posterior_follows_the_likelihood_where_the_prior_is_wide():
    """VerbAgg, 79 persons: with a prior of scale 5 the ICC lies around glmer's, the effects beside its modes."""
    case, found = fitted("verbagg")
    drawn = found.posterior(draws=1000, seed=1, prior_scale=5.0)
    assert drawn.icc_interval()[0] < found.icc_latent < drawn.icc_interval()[1]
    assert np.max(np.abs(drawn.mean - case["effects"])) < 0.25  # logits; densities are skewed
    assert np.corrcoef(drawn.mean, case["effects"])[0, 1] > 0.995
