"""Comparison of the random intercept model with lme4's lmer in R (REML, random_intercept.R)."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats import random_intercept

R = json.loads(Path(__file__).with_name("random_intercept.json").read_text(encoding="utf-8"))["cases"]
REML = 1e-6  # relative to the largest of the numbers compared; lmer was asked for 1e-12 in theta
DATA = sorted(R)


def fitted(name):
    case = R[name]
    columns = np.column_stack(list(case["X"].values())) if case["X"] else None
    return case, random_intercept.fit(case["y"], columns, case["groups"])


def close(found, wanted, relative):
    found, wanted = np.atleast_1d(found), np.atleast_1d(wanted)
    assert found.shape == wanted.shape
    scale = max(np.max(np.abs(wanted)), 1e-12)
    assert np.max(np.abs(found - wanted)) <= relative * scale


@pytest.mark.parametrize("name", DATA)
def test_estimates_are_lmers(name):
    case, found = fitted(name)
    assert list(found.groups) == case["labels"]
    for what in ("coefficients", "standard_errors", "var_between", "var_within"):
        close(getattr(found, what), case[what], REML)


@pytest.mark.parametrize("name", DATA)
def test_effects_and_their_errors_are_lmers(name):
    """Random effects and their standard errors equal those of lmer and of Henderson's equations."""
    case, found = fitted(name)
    for what in ("effects", "effect_se", "effect_pev_se"):
        close(getattr(found, what), case[what], REML)


@pytest.mark.parametrize("name", DATA)
def test_the_restricted_likelihood_is_lmers(name):
    case, found = fitted(name)
    assert found.restricted_loglik == pytest.approx(case["restricted_loglik"], rel=1e-10)  # flat at its top


@pytest.mark.parametrize("name", DATA)
def test_the_interval_is_where_lmers_profile_crosses(name):
    case, found = fitted(name)
    assert found.icc_interval(0.95) == pytest.approx(
        case["icc_interval"], abs=1e-8
    )  # roots, uniroot to 1e-12


def test_no_variance_between_batches_is_found_as_exactly_none():
    """A between-group variance on the boundary is estimated as exactly zero (Dyestuff2)."""
    case, found = fitted("dyestuff2")
    assert found.var_between == 0
    assert case["var_between"] == 0
    assert found.icc_interval()[0] == 0
    assert np.all(found.effects == 0)


@pytest.mark.parametrize("name", DATA)
def test_sums_per_group_say_the_same_as_rows(name):
    case, found = fitted(name)
    y, labels = np.asarray(case["y"], dtype=float), np.asarray(case["groups"])
    X = np.column_stack([*case["X"].values()]) if case["X"] else np.empty((y.size, 0))
    of = [labels == label for label in found.groups]
    again = random_intercept.from_sums(
        found.groups,
        [rows.sum() for rows in of],
        np.array([X[rows].sum(axis=0) for rows in of]),
        [y[rows].sum() for rows in of],
        X.T @ X,
        X.T @ y,
        y @ y,
    )
    for what in ("coefficients", "standard_errors", "var_between", "effects", "effect_pev_se"):
        close(getattr(again, what), case[what], 1e-6)
    assert again.restricted_loglik == pytest.approx(case["restricted_loglik"], rel=1e-8)


@pytest.mark.parametrize("name", ["dyestuff", "math"])
def test_draws_agree_with_the_integral_over_theta(name):
    """Posterior draws agree with numerical integration over theta: mean and SD of each effect.

    4000 draws, within 3 Monte Carlo errors of the sums over the grid (t mixtures).
    """
    from analytics.stats import posterior

    _, found = fitted(name)
    drawn = found.posterior(draws=4000, seed=1)
    sums = found._sums
    edges, weights = posterior.theta_grid([sums], random_intercept.PRIOR_SCALE)
    theta = (edges[:-1] + edges[1:]) / 2
    curve = sums.at(theta)
    ratio = theta[:, None] ** 2
    kept = sums.n * ratio / (1 + sums.n * ratio)
    centre = kept * (sums.y - curve.beta @ sums.x.T)
    about = np.einsum("jp,tpq,jq->tj", sums.x, np.linalg.inv(curve.information), sums.x)
    scale = curve.q / (sums.df - 2)  # mean of the inverse chi-square
    variance = scale[:, None] * (ratio / (1 + sums.n * ratio) + kept**2 * about)
    mean = weights @ centre
    sd = np.sqrt(weights @ (variance + centre**2) - mean**2)
    assert np.max(np.abs(drawn.mean - mean) / (sd / np.sqrt(4000))) < 3
    assert np.max(np.abs(drawn.sd / sd - 1)) < 3 * np.sqrt(1.5 / 4000)  # kurtosis up to 4
