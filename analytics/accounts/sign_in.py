"""Sign-in with name, password and second factor; locked for a while after five wrong tries, known name or not."""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analytics import clock
from analytics.accounts import audit, passwords, people, schema, second_factor, sessions

TRIES = 5  # wrong ones within LOCKED until a sign-in name is locked
LOCKED = datetime.timedelta(minutes=15)
_LOGGED = 200  # wrong tries in that time, of all names, until the audit log takes no more of them


@dataclass(frozen=True)
class Outcome:
    """Result of a try to sign in.

    state: `signed_in` (then token is set), `wrong`, `locked`, or `needs_code` where the password is right and a
    one-time code is asked for. token: for the cookie.
    """

    state: Literal["signed_in", "wrong", "locked", "needs_code"]
    token: str | None = None


def sign_in(folder: Path, login: str, password: str, code: str = "") -> Outcome:
    """Check a sign-in name, a password and, where one is set up, a one-time code.

    Unknown names take as long as known ones and are locked alike, so that nobody learns who has an account.

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
    is_right = passwords.fits(held, password)  # takes a tenth of a second, also where the answer is known
    if is_locked:
        return Outcome("locked")
    if not is_right:
        return _failed(folder, login, key)
    step = None
    if secret and code:
        step = second_factor.accepted_step(second_factor.opened(folder, key, secret), code, last_step)
    if secret and step is None and code:
        return _failed(folder, login, key)
    with schema.transaction(folder) as connection:
        if secret and step is None:
            connection.execute("delete from failure where rowid = ?", (this_try,))
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


def unlock(folder: Path, account: people.Account) -> None:
    """Forget the wrong tries of a person, so that they can sign in at once."""
    with schema.transaction(folder) as connection:
        connection.execute("delete from failure where login_hash = ?", (_hashed(account.login or ""),))


def _count_try(connection: sqlite3.Connection, login: str) -> int | None:
    """Write a try down as a wrong one and return its row number; the tries that count no more are deleted."""
    now = clock.now()
    connection.execute("delete from failure where at <= ?", ((now - LOCKED).isoformat(),))
    return connection.execute(
        "insert into failure values (?, ?)", (_hashed(login), now.isoformat())
    ).lastrowid


def _failed(folder: Path, login: str, key: str) -> Outcome:
    """Write a refused sign-in into the audit log; return whether it was one too many."""
    with schema.transaction(folder) as connection:
        is_locked = _failures(connection, login) >= TRIES
        if connection.execute("select count(*) from failure").fetchone()[0] <= _LOGGED:
            audit.add(connection, key or "unknown name", "locked" if is_locked else "sign_in_refused", key)
    return Outcome("locked" if is_locked else "wrong")


def _failures(connection: sqlite3.Connection, login: str) -> int:
    """Return how many wrong tries with a sign-in name count now."""
    since = (clock.now() - LOCKED).isoformat()
    return connection.execute(
        "select count(*) from failure where login_hash = ? and at > ?", (_hashed(login), since)
    ).fetchone()[0]


def _hashed(login: str) -> str:
    """Return the hash under which tries with a sign-in name are counted; a mistyped password may be in that field."""
    return hashlib.sha256(b"holdfast sign-in " + login.encode()).hexdigest()
