"""Comparison of the logistic random intercept with lme4's glmer in R (nAGQ = 9)."""

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
    """Nine quadrature nodes give the same estimates as 25, even for herds with few animals (cbpp)."""
    _, nine = fitted("cbpp")
    _, many = fitted("cbpp", nodes=25)
    assert nine.sd_between == pytest.approx(many.sd_between, rel=1e-3)
    assert nine.coefficients == pytest.approx(many.coefficients, rel=1e-3)


def test_the_posterior_follows_the_likelihood_where_the_prior_is_wide():
    """With a wide prior, the posterior agrees with glmer's ICC and random effects (VerbAgg, 79 persons)."""
    case, found = fitted("verbagg")
    drawn = found.posterior(draws=1000, seed=1, prior_scale=5.0)
    assert drawn.icc_interval()[0] < found.icc_latent < drawn.icc_interval()[1]
    assert np.max(np.abs(drawn.mean - case["effects"])) < 0.25  # logits; densities are skewed
    assert np.corrcoef(drawn.mean, case["effects"])[0, 1] > 0.995


def test_draws_agree_with_the_whole_integral():
    """Posterior draws agree with numerical integration over fine grids: mean, SD and P(> 0) of each effect."""
    case = R["cbpp"]
    herds = sorted(set(case["groups"]))[:6]
    labels = np.asarray(case["groups"])
    rows = np.isin(labels, herds)
    y, labels = np.asarray(case["y"])[rows], labels[rows]
    drawn = logistic_random_intercept.fit(y, None, labels).posterior(draws=20_000, seed=2, prior_scale=0.5)
    ill = np.array([y[labels == herd].sum() for herd in herds])[:, None, None, None]
    n = np.array([np.sum(labels == herd) for herd in herds])[:, None, None, None]
    u = np.linspace(-4, 4, 321)
    sd = (np.arange(80) + 0.5) / 80 * 2.4
    constant = np.linspace(-5, 1, 121)[:, None, None]
    logit = constant + u
    joint = ill * logit - n * np.logaddexp(0, logit) - u**2 / (2 * sd[:, None] ** 2) - np.log(sd)[:, None]
    density = np.exp(joint - joint.max(axis=(1, 2, 3), keepdims=True))
    group = density.sum(axis=3)
    weight = np.log(group).sum(axis=0) - 0.5 * (sd / 0.5) ** 2
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    moment = [
        np.sum(weight * (density @ power) / group, axis=(1, 2)) for power in (u, u**2, np.sign(u) / 2 + 0.5)
    ]
    spread = np.sqrt(moment[1] - moment[0] ** 2)
    # allowed: 3 Monte Carlo errors, and .02 SD for the normal approximation of the constant
    assert np.max(np.abs(drawn.mean - moment[0]) / spread) < 3 / np.sqrt(20_000) + 0.02
    assert np.max(np.abs(drawn.sd / spread - 1)) < 3 * np.sqrt(1.5 / 20_000) + 0.02
    assert np.max(np.abs(drawn.p_positive - moment[2])) < 1.5 / np.sqrt(20_000) + 0.01
