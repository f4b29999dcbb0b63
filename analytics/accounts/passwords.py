"""Passwords: rules for new ones, hashing with Argon2id, and verification that hides which accounts exist."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from analytics.errors import HoldfastError
from analytics.messages import gettext

LEAST = 12  # characters
MOST = 200  # characters; hashing a longer text would only cost time
# RFC 9106, second recommended option: 64 MiB, 3 passes, 4 lanes (argon2-cffi's default).
_HASHER = PasswordHasher()


class PasswordRefused(HoldfastError, ValueError):
    """Error for a new password that is too short, too long, easily guessed, or contains a name."""


def check(password: str, name: str, login: str) -> None:
    """Raise PasswordRefused if a new password is too short, too long, easily guessed, or contains a name."""
    if len(password) < LEAST:
        raise PasswordRefused(gettext("A password has at least {n} characters.").format(n=LEAST))
    if len(password) > MOST:
        raise PasswordRefused(gettext("A password has at most {n} characters.").format(n=MOST))
    low = password.casefold()
    own = [word for word in (*name.casefold().split(), login.casefold().partition("@")[0]) if len(word) > 3]
    if any(word in low for word in own) or len(set(low)) < 5:
        raise PasswordRefused(
            gettext("This password is easily guessed. Take one without your name and with varied characters.")
        )


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and a random salt."""
    return _HASHER.hash(password)


@functools.lru_cache(maxsize=1)
def _of_nobody() -> str:
    """Return the hash of a random, discarded password, for verification where an account has no password."""
    return hashed(secrets.token_urlsafe(32))


def fits(held: str | None, password: str) -> bool:
    """Return whether a password matches a stored hash; takes equally long for a missing hash (None)."""
    try:
        found = _HASHER.verify(held or _of_nobody(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return found and held is not None and len(password) <= MOST


def is_outdated(held: str) -> bool:
    """Return whether a stored hash was made with other Argon2 parameters than the present ones."""
    return _HASHER.check_needs_rehash(held)
