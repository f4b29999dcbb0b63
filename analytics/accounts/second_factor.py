"""Second factor: one-time codes of an authenticator app (TOTP, RFC 6238), each accepted once.

In an encrypted store the secrets are encrypted, each for its person.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal

from analytics import clock
from analytics.accounts import audit, schema
from analytics.accounts.people import Account
from analytics.store import encryption_key, sealed
from analytics.store.disk_errors import StoreUnusable

_WINDOW = 1  # steps of 30 seconds that a phone's clock may be off


def new_secret() -> str:
    """Return a random secret for an authenticator app, in base 32."""
    return random_base32()


def accepted_step(secret: str, code: str, last_step: int | None) -> int | None:
    """Return the 30-second step of a one-time code if the code is correct and not used before, else None.

    secret: of the person. code: six digits as typed, blanks allowed. last_step: of the code used before.
    """
    given = "".join(code.split())
    totp = TOTP(secret)
    now = int(clock.now().timestamp()) // totp.interval
    for step in range(now - _WINDOW, now + _WINDOW + 1):
        if strings_equal(given, totp.generate_otp(step)) and (last_step is None or step > last_step):
            return step
    return None


def opened(folder: Path, key: str, held: str) -> str:
    """Return the secret of a person in clear.

    Parameters
    ----------
    folder
        Folder of the store.
    key
        Opaque key of the person.
    held
        What the file of accounts has: the secret, encrypted in an encrypted store.

    Raises
    ------
    schema.AccountsUnusable
        If it is encrypted and the key of the store is not there; nobody gets in without the second factor then.
    """
    try:
        return sealed.opened(folder, held, _about(key))
    except StoreUnusable as error:
        raise schema.AccountsUnusable(str(error)) from error


def _about(key: str) -> str:
    """Return what an encrypted secret is tied to: the person whose it is."""
    return f"second factor of {key}"


def rewrite(source: Path, target: Path) -> None:
    """Write the secrets in a copy of the accounts anew: encrypted, or in clear, as the store of the copy is.

    Parameters
    ----------
    source, target
        Folder of the store with the accounts, and folder of the store with the copy.
    """
    key = encryption_key.of_store(target)
    with contextlib.closing(sqlite3.connect(schema.path(target))) as connection:
        rows = connection.execute("select id, key, second_factor from person where second_factor is not null")
        for number, person, held in rows.fetchall():
            secret = opened(source, person, held)
            made = secret if key is None else sealed.seal(key, secret.encode(), _about(person))
            connection.execute("update person set second_factor = ? where id = ?", (made, number))
        connection.commit()
        connection.execute("vacuum")  # so that nothing is left of what stood there


def count_in_clear(folder: Path) -> int:
    """Return how many secrets in the accounts of a store are not encrypted."""
    with schema.reading(folder) as connection:
        if connection is None:
            return 0
        rows = connection.execute("select second_factor from person where second_factor is not null")
        return sum(not sealed.is_sealed(held) for (held,) in rows)


def turn_on(folder: Path, account: Account, secret: str, code: str) -> bool:
    """Require one-time codes of a person from now on, if the first code is correct; return whether it is.

    Returns
    -------
    bool
        Whether the code was right and the second factor is on.
    """
    step = accepted_step(secret, code, None)
    if step is None:
        return False
    held = sealed.protected(folder, secret, _about(account.key))
    with schema.transaction(folder) as connection:
        connection.execute(
            "update person set second_factor = ?, last_step = ? where id = ?", (held, step, account.id)
        )
        audit.add(connection, account.key, "second_factor_on", account.key)
    return True


def turn_off(folder: Path, account: Account, code: str) -> bool:
    """Stop requiring one-time codes of a person, if the given code is correct; return whether it is."""
    with schema.transaction(folder) as connection:
        secret, last = connection.execute(
            "select second_factor, last_step from person where id = ?", (account.id,)
        ).fetchone()
        if secret is None or accepted_step(opened(folder, account.key, secret), code, last) is None:
            return False
        connection.execute(
            "update person set second_factor = null, last_step = null where id = ?", (account.id,)
        )
        audit.add(connection, account.key, "second_factor_off", account.key)
    return True
