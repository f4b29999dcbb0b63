"""Comparison of the pooling of any estimates with metafor in R: rma() with REML and Knapp and Hartung's interval."""

import json
from pathlib import Path

import pytest

from analytics.stats import meta
from analytics.stats.arrays import EstimationError

R = json.loads(Path(__file__).with_name("pool.json").read_text())
REML = 1e-6  # relative; metafor asked for a threshold of 1e-12


@pytest.mark.parametrize("name", ["bcg", "bcg_six", "alike"])
def test_it_is_metafors(name):
    wanted = R[name]
    found = meta.pool(wanted["y"], wanted["v"])
    assert found.estimate == pytest.approx(wanted["b"], rel=REML)
    assert found.se == pytest.approx(wanted["se"], rel=REML)
    assert found.tau2 == pytest.approx(wanted["tau2"], rel=REML, abs=1e-12)
    assert found.interval == pytest.approx(wanted["ci"], rel=REML)


def test_what_cannot_be_pooled_is_refused():
    for estimates, variances in (
        ([0.1, 0.2], [1, 1]),
        ([0.1, 0.2, 0.3], [1, 0, 1]),
        ([0.1, 0.2, 0.3], [1, 1]),
    ):
        with pytest.raises(EstimationError):
            meta.pool(estimates, variances)
