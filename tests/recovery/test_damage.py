"""Tests of damage to every file of the data folder: message, exit status, right numbers, recovery."""

from __future__ import annotations

import datetime
import json
import shutil

import pytest

from analytics import definitions
from analytics.notes import Talk, Talks
from analytics.risk import refresh
from analytics.store import DataFolder
from tests.support import damage
from tests.support.clinic import PEOPLE, rows
from tests.support.command import run
from tests.support.practice import TODAY, deliver, session

BEFORE, DAY = datetime.date(2026, 8, 31), TODAY
MORE = [session("C-2000", f"2026-09-{day:02}", 20 + day % 5, 36) for day in (1, 8, 15)]
LATER = "client_id,session_date,therapist,ors_total,srs_total\nC-3000,2026-09-20,T01,21.0,35.0\n"
SHOWN_BEFORE = {"seal", "version"}  # what is damaged when the state before is shown
STAYS = {"notes", "people"}  # what only a person can put right
# A letter of somebody's name: people write this file, so it has no seal.
UNNOTICED = {("people", "flipped")}


def harmless(which: str, how: str) -> bool:
    """Return whether this damage is harmless: repaired by the next write, at most noted by `check`."""
    if which in ("lock", "profiles", "taken_back"):
        return (which, how) != ("lock", "directory")
    if (which, how) == ("definitions", "empty"):
        return True
    return how == "gone" and which in ("definitions", "notes", "models", "journal")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a data folder with everything it can contain: versions, rules, models, notes, people."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    store = DataFolder(folder).practice
    deliver(store, rows(), today=BEFORE)
    (store.folder / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    (store.folder / "people.json").chmod(0o600)
    (store.folder / "profiles.json").write_text("{}")
    (store.folder / "profiles.json").chmod(0o600)
    store.change_definitions(definitions.from_toml("[endings]\nlapse_days = 45"))
    deliver(store, MORE, today=DAY)
    deliver(store, [session("C-2001", "2026-09-02", 20)], today=DAY)
    store.undo()
    Talks(store.folder).mark(
        Talk(record_id="0" * 16, episode_no=1, day=DAY, person="somebody", version="version", tier="none")
    )
    refresh.run(store)
    return folder


@pytest.fixture
def data(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "data")
    return tmp_path / "data"


def overview(data):
    return run("show", "overview", "--json", data=data)


def figures(document: dict) -> dict:
    return {key: value for key, value in document.items() if key not in ("banner", "version")}


@pytest.fixture(scope="module")
def both(whole, tmp_path_factory):
    copy = tmp_path_factory.mktemp("both") / "data"
    shutil.copytree(whole, copy)
    newest = overview(copy).document
    assert run("imports", "--undo", data=copy).status == 0
    before = overview(copy).document
    assert (before["as_of"], newest["as_of"]) == ("2026-08-31", "2026-09-30")
    assert before["definitions"] == newest["definitions"] != definitions.DEFAULTS.digest()
    return figures(before), figures(newest)


def plain(said) -> None:
    """Assert that the output has no traceback, exception name or code location."""
    for word in ("Traceback", "defect", "Error", "Exception", ".py"):
        assert word not in said.err + said.out, (said.err, said.out[:300])


def cases():
    for which in damage.FILES:
        for how in damage.DAMAGES:
            if which != "versions" or how in ("gone", "directory"):
                yield which, how


@pytest.mark.parametrize(("which", "how"), damage.spread(cases()))
def test_what_is_served_and_the_way_back(data, both, which, how):
    store = DataFolder(data).practice
    damage.apply(store, which, how)
    before, newest = both
    said = overview(data)
    plain(said)
    checked = run("check", "--json", data=data)
    plain(checked)
    problems = [row for row in checked.document["findings"] if row["level"] == "problem"]
    if which == "versions":
        assert said.status == 5
        assert "import" in said.err.lower()
        assert checked.status == 5
    elif which in SHOWN_BEFORE or which == "pointer":
        assert said.status == 0
        assert figures(said.document) == (newest if which == "pointer" else before)
        assert said.document["banner"] in said.err
        day = "30 Sep 2026" if which == "pointer" else "31 Aug 2026"
        assert f"of {day}." in said.document["banner"]
        assert checked.status == 5
        assert len(problems) == 1
        assert ("newer Holdfast" in said.document["banner"]) == ((which, how) == ("version", "newer"))
    else:
        assert said.status == 0
        assert figures(said.document) == newest
        assert "banner" not in said.document
        if problems:
            assert {row["what"] for row in problems} <= {which, "lock"}
        if (which, how) not in UNNOTICED:
            assert checked.status == (0 if harmless(which, how) else 5), problems
    the_way_back(data, both, which)


def the_way_back(data, both, which) -> None:
    before, newest = both
    undone = run("imports", "--undo", "--json", data=data)
    plain(undone)
    assert undone.status == 0, undone.err
    after = overview(data)
    plain(after)
    if which == "versions":
        assert after.document["why"] == "Nothing has been imported yet."
    else:
        assert "banner" not in after.document
        assert figures(after.document) == (newest if which == "pointer" else before)
    store = DataFolder(data).practice
    deliver(store, MORE if which != "versions" else [*rows(), *MORE], today=DAY)
    again = overview(data)
    assert again.status == 0
    assert "banner" not in again.document
    assert figures(again.document) == newest
    checked = run("check", "--json", data=data)
    problems = {row["what"] for row in checked.document["findings"] if row["level"] == "problem"}
    assert problems <= STAYS & {which}


@pytest.mark.parametrize("how", damage.spread(damage.DAMAGES))
@pytest.mark.parametrize("which", ["pointer", "seal", "version"])
def test_an_import_works_from_the_damage_at_once(data, tmp_path, which, how):
    damage.apply(DataFolder(data).practice, which, how)
    file = tmp_path / "later.csv"
    file.write_text(LATER)
    said = run("import", file, "--today", "2026-09-30", "--json", data=data)
    plain(said)
    assert said.status == 0, said.err
    assert said.document["banner"]
    assert "banner" not in overview(data).document
    clients = 45 if which != "pointer" else 46
    held = {row["client_id"] for row in json.loads(run("export", "clients", "--json", data=data).out)}
    assert len(held) == clients + 1
    assert run("check", data=data).status == 0
    kept = list((data / "practice" / "versions").glob("*aside*.duckdb")) + list(
        (data / "practice" / "versions").glob("*.duckdb.aside-??????")
    )
    assert bool(kept) == (which == "seal" or (which == "version" and how != "gone"))


@pytest.mark.parametrize("how", damage.spread(damage.DAMAGES))
@pytest.mark.parametrize("which", ["seal", "version"])
def test_the_only_version(tmp_path, which, how):
    """If the only version is damaged, commands exit with status 5 and an import works again."""
    data = tmp_path / "data"
    deliver(DataFolder(tmp_path / "made").practice, rows())
    shutil.copytree(tmp_path / "made", data)  # this process has the first one open
    damage.apply(DataFolder(data).practice, which, how)
    said = overview(data)
    plain(said)
    assert said.status == 5
    newer = (which, how) == ("version", "newer")
    assert ("newer Holdfast" in said.err) == newer
    assert run("check", data=data).status == 5
    file = tmp_path / "later.csv"
    file.write_text(LATER)
    came = run("import", file, "--today", "2026-09-30", data=data)
    plain(came)
    assert came.status == (5 if newer else 0), came.err
    if newer:  # what a newer Holdfast made is not started over by a night's import
        assert "newer Holdfast" in came.err
        assert run("imports", "--undo", data=data).status == 0
        assert run("import", file, "--today", "2026-09-30", data=data).status == 0
    assert overview(data).status in (0, 4)
    assert run("check", data=data).status == 0


@pytest.mark.parametrize("which", ["version", "versions"])
@pytest.mark.parametrize("how", ["gone", "cut", "directory"])
def test_an_import_starts_anew_where_no_version_is_intact(data, tmp_path, which, how):
    """If no version is intact, an import works at once, without an undo before it."""
    if (which, how) == ("versions", "cut"):
        pytest.skip("a folder is only gone or replaced")
    store = DataFolder(data).practice
    for path in (store.folder / "versions").glob("*.duckdb"):
        if which == "version":
            path.chmod(0o600)
            path.unlink() if how != "cut" else path.write_bytes(path.read_bytes()[:500])
            if how == "directory":
                path.mkdir()
    if which == "versions":
        damage.apply(store, which, how)
    told = overview(data)
    assert told.status == 5
    assert "Import your export again" in told.err
    file = tmp_path / "later.csv"
    file.write_text(LATER)
    came = run("import", file, "--today", "2026-09-30", data=data)
    plain(came)
    assert came.status == 0, came.err
    assert overview(data).status in (0, 4)
    assert run("imports", "--undo", data=data).out.startswith("Nothing is imported any more")


def test_only_damage_is_passed_over_never_what_was_taken_back(data):
    """If the file `CURRENT`, which names the version in use, is lost, an undone import stays hidden."""
    (data / "practice" / "CURRENT").unlink()
    assert len(list((data / "practice" / "versions").glob("*.duckdb"))) == 3
    document = overview(data).document
    assert document["as_of"] == "2026-09-30"
    clients = json.loads(run("export", "clients", "--json", data=data).out)
    assert "C-2001" not in {row["client_id"] for row in clients}
    assert "C-2000" in {row["client_id"] for row in clients}


def test_a_lost_list_of_people_lets_nobody_in(data):
    assert run("--as", "therapist", "export", "sessions", data=data).status == 0
    people = data / "practice" / "people.json"
    for content in (b"", b"{", b"[1]", b"\xff", b'[{"person": "therapist", "name": "T", "role": "king"}]'):
        people.write_bytes(content)
        said = run("--as", "therapist", "export", "sessions", data=data)
        plain(said)
        assert (said.status, said.out) == (5, "")
        assert "people.json" in said.err
    people.unlink()
    said = run("--as", "therapist", "export", "sessions", data=data)
    assert (said.status, said.out) == (5, "")


def test_a_lost_key_comes_back_from_the_data(data):
    store = DataFolder(data).practice
    key = (data / "practice" / "secret").read_text()
    records = store.warehouse().query("client_records", _everybody()).rows
    (data / "practice" / "secret").unlink()
    deliver(DataFolder(data).practice, [session("C-1001", "2026-09-22", 20)])
    assert (data / "practice" / "secret").read_text() == key
    after = DataFolder(data).practice.warehouse().query("client_records", _everybody()).rows
    assert {row[0] for row in records} <= {row[0] for row in after}


def _everybody():
    from analytics.risk.model_store import EVERYBODY

    return EVERYBODY
