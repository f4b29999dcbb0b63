"""Tests of the store under crashes, damage and concurrent writers."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading

import pytest

from analytics import definitions
from analytics.access import Scope
from analytics.store import DataFolder, StoreBusy, StoreUnusable, versions
from analytics.store.build import CheckFailed
from analytics.store.check import check
from tests.support.practice import deliver, practice, session

ALL = Scope(every_therapist=True)


def test_ten_imports_can_be_taken_back(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    for day in range(2, 14):
        deliver(store, [session("c1", f"2025-01-{day:02}", 14 + day)])
    assert len(versions.listed(store.folder)) == versions.KEPT == 11
    assert store.current().n_sessions == 13
    assert store.steps().back == 10
    for left in range(12, 2, -1):
        assert store.undo().n_sessions == left
    assert store.steps().back == 0
    assert store.undo().n_sessions == 3
    deliver(store, [session("c9", "2025-01-01", 20)])
    assert store.current().n_sessions == 4
    assert versions.listed(store.folder)[-1] == store.current().name  # what was taken back is gone
    assert store.steps().forward == 0
    assert store.undo().n_sessions == 3


def test_an_import_that_fails_its_check_changes_nothing(tmp_path, monkeypatch):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    before = store.current().name
    monkeypatch.setattr("analytics.dips.find", lambda *_: (_ for _ in ()).throw(CheckFailed("broken")))
    rows = [session("c2", f"2025-01-0{d}", 20, srs) for d, srs in [(1, 38), (2, 38), (3, 38), (4, 25)]]
    with pytest.raises(CheckFailed):
        deliver(store, rows)
    assert store.current().name == before
    assert versions.listed(store.folder) == [before]
    monkeypatch.undo()
    assert deliver(store, rows).new == 4


def test_a_second_writer_is_told_so(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    with store.writing(), pytest.raises(StoreBusy, match="Another import is running"):
        deliver(store, [session("c1", "2025-01-02", 14)])
    assert deliver(store, [session("c1", "2025-01-02", 14)]).new == 1


def test_a_killed_writer_leaves_the_lock_and_its_scratch_behind_for_nobody(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    code = (
        "import os, sys; from analytics.store import DataFolder; s = DataFolder(sys.argv[1]).practice\n"
        "with s.writing():\n"
        "    (s.folder / 'building' / 'dead').mkdir(); (s.folder / 'building' / 'dead' / 'spill').write_text('x')\n"
        "    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert (store.folder / "building" / "dead").exists()
    assert deliver(store, [session("c1", "2025-01-02", 14)]).new == 1
    assert not (store.folder / "building" / "dead").exists()


def test_damage_is_found_before_a_number_is_shown(tmp_path):
    store = practice(tmp_path, [session(f"c{n}", "2025-01-01", 14 + n % 20) for n in range(300)])
    deliver(store, [session("c1", "2025-01-02", 14)])
    path = store.current().path
    data = bytearray(path.read_bytes())
    path.chmod(0o600)
    for offset in range(len(data) // 2, len(data) // 2 + 64):
        data[offset] ^= 0xFF
    path.write_bytes(data)
    fresh = DataFolder(tmp_path)
    problems = [finding.sentence for finding in check(fresh) if finding.level == "problem"]
    assert len(problems) == 1
    assert f"{path.name} is damaged" in problems[0]
    assert fresh.practice.current().n_sessions == 300
    assert "are damaged" in fresh.practice.banner()
    assert "imports --undo" in fresh.practice.banner()
    path_before = fresh.practice.current().path
    path_before.chmod(0o600)
    path_before.write_bytes(b"")
    with pytest.raises(StoreUnusable, match="imports --undo"):
        DataFolder(tmp_path).practice.current()


def test_a_truncated_version_is_refused_with_a_way_out(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    path = store.current().path
    deliver(store, [session("c1", "2025-01-02", 14)])
    second = DataFolder(tmp_path).practice
    newest = second.folder / "versions" / versions.current(second.folder)
    newest.chmod(0o600)
    newest.write_bytes(newest.read_bytes()[:4096])
    assert second.current().path == path
    assert "imports --undo" in second.banner()
    assert second.undo().path == path
    assert second.banner() is None


def test_a_pointer_to_nothing_says_how_to_recover(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    name = store.current().name
    (store.folder / "CURRENT").write_text("practice-000009-00000000.duckdb\n")
    assert store.current().name == name
    assert "missing" in store.banner()
    assert store.undo().name == name
    assert store.banner() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_everything_in_the_data_folder_is_private(tmp_path):
    store = practice(tmp_path / "data", [session("c1", "2025-01-01", 14)])
    store.change_definitions(definitions.from_toml("[change]\nors_reliable_change = 5"))
    open_to_others = [
        path
        for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_readers_never_see_a_half_finished_version(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    seen, stop, errors = [], threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                with store.warehouse().cursor(ALL) as cursor:
                    sessions, ends = cursor.execute(
                        "select (select count(*) from scoped.session), (select sum(n_sessions) from scoped.episode)"
                    ).fetchone()
                seen.append(sessions)
                assert sessions == ends
            except Exception as error:  # reported by the main thread
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for day in range(2, 8):
        deliver(store, [session("c1", f"2025-01-0{day}", 14)])
    stop.set()
    for reader in readers:
        reader.join()
    assert not errors
    assert set(seen) >= {1, 7}


def test_the_served_connection_reaches_nothing_outside(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    with store.warehouse().cursor(ALL) as cursor:
        for attempt in (
            "SELECT * FROM read_text('/etc/hostname')",
            "ATTACH '/tmp/other.duckdb'",
            "COPY (SELECT 1) TO '/tmp/out.csv'",
            "SET enable_external_access = true",
            "CREATE TABLE mart.more (x INTEGER)",
            "INSTALL httpfs",
        ):
            with pytest.raises(Exception):  # noqa: B017  any refusal will do, each kind has its own class
                cursor.execute(attempt)
