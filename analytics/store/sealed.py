"""Small files and single fields that are encrypted with the key of the store: AES-256-GCM, as text.

    holdfast-sealed-1:<base64 of nonce, ciphertext and tag>

What a text is about is authenticated with it, so that it cannot be put in the place of another one.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from analytics.messages import gettext
from analytics.store import encryption_key
from analytics.store.disk_errors import StoreUnusable
from analytics.store.encryption_key import Key

PREFIX = "holdfast-sealed-1:"
NOTES_LOCK = "notes.lock"  # file that one writer of encrypted notes holds
_NONCE = 12  # bytes, random for each text
BROKEN = gettext(
    "What was encrypted for {about} was changed since, or with another key. Put it back from a backup."
)


class SealBroken(StoreUnusable):
    """Error for an encrypted text that was changed, or that belongs elsewhere."""


def is_sealed(text: str) -> bool:
    """Return whether a text is encrypted."""
    return text.startswith(PREFIX)


def is_sealed_file(path: Path) -> bool:
    """Return whether a file exists and is encrypted as a whole."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(PREFIX)) == PREFIX.encode()


def seal(key: Key, content: bytes, about: str) -> str:
    """Return bytes as encrypted text.

    about: what they are, such as `second factor of 5f2a`; the same is needed to open the text.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    held = AESGCM(key.derived("fields")).encrypt(nonce, content, about.encode())
    return PREFIX + base64.b64encode(nonce + held).decode("ascii")


def unseal(key: Key, text: str, about: str) -> bytes:
    """Return the bytes of an encrypted text.

    Raises
    ------
    SealBroken
        If it was changed, encrypted with another key, or is about something else.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        held = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
        return AESGCM(key.derived("fields")).decrypt(held[:_NONCE], held[_NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(BROKEN.format(about=about)) from error


def protected(folder: Path, text: str, about: str) -> str:
    """Return a text as it is to be written to a store: encrypted if the store is."""
    key = encryption_key.of_store(folder)
    return text if key is None else seal(key, text.encode(), about)


def opened(folder: Path, text: str, about: str) -> str:
    """Return a text of a store in clear, whether it is encrypted or not; raise KeyMissing without the key."""
    if not is_sealed(text):
        return text
    return unseal(encryption_key.to_open(folder / "in"), text, about).decode()
