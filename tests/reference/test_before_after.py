"""Comparison of nested variance components and of levels and changes with matrices written out in R."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.stats import before_after, nested_variance
from analytics.stats.nested_variance import Components

R = json.loads(Path(__file__).with_name("before_after.json").read_text())
CLOSED_FORM = 1e-9  # relative


def test_components_are_those_of_the_projections():
    data = {name: np.array(values) for name, values in R["data"].items()}
    found = nested_variance.components(data["group"], data["client"], data["cell"], data["value"])
    wanted = [max(0.0, one) for one in R["components"]]
    assert [found.clients, found.cells, found.inside] == pytest.approx(wanted, rel=CLOSED_FORM)


def test_levels_and_changes_are_those_of_the_full_matrices(monkeypatch):
    data = {name: np.array(values) for name, values in R["data"].items()}
    monkeypatch.setattr(before_after, "_own_scatter", lambda *_: np.ones(3))  # R has one spread for all
    values = before_after.Values(
        group=data["group"], client=data["client"], day=data["day"], value=data["value"]
    )
    found = before_after.changes(values, 0, Components(2.0, 0.7, 1.3), 3)
    for name in ("level", "change", "var_level", "var_change", "cov"):
        assert getattr(found, name) == pytest.approx(R[name], rel=CLOSED_FORM), name
