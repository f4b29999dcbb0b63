"""Clients picked for supervision ("Add to supervision"), kept in the notes file.

A pick stays until somebody takes it off, or marks the client as talked about. It stores the record id and the day of a
session, so it follows its episode through later imports as a "talked about it" mark does.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.notes import database, following
from analytics.notes.schema import PICKS, NotesUnusable

if TYPE_CHECKING:
    from analytics.access import Scope
    from analytics.store.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One client picked for supervision: record id, day of a session of the episode, day and person of the pick."""

    record_id: str
    session_day: datetime.date
    day: datetime.date
    person: str


Waiting = Mapping[tuple[str, int], tuple[Pick, ...]]  # (record id, episode number) -> picks


class AgendaPicks:
    """All picks of one store, in its notes file; a client is picked at most once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[Pick, ...]:
        """Return every pick, oldest first; raise NotesUnusable if the file cannot be read."""
        columns = ("record_id", "session_day", "day", "person")
        rows = database.rows(self.path, PICKS, columns, "day, record_id")
        as_day = datetime.date.fromisoformat
        return tuple(
            Pick(record_id=record, session_day=as_day(session), day=as_day(day), person=person)
            for record, session, day, person in rows
        )

    def add(self, pick: Pick) -> None:
        """Store a pick; it replaces an earlier one of this client."""
        record, session, day, person = astuple(pick)
        with database.transaction(self.path) as connection:
            values = (record, session.isoformat(), day.isoformat(), person)
            connection.execute(f"insert or replace into {PICKS} values (?, ?, ?, ?)", values)

    def remove(self, record_ids: Collection[str]) -> None:
        """Take the picks of the given clients off the agenda."""
        with database.transaction(self.path) as connection:
            connection.executemany(f"delete from {PICKS} where record_id = ?", [(one,) for one in record_ids])

    def count(self, record_ids: Collection[str]) -> int:
        """Count the picks of the given clients; raise NotesUnusable if the file cannot be read."""
        return sum(one.record_id in record_ids for one in self.all())

    def erase(self, record_ids: Collection[str]) -> None:
        """Delete the picks of the given clients without remains; raise NotesUnusable if that fails."""
        database.erase(self.path, PICKS, record_ids)


def waiting(warehouse: Warehouse, scope: Scope, folder: Path) -> Waiting:
    """Return the picks for supervision by (record id, episode number) as shown now.

    Only of episodes that the viewer may see. Empty if the notes file cannot be read.
    """
    try:
        picks = AgendaPicks(folder).all()
    except NotesUnusable:
        return {}
    noted = [(one.record_id, one.session_day) for one in picks]
    found: dict[tuple[str, int], tuple[Pick, ...]] = {}
    for index, record, number, _ in following.episodes(warehouse, scope, noted):
        found[record, number] = (*found.get((record, number), ()), picks[index])
    return found
