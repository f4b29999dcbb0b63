"""Tests of backup and restore: everything comes back, a damaged file is refused, erased clients stay erased."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import random
import shutil
import stat

import pytest

from analytics import definitions
from analytics.access import Scope
from analytics.notes import Talk, Talks
from analytics.store import (
    DataFolder,
    StoreUnusable,
    backup,
    backup_file,
    backups_made,
    erasure,
    journal,
    restore,
    retention,
    tombstones,
    versions,
)
from analytics.store.backup_file import BackupRefused
from analytics.store.restore import NotEmpty
from tests.support import traces
from tests.support.clinic import PEOPLE, rows
from tests.support.command import folder_bytes
from tests.support.practice import deliver, practice, session

CODE = "ZQX-7731"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a store with marks, people, rules and two imports, and the path of its backup."""
    folder = tmp_path_factory.mktemp("made")
    store = practice(folder / "data", rows())
    deliver(store, [session(CODE, "2026-08-01", 13.7, 31.3)])
    (store.folder / "people.json").write_text(json.dumps(PEOPLE))
    store.change_definitions(definitions.from_toml("[change]\nors_reliable_change = 5"))
    mark = Talk(
        record_id=erasure.record_ids([CODE], store.secret())[0],
        episode_no=1,
        day=datetime.date(2026, 9, 1),
        person="p",
        version="v",
        tier="full",
        session_day=datetime.date(2026, 8, 1),
    )
    Talks(store.folder).mark(mark)
    return store, saved(store, folder / "backup")


def saved(store, path):
    """Write a backup of a store and list it as the command does."""
    with path.open("wb") as file:
        done = backup.write(store, file)
    backups_made.add(store.folder, backups_made.Backup(str(path), done.at, done.version, done.digest))
    return path


def everything(store) -> tuple:
    """Return what a store shows, counts and keeps: version, its bytes, rules, marks, people, key, journal."""
    version = store.current()
    return (
        (version.name, versions.fingerprint(version.path), version.definitions, version.data_date),
        store.warehouse().query("definition_effect", Scope(practice_totals=True)).one(),
        Talks(store.folder).all(),
        store.people(),
        store.secret(),
        [one for one in journal.read(store.folder).entries if one["what"] != journal.RESTORED],
    )


def test_everything_comes_back_in_an_empty_folder(made, tmp_path):
    store, path = made
    assert backup_file.verify(path).version == store.current().name
    other = DataFolder(tmp_path / "new").practice
    done = restore.restore(other, path, "R. Calder")
    assert done.erased_again == 0
    assert everything(other) == everything(store)
    assert journal.read(other.folder).whole
    assert journal.read(other.folder).entries[-1]["what"] == journal.RESTORED
    wrong = [one for one in other.folder.rglob("*") if stat.S_IMODE(one.stat().st_mode) & 0o077]
    assert wrong == []
    assert sorted(one.name for one in (tmp_path / "new").iterdir()) == ["lock", "practice"]
    deliver(other, [session("C-4000", "2026-09-10", 22)])
    assert other.current().n_sessions == store.current().n_sessions + 1


def test_two_backups_of_the_same_data_differ_in_their_time_only(made, tmp_path):
    store, _ = made
    names = [list(backup_file.verify(saved(store, tmp_path / name)).entries.items()) for name in "ab"]
    assert names[0] == names[1]


def test_tar_programs_can_list_it(made):
    import tarfile

    store, path = made
    with tarfile.open(path) as archive:
        names = archive.getnames()
    assert names[0] == "manifest.json" and names[-1] == "SHA256"
    assert f"practice/versions/{store.current().name}" in names
    assert not {"practice/lock", "practice/TAKEN_BACK", "practice/backups.json"} & set(names)
    total = hashlib.sha256(path.read_bytes()[: -4 * 512]).hexdigest()
    assert total.encode() in path.read_bytes()[-4 * 512 :]


def test_any_damage_is_noticed_and_changes_nothing(made, tmp_path):
    _, path = made
    whole = path.read_bytes()
    store = practice(tmp_path / "data", [session("C-1", "2026-08-01", 20)])
    before = folder_bytes(store.folder.parent)
    pick, damaged = random.Random(20261130), []
    places = [0, 100, 200, 345, 511, 512, 600, len(whole) - 1, len(whole) - 1500, len(whole) - 2000]
    for place in [*places, *(pick.randrange(len(whole)) for _ in range(30))]:
        damaged.append(whole[:place] + bytes([whole[place] ^ 1 << pick.randrange(8)]) + whole[place + 1 :])
    damaged.append(whole.replace(b'"format": 1', b'"format": 3', 1))
    damaged += [whole[:size] for size in (0, 1, 511, 512, 5000, len(whole) // 2, len(whole) - 1)]
    damaged += [whole + b"\0", whole + whole, b"PK\3\4" + whole, b"\0" * 10240]
    for number, content in enumerate(damaged):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(BackupRefused) as refused:
            restore.restore(store, tmp_path / "bad", replace=True)
        assert str(refused.value) == backup_file.DAMAGED, number
    assert folder_bytes(store.folder.parent) == before
    assert [one.name for one in tmp_path.joinpath("data").iterdir()] == ["practice"]


def _forged(manifest_changes: dict, names: dict[str, bytes]) -> bytes:
    """Return a backup file with right checksums and any names and any statements about itself."""
    entries = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in names.items()}
    document = {
        "format": 1,
        "holdfast": "9",
        "layout_no": 3,
        "at": "2026-09-30",
        "version": "practice-000001-00000000.duckdb",
    }
    document["entries"] = [{"name": n, "size": s, "sha256": d} for n, (s, d) in entries.items()]
    out = backup_file._Hashed(file := io.BytesIO())
    backup_file._write_entry(out, "manifest.json", json.dumps(document | manifest_changes).encode())
    for name, content in names.items():
        backup_file._write_entry(out, f"practice/{name}", content)
    backup_file._write_entry(out, "SHA256", out.sum.hexdigest().encode())
    out.write(bytes(1024))
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "versions/../../evil", "a/b", "..", ".hidden", "versions/", "x\0y"]
)
def test_no_entry_leads_out_of_the_folder(name, tmp_path):
    (tmp_path / "bad").write_bytes(_forged({}, {name: b"evil"}))
    with pytest.raises(BackupRefused):
        restore.restore(DataFolder(tmp_path / "data").practice, tmp_path / "bad")
    assert traces.files_with(tmp_path, "evil") in ([], ["bad"])


def test_an_entry_that_is_not_what_the_manifest_says_is_refused(tmp_path):
    """Also where the sum over the whole file is right."""
    wrong = [{"name": "secret", "size": 64, "sha256": "0" * 64}]
    (tmp_path / "bad").write_bytes(_forged({"entries": wrong}, {"secret": b"0" * 64}))
    with pytest.raises(BackupRefused, match="damaged"):
        backup_file.verify(tmp_path / "bad")


@pytest.mark.parametrize("newer", [{"format": 2}, {"layout_no": 99}])
def test_a_newer_file_is_refused(newer, tmp_path):
    (tmp_path / "newer").write_bytes(_forged(newer, {"secret": b"0" * 64}))
    with pytest.raises(BackupRefused, match="newer Holdfast"):
        restore.restore(DataFolder(tmp_path / "data").practice, tmp_path / "newer")


def test_a_well_sealed_file_without_a_version_is_refused(tmp_path):
    store = practice(tmp_path / "data", rows()[:3])
    now = everything(store)
    (tmp_path / "odd").write_bytes(_forged({}, {"secret": b"0" * 64}))
    with pytest.raises(BackupRefused):
        restore.restore(store, tmp_path / "odd", replace=True)
    assert everything(DataFolder(tmp_path / "data").practice) == now
    assert [one.name for one in (tmp_path / "data").iterdir() if one.name != "lock"] == ["practice"]


def test_a_practice_is_replaced_only_on_purpose(made, tmp_path):
    store, path = made
    other = practice(tmp_path / "data", [session("C-1", "2026-08-01", 20)])
    with pytest.raises(NotEmpty, match="--replace"):
        restore.restore(other, path)
    assert other.current().n_sessions == 1
    restore.restore(other, path, replace=True)
    assert everything(other) == everything(store)
    assert traces.files_with(tmp_path, "C-1\n") == []
    assert sorted(one.name for one in (tmp_path / "data").iterdir()) == ["lock", "practice"]


def test_an_erased_client_does_not_come_back(made, tmp_path):
    source, path = made
    shutil.copytree(source.folder.parent, tmp_path / "data")
    store = DataFolder(tmp_path / "data").practice
    erasure.erase(store, [CODE])
    retention.change(store, 120)
    done = restore.restore(store, path, replace=True)
    assert done.erased_again == 1
    assert store.current().n_sessions == source.current().n_sessions - 1
    assert traces.files_with(tmp_path / "data", CODE) == []
    assert Talks(store.folder).all() == () and len(tombstones.read(store.folder)) == 1
    assert store.steps().back == 0
    assert retention.months(store.folder) == 120


def test_nor_where_the_backup_has_another_key(made, tmp_path):
    source, path = made
    other = practice(tmp_path / "data", [session(CODE, "2026-08-01", 20), session("C-1", "2026-08-01", 20)])
    assert other.secret() != source.secret()
    erasure.erase(other, [CODE])
    restore.restore(other, path, replace=True)
    assert other.secret() == source.secret()
    assert traces.files_with(tmp_path / "data", CODE) == []


def test_a_damaged_list_of_erased_clients_stops_no_restore(made, tmp_path):
    """A backup is where a whole list comes from; that some may come back is said."""
    _, path = made
    other = practice(tmp_path / "data", [session("C-1", "2026-08-01", 20)])
    (other.folder / tombstones.FILE).write_text("{")
    assert restore.restore(other, path, replace=True).list_lost
    assert tombstones.read(other.folder) == ()


def test_the_made_up_practice_is_not_restored_over_the_real_one(tmp_path):
    data = DataFolder(tmp_path / "data")
    deliver(data.sample, rows())
    with pytest.raises(BackupRefused):
        restore.restore(data.practice, saved(data.sample, tmp_path / "backup"))
    assert data.practice.current() is None


def test_marks_that_the_database_has_not_settled_yet_are_in_it(made, tmp_path):
    import sqlite3

    source, _ = made
    shutil.copytree(source.folder.parent, tmp_path / "data")
    store = DataFolder(tmp_path / "data").practice
    held = sqlite3.connect(store.folder / "notes.sqlite")
    held.execute("pragma journal_mode = wal")
    held.execute("update course_talk set tier = 'provisional'")
    held.commit()  # in the log beside the file, as the connection stays open
    path = saved(store, tmp_path / "backup")
    held.close()
    other = DataFolder(tmp_path / "new").practice
    restore.restore(other, path)
    assert [one.tier for one in Talks(other.folder).all()] == ["provisional"]


def test_damaged_data_are_not_backed_up(tmp_path):
    store = practice(tmp_path / "data", rows()[:5])
    path = store.current().path
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreUnusable):
        backup.write(DataFolder(tmp_path / "data").practice, io.BytesIO())


def test_nothing_is_backed_up_where_nothing_is(tmp_path):
    with pytest.raises(StoreUnusable, match="nothing to back up"):
        backup.write(DataFolder(tmp_path).practice, io.BytesIO())
