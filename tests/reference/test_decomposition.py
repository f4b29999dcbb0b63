"""Comparison of within, between and contextual effects with lme4 in R (decomposition.R)."""

import json
from pathlib import Path

import pytest

from analytics.stats import decomposition

DOCUMENT = json.loads(Path(__file__).with_name("decomposition.json").read_text(encoding="utf-8"))
R, SITES = DOCUMENT["cases"], DOCUMENT["sites"]
REML = 1e-6  # relative; lmer was asked for 1e-12 in theta


def fitted(name):
    case = R[name]
    return case, decomposition.fit(case["outcome"], case["intake"], case["alliance"], case["groups"])


@pytest.mark.parametrize("name", sorted(R))
def test_observed_means(name):
    case, found = fitted(name)
    for what in ("within", "between", "contextual"):
        assert getattr(found, what).estimate == pytest.approx(case["manifest"][what], rel=REML)
        assert getattr(found, what).se == pytest.approx(case["manifest"][f"{what}_se"], rel=REML)
    assert found.between.interval == pytest.approx(case["manifest"]["between_interval"], rel=REML)  # t(J - 2)
    assert found.var_between == pytest.approx(case["manifest"]["var_between"], rel=REML)


@pytest.mark.parametrize("name", sorted(R))
def test_shrunken_means(name):
    case, found = fitted(name)
    assert found.corrected_between.estimate == pytest.approx(case["corrected"]["between"], rel=REML)
    assert found.corrected_between.se == pytest.approx(case["corrected"]["between_se"], rel=REML)
    assert found.alliance_icc == pytest.approx(case["alliance_icc"], rel=REML)
    assert found.mean_reliability == pytest.approx(case["mean_reliability"], rel=REML)


@pytest.mark.parametrize("name", sorted(SITES))
def test_classes_are_compared_with_those_of_their_kind(name):
    case, wanted = R[name], SITES[name]
    columns = (case["outcome"], case["intake"], case["alliance"], case["groups"])
    found = decomposition.fit(*columns, sites=wanted["site"])
    for what in ("within", "between", "contextual"):
        assert getattr(found, what).estimate == pytest.approx(wanted["manifest"][what], rel=REML)
        assert getattr(found, what).se == pytest.approx(wanted["manifest"][f"{what}_se"], rel=REML)
    assert found.between.interval == pytest.approx(
        wanted["manifest"]["between_interval"], rel=REML
    )  # t(J - 3)
    assert found.corrected_between.estimate == pytest.approx(wanted["corrected"]["between"], rel=REML)
    assert found.corrected_between.se == pytest.approx(wanted["corrected"]["between_se"], rel=REML)
    assert found.alliance_icc == pytest.approx(wanted["alliance_icc"], rel=REML)
    assert found.between.estimate != pytest.approx(decomposition.fit(*columns).between.estimate, rel=1e-3)


def test_what_is_said_of_them():
    """The verdict is "within" for the data set nlschools and "not estimable" for the data set math.

    45 classes: social status is related to language within classes. 16 schools: the standard error exceeds .5.
    """
    assert fitted("nlschools")[1].verdict == "within"
    schools = fitted("math")[1]
    assert schools.verdict == "not_estimable"
    assert "standard error 1.07" in schools.why
