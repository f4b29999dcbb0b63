"""Tests of the commands `people` and `audit`, run as processes and in process."""

import io
import json
from datetime import date as DAY

import pytest

from analytics.accounts import passwords, schema
from analytics.cli.entry import main
from analytics.notes import Agreement, Agreements
from tests.support.practice import practice, session

PASSWORD = "a long enough phrase 7"


@pytest.fixture(autouse=True)
def fast_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(1, 8, 1))


@pytest.fixture
def run(tmp_path, capsys):
    """Return a function that runs a command on a practice with therapists T1 and T2: (status, output, errors)."""
    rows = [
        session(client, f"2026-09-0{day}", ors=20.0, therapist=code)
        for client, code in (("c1", "T1"), ("c2", "T2"))
        for day in (1, 8)
    ]
    store = practice(tmp_path, rows)

    def run(*words: str) -> tuple[int, str, str]:
        status = main(["--data", str(store.folder.parent), *words])
        out, err = capsys.readouterr()
        return status, out, err

    run.folder = store.folder
    return run


def test_people_are_added_changed_and_removed(run):
    status, out, _ = run("people", "list")
    assert status == 0 and "everybody at this computer sees all" in out
    status, _, err = run("people", "add", "Bo")
    assert status == 2 and "first person is an owner" in err
    status, out, _ = run("people", "add", "Anna Berg", "--role", "owner", "--json")
    assert status == 0 and json.loads(out)["path"].startswith("/join?token=")
    status, _, err = run("people", "add", "Bo", "--role", "therapist", "--code", "T9")
    assert (status, "no therapist has the code t9 in your data. there are t1, t2." in err.casefold()) == (
        2,
        True,
    )
    assert run("people", "add", "Bo", "--role", "therapist", "--code", "T1")[0] == 0
    assert run("people", "add", "Eva", "--role", "supervisor")[0] == 0
    assert run("people", "supervise", "Eva", "T1", "--from", "2026-01-01")[0] == 0
    listed = json.loads(run("people", "list", "--json")[1])
    assert [one["name"] for one in listed["people"]] == ["Anna Berg", "Bo", "Eva"]
    assert listed["codes_of_nobody"] == ["T2"]
    assert listed["people"][2]["supervises"] == ["T1 (from 2026-01-01)"]
    status, _, err = run("people", "remove", "Anna Berg")
    assert status == 2 and "last owner" in err
    assert run("people", "change", "Bo", "--rename", "Bo Lund", "--no-codes")[0] == 0
    assert "see no client: Bo Lund" in run("people", "list")[1]
    assert run("people", "remove", "bo lund")[0] == 0
    assert "Bo" not in run("people", "list")[1]


def test_a_removed_person_ends_their_agreements(run):
    run("people", "add", "Anna", "--role", "owner")
    run("people", "add", "Bo", "--role", "therapist", "--code", "T1")
    run("people", "add", "Eva", "--role", "supervisor")
    keys = {one["name"]: one["key"] for one in json.loads(run("people", "list", "--json")[1])["people"]}
    kept = Agreements(run.folder)
    for number, (code, person) in enumerate((("T1", "Eva"), ("T2", "Eva"), ("T2", "Anna"))):
        kept.add(
            Agreement(
                id=f"{number}",
                therapist=code,
                signal="goals",
                practice="confirm_goals",
                start=DAY(2026, 9, 1),
                look_again=DAY(2026, 10, 13),
                person=keys[person],
            )
        )
    assert "1 agreement of supervision has ended with that." in run("people", "remove", "Bo")[1]
    assert [(one.ended is None, one.person == "") for one in kept.all()] == [
        (False, True),
        (True, False),
        (True, False),
    ]
    assert "1 agreement of supervision has ended" in run("people", "remove", "Eva")[1]
    assert [one.ended is None for one in kept.all()] == [False, False, True]
    run("people", "add", "Ida", "--role", "therapist", "--code", "T1")
    assert "agreement" not in run("people", "remove", "Ida")[1]


def test_a_person_is_removed_also_where_the_notes_cannot_be_written(run):
    run("people", "add", "Anna", "--role", "owner")
    run("people", "add", "Bo", "--role", "therapist", "--code", "T1")
    Agreements(run.folder).path.write_bytes(b"no database")
    status, out, _ = run("people", "remove", "Bo")
    assert status == 0 and "could not be ended" in out
    assert "Bo" not in run("people", "list")[1]


def test_a_person_named_with_as_sees_their_own_part(run):
    run("people", "add", "Anna", "--role", "owner")
    run("people", "add", "Bo", "--role", "therapist", "--code", "T1")
    run("people", "add", "Eva", "--role", "supervisor")
    run("people", "supervise", "Eva", "T2", "--from", "2026-01-01", "--to", "2026-01-31")

    def rows(who: str) -> int:
        return run("--as", who, "export", "sessions")[1].count("2026-09")

    assert (rows("Bo"), rows("Anna"), rows("Eva")) == (2, 0, 0), "the supervision has ended"
    run("people", "supervise", "Eva", "T2", "--from", "2026-01-01")
    assert rows("Eva") == 2
    status, _, err = run("--as", "Nobody", "export", "sessions")
    assert status == 2 and "There are Anna, Bo, Eva." in err
    status, _, err = run("--as", "Bo", "people", "list")
    assert status == 2 and "may not see or change who signs in" in err


def test_a_password_is_set_from_standard_input(run, monkeypatch):
    run("people", "add", "Anna", "--role", "owner")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run("people", "password", "Anna", "--login", "anna")[0] == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    status, out, err = run("people", "password", "Anna", "--login", "anna")
    assert status == 0 and PASSWORD not in out + err
    assert json.loads(run("people", "list", "--json")[1])["people"][0]["signs_in"] is True
    newest = json.loads(run("audit", "--json")[1])["lines"][0]
    assert (newest["action"], newest["who"]) == ("password_set", "command line")


def test_the_log_is_shown_to_owners_and_to_each_person_for_their_own_lines(run):
    run("people", "add", "Anna", "--role", "owner")
    run("people", "add", "Bo", "--role", "therapist", "--code", "T1")
    everything = json.loads(run("audit", "--json")[1])
    assert [line["action"] for line in everything["lines"]] == ["invited", "person_added"] * 2
    own = json.loads(run("--as", "Bo", "audit", "--json")[1])
    assert len(own["lines"]) == 2 and {line["about"] for line in own["lines"]} == {
        json.loads(run("people", "list", "--json")[1])["people"][1]["key"]
    }
    status, _, err = run("--as", "Bo", "audit", "--person", "Anna")
    assert status == 2 and "own lines only" in err
    with schema.transaction(run.folder) as connection:
        connection.execute("delete from audit where id = 2")
    status, out, _ = run("audit")
    assert status == 5 and "Line 3 of the log" in out
    assert "changed by hand" in run("check")[1]


def test_a_lost_list_of_people_lets_nobody_in(run):
    run("people", "add", "Anna", "--role", "owner")
    schema.path(run.folder).unlink()
    for words in (
        ("--as", "Anna", "show", "overview"),
        ("people", "list"),
        ("people", "add", "Eve", "--role", "owner"),
    ):
        status, _, err = run(*words)
        assert status == 5 and "accounts.sqlite) is missing" in err
    status, out, _ = run("check")
    assert status == 5 and "accounts.sqlite) is missing" in out
