"""List of the backup files made of a store, so that an erasure can name those that contain the client."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics.store import atomic_file

FILE, LAYOUT = "backups.json", 1


@dataclass(frozen=True)
class Backup:
    """One backup file: path, time (UTC, ISO), data version and SHA-256."""

    path: str
    at: str
    version: str
    digest: str

    @property
    def day(self) -> datetime.date:
        """Day (UTC) on which the backup was made."""
        return datetime.datetime.fromisoformat(self.at).date()


def read(folder: Path) -> tuple[Backup, ...]:
    """Return the backups listed for a store, oldest first; empty if the list is missing or damaged."""
    try:
        held = json.loads((folder / FILE).read_bytes())
        made = [Backup(**one) for one in held["entries"]]
        return tuple(one for one in made if one.day)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def write(folder: Path, entries: tuple[Backup, ...]) -> None:
    """Replace the list of backups atomically."""
    document = {"layout": LAYOUT, "entries": [asdict(one) for one in entries]}
    atomic_file.write(folder / FILE, json.dumps(document, indent=1, ensure_ascii=False))


def add(folder: Path, made: Backup) -> None:
    """Add a backup to the list, replacing an entry with the same path."""
    write(folder, (*(one for one in read(folder) if one.path != made.path), made))
