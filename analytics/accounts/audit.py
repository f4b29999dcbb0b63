"""Audit log: who signed in, saw which client, exported what and changed which rule.

Each line holds a hash of itself and of the line before it, so that a line that is changed or taken out later is
noticed. It keeps opaque keys of people and record ids of clients, never names, scores or passwords.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from analytics import clock
from analytics.accounts import schema

COMMAND_LINE = "command line"  # who did it, where nobody is signed in
ACTIONS = (
    "signed_in", "sign_in_refused", "locked", "signed_out", "second_factor_on", "second_factor_off", "password_set",
    "identity_set", "person_added", "person_changed", "person_removed", "invited", "supervision_changed",
    "client_seen", "exported", "imported", "undone", "redone", "rules_changed",
    "erased", "restored", "backed_up", "retention", "labels_on", "labels_off", "labels_erased",
    "early_warning_off", "early_warning_on", "encryption_on", "encryption_off", "encryption_key",
)  # fmt: skip
START = "0" * 64  # what the first line has as hash of the line before it


@dataclass(frozen=True)
class Line:
    """One line of the audit log.

    at: UTC, ISO 8601. who: key of the person, or "command line". about: key of a person, record id or table, may be
    empty. detail: words and numbers that are no client data, by name.
    """

    number: int
    at: str
    who: str
    action: str
    about: str
    detail: dict[str, str | int]


def write(folder: Path, who: str, action: str, about: str = "", **detail: str | int) -> None:
    """Add a line to the audit log of a store.

    Raises
    ------
    ValueError
        For an action that is not in `ACTIONS`.
    schema.AccountsUnusable
        If the log cannot be written.
    """
    with schema.transaction(folder) as connection:
        add(connection, who, action, about, **detail)


def note(folder: Path, who: str, action: str, about: str = "", **detail: str | int) -> None:
    """Add a line to the audit log of a store in which people sign in; do nothing in another store.

    Raises
    ------
    schema.AccountsUnusable
        If the log cannot be written.
    """
    if schema.in_use(folder):
        write(folder, who, action, about, **detail)


def add(connection: sqlite3.Connection, who: str, action: str, about: str = "", **detail: str | int) -> None:
    """Add a line within an open write transaction, so that it stands exactly if the change does."""
    if action not in ACTIONS:
        raise ValueError(f"no action of the audit log: {action}")
    last = connection.execute("select hash from audit order by id desc limit 1").fetchone()
    previous = last[0] if last else START
    values = (clock.now().isoformat(), who, action, about, json.dumps(detail, sort_keys=True))
    connection.execute(
        "insert into audit (at, who, action, about, detail, previous, hash) values (?, ?, ?, ?, ?, ?, ?)",
        (*values, previous, _hash(previous, values)),
    )


def _hash(previous: str, values: tuple[str, ...]) -> str:
    """Return the SHA-256 that ties a line to the one before it."""
    return hashlib.sha256(json.dumps([previous, *values]).encode()).hexdigest()


def lines(folder: Path, who: str | None = None) -> list[Line]:
    """Return the lines of the audit log, newest first; `who` limits them to one person's own.

    A person's own lines are those about what they did and those about their account.
    """
    with schema.reading(folder) as connection:
        if connection is None:
            return []
        rows = connection.execute(
            "select id, at, who, action, about, detail from audit"
            " where :who is null or who = :who or about = :who order by id desc",
            {"who": who},
        ).fetchall()
    return [
        Line(number, at, by, action, about, json.loads(detail))
        for number, at, by, action, about, detail in rows
    ]


def first_broken(folder: Path) -> int | None:
    """Return the number of the first line that was changed, or follows a line taken out; None if all hold.

    Lines taken away from the end leave no trace in the log itself; a backup shows them.
    """
    with schema.reading(folder) as connection:
        if connection is None:
            return None
        rows = connection.execute(
            "select id, at, who, action, about, detail, previous, hash from audit order by id"
        )
        before, expected = START, 1
        for number, *values, previous, held in rows:
            if number != expected or previous != before or held != _hash(previous, tuple(values)):
                return number
            before, expected = held, expected + 1
    return None
