"""How many clients of an ordinary caseload the rules list first, whether a practice rates its alliances high or low.

Practices in which nobody's alliance moves, through the product's own marts; the rows of the caseload are read.
"""

from __future__ import annotations

import numpy as np
import pytest

from analytics import caseload
from analytics.access import Scope, this_computer
from analytics.definitions import DEFAULTS
from analytics.filters import Filters
from analytics.ingest.delivery import deliver
from analytics.store import DataFolder
from tests.support import marts_in_memory, third_practice
from tests.support.importing import in_this_process
from tests.support.third_practice import World

EVERYBODY: Scope = this_computer().scope
MOST = 12.0  # of 100 open clients
THERAPISTS = 24
PRACTICES = 200  # of each level, slow
RULES = ("rule_drop", "rule_falling", "rule_early_low", "rule_slide")
COLUMNS = ("tier", *RULES, "srs_path", "dip_session")


def world(seed: int, srs_lower: float) -> World:
    return World(clients_of=third_practice.even_caseloads(seed, THERAPISTS), srs_lower=srs_lower)


def first_groups(seeds: range, srs_lower: float) -> dict[str, float]:
    """Return of 100 open clients: those in the first group, and those to whom each of its rules applies.

    n: open clients of all practices; over: of 100 practices, those that list more than MOST.
    """
    counted = []
    for seed in seeds:
        sessions = third_practice.sessions(third_practice.simulate(seed, world(seed, srs_lower)))
        with marts_in_memory.opened(sessions, third_practice.DATA_DATE) as connection:
            counts = ", ".join(f"count(*) filter (where {rule})" for rule in ("tier = 'talk_first'", *RULES))
            row = connection.execute(
                f"select count(*), {counts}, max(forms_since_dip) from new.mart.open_episode"
            ).fetchone()
        assert row is not None
        assert (row[-1] or 0) <= DEFAULTS.dips.repair_sessions, "no old drop in the first group"
        counted.append(row[:-1])
    n, first, *rules = np.array(counted, dtype=float).T
    shares = {rule: 100 * of.sum() / n.sum() for rule, of in zip(RULES, rules, strict=True)}
    listed = {"talk_first": 100 * first.sum() / n.sum(), "over": 100 * np.mean(100 * first / n > MOST)}
    return {"n": n.sum()} | {name: float(share) for name, share in (listed | shares).items()}


def test_marts_in_memory_equal_those_of_an_import(tmp_path):
    practice = third_practice.simulate(50, world(50, 2.0))
    store = DataFolder(tmp_path / "data").practice
    with in_this_process():
        told = deliver(
            store, [third_practice.write(practice, tmp_path / "e.csv")], today=third_practice.DATA_DATE
        )
    assert told.outcome == "accept", told.message
    wanted = f"select client_id, {', '.join(COLUMNS)} from {{}} order by client_id"
    with store.warehouse().cursor(EVERYBODY) as cursor:
        imported = cursor.execute(
            wanted.format("mart.open_episode join mart.client using (client_key)")
        ).fetchall()
    with marts_in_memory.opened(third_practice.sessions(practice), third_practice.DATA_DATE) as connection:
        held = connection.execute(
            wanted.format("new.mart.open_episode join client_code using (client_key)")
        ).fetchall()
    assert held == imported
    assert {row[1] for row in held} >= {"talk_first", "watch", "as_expected"}
    assert any(row[2] for row in held), "the practice has drops"
    listed = caseload.caseload(store.warehouse(), EVERYBODY, Filters()).clients
    assert sorted(one.client_id for one in listed if one.tier == "talk_first") == sorted(
        row[0] for row in held if row[1] == "talk_first"
    )


@pytest.mark.parametrize("srs_lower", [0.0, 4.0])
def test_the_first_group_stays_small_in_one_practice(srs_lower):
    found = first_groups(range(31, 32), srs_lower)
    error = 100 * (MOST / 100 * (1 - MOST / 100) / found["n"]) ** 0.5
    assert 0 < found["talk_first"] <= MOST + 2 * error, found
    assert found["rule_early_low"] <= 6, found


@pytest.mark.slow
@pytest.mark.parametrize("srs_lower", [-4.0, -2.0, 0.0, 2.0, 4.0])
def test_the_first_group_stays_small_whatever_the_level(srs_lower):
    found = first_groups(range(1000, 1000 + PRACTICES), srs_lower)
    print(srs_lower, {key: round(value, 1) for key, value in found.items()})
    assert found["talk_first"] <= MOST, found
    assert found["rule_early_low"] <= 5, found
