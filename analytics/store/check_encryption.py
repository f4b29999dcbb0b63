"""Self-check of a store's encryption: whether it is on, whether the key is there, and what still lies in clear."""

from __future__ import annotations

from pathlib import Path

from analytics.messages import gettext
from analytics.store import database_file, encryption_key, rewriting, versions
from analytics.store.disk_errors import StoreUnusable

OFF = gettext("Holdfast does not encrypt these data; `encryption on` does.")
ON = gettext("The data are encrypted with the key {key}, found in {place}. So are marks and secrets.")
CLEAR = gettext(
    "Encryption is on, but these files are in clear: {names}. `encryption key` writes everything anew."
)
CLEAR_ASIDE = gettext(
    "Encryption is on, but these files that were set aside may be in clear: {names}. Delete them."
)
PLACES = {
    encryption_key.ENVIRONMENT: gettext("the variable HOLDFAST_KEY"),
    encryption_key.KEYRING: gettext("the system's keyring"),
}


def findings(folder: Path) -> list[tuple[str, str, str]]:
    """Return what was checked, its level (ok or problem) and a sentence: one entry, or none without data."""
    what = "encryption"
    try:
        marker = encryption_key.read_marker(folder)
        if marker is None:
            refuse_without_marker(folder)
            return [(what, "ok", OFF)] if versions.listed(folder) else []
        place = encryption_key.place(marker.key_id)
        left = rewriting.in_clear(folder)
    except StoreUnusable as error:
        return [(what, "problem", str(error))]
    if left:
        aside = rewriting.set_aside(folder)
        sentence = CLEAR_ASIDE if left == aside else CLEAR
        return [(what, "problem", sentence.format(names=", ".join(left)))]
    return [(what, "ok", ON.format(key=marker.key_id, place=PLACES[place]))]


def refuse_without_marker(folder: Path) -> None:
    """Raise StoreUnusable where data are encrypted and the marker file is lost: new data would be written in clear."""
    if encryption_key.read_marker(folder) is None and any(
        database_file.is_encrypted(folder / "versions" / name) for name in versions.listed(folder)
    ):
        raise StoreUnusable(encryption_key.MARKER)
