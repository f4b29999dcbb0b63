"""Comparison of the session-to-session model with lme4 in R (REML), on the Dialyzer data of nlme."""

import json
from pathlib import Path

import pytest

from analytics.stats import session_to_session

R = json.loads(Path(__file__).with_name("growth.json").read_text())["dialyzer"]


def test_it_is_lme4s():
    data = R["data"]
    rows = session_to_session.pairs(data["client"], data["session"], data["srs"], data["ors"])
    found = session_to_session.fit(*rows, min_clients=20, min_rows=100)
    assert found.n == R["rows"]
    assert found.within_sd == pytest.approx(R["within_sd"], rel=1e-9)
    assert found.model.coefficients == pytest.approx(R["coefficients"], rel=1e-5)  # constant -74, SE 97
    assert found.model.standard_errors == pytest.approx(R["standard_errors"], rel=1e-6)
    for name in ("v0", "v1", "c01", "sigma2"):
        assert getattr(found.model, name) == pytest.approx(
            R[name], rel=1e-5
        )  # both sides search; asked for: 1e-3
    assert found.model.restricted_loglik == pytest.approx(R["loglik"], abs=1e-7)
    assert found.per_point.estimate == pytest.approx(R["coefficients"][1], rel=1e-6)
    assert found.per_sd.estimate == pytest.approx(R["coefficients"][1] * R["within_sd"], rel=1e-6)
    half = 2.0930240544 * R["standard_errors"][1]  # qt(.975, 19)
    middle = R["coefficients"][1]
    assert found.per_point.interval == pytest.approx((middle - half, middle + half), rel=1e-6)
