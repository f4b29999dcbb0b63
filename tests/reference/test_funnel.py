"""Comparison of funnel limits, tails, false discovery rate and overdispersion with base R (funnel.R)."""

import json
from pathlib import Path

import pytest

from analytics.stats import funnel

R = json.loads(Path(__file__).with_name("funnel.json").read_text(encoding="utf-8"))
CLOSED = 1e-9  # absolute on shares and probabilities: closed forms


def test_limits_for_1_to_20000_rows():
    rows = zip(*(R["limits"][name] for name in ("n", "target", "level", "lower", "upper")), strict=True)
    for n, target, level, lower, upper in rows:
        assert funnel.limits(n, target, level) == pytest.approx((lower, upper), abs=CLOSED), (
            n,
            target,
            level,
        )


def test_tails_and_false_discovery_rate():
    p = funnel.p_values(R["events"], R["n"], R["target"])
    assert p == pytest.approx(R["p"], abs=CLOSED)
    assert funnel.adjusted(R["p"]) == pytest.approx(R["adjusted"], abs=CLOSED)
    assert funnel.benjamini_hochberg(p, 0.05).tolist() == [value <= 0.05 for value in R["adjusted"]]


def test_over_dispersion_of_fifteen_herds():
    found = funnel.over_dispersion(R["events"], R["n"], R["target"])
    assert found.phi == pytest.approx(R["phi"], rel=CLOSED)
    assert found.phi_winsorised == pytest.approx(R["phi_winsorised"], rel=CLOSED)
    assert found.tau2 == pytest.approx(R["tau2"], rel=CLOSED)
    assert found.tau == pytest.approx(R["tau2"] ** 0.5, rel=CLOSED)
