"""Tests of the cache per data version: shared computations, size limit, keys, removal."""

import dataclasses
import pathlib
import threading
from types import SimpleNamespace

import pytest

from analytics import caseload, outcomes, version_cache
from analytics.access import Scope
from analytics.filters import Filters
from analytics.risk import early_warning, model_store
from analytics.store import DataFolder, versions
from analytics.store.rows import MOST_ROWS, Rows
from analytics.version_cache import VersionCache
from tests.support import first_practices
from tests.support.command import run
from tests.support.importing import in_this_process

CALLS = []
EVERYBODY = Scope(every_therapist=True, practice_totals=True)


def number(of, value=0, *, wait=None):
    """Imitate a computation: record the call, wait for an event if given, and fail for the value `bad`."""
    CALLS.append(value)
    if wait is not None:
        wait.wait(10)
    if value == "bad":
        raise ValueError(value)
    return object()


def rows(of, n):
    """Imitate a query that returns n rows."""
    CALLS.append(n)
    return Rows(("x",), tuple((i,) for i in range(n)))


def version(name="practice-000001.duckdb", digest="d"):
    return SimpleNamespace(cache_key=(f"folder/{name}", name, digest))


@pytest.fixture(autouse=True)
def _no_calls():
    CALLS.clear()
    version_cache.clear()


def test_askers_at_the_same_time_share_one_computation():
    cache, wait, found = VersionCache(), threading.Event(), []
    threads = [
        threading.Thread(target=lambda: found.append(cache.get(number, version(), 1, wait=wait)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    assert cache.get(number, version(), 2) is not None, "another key does not wait"
    wait.set()
    for thread in threads:
        thread.join(10)
    assert CALLS.count(1) == 1
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_a_failure_is_passed_on_and_not_kept():
    cache = VersionCache()
    for _ in range(2):
        with pytest.raises(ValueError, match="bad"):
            cache.get(number, version(), "bad")
    assert CALLS == ["bad", "bad"]


def test_it_is_bounded_and_keeps_what_was_used_last():
    cache = VersionCache(kept=2)
    for value in (1, 2, 1, 3, 1, 2):
        cache.get(number, version(), value)
    assert CALLS == [1, 2, 3, 2]


def test_results_of_many_rows_are_not_kept():
    cache = VersionCache()
    for n in (MOST_ROWS, MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + 1):
        assert len(cache.get(rows, version(), n)) == n
    assert CALLS == [MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + 1]


def test_one_version_is_forgotten_and_others_are_kept():
    cache = VersionCache()
    both = version(), version("practice-000002.duckdb")
    before = [cache.get(number, one, 1) for one in both]
    cache.forget(both[0])
    after = [cache.get(number, one, 1) for one in both]
    assert after[0] is not before[0]
    assert after[1] is before[1]


@pytest.mark.parametrize("make", [lambda of: 1, object().__eq__, "text".join])
def test_what_carries_data_past_the_key_is_refused(make):
    with pytest.raises(TypeError, match="function of a module"):
        VersionCache().get(make, version())
    with pytest.raises(TypeError, match="function of a module"):
        VersionCache().get(number, version(), make)


def test_a_pruned_version_leaves_nothing_behind(tmp_path):
    """The cached rows of a deleted version are dropped as soon as another version is opened."""
    data = tmp_path / "data"
    with in_this_process():
        assert run("import", first_practices.write("year_old", tmp_path), data=data).status == 0
    store = DataFolder(data).practice
    old = store.current()
    outcomes.overview(store.warehouse(), EVERYBODY, Filters())
    assert _kept_of(old)
    later = dataclasses.replace(old.definitions.change, ors_reliable_change=7.0)
    store.change_definitions(dataclasses.replace(old.definitions, change=later))
    assert old.name not in versions.listed(store.folder)
    store.current()
    assert not _kept_of(old)


def _kept_of(one):
    return [key for key in version_cache.cache._results if key[1:4] == one.cache_key]


def test_the_model_file_is_read_once_per_version(sample_folder, monkeypatch):
    store = DataFolder(sample_folder).sample
    warehouse, read = store.warehouse(), []
    real = pathlib.Path.read_bytes

    def counting(path):
        if path.parent.name == "models":
            read.append(path.name)
        return real(path)

    monkeypatch.setattr(pathlib.Path, "read_bytes", counting)
    stamp = model_store.mtime_ns(warehouse.version)
    for outcome in ("unplanned", "poor_outcome"):
        for scope in (EVERYBODY, Scope(therapists=("T01",), practice_totals=True)):
            assert early_warning.assessment_of(warehouse, scope, Filters(), outcome, stamp)
            caseload.caseload(warehouse, scope, Filters(), outcome=outcome)
    assert model_store.read(warehouse.version) is not None
    assert len(read) == 1


def test_viewers_with_other_rows_get_other_results(sample_folder):
    """Each viewer gets the same result from a filled cache as from an empty one."""
    warehouse = DataFolder(sample_folder).sample.warehouse()
    scopes = [EVERYBODY, *(Scope(therapists=(f"T0{i}",), practice_totals=True) for i in (1, 2)), Scope()]
    cached = [_clients(warehouse, scope) for scope in scopes]
    for scope, seen in zip(scopes, cached, strict=True):
        version_cache.clear()
        assert _clients(warehouse, scope) == seen
    assert not cached[3]
    assert not set(cached[1]) & set(cached[2])
    assert set(cached[1]) | set(cached[2]) < set(cached[0])


def _clients(warehouse, scope):
    return tuple(one.client_id for one in caseload.caseload(warehouse, scope, Filters()).clients)
