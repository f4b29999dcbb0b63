"""Key with which a practice is encrypted: its marker file, and the two places where the key is looked for.

The file `encryption.json` in a store's folder says that what is written there is encrypted, and with which key: it
names the key by a hash, so that it reveals nothing of it. The key itself is in the environment variable HOLDFAST_KEY
or in the keyring of the operating system, never in the data folder.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from analytics.messages import gettext
from analytics.store import atomic_file, system_keyring
from analytics.store.disk_errors import StoreUnusable, denied

FILE, LAYOUT = "encryption.json", 1
VARIABLE = "HOLDFAST_KEY"
ENVIRONMENT, KEYRING = "environment", "keyring"
BYTES = 32
_GROUP = 4  # digits between two dashes of a key in writing
NO_KEY = gettext(
    "{variable} holds no key. A key is 64 hexadecimal digits, as `encryption on` and `encryption make-key` print it."
    " Nothing was changed."
)
MISSING = gettext(
    "The data are encrypted with the key {key}, which was found neither in {variable} nor in the system's keyring. Set"
    " {variable} to the recovery key and try again. Nothing was changed."
)
ANOTHER = gettext(
    "The data are encrypted with the key {key}; {variable} holds another key, {other}, and the system's keyring does"
    " not have the right one. Set {variable} to the recovery key and try again. Nothing was changed."
)
MARKER = gettext(
    "The file encryption.json, which says with which key the data are encrypted, is damaged or missing. Put it back"
    " from a backup. Nothing was changed."
)
_found: dict[
    str, Key
] = {}  # from the keyring, by id; asking it again may take a tenth of a second or a dialogue


class KeyMissing(StoreUnusable):
    """Error for encrypted data whose key is not there; the message says which key, and where it was looked for."""


@dataclass(frozen=True)
class Key:
    """Key of 256 random bits, from which one key for each purpose is derived."""

    content: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return the name of the key: 12 hexadecimal digits of a keyed hash, which reveal nothing of the key."""
        return self.derived("id").hex()[:12]

    def derived(self, purpose: str) -> bytes:
        """Return the key for one purpose: 32 bytes, HMAC-SHA-256 of the purpose."""
        return hmac.digest(self.content, b"holdfast " + purpose.encode(), hashlib.sha256)

    def written(self) -> str:
        """Return the key in writing: 64 hexadecimal digits in groups of four."""
        digits = self.content.hex()
        return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


@dataclass(frozen=True)
class Marker:
    """Content of the marker file: id of the key, and the place that was chosen for it (environment or keyring)."""

    key_id: str
    source: str


def new() -> Key:
    """Return a new random key."""
    return Key(secrets.token_bytes(BYTES))


def parsed(text: str) -> Key | None:
    """Return the key that a text says in hexadecimal digits or in base64; None for any other text."""
    digits = "".join(text.split())
    for read in (_from_hex, _from_base64):
        content = read(digits)
        if content is not None and len(content) == BYTES:
            return Key(content)
    return None


def _from_hex(text: str) -> bytes | None:
    """Return the bytes that hexadecimal digits say, dashes aside; None for another text."""
    try:
        return bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return None


def _from_base64(text: str) -> bytes | None:
    """Return the bytes that a text in base64 says, in either alphabet; None for another text."""
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return None


def of_environment() -> Key | None:
    """Return the key in HOLDFAST_KEY; None if the variable is not set or empty.

    Raises
    ------
    KeyMissing
        If it holds something that is no key.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if not said:
        return None
    key = parsed(said)
    if key is None:
        raise KeyMissing(NO_KEY.format(variable=VARIABLE))
    return key


def keep_in_memory(key: Key) -> None:
    """Let this process find a key that is in neither place yet."""
    _found[key.id] = key


def find(key_id: str) -> Key:
    """Return the key with an id from the environment, else from the keyring.

    Raises
    ------
    KeyMissing
        If neither has it.
    """
    said = of_environment()
    if said is not None and said.id == key_id:
        return said
    if key_id not in _found:
        kept = parsed(system_keyring.read(key_id) or "")
        if kept is None or kept.id != key_id:
            sentence = MISSING if said is None else ANOTHER
            other = "" if said is None else said.id
            raise KeyMissing(sentence.format(key=key_id, variable=VARIABLE, other=other))
        _found[key_id] = kept
    return _found[key_id]


def place(key_id: str) -> str:
    """Return where a key is found now: environment or keyring; raise KeyMissing if nowhere."""
    find(key_id)
    said = of_environment()
    return ENVIRONMENT if said is not None and said.id == key_id else KEYRING


def read_marker(folder: Path) -> Marker | None:
    """Read the marker file of a store; return None if the store is not encrypted.

    Raises
    ------
    StoreUnusable
        If the file is damaged.
    """
    try:
        held = json.loads((folder / FILE).read_bytes())
        if held["layout"] != LAYOUT or held["from"] not in (ENVIRONMENT, KEYRING):
            raise ValueError("no marker of ours")
        return Marker(str(held["key"]), held["from"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise StoreUnusable(denied(folder / FILE)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreUnusable(MARKER) from error


def write_marker(folder: Path, marker: Marker) -> None:
    """Write the marker file, so that everything that is written to the store from now on is encrypted."""
    document = {"layout": LAYOUT, "key": marker.key_id, "from": marker.source}
    atomic_file.write(folder / FILE, json.dumps(document))


def of_store(folder: Path) -> Key | None:
    """Return the key of a store; None if the store is not encrypted.

    Raises
    ------
    KeyMissing
        If the store is encrypted and its key is not there.
    """
    marker = read_marker(folder)
    return None if marker is None else find(marker.key_id)


def of_file(path: Path) -> Key | None:
    """Return the key with which a file inside a store's folder is written; None if the store is not encrypted."""
    for folder in path.parents:
        if any((folder / name).exists() for name in (FILE, "versions", "building")):
            return of_store(folder)
    return None


def to_open(path: Path) -> Key:
    """Return the key with which an encrypted file inside a store's folder is opened; raise KeyMissing without it."""
    key = of_file(path) or of_environment()
    if key is None:
        raise KeyMissing(MARKER)
    return key
