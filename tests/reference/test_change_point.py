"""Comparison of the change point with a weighted `lm` at every split in R (change_point.R)."""

import json
from pathlib import Path

import pytest

from analytics.stats import change_point

R = json.loads(Path(__file__).with_name("change_point.json").read_text(encoding="utf-8"))
FITS = 1e-9  # relative


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("plain", lambda: change_point.of_means(R["nile"], [1] * len(R["nile"]))),
        ("weighted", lambda: change_point.of_means(R["nile"], R["sizes"])),
        ("share", lambda: change_point.of_shares(R["killed"], R["hurt"])),
    ],
)
def test_the_split_that_differs_most(name, found):
    ours, theirs = found(), R[name]
    assert ours.index == theirs["index"]
    for field in ("statistic", "before", "after"):
        assert vars(ours)[field] == pytest.approx(theirs[field], rel=FITS), field


def test_the_nile_changed_after_1898():
    """The river's level fell with the building of the first dam at Aswan, from 1899 on (Cobb 1978)."""
    found = change_point.of_means(R["nile"], [1] * len(R["nile"]))
    assert 1871 + found.index == 1899
    assert found.changed
