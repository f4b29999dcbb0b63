"""Tests of SIGKILL during import, undo, redo, rule change, new data date and model fitting.

Afterwards the store is exactly as before or as after, its rules are those that its numbers were counted by, and the
next import works. Half of the kills are steered to a step that changes the disk (a rename, a flush, a deletion), half
come at a random time.
"""

from __future__ import annotations

import os
import random
import shutil

import pytest

from analytics.access import Scope
from analytics.risk import model_store
from analytics.store import DataFolder, versions
from analytics.store.check import check
from analytics.store.rules_copy import rules_beside
from tests.support.clinic import rows
from tests.support.killing import OPERATIONS
from tests.support.practice import TODAY, deliver, session

KILLS = 200
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Return a data folder with three imports, the last of them undone, so that undo and redo are possible."""
    folder = tmp_path_factory.mktemp("start") / "data"
    store = DataFolder(folder).practice
    deliver(store, rows())
    deliver(store, [session("C-3000", "2026-08-01", 10), session("C-3000", "2026-08-08", 14)])
    deliver(store, [session("C-3001", "2026-08-02", 10)])
    store.undo()
    return folder


def state(data) -> tuple:
    """Return the visible state of the store: rules, date, counts, possible undos and redos, banner."""
    store = DataFolder(data).practice
    version, steps = store.current(), store.steps()
    counts = store.warehouse().query("definition_effect", Scope(practice_totals=True)).one()
    return (
        version.definitions_digest,
        version.data_date.isoformat(),
        version.n_sessions,
        tuple(sorted(counts.items())),
        steps.back,
        store.banner(),
    )


def recounted(data) -> bool:
    """Return whether recounting the sessions by the current version's rules gives its stored counts."""
    from analytics.store.recount import scratch_version
    from analytics.store.version import read_version
    from analytics.store.warehouse import Warehouse

    store = DataFolder(data).practice
    version, scope = store.current(), Scope(practice_totals=True)
    with scratch_version(store, version.definitions) as path:
        again = Warehouse(read_version(path), path)
        counts = again.query("definition_effect", scope).one()
        again.close()
    return counts == store.warehouse().query("definition_effect", scope).one()


def judged(data, before: tuple, after: tuple) -> str:
    """Assert that the store is intact after a kill; return whether its state is `before` or `after`."""
    found = state(data)
    assert found in (before, after)
    assert recounted(data)
    store = DataFolder(data).practice
    models = model_store.read(store.current())
    assert models is None or models.definitions == store.current().definitions_digest
    assert [
        one for one in check(DataFolder(data)) if one.level == "problem" and one.what != "permissions"
    ] == []
    rules = store.current().definitions
    deliver(store, [session("C-4000", "2026-09-10", 22)], today=max(TODAY, store.current().data_date))
    assert (store.current().definitions, store.definitions()) == (rules, rules)
    assert rules_beside(store.folder) == rules
    assert store.current().n_sessions == found[2] + 1
    assert not list((store.folder / "building").glob("*.duckdb"))
    assert store.undo().n_sessions == found[2]
    assert len(versions.listed(store.folder)) <= 4
    return "before" if found == before else "after"


_FINISHED: dict[str, tuple] = {}


def finished(forker, start, folder, operation: str) -> tuple[tuple, dict]:
    """Return the final state, duration and steps of an operation run without a kill.

    Each operation is run only once; later calls return the saved result.
    """
    if operation not in _FINISHED:
        reference = folder / "reference"
        shutil.copytree(start, reference)
        ended = forker.run(operation, reference)
        assert ended["ended"] and not ended["failed"]
        _FINISHED[operation] = (state(reference), ended)
    return _FINISHED[operation]


def kill(forker, start, folder, operation: str, moment: dict) -> str:
    """Kill an operation on a copy of the data folder; return `after` if it took effect, else `before`."""
    data = folder / "data"
    shutil.copytree(start, data)
    before = state(data)
    after, ended = finished(forker, start, folder, operation)
    if "share" in moment:
        moment = {"call": 1 + int(moment["share"] * ended["steps"]), "after": moment["after"]}
    else:
        moment = {"seconds": moment["of"] * ended["seconds"]}
    forker.run(operation, data, moment)
    found = judged(data, before, after)
    shutil.rmtree(data)
    return found


def moments(seed: int, number: int) -> list[tuple[str, dict]]:
    """Return `number` random (operation, moment) pairs for kills."""
    dice = random.Random(seed)
    made = []
    for place in range(number):
        if place % 2:
            moment = {"of": dice.uniform(0.05, 1.0)}
        else:
            moment = {"share": dice.random(), "after": dice.random() < 0.5}
        made.append((OPERATIONS[place // 2 % len(OPERATIONS)], moment))
    return made


def run_all(forker, start, tmp_path, number: int, seed: int = 20261128) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, (operation, moment) in enumerate(moments(seed, number)):
        folder = tmp_path / str(place)
        folder.mkdir()
        key = f"{operation} {kill(forker, start, folder, operation, moment)}"
        found[key] = found.get(key, 0) + 1
    return found


def test_a_dozen_kills(forker, start, tmp_path):
    assert sum(run_all(forker, start, tmp_path, 12).values()) == 12


@pytest.mark.slow
def test_two_hundred_kills(forker, start, tmp_path):
    found = run_all(forker, start, tmp_path, KILLS)
    print(found)
    assert sum(found.values()) == KILLS
    for operation in ("import", "undo", "redo", "rules", "day"):
        assert found.get(f"{operation} before") and found.get(f"{operation} after"), found
