"""Audit log: who signed in, saw which client, exported what and changed which rule.

Each line contains a hash over its own content and the previous line's hash, so that changed or deleted lines
are detected. Lines contain opaque keys of people and record ids of clients, never names, scores or passwords.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from analytics import clock
from analytics.accounts import schema

COMMAND_LINE = "command line"  # value of `who` if nobody is signed in
ACTIONS = (
    "signed_in", "sign_in_refused", "locked", "signed_out", "second_factor_on", "second_factor_off", "password_set",
    "identity_set", "person_added", "person_changed", "person_removed", "invited", "supervision_changed",
    "client_seen", "exported", "imported", "undone", "redone", "rules_changed",
    "erased", "restored", "backed_up", "retention", "labels_on", "labels_off", "labels_erased",
    "early_warning_off", "early_warning_on", "encryption_on", "encryption_off", "encryption_key",
    "report_chosen", "report_withdrawn", "lots_drawn", "lots_called_off",
)  # fmt: skip
START = "0" * 64  # previous hash of the first line


@dataclass(frozen=True)
class Line:
    """One line of the audit log.

    at: UTC, ISO 8601. who: key of the person who acted, or "command line". about: key of a person, record id
    or table acted on; may be empty. detail: texts and numbers without client data, by name.
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
    """Add a line to the audit log of a store with accounts; do nothing for a store without accounts.

    Raises
    ------
    schema.AccountsUnusable
        If the log cannot be written.
    """
    if schema.in_use(folder):
        write(folder, who, action, about, **detail)


def add(connection: sqlite3.Connection, who: str, action: str, about: str = "", **detail: str | int) -> None:
    """Add a line to the audit log inside an open transaction, to be committed with the recorded change."""
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
    """Return the SHA-256 of an audit-log line, computed from its values and the previous line's SHA-256."""
    return hashlib.sha256(json.dumps([previous, *values]).encode()).hexdigest()


def lines(folder: Path, who: str | None = None) -> list[Line]:
    """Return the lines of the audit log, newest first; with `who`, only the lines by or about that person.

    Lines about a person are those on changes to the person's account.
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
    """Return the number of the first line that was changed or follows a deleted line; None for an intact log.

    Lines deleted at the end of the log cannot be detected here; compare the log with a backup.
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
