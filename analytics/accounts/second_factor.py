"""Second factor: one-time codes of an authenticator app (TOTP, RFC 6238), each accepted once."""

from __future__ import annotations

from pathlib import Path

from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal

from analytics import clock
from analytics.accounts import audit, schema
from analytics.accounts.people import Account

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
    with schema.transaction(folder) as connection:
        connection.execute(
            "update person set second_factor = ?, last_step = ? where id = ?", (secret, step, account.id)
        )
        audit.add(connection, account.key, "second_factor_on", account.key)
    return True


def turn_off(folder: Path, account: Account, code: str) -> bool:
    """Stop requiring one-time codes of a person, if the given code is correct; return whether it is."""
    with schema.transaction(folder) as connection:
        secret, last = connection.execute(
            "select second_factor, last_step from person where id = ?", (account.id,)
        ).fetchone()
        if secret is None or accepted_step(secret, code, last) is None:
            return False
        connection.execute(
            "update person set second_factor = null, last_step = null where id = ?", (account.id,)
        )
        audit.add(connection, account.key, "second_factor_off", account.key)
    return True
