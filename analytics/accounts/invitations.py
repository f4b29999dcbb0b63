"""One-time links with which a person sets a sign-in name and password: after an invitation or a reset."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import sqlite3
from pathlib import Path

from analytics import clock
from analytics.accounts import audit, passwords, people, schema
from analytics.messages import gettext

VALID = datetime.timedelta(days=3)
NOT_VALID = gettext("This link was used before or is too old. Ask the owner for a new one.")


def token_hash(token: str) -> str:
    """Return the SHA-256 of a one-time link's token; the file stores only this hash, not the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(folder: Path, account: people.Account, *, by: str) -> str:
    """Return the token of a new one-time link for a person; older links of this person become invalid.

    The person's password and second factor stay valid until the link is used.
    """
    token = secrets.token_urlsafe(24)
    now = clock.now()
    with schema.transaction(folder) as connection:
        connection.execute("delete from invitation where person = ?", (account.id,))
        connection.execute(
            "insert into invitation (token, person, made_at, ends_at) values (?, ?, ?, ?)",
            (token_hash(token), account.id, now.isoformat(), (now + VALID).isoformat()),
        )
        audit.add(connection, by, "invited", account.key)
    return token


def whose(folder: Path, token: str) -> people.Account | None:
    """Return the account for which a one-time link was made; None for a used, expired or unknown link."""
    with schema.reading(folder) as connection:
        person = None if connection is None else person_of(connection, token)
    return next((one for one in people.everybody(folder) if one.id == person), None)


def use(folder: Path, token: str, login: str, password: str) -> people.Account:
    """Set a person's sign-in name and password with a one-time link, and end all earlier sign-ins.

    Raises
    ------
    people.PersonRefused
        For a link that is used, expired or unknown, and for a sign-in name that is taken.
    passwords.PasswordRefused
        For a password that cannot be used.
    """
    login = people.check_login(login)
    account = whose(folder, token)
    if account is None:
        raise people.PersonRefused(NOT_VALID)
    passwords.check(password, account.name, login)
    held = passwords.hashed(password)
    with schema.transaction(folder) as connection:
        if person_of(connection, token) != account.id:  # used by somebody else in the meantime
            raise people.PersonRefused(NOT_VALID)
        set_password(connection, account, login, held)
        connection.execute(
            "update invitation set used_at = ? where token = ?", (clock.now().isoformat(), token_hash(token))
        )
        audit.add(connection, account.key, "password_set", account.key)
    return next(one for one in people.everybody(folder) if one.id == account.id)


def set_password(connection: sqlite3.Connection, account: people.Account, login: str, held: str) -> None:
    """Store a sign-in name and password hash; remove second factor and OpenID identity, end all sign-ins.

    Raises
    ------
    people.PersonRefused
        For a sign-in name that somebody else has.
    """
    taken = connection.execute(
        "select id from person where login = ? and id <> ?", (login, account.id)
    ).fetchone()
    if taken:
        raise people.PersonRefused(gettext("This sign-in name is taken. Choose another one."))
    connection.execute(
        "update person set login = ?, password = ?, subject = null, second_factor = null, last_step = null where id = ?",
        (login, held, account.id),
    )
    connection.execute(
        "update session set ended_at = ? where person = ? and ended_at is null",
        (clock.now().isoformat(), account.id),
    )


def person_of(connection: sqlite3.Connection, token: str) -> int | None:
    """Return the id of the account for which a link was made; None for a used, expired or unknown link."""
    row = connection.execute(
        "select person from invitation where token = ? and used_at is null and ends_at > ?",
        (token_hash(token), clock.now().isoformat()),
    ).fetchone()
    return row[0] if row else None
