"""Tests of SIGKILL while a client is erased or a backup restored: not begun, or finished at the next start."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from analytics.store import DataFolder, backup_file, erasure, journal, tombstones, versions
from analytics.store.check import check
from tests.recovery.test_backup import everything, saved
from tests.support import traces
from tests.support.clinic import rows
from tests.support.killing import ERASED
from tests.support.practice import deliver, practice, session

MOMENTS = 30  # at random, beside one kill at every step that changes the disk
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Return a folder with a backup, and a practice that has gone on since: two more imports, one taken back."""
    folder = tmp_path_factory.mktemp("start")
    store = practice(folder / "data", rows())
    deliver(store, [session("C-5000", "2026-08-01", 10)])
    saved(store, folder / "backup")
    file = {"name": f"{ERASED}.csv", "sha256": "0" * 64, "rows": 1}
    deliver(store, [session(ERASED, "2026-08-01", 13.7)], files=[file], names=[file["name"]])
    deliver(store, [session("C-3001", "2026-08-02", 10)])
    store.undo()
    return folder


def erased_or_not(data) -> str:
    """Assert that a client is held as before, or that nothing is left of them; return which."""
    store = DataFolder(data).practice
    store.bring_up_to_date()  # what every start does
    assert not erasure.is_pending(store.folder)
    named = traces.files_with(data, ERASED)
    if not tombstones.read(store.folder):
        assert named and store.current().n_sessions == len(rows()) + 2
        assert (store.steps().back, store.steps().forward) == (3, 1)
        found = "before"
    else:
        assert named == [] and store.current().n_sessions == len(rows()) + 1
        assert (store.steps().back, store.steps().forward) == (0, 0)
        done = [one for one in journal.read(store.folder).entries if one["what"] == journal.ERASE]
        assert len(done) == 1 and len(versions.listed(store.folder)) == 1
        found = "after"
    deliver(store, [session("C-4000", "2026-09-10", 22)])
    store.undo()
    problems = [one for one in check(DataFolder(data)) if one.level == "problem"]
    assert problems == []
    return found


def restored_or_not(data, start) -> str:
    """Assert that a practice is as before or as in the backup, and that nothing else lies beside it."""
    store = DataFolder(data).practice
    found = everything(store)
    beside = sorted(one.name for one in data.iterdir() if one.name not in ("lock", "log"))
    assert beside == ["practice"]
    if traces.files_with(data, ERASED):
        assert found == everything(DataFolder(start / "data").practice)
        return "before"
    assert found[0][0] == backup_file.verify(start / "backup").version
    return "after"


def kill(forker, start, folder, operation: str, moment: dict) -> str:
    """Kill an operation on a copy of the data folder; return `after` if it took effect, else `before`."""
    shutil.copytree(start, folder)
    forker.run(operation, folder / "data", moment)
    data = folder / "data"
    found = erased_or_not(data) if operation == "erase" else restored_or_not(data, start)
    shutil.rmtree(folder)
    return found


def finished(forker, start, folder, operation: str) -> dict:
    """Return duration and steps of an operation that nobody kills."""
    shutil.copytree(start, folder)
    ended = forker.run(operation, folder / "data")
    assert ended["ended"] and not ended["failed"]
    return ended


@pytest.mark.parametrize("operation", ["erase", "restore"])
def test_a_few_kills(forker, start, tmp_path, operation):
    """Steps spread over the whole operation, so that some come before the decision and some after it."""
    steps = finished(forker, start, tmp_path / "whole", operation)["steps"]
    found = [
        kill(forker, start, tmp_path / str(call), operation, {"call": max(1, call), "after": False})
        for call in (1, steps // 3, 2 * steps // 3, steps)
    ]
    assert found[0] == "before" and found[-1] == "after"


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["erase", "restore"])
def test_every_step_and_many_moments(forker, start, tmp_path, operation):
    ended = finished(forker, start, tmp_path / "whole", operation)
    dice = random.Random(20261130)
    moments = [{"call": call, "after": call % 2 == 0} for call in range(1, ended["steps"] + 1)]
    moments += [{"seconds": dice.uniform(0.02, 1.0) * ended["seconds"]} for _ in range(MOMENTS)]
    found = [
        kill(forker, start, tmp_path / str(place), operation, moment) for place, moment in enumerate(moments)
    ]
    print(operation, ended["steps"], found.count("before"), found.count("after"))
    assert {"before", "after"} == set(found)
