"""Comparison of funnel limits, tails, step-down test and overdispersion with base R (funnel.R)."""

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


def test_tails():
    p = funnel.p_values(R["events"], R["n"], R["target"])
    assert p == pytest.approx(R["p"], abs=CLOSED)


def test_who_is_named_step_by_step_and_how_surely():
    named, p = funnel.step_down(R["events"], R["n"], R["expected"])
    assert [index + 1 for index in named.nonzero()[0]] == sorted(R["named"])
    assert [p[index - 1] for index in R["named"]] == pytest.approx(R["steps"], abs=CLOSED)


def test_the_first_step_is_holms():
    """The smallest p value times the number of groups is Holm's adjusted p value, as R's p.adjust."""
    _, p = funnel.step_down(R["events"], R["n"], R["n"], level=1e-9)  # nobody is named
    assert p == pytest.approx(R["mid"], abs=CLOSED)
    assert min(p) * len(p) == pytest.approx(min(R["holm"]), abs=CLOSED)


def test_over_dispersion_of_fifteen_herds():
    found = funnel.over_dispersion(R["events"], R["n"], R["target"])
    assert found.phi == pytest.approx(R["phi"], rel=CLOSED)
    assert found.phi_winsorised == pytest.approx(R["phi_winsorised"], rel=CLOSED)
    assert found.tau2 == pytest.approx(R["tau2"], rel=CLOSED)
    assert found.tau == pytest.approx(R["tau2"] ** 0.5, rel=CLOSED)
