"""List of the backup files that a store has made, so that whoever erases a client is told which files still hold them."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics.store import atomic_file

FILE, LAYOUT = "backups.json", 1


@dataclass(frozen=True)
class Backup:
    """One backup file: where it was written, when (UTC, ISO), of which data version, its SHA-256."""

    path: str
    at: str
    version: str
    digest: str

    @property
    def day(self) -> datetime.date:
        """Day (UTC) on which the backup was made."""
        return datetime.datetime.fromisoformat(self.at).date()


def read(folder: Path) -> tuple[Backup, ...]:
    """Return the backups of a store, oldest first; empty if none is known or the list is damaged."""
    try:
        held = json.loads((folder / FILE).read_bytes())
        made = [Backup(**one) for one in held["entries"]]
        return tuple(one for one in made if one.day)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def write(folder: Path, entries: tuple[Backup, ...]) -> None:
    """Replace the list of backups in one step."""
    document = {"layout": LAYOUT, "entries": [asdict(one) for one in entries]}
    atomic_file.write(folder / FILE, json.dumps(document, indent=1, ensure_ascii=False))


def add(folder: Path, made: Backup) -> None:
    """Add a backup to the list; one at the same path was replaced by it and is dropped."""
    write(folder, (*(one for one in read(folder) if one.path != made.path), made))
