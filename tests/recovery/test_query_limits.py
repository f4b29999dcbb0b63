"""Tests of the limits of time and memory of queries, and of the connection after a fatal error."""

from __future__ import annotations

import threading
import time

import duckdb
import pytest

from analytics.access import Scope
from analytics.store import QueryTooLarge, QueryTooSlow, query_limits
from pages.server import error_handling
from tests.support.command import run
from tests.support.practice import practice, session

ALL = Scope(every_therapist=True)
# Ends by itself after far more than a minute: 40 billion pairs.
ENDLESS = "SELECT count(*) FROM range(200000) a, range(200000) b WHERE (a.range * b.range) % 7 = 3"


@pytest.fixture
def warehouse(tmp_path):
    return practice(tmp_path, [session("c1", "2025-01-01", 14)]).warehouse()


def _impatient(warehouse, said: list) -> None:
    try:
        with warehouse.cursor(ALL) as cursor:
            cursor.execute(ENDLESS).fetchall()
    except QueryTooSlow as slow:
        said.append(str(slow))


def test_five_impatient_reruns_end_within_the_limit_and_leave_no_query(warehouse):
    said: list[str] = []
    began = time.monotonic()
    threads = [threading.Thread(target=_impatient, args=(warehouse, said)) for _ in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    threads[0].join(12)
    first = time.monotonic() - began
    for thread in threads[1:]:
        thread.join(max(0.0, 12 - (time.monotonic() - began)))
    assert not any(thread.is_alive() for thread in threads)
    assert said == [query_limits.TOO_SLOW] * 5
    assert query_limits.TIME_LIMIT < first < 12
    with warehouse.cursor(ALL) as cursor:
        assert cursor.execute("SELECT 42").fetchall() == [(42,)]


def _slow_then_endless(warehouse) -> None:
    with warehouse.cursor(ALL) as cursor:
        time.sleep(0.5)
        cursor.execute(ENDLESS).fetchall()


def test_a_limit_that_falls_between_two_statements_stops_the_next_one(warehouse, monkeypatch):
    """One interrupt of an idle cursor is lost in DuckDB, and the query after it would run without a limit."""
    monkeypatch.setattr(query_limits, "TIME_LIMIT", 0.2)
    began = time.monotonic()
    with pytest.raises(QueryTooSlow):
        _slow_then_endless(warehouse)
    assert time.monotonic() - began < 10


def test_a_cursor_that_was_slow_but_done_is_not_interrupted_for_the_next_user(warehouse, monkeypatch):
    monkeypatch.setattr(query_limits, "TIME_LIMIT", 0.1)
    with warehouse.cursor(ALL) as cursor:
        time.sleep(0.3)
    monkeypatch.setattr(query_limits, "TIME_LIMIT", 30)
    with warehouse.cursor(ALL) as cursor:
        rows = cursor.execute("SELECT count(*) FROM range(3000) a, range(3000) b").fetchall()
    assert rows == [(9_000_000,)]


def test_memory_is_limited_when_a_version_is_opened_and_nothing_is_spilled(warehouse):
    with warehouse.cursor(ALL) as cursor:
        limits = cursor.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchone()
        assert limits == ("1.8 GiB", "")
        with pytest.raises(duckdb.InvalidInputException):
            cursor.execute("SET memory_limit = '20GB'")


def test_a_query_beyond_the_memory_says_so_and_the_connection_goes_on(tmp_path, monkeypatch):
    from analytics.store import read_only_connection as module

    monkeypatch.setitem(module._HARDENED, "memory_limit", "40MB")
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    warehouse = store.warehouse()
    # 3 million texts at a time do not fit into 40 MB
    wide = "SELECT n, list(n) FROM (SELECT 'client-' || range AS n FROM range(3000000)) GROUP BY n ORDER BY n"
    with pytest.raises(QueryTooLarge, match="more memory"), warehouse.cursor(ALL) as cursor:
        cursor.execute(wide).fetchall()
    assert len(warehouse.query("newest_session", ALL)) == 1
    assert not list(store.folder.rglob("*.tmp"))


def _failing(monkeypatch, warehouse, times: int) -> list[int]:
    """Let the first so many queries of a warehouse end with DuckDB's fatal error; return the roots they used."""
    roots: list[int] = []
    execute = type(warehouse).execute

    def broken(self, cursor, question, params):
        roots.append(id(self._root))
        if len(roots) <= times:
            raise duckdb.FatalException("database has been invalidated because of a previous fatal error")
        execute(self, cursor, question, params)

    monkeypatch.setattr(type(warehouse), "execute", broken)
    return roots


def test_after_one_fatal_error_the_version_is_opened_anew_and_answers(warehouse, monkeypatch):
    before = warehouse._root
    roots = _failing(monkeypatch, warehouse, 1)
    assert len(warehouse.query("newest_session", ALL)) == 1
    assert len(roots) == 2
    assert warehouse._root is not before
    with pytest.raises(duckdb.ConnectionException):
        before.execute("SELECT 1")  # closed
    assert warehouse.arrays("newest_session", ALL)


def test_a_second_fatal_error_is_raised_and_not_tried_again(warehouse, monkeypatch):
    roots = _failing(monkeypatch, warehouse, 2)
    with pytest.raises(duckdb.FatalException):
        warehouse.query("newest_session", ALL)
    assert len(roots) == 2


@pytest.mark.parametrize("kind", [QueryTooSlow, QueryTooLarge])
def test_a_stopped_query_is_one_plain_sentence_on_a_page_and_on_the_command_line(kind, tmp_path, monkeypatch):
    practice(tmp_path, [session("c1", "2025-01-01", 14)])

    def stopped(*_, **__):
        raise kind("Stopped, choose less.")

    monkeypatch.setattr("analytics.store.warehouse.Warehouse.query", stopped)
    said = run("show", "overview", data=tmp_path)
    assert (said.status, said.err.strip()) == (5, "Stopped, choose less.")

    shown: list[str] = []
    monkeypatch.setattr(error_handling.st, "warning", lambda text, **_: shown.append(text))
    assert error_handling.on_script_error(kind("Stopped, choose less."))
    assert shown == ["Stopped, choose less."]


def test_a_fatal_error_that_stays_is_an_error_number_on_a_page(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(error_handling.st, "warning", lambda text, **_: shown.append(text))
    assert error_handling.on_script_error(duckdb.FatalException("client C-1017"))
    assert "Error number" in shown[0] and "C-1017" not in shown[0]
