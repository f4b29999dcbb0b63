"""Tests of the journal: one entry per action, also after a kill, and no harm from a damaged journal."""

from __future__ import annotations

import json
import os
import shutil
import stat

import pytest

from analytics import definitions
from analytics.store import DataFolder, journal, undo_redo, versions
from analytics.store.check import check
from tests.support.killing import Forker
from tests.support.practice import deliver, practice, session

RULE = definitions.from_toml("[endings]\nlapse_days = 30")
FILES = [{"name": "august.csv", "sha256": "ab", "rows": 1}]


def told(store) -> list[str]:
    return [one["what"] for one in journal.read(store.folder).entries]


def one(day: str, ors: float = 20, client: str = "c1") -> list[dict]:
    return [session(client, f"2026-09-{day}", ors)]


def test_everything_done_is_one_entry(tmp_path):
    store = practice(tmp_path, one("01"), imported_by="K. Petrov", files=FILES)
    first = store.current().name
    made = deliver(store, [*one("01", 25), *one("02"), *one("03")], imported_by="R. Calder")
    store.undo("R. Calder")
    store.redo("K. Petrov")
    store.change_definitions(RULE, "R. Calder")
    deliver(store, one("01", 25))
    entries = journal.read(store.folder).entries
    assert [one["what"] for one in entries] == ["import", "import", "undo", "redo", "rules", "import"]
    assert [one["by"] for one in entries] == ["K. Petrov", *["R. Calder"] * 2, "K. Petrov", "R. Calder", ""]
    assert [one["n"] for one in entries] == list(range(1, 7))
    begun, added, undone, again, counted, nothing = entries
    assert begun["files"] == FILES and begun["parent"] == "nothing" and begun["counts"]["new"] == 1
    assert added["counts"] == {"new": 2, "corrected": 1, "added_to": 0, "known": 0, "left_out": 0, "rows": 3}
    assert (added["import_id"], added["version"], added["parent"]) == (made.import_id, made.version, first)
    assert (undone["version"], undone["left"]) == (first, made.version)
    assert again["version"] == made.version == counted["replaced"]
    assert counted["definitions"] == RULE.digest() and counted["version"] == store.current().name
    assert "import_id" not in nothing and nothing["counts"]["known"] == 1
    ids = [row["import_id"] for row in store.history()]
    assert ids == [made.import_id, begun["import_id"]] and len(set(ids)) == 2


def test_it_is_private_and_holds_no_client_and_no_score(tmp_path):
    store = practice(tmp_path, one("01", 23.7, "KLIENT-77"), imported_by="K. Petrov")
    store.undo()
    path = store.folder / journal.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "KLIENT-77" not in path.read_text() and "23.7" not in path.read_text()
    assert not journal.pending(store.folder)


def test_what_moves_no_pointer_leaves_no_entry(tmp_path):
    store = practice(tmp_path, one("01"))
    other = "practice-000009-0a0a0a0a.duckdb"
    with pytest.raises(RuntimeError), journal.noting(store.folder, journal.ALIAS, version=other):
        raise RuntimeError
    assert told(store) == ["import"]
    journal.append(store.folder, journal.MODELS, version=store.current().name)
    assert told(store) == ["import", "models"]
    with store.writing():
        pass
    assert told(store) == ["import", "models"]


@pytest.mark.parametrize("cut", ["line", "before", "half"])
def test_a_writer_killed_between_pointer_and_journal(tmp_path, monkeypatch, cut):
    """A journal entry lost when a writer was killed is added unchanged by the next writer."""
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    entry = journal.read(store.folder).entries[-1]
    path = store.folder / journal.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    text = json.dumps({key: value for key, value in entry.items() if key != "n"})
    (store.folder / journal.NEXT).write_text(text)
    if cut != "line":
        path.write_bytes(lines[0] + (lines[1][:90] if cut == "half" else b""))
    assert not [
        one for one in check(DataFolder(tmp_path)) if one.what == "journal" and one.level == "problem"
    ]
    with store.writing():
        pass
    assert path.read_bytes() == b"".join(lines)
    assert not journal.pending(store.folder)


def test_an_entry_whose_version_never_became_current_is_dropped(tmp_path):
    store = practice(tmp_path, one("01"))
    text = json.dumps(
        {"id": "0", "at": "2026-09-30T00:00:00+00:00", "what": "undo", "by": "", "version": "nothing"}
    )
    (store.folder / journal.NEXT).write_text(text)
    deliver(store, one("02"))
    assert told(store) == ["import", "import"]


def test_a_store_without_a_journal_gets_one_from_its_data(tmp_path):
    report = {"rows_in": 1, "rows_accepted": 1}
    store = practice(tmp_path, one("01"), imported_by="K. Petrov", files=FILES, report=report)
    deliver(store, one("02"), report=report)
    before = journal.read(store.folder).entries
    (store.folder / journal.FILE).unlink()
    with store.writing():
        pass
    after = journal.read(store.folder).entries
    keep = ("what", "by", "import_id", "files", "day", "counts")
    assert [[one[key] for key in keep] for one in after] == [[one[key] for key in keep] for one in before]
    assert after[-1]["version"] == store.current().name


def test_an_empty_store_has_no_journal(tmp_path):
    store = DataFolder(tmp_path).practice
    with store.writing():
        pass
    assert not (store.folder / journal.FILE).exists()


def test_a_pointer_that_somebody_moved_by_hand_is_written_down(tmp_path):
    store = practice(tmp_path, one("01"))
    first = store.current().name
    deliver(store, one("02"))
    versions.set_current(store.folder, first)
    with store.writing():
        pass
    assert told(store) == ["import", "import", "found"]
    assert journal.read(store.folder).entries[-1]["version"] == first


@pytest.mark.parametrize("damage", ["flip", "lost line", "foreign", "folder"])
def test_a_damaged_journal_stops_nothing(tmp_path, damage):
    store = practice(tmp_path, one("01"))
    deliver(store, one("02"))
    store.undo()
    path = store.folder / journal.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        changed = {
            "flip": [lines[0].replace(b"import", b"imporx"), *lines[1:]],
            "lost line": [lines[0], lines[2]],
        }
        path.write_bytes(b"".join(changed.get(damage, [b"\x89PNG\r\n", b"\xff"])))
    assert [one.level for one in check(DataFolder(tmp_path)) if one.what == "journal"] == ["problem"]
    deliver(store, one("05"))
    assert store.current().n_sessions == 2
    held = journal.read(store.folder)
    assert held.whole and held.entries[-1]["import_id"] == store.history()[0]["import_id"]
    ids = [row["import_id"] for row in store.history()]
    assert set(ids) <= {one.get("import_id") for one in held.entries}
    assert [one.level for one in check(DataFolder(tmp_path)) if one.what == "journal"] == ["ok"]


def test_ten_imports_can_be_taken_back_and_the_first_is_known_for_ever(tmp_path):
    store = practice(tmp_path, one("01"))
    for day in range(2, 14):
        deliver(store, one(f"{day:02}"))
    store.change_definitions(RULE)
    assert store.steps().back == 10
    assert len(versions.listed(store.folder)) == 11
    for left in range(12, 2, -1):
        assert store.undo().n_sessions == left
    assert store.steps().back == 0
    assert told(store) == ["import"] * 13 + ["rules"] + ["undo"] * 10


def test_an_abandoned_import_leaves_nothing_of_another_practice(tmp_path):
    store = practice(tmp_path, one("01"))
    deliver(store, one("02", 37.9, "FOREIGN-42"))
    foreign = store.current().name
    models = store.folder / "models"
    models.mkdir(exist_ok=True)
    (models / f"{foreign.removesuffix('.duckdb')}.json").write_text("{}")
    store.undo()
    deliver(store, one("03"))
    left = [path for path in store.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in left if b"FOREIGN-42" in path.read_bytes()]
    assert not [path.name for path in left if foreign.removesuffix(".duckdb") in path.name]
    assert undo_redo.ancestors(store.folder, store.current().name)[-1] == versions.NOTHING
    assert told(store) == ["import", "import", "undo", "import"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize(
    "operation",
    [
        "undo",
        "redo",
        pytest.param("import", marks=pytest.mark.slow),
        pytest.param("rules", marks=pytest.mark.slow),
    ],
)
def test_killed_at_every_step(tmp_path, operation):
    """After a kill at any step of an operation, the journal's last entry names the current version."""
    store = practice(tmp_path / "start", one("01"))
    deliver(store, one("02"))
    deliver(store, one("03"))
    store.undo()
    forker = Forker()
    shutil.copytree(tmp_path / "start", tmp_path / "whole")
    steps = forker.run(operation, tmp_path / "whole")["steps"]
    for call in range(max(1, steps - 14), steps + 1):
        data = tmp_path / f"killed-{call}"
        shutil.copytree(tmp_path / "start", data)
        forker.run(operation, data, {"call": call, "after": call % 2 == 0})
        killed = DataFolder(data).practice
        with killed.writing():
            pass
        held = journal.read(killed.folder)
        now = versions.pointer(killed.folder).name or versions.NOTHING
        assert held.whole and held.entries[-1]["version"] == now
        done = now != versions.pointer(store.folder).name
        assert [one["what"] for one in held.entries][4:] == ([operation] if done else [])
        shutil.rmtree(data)
    forker.close()
