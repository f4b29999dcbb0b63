"""Keyring of the operating system: Keychain, Credential Locker, or the Secret Service of a Linux desktop.

The package keyring is loaded only where a key is looked for, because it takes a quarter of a second.
"""

from __future__ import annotations

import contextlib

from analytics.messages import gettext
from analytics.store.disk_errors import StoreUnusable

SERVICE = "holdfast"
NONE = gettext(
    "This computer has no keyring that can be used now. Give the key in the variable HOLDFAST_KEY instead: make one with"
    " `encryption make-key`, keep it in a safe place, and use --key-from environment. Nothing was changed."
)


def read(key_id: str) -> str | None:
    """Return what the keyring holds under an id; None if there is nothing, no keyring, or it is locked."""
    with contextlib.suppress(Exception):  # each system has errors of its own
        import keyring

        return keyring.get_password(SERVICE, key_id)
    return None


def keep(key_id: str, text: str) -> None:
    """Store a key in the keyring under its id, and read it back.

    Raises
    ------
    StoreUnusable
        If there is no keyring, or it does not give back what it was given.
    """
    try:
        import keyring

        keyring.set_password(SERVICE, key_id, text)
        is_kept = keyring.get_password(SERVICE, key_id) == text
    except Exception as error:
        raise StoreUnusable(NONE) from error
    if not is_kept:
        raise StoreUnusable(NONE)
