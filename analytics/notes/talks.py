"""The mark "talked about it": who was talked about, when, and what the product had said by then.

It is kept so that a later check of the early warning can leave these clients out: somebody one talks about because of a
flag may stay, and the flag then looks wrong.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from analytics.store import private

FILE = "notes.sqlite"
WAIT = 5.0  # seconds for another writer
_TABLE = """
create table if not exists talk (
    record_id text not null, episode_no integer not null, day text not null, person text not null,
    version text not null, tier text not null, outcome text, landmark integer,
    probability real, low real, high real, band text,
    primary key (record_id, episode_no)
)"""


@dataclass(frozen=True)
class Talk:
    """One episode that was talked about. day: when; person: who said so; version, tier: the data version and the tier
    of its model; outcome ... band: what the early warning had said, None where it said nothing."""

    record_id: str
    episode_no: int
    day: datetime.date
    person: str
    version: str
    tier: str
    outcome: str | None = None
    landmark: int | None = None
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    band: str | None = None


class Talks:
    """The marks of one store. Record ids say nothing to who may not see the client; ask only for those in scope."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def all(self) -> dict[tuple[str, int], Talk]:
        """Every mark by record and episode; empty where none was ever made."""
        if not self.path.exists():
            return {}
        names = ", ".join(field.name for field in fields(Talk))
        with self._open() as connection:
            rows = connection.execute(f"select {names} from talk").fetchall()
        made = (Talk(row[0], row[1], datetime.date.fromisoformat(row[2]), *row[3:]) for row in rows)
        return {(one.record_id, one.episode_no): one for one in made}

    def mark(self, talk: Talk) -> None:
        """Keep a mark; the first one of an episode stays, because it holds what had been said before the talk."""
        values = [value.isoformat() if isinstance(value, datetime.date) else value for value in astuple(talk)]
        with self._open() as connection:
            places = ", ".join("?" * len(values))
            connection.execute(f"insert or ignore into talk values ({places})", values)

    def withdraw(self, record_id: str, episode_no: int) -> None:
        """Take a mark back."""
        with self._open() as connection:
            connection.execute("delete from talk where record_id = ? and episode_no = ?", (record_id, episode_no))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction; the file is made for this user alone."""
        if not self.path.exists():
            self.path.parent.mkdir(mode=private.FOLDER, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private.FILE))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute(_TABLE)
            with connection:
                yield connection
        finally:
            connection.close()
