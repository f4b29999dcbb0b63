"""Files beside the version files with copies of the counting rules and of the secret key.

Record ids are hashes made with this key.

The version is authoritative. The files are copies for people (`definitions.toml`) and for a store without
data; the next writer rewrites a copy that differs.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import definitions as rules
from analytics.store import atomic_file, sealed
from analytics.store.disk_errors import StoreUnusable

if TYPE_CHECKING:
    from analytics.store.version import Version

RULES, SECRET = "definitions.toml", "secret"
_KEY = re.compile(r"[0-9a-f]{64}")


def rules_beside(folder: Path) -> rules.Definitions:
    """Read the counting rules from definitions.toml; return the default rules if there is no file.

    Raises
    ------
    StoreUnusable
        For a file that cannot be used.
    """
    path = folder / RULES
    if not path.exists():
        return rules.DEFAULTS
    try:
        return rules.load(path)
    except (OSError, rules.DefinitionError) as error:
        raise StoreUnusable(
            f"The rules of counting in {RULES} cannot be read. Mend or delete the file: without it the usual rules"
            " count until you choose others on the page Definitions."
        ) from error


def copied(folder: Path, version: Version) -> bool:
    """Return whether definitions.toml contains the same counting rules as the version."""
    try:
        return rules_beside(folder).digest() == version.definitions_digest
    except StoreUnusable:
        return False


def secret_beside(folder: Path) -> str | None:
    """Return the secret key for record ids from the file `secret`; None if missing or damaged.

    Raises
    ------
    KeyMissing
        If the file is encrypted and its key is not there, as a new one must not take its place then.
    """
    try:
        text = (folder / SECRET).read_bytes().decode("ascii").strip()
        text = sealed.opened(folder, text, SECRET)
    except (OSError, UnicodeDecodeError, sealed.SealBroken):
        return None
    return text if _KEY.fullmatch(text) else None


def secret(folder: Path, version: Version | None) -> str:
    """Return the secret key for record ids; make a new key if a store without data has none.

    The key of the version comes first, then that of the file `secret`.

    The key has 64 hexadecimal digits.

    Raises
    ------
    StoreUnusable
        If a version of an older Holdfast depends on a key that is lost.
    """
    held = (version is not None and version.secret) or secret_beside(folder)
    if held:
        return held
    if version is not None:
        raise StoreUnusable(
            "The key of the record ids (the file secret) is damaged or missing. Put it back from a copy of the data"
            " folder. Without one, take every import back (imports --undo) and import again: marks made so far are"
            " then not found again."
        )
    made = secrets.token_hex(32)
    write_secret(folder, made)
    return made


def write_secret(folder: Path, text: str) -> None:
    """Write the file `secret`, encrypted if the store is."""
    atomic_file.write(folder / SECRET, sealed.protected(folder, text, SECRET))


def mend(folder: Path, version: Version | None) -> None:
    """Rewrite definitions.toml and `secret` if they differ from the version; the caller holds the lock."""
    if version is None:
        return
    with contextlib.suppress(OSError):
        if not copied(folder, version):
            atomic_file.write(folder / RULES, rules.to_toml(version.definitions, only_changed=True))
        if version.secret and secret_beside(folder) != version.secret:
            write_secret(folder, version.secret)
