"""Sign-ins: the account behind a browser cookie, until the sign-in expires; checked at every page run."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path

from analytics import clock
from analytics.accounts import audit, people, schema
from analytics.accounts.invitations import token_hash

COOKIE = "holdfast_session"
IDLE = datetime.timedelta(minutes=15)  # without a click, until the screen locks
LONGEST = datetime.timedelta(hours=12)
_NOTED = datetime.timedelta(seconds=30)  # a click is not written down more often


def begin(folder: Path, account: people.Account) -> str:
    """Sign a person in and return the random token for the cookie; only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    now = clock.now().isoformat()
    with schema.transaction(folder) as connection:
        oldest = (clock.now() - 2 * LONGEST).isoformat()
        connection.execute("delete from session where began_at < ?", (oldest,))
        connection.execute(
            "insert into session (token, person, began_at, seen_at) values (?, ?, ?, ?)",
            (token_hash(token), account.id, now, now),
        )
        audit.add(connection, account.key, "signed_in", account.key)
    return token


def current(folder: Path, token: str | None, *, is_click: bool) -> people.Account | None:
    """Return the account signed in with a token; None after sign-out, removal, 15 idle minutes or 12 hours.

    Parameters
    ----------
    folder : of the store.
    token : from the cookie, None without one.
    is_click : whether the person did something just now; a background check must not keep a sign-in alive.

    Raises
    ------
    schema.AccountsUnusable
        If the list of people cannot be read; nobody is let in.
    """
    if not token:
        return None
    with schema.reading(folder) as connection:
        row = (
            None
            if connection is None
            else connection.execute(
                "select person, began_at, seen_at from session where token = ? and ended_at is null",
                (token_hash(token),),
            ).fetchone()
        )
    if row is None:
        return None
    now = clock.now()
    began, seen = map(datetime.datetime.fromisoformat, row[1:])
    if not began <= now < began + LONGEST or now >= seen + IDLE:
        return None
    account = next((one for one in people.everybody(folder) if one.id == row[0]), None)
    if account is not None and is_click and now >= seen + _NOTED:
        with schema.transaction(folder) as connection:
            connection.execute(
                "update session set seen_at = ? where token = ? and ended_at is null",
                (now.isoformat(), token_hash(token)),
            )
    return account


def end(folder: Path, token: str | None) -> None:
    """Sign a person out: the cookie's token becomes invalid, in every tab of the browser."""
    if not token:
        return
    with schema.transaction(folder) as connection:
        row = connection.execute(
            "select person.id, key from session join person on person.id = person"
            " where token = ? and ended_at is null",
            (token_hash(token),),
        ).fetchone()
        if row:
            connection.execute(
                "update session set ended_at = ? where token = ?",
                (clock.now().isoformat(), token_hash(token)),
            )
            audit.add(connection, row[1], "signed_out", row[1])
