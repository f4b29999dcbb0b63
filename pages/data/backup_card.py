"""Card for owners to download the whole practice as one backup file, verified before it is delivered."""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

from analytics import clock
from analytics.access import Viewer
from analytics.access.client_codes import CODES
from analytics.accounts import people
from analytics.messages import gettext, paragraph
from analytics.store import (
    Store,
    StoreUnusable,
    backup,
    backup_file,
    backups_made,
    encryption_key,
)
from pages.shell import signed_in
from pages.ui import cards, downloads, formatting

if TYPE_CHECKING:
    from pages.shell.page_context import Context

LARGEST = 500_000_000  # bytes of a data version; a browser's download is held in memory
IN_A_BROWSER = "downloaded in a browser"  # in place of the path, in the list of backups


def card(context: Context) -> None:
    """Draw the card, for owners of a practice with data; not for the made-up practice."""
    if context.demo or context.version is None or "owner" not in context.viewer.roles:
        return
    with cards.card("Backup", key="backup"):
        cards.text(
            "The whole practice in one file: data, rules, people and notes, every byte checked. Keep it on another "
            "disk, and as confidential as the data. It is put back with the command “restore”.",
            _encrypted(context.store),
        )
        cards.footnote(_newest(backups_made.read(context.store.folder)))
        if context.data_version.path.stat().st_size > LARGEST:
            cards.text("This practice is too large for a browser. Use the command “backup --out FILE”.")
            return
        downloads.button(
            "Make a backup",
            lambda: make(context.store, context.viewer),
            table="backup",
            file_name=f"practice-{clock.today().isoformat()}.holdfast",
            mime="application/octet-stream",
            key="backup-now",
            clients=CODES,
        )


def make(store: Store, viewer: Viewer) -> tuple[bytes, int]:
    """Write and verify a backup and add it to the list of backups; return the file and its number of entries.

    Raises
    ------
    PermissionError
        If the person is not an owner any more.
    StoreUnusable, StoreBusy, BackupRefused
        As the command `backup`.
    """
    if signed_in.is_required(store) and not _is_owner(store, viewer):
        raise PermissionError("Only owners make a backup.")
    file = io.BytesIO()  # nothing is left on the disk if the process ends now
    made = backup.write(store, file)
    file.seek(0)
    manifest = backup_file.verify_stream(file)
    with store.writing():
        backups_made.add(store.folder, dataclasses.replace(made, path=f"{IN_A_BROWSER}, {made.at}"))
    return file.getvalue(), len(manifest.entries)


def _is_owner(store: Store, viewer: Viewer) -> bool:
    """Return whether the person still has an account with the role of an owner."""
    return any(one.key == viewer.person and "owner" in one.roles for one in people.everybody(store.folder))


def _encrypted(store: Store) -> str:
    """Return the sentence on whether a backup is encrypted."""
    try:
        marker = encryption_key.read_marker(store.folder)
    except StoreUnusable as problem:
        return str(problem)
    if marker is None:
        return "It is not encrypted."
    return gettext("Data and notes in it are encrypted; without the key {key} nobody can restore it.").format(
        key=marker.key_id
    )


def _newest(made: tuple[backups_made.Backup, ...]) -> str:
    """Return the sentence on the newest backup."""
    if not made:
        return "No backup was made so far."
    last = max(made, key=lambda one: one.at)
    return paragraph(
        gettext("The newest backup is of {day}.").format(day=formatting.day(last.day)),
        "Backups keep clients who were erased later: delete old ones yourself.",
    )
