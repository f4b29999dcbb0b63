"""Test that a version built in batches of episodes equals one built at once."""

from __future__ import annotations

import duckdb
import pytest

from analytics.store import DataFolder, marts
from tests.support import first_practices
from tests.support.command import run
from tests.support.importing import in_this_process

TABLES = ("dip", "episode", "open_episode")


def _tables(folder) -> dict[str, list[tuple]]:
    path = DataFolder(folder).practice.current().path
    with duckdb.connect(str(path), read_only=True) as connection:
        return {name: connection.execute(f"FROM mart.{name} ORDER BY ALL").fetchall() for name in TABLES}


@pytest.mark.parametrize("at_once", [1, 7])
def test_stretches_leave_no_episode_out_and_take_none_twice(tmp_path, monkeypatch, at_once):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    export = first_practices.write("no_endings", tmp_path)
    day = first_practices.LAST_DAY.isoformat()
    with in_this_process():
        assert run("import", export, "--today", day, data=whole).status == 0
        monkeypatch.setattr(marts, "EPISODES_AT_ONCE", at_once)
        assert run("import", export, "--today", day, data=parts).status == 0
    found, other = _tables(whole), _tables(parts)
    assert found["dip"], "the practice has drops"
    for name in TABLES:
        assert found[name] == other[name], name
