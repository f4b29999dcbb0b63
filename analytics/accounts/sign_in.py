"""Sign-in with name, password and second factor; five wrong tries lock a name for a while, known or not."""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analytics import clock
from analytics.accounts import audit, passwords, people, schema, second_factor, sessions
from analytics.messages import gettext

TRIES = 5  # failed attempts within LOCKED that lock a sign-in name
LOCKED = datetime.timedelta(minutes=15)
_LOGGED = 200  # failed attempts within LOCKED, over all names, after which the audit log records no more
KEY_MISSING = gettext(
    "Nobody with a second factor can sign in now, because the key of the encrypted data is missing on the computer that"
    " runs Holdfast; tell the owner."
)


@dataclass(frozen=True)
class Outcome:
    """Result of an attempt to sign in: signed in, wrong, locked, or a one-time code needed.

    state: `signed_in`, `wrong`, `locked`, or `needs_code` if the password is right and a one-time code is
    required. token: for the cookie; None unless signed in.
    """

    state: Literal["signed_in", "wrong", "locked", "needs_code"]
    token: str | None = None


def sign_in(folder: Path, login: str, password: str, code: str = "") -> Outcome:
    """Sign a person in with sign-in name, password and, if a second factor is on, one-time code.

    Unknown sign-in names take as long as known ones and are locked in the same way, which hides who has an
    account.

    Raises
    ------
    schema.AccountsUnusable
        If the list of people cannot be read, or the person's second factor is encrypted and its key is missing.
    """
    login = login.strip().casefold()[:200]
    with schema.transaction(folder) as connection:
        row = connection.execute(
            "select id, key, password, second_factor, last_step from person where login = ? and removed_at is null",
            (login,),
        ).fetchone()
        is_locked = _failures(connection, login) >= TRIES
        # Counted before the password is checked, so that tries sent at once are counted too.
        this_try = None if is_locked else _count_try(connection, login)
    person, key, held, secret, last_step = row or (None, "", None, None, None)
    is_right = passwords.fits(held, password)  # also for a locked name: the time must not reveal the lock
    if is_locked:
        return Outcome("locked")
    if not is_right:
        return _failed(folder, login, key)
    opened = _opened_secret(folder, key, secret, this_try)
    step = second_factor.accepted_step(opened, code, last_step) if opened and code else None
    if secret and step is None and code:
        return _failed(folder, login, key)
    with schema.transaction(folder) as connection:
        if secret and step is None:
            _forget_try(connection, this_try)
            return Outcome("needs_code")
        if step is not None:
            used = connection.execute(
                "update person set last_step = ? where id = ? and (last_step is null or last_step < ?)",
                (step, person, step),
            )
            if not used.rowcount:  # the same code, sent twice at once
                return Outcome("wrong")
        connection.execute("delete from failure where login_hash = ?", (_hashed(login),))
        if held and passwords.is_outdated(held):
            connection.execute(
                "update person set password = ? where id = ?", (passwords.hashed(password), person)
            )
    account = next((one for one in people.everybody(folder) if one.id == person), None)
    return Outcome("signed_in", sessions.begin(folder, account)) if account else Outcome("wrong")


def _opened_secret(folder: Path, key: str, held: str | None, this_try: int | None) -> str | None:
    """Return the secret of a person's second factor in clear, None without one; the password was right.

    Raises
    ------
    schema.AccountsUnusable
        If the key of the encrypted secret is missing. The try is not counted, because the person did nothing wrong.
    """
    if not held:
        return None
    try:
        return second_factor.opened(folder, key, held)
    except schema.AccountsUnusable as error:
        with schema.transaction(folder) as connection:
            _forget_try(connection, this_try)
        raise schema.AccountsUnusable(KEY_MISSING) from error


def unlock(folder: Path, account: people.Account) -> None:
    """Delete the failed attempts of a person, who can then sign in again at once."""
    with schema.transaction(folder) as connection:
        connection.execute("delete from failure where login_hash = ?", (_hashed(account.login or ""),))


def _count_try(connection: sqlite3.Connection, login: str) -> int | None:
    """Store an attempt as failed before it is checked, return its row number, and delete expired attempts."""
    now = clock.now()
    connection.execute("delete from failure where at <= ?", ((now - LOCKED).isoformat(),))
    return connection.execute(
        "insert into failure values (?, ?)", (_hashed(login), now.isoformat())
    ).lastrowid


def _forget_try(connection: sqlite3.Connection, this_try: int | None) -> None:
    """Delete an attempt that `_count_try` stored before it was checked."""
    connection.execute("delete from failure where rowid = ?", (this_try,))


def _failed(folder: Path, login: str, key: str) -> Outcome:
    """Write a refused sign-in to the audit log; return whether the sign-in name is now locked."""
    with schema.transaction(folder) as connection:
        is_locked = _failures(connection, login) >= TRIES
        if connection.execute("select count(*) from failure").fetchone()[0] <= _LOGGED:
            audit.add(connection, key or "unknown name", "locked" if is_locked else "sign_in_refused", key)
    return Outcome("locked" if is_locked else "wrong")


def _failures(connection: sqlite3.Connection, login: str) -> int:
    """Return the number of failed attempts with a sign-in name within the last 15 minutes."""
    since = (clock.now() - LOCKED).isoformat()
    return connection.execute(
        "select count(*) from failure where login_hash = ? and at > ?", (_hashed(login), since)
    ).fetchone()[0]


def _hashed(login: str) -> str:
    """Return the hash under which attempts are counted, as people may type a password as sign-in name."""
    return hashlib.sha256(b"holdfast sign-in " + login.encode()).hexdigest()
