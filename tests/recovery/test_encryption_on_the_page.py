"""Tests of the card on encryption at rest: it says how things are, and what it names is what the command does."""

from __future__ import annotations

import re

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from analytics.accounts import audit, people
from analytics.cli import encryption as command
from analytics.messages import paragraph
from analytics.store import DataFolder, encryption, encryption_key
from analytics.store.encryption_key import ENVIRONMENT, Key
from pages.data import encryption_card
from tests.pages import run_page
from tests.support.practice import practice, session

KEY = Key(bytes(range(1, 33)))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a practice in clear, with a key in the environment and no keyring."""
    monkeypatch.setenv(encryption_key.VARIABLE, KEY.written())
    monkeypatch.setattr(encryption_key, "_found", {})
    monkeypatch.setattr(keyring, "get_password", NoKeyring().get_password)
    return practice(tmp_path / "data", [session(f"c{n}", "2026-09-01", 20, 30) for n in range(5)])


def said(store) -> str:
    return " ".join(paragraph(*part) for part in encryption_card.sentences(store.folder) if part)


def test_off_on_half_and_without_the_key(store, monkeypatch):
    assert said(store).startswith("**Off.**") and "shows the recovery key once" in said(store)
    encryption.write_anew(store, KEY, ENVIRONMENT, "R. Calder")
    store = DataFolder(store.folder.parent).practice
    assert said(store).startswith(f"**On**, with the key {KEY.id} in the variable HOLDFAST_KEY.")
    assert KEY.written() not in said(store) and "**Off" not in said(store)
    (store.folder / "secret").write_text("0" * 64)
    assert said(store).startswith("**On, but not for everything:**")
    monkeypatch.delenv(encryption_key.VARIABLE)
    monkeypatch.setattr(encryption_key, "_found", {})
    assert f"encrypted with the key {KEY.id}" in said(store) and "**On" not in said(store)


def test_data_that_are_encrypted_are_never_said_to_be_in_clear(store):
    encryption.write_anew(store, KEY, ENVIRONMENT, "R. Calder")
    (store.folder / encryption_key.FILE).unlink()
    assert "**Off" not in said(store) and "damaged or missing" in said(store)


def test_the_commands_named_are_those_there_are():
    words = " ".join(
        (*encryption_card.OFF, *encryption_card.TURN_ON, *encryption_card.KEEP, *encryption_card.CHANGE)
    )
    assert set(re.findall(r"“encryption ([\w-]+)”", words)) == set(command.ACTIONS) - {"make-key"}


@pytest.mark.parametrize("role", ["owner", "office", "supervisor"])
def test_owners_alone_read_it(store, role, monkeypatch):
    people.add(store.folder, "Anna", ["owner"], by=audit.COMMAND_LINE)
    who = people.add(store.folder, "Bo", [role], by=audit.COMMAND_LINE)
    monkeypatch.setenv("HOLDFAST_DATA", str(store.folder.parent))
    page = run_page.start("data", store.folder.parent, account=who.key)
    assert not page.exception
    assert ("Whoever gets a copy of the data folder" in run_page.words(page)) == (role == "owner")
