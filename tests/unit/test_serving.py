"""Tests of what `start.py --serve` refuses, and of the first owner's link."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from analytics.accounts import audit, invitations, people
from analytics.cli import exits
from launcher import environment, server_process
from tests.support.command import run
from tests.support.practice import practice, session
from tests.support.server import free_port

PASSWORD = "a long enough phrase 7"


@pytest.fixture
def this_python(monkeypatch):
    """Let start.py use the Python of the tests instead of its own environment."""
    monkeypatch.setattr(environment, "python_in_venv", lambda: Path(sys.executable))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://holdfast.example", "sign-in without TLS"),
        ("https://holdfast.example/path", "nothing behind the name"),
        ("https://anna@holdfast.example", "nothing behind the name"),
        ("holdfast.example", "sign-in without TLS"),
    ],
)
def test_unsafe_addresses_are_refused_in_one_sentence(tmp_path, address, words):
    said = run("serving", address, "--json", data=tmp_path / "data")
    assert said.status == exits.UNUSABLE and said.document["address"] is None
    (sentence,) = said.document["problems"]
    assert words in sentence
    assert not (tmp_path / "data" / "practice" / "accounts.sqlite").exists()


def test_a_folder_that_others_may_open_is_not_served(tmp_path, this_python):
    practice(tmp_path / "data", [session("c1", "2026-09-01", 20.0)])
    (tmp_path / "data").chmod(0o755)
    with pytest.raises(environment.Refused, match="Others on this computer can open data"):
        server_process.serve_others(free_port(), str(tmp_path / "data"), "https://holdfast.example")


def test_lost_accounts_let_nobody_be_served(tmp_path, this_python):
    store = practice(tmp_path / "data", [session("c1", "2026-09-01", 20.0)])
    people.add(store.folder, "Anna", ["owner"], by=audit.COMMAND_LINE)
    (store.folder / "accounts.sqlite").unlink()
    with pytest.raises(environment.Refused, match="Nobody is let in"):
        server_process.serve_others(free_port(), str(tmp_path / "data"), "https://holdfast.example")


def test_the_owners_link_is_printed_until_it_is_used_and_not_after(tmp_path):
    store = practice(tmp_path / "data", [session("c1", "2026-09-01", 20.0)])
    first = run("serving", "https://holdfast.example", "--json", data=tmp_path / "data").document[
        "owner_path"
    ]
    second = run("serving", "https://holdfast.example", "--json", data=tmp_path / "data").document[
        "owner_path"
    ]
    assert first != second and invitations.whose(store.folder, first.partition("=")[2]) is None
    invitations.use(store.folder, second.partition("=")[2], "anna", PASSWORD)
    third = run("serving", "https://holdfast.example", "--json", data=tmp_path / "data").document
    assert third["owner_path"] is None and third["problems"] == []
    assert "Owner" in " ".join(third["notes"])  # no second factor yet
