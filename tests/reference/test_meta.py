"""Comparison of the random-effects meta-analysis with metafor in R: rma() with ZCOR and REML, predict()."""

import json
import math
from pathlib import Path

import pytest

from analytics.stats import meta

R = json.loads(Path(__file__).with_name("meta.json").read_text())
REML = 1e-6  # relative; metafor asked for a threshold of 1e-12


@pytest.mark.parametrize("name", ["molloy2014", "molloy2014_five", "mcdaniel1994", "alike"])
def test_it_is_metafors(name):
    wanted = R[name]
    found = meta.random_effects(wanted["data"]["ri"], wanted["data"]["ni"])
    assert found.k == wanted["k"]
    assert found.tau2 == pytest.approx(wanted["tau2"], rel=REML, abs=1e-12)
    assert math.atanh(found.estimate) == pytest.approx(wanted["b"], rel=REML)
    assert found.se == pytest.approx(wanted["se"], rel=REML)
    assert found.estimate == pytest.approx(wanted["pred"], rel=REML)
    assert found.interval == pytest.approx(wanted["ci"], rel=REML)
    assert found.prediction_interval == pytest.approx(wanted["pi"], rel=REML)


def test_the_range_around_the_published_r_is_what_its_docstring_derives():
    """The range of r across settings, derived from the published r, equals the range computed by hand.

    m = atanh .278 = .28553; s = m/2.05375 = .13903; tau^2 = s^2 - 1/99 = .009227.
    """
    found = meta.range_of_settings(0.278, (0.256, 0.299), 295, 102, 0.02)
    assert found.tau == pytest.approx(0.0961, abs=1e-4)
    assert found.interval == pytest.approx((0.095, 0.443), abs=5e-4)
    assert "0.096" in found.derivation
