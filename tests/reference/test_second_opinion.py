"""Comparison of the random intercept model with the packages statsmodels and mixedlm."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analytics.stats import random_intercept
from tests.support import simulate

PRACTICE = simulate.practice(21, 40, (10, 60), icc=0.07)


@pytest.fixture(scope="module")
def ours():
    return random_intercept.fit(PRACTICE.outcome, PRACTICE.intake[:, None], PRACTICE.therapist)


@pytest.fixture(scope="module")
def frame():
    return pd.DataFrame({"y": PRACTICE.outcome, "x": PRACTICE.intake, "g": PRACTICE.therapist})


def test_statsmodels_finds_the_same(ours, frame):
    """The random intercept model equals that of statsmodels, within the tolerance of its optimiser.

    Its default optimiser, because `lbfgs` may stop at zero coefficients.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = MixedLM.from_formula("y ~ x", frame, groups="g").fit(reml=True)
    assert ours.coefficients == pytest.approx(found.fe_params.to_numpy(), rel=1e-4)
    assert ours.var_within == pytest.approx(float(found.scale), rel=1e-4)
    assert ours.var_between == pytest.approx(float(found.cov_re.iloc[0, 0]), rel=2e-3)
    effects = np.array([float(found.random_effects[g].iloc[0]) for g in ours.groups])
    assert ours.effects == pytest.approx(effects, abs=2e-3)


def test_mixedlm_finds_the_same(ours, frame):
    import mixedlm

    found = mixedlm.lmer("y ~ x + (1 | g)", frame.assign(g=frame["g"].astype(str)), REML=True)
    assert ours.coefficients == pytest.approx(list(found.fixef().values()), rel=1e-6)
    assert ours.var_within == pytest.approx(found.sigma**2, rel=1e-6)
    assert np.sqrt(ours.var_between / ours.var_within) == pytest.approx(float(found.theta[0]), rel=1e-5)
