"""How often the caseload lists an alliance drop: where nobody's alliance moves, and where one has fallen for good.

Through the product's own marts: courses of known truth are imported, and the rows of the caseload are read.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.access import Scope, this_computer
from analytics.ingest.delivery import deliver
from analytics.store import DataFolder
from tests.support import simulate_alliance_paths
from tests.support.importing import in_this_process
from tests.support.simulate_alliance_paths import Paths

EVERYBODY: Scope = this_computer().scope
CLIENTS = 3000
NULL = {  # world -> SD of a form in points, most of 100 open clients listed for a drop
    "nobody's alliance moves": (Paths(), 2.3),
    "little noise": (Paths(noise=1.3, phi=0.2), 0.8),
    "more noise": (Paths(noise=2.1), 5.3),
    "a polite start": (Paths(polite=0.3), 4.6),
    "slow drift": (Paths(drift=-0.12), 7.8),
}


def fallen(first: int, last: int, by: float = 5.0) -> Paths:
    """Return clients whose alliance fell for good so many forms ago, after at least five forms."""
    return Paths(fall=by, fall_forms=(first, last), missing=0.0)


def shares(folder: Path, seeds: range, paths: Paths, clients: int = CLIENTS) -> dict[str, float]:
    """Return of 100 open clients how many are listed for a drop, and for one that settled; and the oldest drop."""
    found = []
    for seed in seeds:
        path = folder / f"{seed}"
        path.mkdir()
        file = simulate_alliance_paths.write(
            simulate_alliance_paths.simulate(seed, paths, clients), path / "e.csv"
        )
        store = DataFolder(path / "data").practice
        with in_this_process():
            told = deliver(store, [file], today=simulate_alliance_paths.DATA_DATE)
        assert told.outcome == "accept", told.message
        with store.warehouse().cursor(EVERYBODY) as cursor:
            row = cursor.execute(
                "select 100 * avg(rule_drop::int), 100 * avg(rule_settled::int), max(forms_since_dip),"
                " 100 * avg((rule_drop and tier <> 'talk_first')::int), count(*) from scoped.open_episode"
            ).fetchone()
        assert row is not None
        assert row[3:] == (0, clients)
        found.append(row[:3])
    dropped, settled, oldest = zip(*found, strict=True)
    return {"drop": float(np.mean(dropped)), "settled": float(np.mean(settled)), "oldest": max(oldest)}


def error(share: float, n: int) -> float:
    """Return the standard error of a share, in points of 100."""
    return 100 * float(np.sqrt(share / 100 * (1 - share / 100) / n))


def test_few_are_listed_where_nothing_happens_and_most_where_it_does(tmp_path):
    (tmp_path / "null").mkdir()
    (tmp_path / "fall").mkdir()
    nothing = shares(tmp_path / "null", range(41, 42), Paths(), 1500)
    assert nothing["drop"] <= 2.3 + 2 * error(2.3, 1500)
    assert nothing["oldest"] <= 3
    new = shares(tmp_path / "fall", range(42, 43), fallen(0, 1), 1000)
    assert new["drop"] >= 70 - 2 * error(70, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("world", NULL)
def test_unmoved_alliances_are_seldom_listed(tmp_path, world):
    paths, most = NULL[world]
    found = shares(tmp_path, range(60, 64), paths)
    print(world, found)
    assert found["drop"] <= most + 2 * error(most, 4 * CLIENTS)
    assert found["oldest"] <= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last", "least_new", "least_settled"),
    [(0, 1, 70, 0), (2, 3, 70, 0), (4, 6, 0, 55), (8, 14, 0, 55)],
)
def test_a_lasting_fall_is_news_first_and_a_new_level_later(tmp_path, first, last, least_new, least_settled):
    found = shares(tmp_path, range(70, 74), fallen(first, last))
    print(first, last, found)
    assert found["drop"] >= least_new
    assert found["settled"] >= least_settled
    assert found["oldest"] <= 3
