"""Comparison of partial correlations with R: residuals of `lm`, `cor.test`, and a jackknife over groups."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats import correlation

R = json.loads(Path(__file__).with_name("correlation.json").read_text())
CLOSED = 1e-9  # relative; closed forms, R writes 15 digits


def columns(name: str, *wanted: str) -> list[np.ndarray]:
    return [np.array(R[name]["data"][column]) for column in wanted]


def test_without_covariates_it_is_cor_test():
    mpg, weight = columns("mtcars", "mpg", "wt")
    found, wanted = correlation.partial(mpg, weight), R["mtcars"]["plain"]
    assert found.r == pytest.approx(wanted["r"], rel=CLOSED)
    assert found.interval == pytest.approx(wanted["interval"], rel=CLOSED)
    assert (found.n, found.method, found.groups) == (32, "Fisher z", 0)


@pytest.mark.parametrize(
    ("name", "x", "y", "given", "key"),
    [
        ("mtcars", "mpg", "wt", ["hp"], "given_hp"),
        ("attitude", "rating", "complaints", ["learning", "privileges"], "given_two"),
    ],
)
def test_with_covariates_it_is_the_correlation_of_residuals(name, x, y, given, key):
    first, second, *others = columns(name, x, y, *given)
    found, wanted = correlation.partial(first, second, np.column_stack(others)), R[name][key]
    assert found.r == pytest.approx(wanted["r"], rel=CLOSED)
    assert found.se == pytest.approx(wanted["se"], rel=CLOSED)
    assert found.interval == pytest.approx(wanted["interval"], rel=CLOSED)


def schools() -> correlation.Partial:
    language, iq, status = columns("nlschools", "lang", "IQ", "SES")
    return correlation.partial(language, iq, status, R["nlschools"]["data"]["class"])


def test_the_jackknife_over_groups():
    found, wanted = schools(), R["nlschools"]["given_SES"]
    assert (found.method, found.groups, found.df) == ("jackknife over groups", wanted["groups"], 24)
    assert found.r == pytest.approx(wanted["r"], rel=CLOSED)
    assert found.se == pytest.approx(wanted["se"], rel=CLOSED)
    assert found.interval == pytest.approx(wanted["interval"], rel=CLOSED)


def test_the_difference_from_a_published_r():
    rating, complaints, learning, privileges = columns(
        "attitude", "rating", "complaints", "learning", "privileges"
    )
    adjusted = correlation.partial(rating, complaints, np.column_stack([learning, privileges]))
    for ours, wanted in ((adjusted, R["attitude"]["against"]), (schools(), R["nlschools"]["against"])):
        found = correlation.difference(ours, 0.278, (0.256, 0.299))
        assert found.estimate == pytest.approx(wanted["estimate"], rel=CLOSED)
        assert found.se == pytest.approx(wanted["se"], rel=CLOSED)
        assert found.z == pytest.approx(wanted["z"], rel=CLOSED)
        assert found.p == pytest.approx(wanted["p"], rel=1e-8)  # tails of two libraries
        assert found.interval == pytest.approx(wanted["interval"], rel=CLOSED)
