"""Tests of the backup that an owner downloads in the browser."""

from __future__ import annotations

import dataclasses

import pytest

from analytics.access import Viewer
from analytics.accounts import audit, people
from analytics.store import DataFolder, backup_file, backups_made, restore
from pages.data import backup_card
from tests.support.clinic import rows
from tests.support.practice import practice


@pytest.fixture
def store(tmp_path):
    return practice(tmp_path / "data", rows())


def owner(person: str = "this-computer") -> Viewer:
    return Viewer(person=person, name="Olga", roles=frozenset({"owner"}), store="practice")


def test_the_file_is_whole_listed_and_brings_the_practice_back(store, tmp_path):
    content, entries = backup_card.make(store, owner())
    path = tmp_path / "down.holdfast"
    path.write_bytes(content)
    manifest = backup_file.verify(path)
    assert (manifest.version, len(manifest.entries)) == (store.warehouse().version.name, entries)
    (listed,) = backups_made.read(store.folder)
    assert backup_card.IN_A_BROWSER in listed.path and listed.version == manifest.version
    again = DataFolder(tmp_path / "again").practice
    restore.restore(again, path, "test")
    assert again.warehouse().version.n_sessions == store.warehouse().version.n_sessions


def test_a_later_download_is_another_backup(store):
    backup_card.make(store, owner())
    (first,) = backups_made.read(store.folder)
    long_ago = dataclasses.replace(first, path="downloaded earlier", at="2020-01-01T00:00:00+00:00")
    backups_made.write(store.folder, (long_ago,))
    backup_card.make(store, owner())
    assert len(backups_made.read(store.folder)) == 2


def test_only_somebody_who_is_still_an_owner_gets_it(store):
    olga = people.add(store.folder, "Olga", ["owner"], [], by=audit.COMMAND_LINE)
    other = people.add(store.folder, "Theo", ["therapist"], ["T1"], by=audit.COMMAND_LINE)
    assert backup_card.make(store, owner(olga.key))[0]
    for person in (other.key, "this-computer", "nobody"):
        with pytest.raises(PermissionError):
            backup_card.make(store, owner(person))
    assert len(backups_made.read(store.folder)) == 1
