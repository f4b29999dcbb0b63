"""Comparison of the random slope model and the expected course with lme4 in R (REML)."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats import growth, random_slope

R = json.loads(Path(__file__).with_name("growth.json").read_text())
REML = 1e-5  # relative, variances; both sides search. Asked for: 1e-3
FIXED = 1e-6  # relative, coefficients and standard errors


def same_model(found, wanted) -> None:
    assert found.coefficients == pytest.approx(wanted["coefficients"], rel=FIXED)
    assert found.standard_errors == pytest.approx(wanted["standard_errors"], rel=FIXED)
    for name in ("v0", "v1", "c01", "sigma2"):
        assert getattr(found, name) == pytest.approx(wanted[name], rel=REML)
    assert found.restricted_loglik == pytest.approx(wanted["loglik"], abs=1e-7)


@pytest.mark.parametrize(("name", "singular"), [("sleepstudy", False), ("orange", True)])
def test_a_line_per_group_is_lme4s(name, singular):
    data = R[name]["data"]
    line = np.array(data["x"])
    found = random_slope.fit(data["y"], line[:, None], line, data["g"])
    same_model(found, R[name])
    assert found.singular is singular  # two effects tied to each other: a result, not an error


def chickens() -> growth.ExpectedCourse:
    data = R["chickweight"]["data"]
    return growth.fit(data["ors"], data["session"], data["intake"], data["client"], min_clients=40)


def test_the_course_is_lme4s():
    same_model(chickens(), R["chickweight"])


def test_predictions_are_the_models():
    at, found = R["chickweight"]["at"], chickens()
    for i, (intake, session, score) in enumerate(zip(at["intake"], at["session"], at["ors"], strict=True)):
        assert found.mean(intake, session) == pytest.approx(at["mean"][i], rel=FIXED)
        assert found.sd(session) == pytest.approx(at["sd"][i], rel=FIXED)
        assert found.percentile(intake, session, score) == pytest.approx(at["percentile"][i], rel=REML)
        assert found.curve(intake, [session])[:, 0] == pytest.approx(at["band"][i], rel=REML)
