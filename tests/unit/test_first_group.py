"""How many clients of an ordinary caseload the rules list first, whether a practice rates its alliances high or low.

Practices in which nobody's alliance moves are imported, and the rows of the caseload are read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import caseload
from analytics.access import Scope, this_computer
from analytics.filters import Filters
from analytics.ingest.delivery import deliver
from analytics.store import DataFolder
from tests.support import third_practice
from tests.support.importing import in_this_process
from tests.support.third_practice import World

EVERYBODY: Scope = this_computer().scope
MOST = 12.0  # of 100 open clients
THERAPISTS = 24


def first_groups(folder: Path, seeds: range, srs_lower: float) -> dict[str, float]:
    """Return of 100 open clients: those in the first group, and those to whom each of its rules applies."""
    counted = {"clients": 0.0, "talk_first": 0.0, "drop": 0.0, "falling": 0.0, "early_low": 0.0, "slide": 0.0}
    for seed in seeds:
        path = folder / f"{seed}"
        path.mkdir()
        world = World(clients_of=third_practice.even_caseloads(seed, THERAPISTS), srs_lower=srs_lower)
        file = third_practice.write(third_practice.simulate(seed, world), path / "export.csv")
        store = DataFolder(path / "data").practice
        with in_this_process():
            told = deliver(store, [file], today=third_practice.DATA_DATE)
        assert told.outcome == "accept", told.message
        answer = caseload.caseload(store.warehouse(), EVERYBODY, Filters())
        repair = store.warehouse().version.definitions.dips.repair_sessions
        for one in answer.clients:
            counted["clients"] += 1
            counted["talk_first"] += one.tier == "talk_first"
            for reason in one.fired:
                if reason.code in counted:
                    counted[reason.code] += 1
                if reason.code == "drop":
                    later = [srs for srs in one.srs_path[reason.session or 0 :] if srs is not None]
                    assert len(later) <= repair, "no old drop in the first group"
    clients = counted.pop("clients")
    return {"n": clients} | {key: 100 * n / clients for key, n in counted.items()}


@pytest.mark.parametrize("srs_lower", [0.0, 4.0])
def test_the_first_group_stays_small_in_one_practice(tmp_path, srs_lower):
    found = first_groups(tmp_path, range(31, 32), srs_lower)
    error = 100 * (MOST / 100 * (1 - MOST / 100) / found["n"]) ** 0.5
    assert 0 < found["talk_first"] <= MOST + 2 * error, found
    assert found["early_low"] <= 6, found


@pytest.mark.slow
@pytest.mark.parametrize("srs_lower", [-4.0, -2.0, 0.0, 2.0, 4.0])
def test_the_first_group_stays_small_whatever_the_level(tmp_path, srs_lower):
    found = first_groups(tmp_path, range(50, 62), srs_lower)
    print(srs_lower, {key: round(value, 1) for key, value in found.items()})
    assert found["talk_first"] <= MOST, found
    assert found["early_low"] <= 5, found
