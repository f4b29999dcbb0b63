"""Tests of damage to files other than the current version: figures are unchanged, recovery works."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

from analytics.risk import model_store, refresh
from analytics.store import DataFolder, undo_redo, versions
from analytics.store.served_version import CANNOT_COME_BACK, PASSED_OVER
from tests.support import damage
from tests.support.command import run
from tests.support.practice import TODAY, deliver, session

DAYS = [datetime.date(2026, 7, 31), datetime.date(2026, 8, 31), TODAY]
LATER = "client_id,session_date,therapist,ors_total,srs_total\nC-9,2026-09-20,T01,21.0,35.0\n"
FOLDERS = ("building", "models", "log")
NOTE = "note of a failure"
BEHIND, AHEAD = ("parent", "parent's seal"), ("redo", "redo's seal")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a data folder with three imports, models, and a fourth import that was undone."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    store = DataFolder(folder).practice
    for number, day in enumerate(DAYS):
        deliver(store, [session("C-1", f"2026-0{7 + number}-10", 20)], today=day)
    deliver(store, [session("C-2", "2026-09-11", 20)], today=TODAY)
    store.undo()
    refresh.run(store)
    return folder


@pytest.fixture
def data(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "data")
    return tmp_path / "data"


def place(store, which: str) -> Path:
    current = store.current()
    names = {
        "parent": undo_redo.parent(store.folder, current.name),
        "redo": undo_redo.taken_back(store.folder)[-1],
    }
    if which.partition("'")[0] in names:
        name = names[which.partition("'")[0]]
        return (
            versions.seal_path(store.folder, name)
            if which.endswith("seal")
            else store.folder / "versions" / name
        )
    return {
        NOTE: model_store.failure_path(current),
        "marker of a maker": model_store.path(current).with_suffix(".making"),
        "building": store.folder / "building",
        "models": store.folder / "models",
        "log": store.folder.parent / "log",
        "log file": store.folder.parent / "log" / "holdfast.log",
    }[which]


CASES = [
    *((which, how) for which in (*BEHIND, *AHEAD, NOTE) for how in damage.DAMAGES),
    *((which, how) for which in ("marker of a maker", "log file") for how in ("foreign", "directory")),
    *((folder, "directory") for folder in FOLDERS),
]


def sessions(data) -> int:
    return len(json.loads(run("export", "sessions", "--json", data=data).out))


def told(data) -> dict[str, str]:
    """Return the problems and notes that `check` reports about the user's practice and the log, by file.

    Without what is true here and no damage: that no backup is known, and who can reach the data.
    """
    findings = run("check", "--json", data=data).document["findings"]
    return {
        row["what"].partition(" ")[0]: row["level"]
        for row in findings
        if row["level"] != "ok" and row["store"] not in ("sample", "installation") and row["what"] != "backup"
    }


def expected(which: str, how: str) -> dict[str, str]:
    if which in BEHIND:
        return {"version": "note" if (which, how) == ("parent", "gone") else "problem"}
    if which in AHEAD:
        return {} if (which, how) == ("redo", "gone") else {"version": "note"}
    if which == "models":
        return {"models": "problem"}
    return {"log": "note"} if which.startswith("log") and how == "directory" else {}


def after(which: str, how: str) -> dict[str, str]:
    """Return the findings of `check` expected after the next import."""
    if which in BEHIND or which.startswith("log"):
        return expected(which, how)
    aside = which in ("building", "models") or (which in AHEAD and (which, how) != ("redo", "gone"))
    return {"set": "note"} if aside else {}


@pytest.mark.parametrize(("which", "how"), damage.spread(CASES))
def test_the_numbers_stay_and_every_way_leads_on(data, which, how):
    path = place(DataFolder(data).practice, which)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    damage.spoil(path, how, "version" if which in ("parent", "redo") else which, is_folder=which in FOLDERS)
    assert sessions(data) == 3
    assert told(data) == expected(which, how)
    undone = run("imports", "--undo", data=data)
    assert (undone.status, PASSED_OVER in undone.out) == (0, which in BEHIND), undone.err
    assert sessions(data) == (1 if which in BEHIND else 2)
    assert run("imports", "--redo", data=data).status == 0
    again = run("imports", "--redo", data=data)
    if which in AHEAD:
        said = "There is nothing to bring back" if (which, how) == ("redo", "gone") else CANNOT_COME_BACK
        assert (again.status, said in again.out, sessions(data)) == (4, True, 3)
    else:
        assert (again.status, sessions(data)) == (0, 4)
        assert run("imports", "--undo", data=data).status == 0
    file = data.parent / "later.csv"
    file.write_text(LATER)
    assert run("import", file, "--today", "2026-09-30", data=data).status == 0
    assert sessions(data) == 4
    assert told(data) == after(which, how)


@pytest.mark.parametrize("how", damage.spread(damage.DAMAGES))
def test_a_note_of_a_failure_that_cannot_be_read_has_models_made_again(data, how):
    store = DataFolder(data).practice
    path = place(store, NOTE)
    model_store.path(store.current()).unlink()
    damage.spoil(path, how, NOTE)
    said = run("show", "early_warning", data=data)
    assert "error number" not in said.err + said.out
    assert model_store.read(store.current()) is not None


@pytest.mark.parametrize("store", ["practice", "sample"])
def test_a_file_in_place_of_a_store(data, store):
    """A file in place of a store's folder gives the same message in every command."""
    folder = data / store
    folder.rename(data / "away") if folder.exists() else None
    folder.write_text("a file")
    folder.chmod(0o600)
    more = ("--sample",) if store == "sample" else ()
    sentence = (
        f"Something else lies where Holdfast keeps {store} in its data folder. Move it away and try again."
    )
    for words in (("show", "overview"), ("imports",), ("imports", "--undo"), ("export", "clients")):
        said = run(*more, *words, data=data)
        assert (said.status, said.err.strip()) == (5, sentence)
    checked = run("check", "--json", data=data)
    assert checked.status == 5
    assert [row["sentence"] for row in checked.document["findings"] if row["level"] == "problem"] == [
        sentence
    ]
    if store == "sample":
        assert sessions(data) == 3


def test_a_version_behind_that_is_gone_is_told_and_one_that_a_sweep_deleted_is_not(tmp_path):
    store = DataFolder(tmp_path / "data").practice
    for number in range(versions.KEPT + 2):
        deliver(store, [session("C-1", f"2026-08-{number + 1:02}", 20)])
    assert undo_redo.lost(store.folder, store.current().name) == []
    store.undo()
    assert undo_redo.lost(store.folder, store.current().name) == []
    behind = undo_redo.parent(store.folder, store.current().name)
    for path in (store.folder / "versions" / behind, versions.seal_path(store.folder, behind)):
        path.unlink()
    assert undo_redo.lost(store.folder, store.current().name) == [behind]
    said = run("check", data=tmp_path / "data")
    assert said.status == 0
    assert f"The version {behind} is missing; no undo leads back to it." in said.out


def test_what_went_further_back_is_brought_back_in_the_same_steps(tmp_path):
    """Undo skips two damaged versions, and redo restores all that was undone."""
    made = DataFolder(tmp_path / "made").practice
    for number in range(5):
        deliver(made, [session("C-1", f"2026-08-0{number + 1}", 20)])
    shutil.copytree(tmp_path / "made", tmp_path / "data")
    store = DataFolder(tmp_path / "data").practice
    for name in versions.listed(store.folder)[2:4]:
        damage.spoil(store.folder / "versions" / name, "cut", "version")
    assert [store.undo().n_sessions, store.undo().n_sessions, store.undo()] == [2, 1, None]
    assert store.steps().forward == 3
    assert [store.redo().n_sessions for _ in range(4)] == [1, 2, 5, 5]
