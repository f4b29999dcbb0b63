"""How often the caseload lists an alliance drop: where nobody's alliance moves, and where one has fallen for good.

Through the product's own marts: courses of known truth, of which the rows of the caseload are read.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import marts_in_memory, simulate_alliance_paths
from tests.support.simulate_alliance_paths import Paths

CLIENTS = 120  # open clients of one practice
PRACTICES, FEWER = 200, 60  # of each world, slow; all were measured once with 200 (docs/validation.md)
NULL = {  # world -> paths, most of 100 open clients listed for a drop
    "nobody's alliance moves": (Paths(), 2.3),
    "little noise": (Paths(noise=1.3, phi=0.2), 0.8),
    "more noise": (Paths(noise=2.1), 5.3),
    "a polite start": (Paths(polite=0.3), 4.6),
    "slow drift": (Paths(drift=-0.12), 7.8),
}


def fallen(first: int, last: int, by: float = 5.0) -> Paths:
    """Return clients whose alliance fell for good so many forms ago, after at least five forms."""
    return Paths(fall=by, fall_forms=(first, last), missing=0.0)


def shares(seeds: range, paths: Paths, clients: int = CLIENTS) -> dict[str, float]:
    """Return of 100 open clients how many are listed for a drop, and for one that settled; and the oldest drop."""
    found = []
    for seed in seeds:
        courses = simulate_alliance_paths.simulate(seed, paths, clients)
        sessions = simulate_alliance_paths.sessions(courses)
        with marts_in_memory.opened(sessions, simulate_alliance_paths.DATA_DATE) as connection:
            row = connection.execute(
                "select 100 * avg(rule_drop::int), 100 * avg(rule_settled::int), max(forms_since_dip),"
                " 100 * avg((rule_drop and tier <> 'talk_first')::int), count(*) from new.mart.open_episode"
            ).fetchone()
        assert row is not None
        assert row[3:] == (0, clients)
        found.append((*row[:2], row[2] or 0))
    dropped, settled, oldest = zip(*found, strict=True)
    return {"drop": float(np.mean(dropped)), "settled": float(np.mean(settled)), "oldest": max(oldest)}


def error(share: float, n: int) -> float:
    """Return the standard error of a share, in points of 100."""
    return 100 * float(np.sqrt(share / 100 * (1 - share / 100) / n))


def test_few_are_listed_where_nothing_happens_and_most_where_it_does():
    nothing = shares(range(41, 42), Paths(), 1500)
    assert nothing["drop"] <= 2.3 + 2 * error(2.3, 1500)
    assert nothing["oldest"] <= 3
    new = shares(range(42, 43), fallen(0, 1), 1000)
    assert new["drop"] >= 70 - 2 * error(70, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("world", NULL)
def test_unmoved_alliances_are_seldom_listed(world):
    paths, most = NULL[world]
    practices = FEWER if "noise" in world else PRACTICES
    found = shares(range(2000, 2000 + practices), paths)
    print(world, found)
    assert found["drop"] <= most + 2 * error(most, practices * CLIENTS)
    assert found["oldest"] <= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last", "least_new", "least_settled"),
    [(0, 1, 70, 0), (2, 3, 70, 0), (4, 6, 0, 55), (8, 14, 0, 55)],
)
def test_a_lasting_fall_is_news_first_and_a_new_level_later(first, last, least_new, least_settled):
    found = shares(range(3000, 3000 + FEWER), fallen(first, last))
    print(first, last, found)
    assert found["drop"] >= least_new
    assert found["settled"] >= least_settled
    assert found["oldest"] <= 3
