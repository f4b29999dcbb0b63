"""Card for owners on encryption at rest: whether it is on, what it means, how to turn it on, and the key's copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analytics.messages import gettext, paragraph
from analytics.store import StoreUnusable, check_encryption, encryption_key, rewriting
from pages.ui import cards

if TYPE_CHECKING:
    from pages.shell.page_context import Context

OFF = (
    "**Off.** Whoever gets a copy of the data folder or of a backup can read the data.",
    "Turn on the disk encryption of the operating system first; it protects the whole computer.",
)
TURN_ON = (
    "Holdfast can encrypt data, marks and names on screen as well: end the app, then run the command “encryption on”.",
    "It makes a key and shows the recovery key once. Write that down and keep it away from this computer.",
    "Without the key nobody can read the data again, nor a backup of them.",
)
KEEP = (
    "Without this key nobody can read the data again, nor a backup made since.",
    "Keep the recovery key on paper, away from this computer.",
)
CHANGE = (
    "The command “encryption key” takes a new key, “encryption off” ends it; end the app first.",
    "Not encrypted: people who sign in, the log, names of imported files, the figures of the early warning,"
    " exported tables, and backups made before.",
)


def card(context: Context) -> None:
    """Draw the card, for owners of a practice with data; not for the made-up practice."""
    if context.demo or context.version is None or "owner" not in context.viewer.roles:
        return
    with cards.card("Encryption", key="encryption"):
        said, small = sentences(context.store.folder)
        cards.text(paragraph(*said))
        if small:
            cards.footnote(paragraph(*small))


def sentences(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences on the encryption of a store: its state and what follows, and those in small print."""
    try:
        marker = encryption_key.read_marker(folder)
        if marker is None:
            check_encryption.refuse_without_marker(folder)
            return OFF, TURN_ON
        place, left = check_encryption.PLACES[encryption_key.place(marker.key_id)], rewriting.in_clear(folder)
    except StoreUnusable as problem:
        return (str(problem),), ()
    state = gettext("**On**, with the key {key} in {place}.").format(key=marker.key_id, place=place)
    if left:
        state = gettext("**On, but not for everything:** the command “check” names the files in clear.")
    return (state, *KEEP), CHANGE
