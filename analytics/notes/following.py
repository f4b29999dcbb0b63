"""Assignment of "talked about it" marks to episodes, by the session day stored with each mark.

Episode numbers change if older sessions are imported, and record ids change if codes are merged, so marks are
assigned to episodes in each version. Marks of an older Holdfast have only an episode number, which is valid
in the version in which they were made.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.access import Scope
from analytics.notes.discussed_clients import Talk, Talks
from analytics.notes.schema import NotesUnusable

if TYPE_CHECKING:
    from analytics.store.warehouse import Warehouse

EVERYBODY = Scope(every_therapist=True, practice_totals=True)


@dataclass(frozen=True)
class EpisodeMarks:
    """The "talked about it" marks of one episode, oldest first, with the episode's keys in a data version."""

    record_id: str
    episode_no: int
    episode_key: int
    marks: tuple[Talk, ...]

    @property
    def first(self) -> Talk:
        """Oldest "talked about it" mark of the episode: day and early-warning result of the first discussion."""
        return self.marks[0]


def courses(warehouse: Warehouse, scope: Scope, marks: Sequence[Talk]) -> dict[tuple[str, int], EpisodeMarks]:
    """Return the "talked about it" marks by episode, for the episodes that the viewer may see.

    Parameters
    ----------
    warehouse
        Data version to look in.
    scope
        Rows the viewer may see.
    marks
        Marks of the store, in any order.

    Returns
    -------
    dict
        (record id, episode number) -> the marks of that course.

    Notes
    -----
    A mark belongs to the episode with a session on its day, else to the episode that spans the day, else to
    the latest episode begun before. Marks without such an episode are left out.
    """
    found: dict[tuple[str, int], list] = {}
    for index, record, number, key in episodes(warehouse, scope, [(one.record_id, one.at) for one in marks]):
        found.setdefault((record, number), [key]).append(marks[index])
    return {
        (record, number): EpisodeMarks(record, number, key, tuple(own))
        for (record, number), (key, *own) in found.items()
    }


def episodes(
    warehouse: Warehouse, scope: Scope, noted: Sequence[tuple[str, datetime.date]]
) -> list[tuple[int, str, int, int]]:
    """Return the episode that each note belongs to, for episodes that the viewer may see.

    Parameters
    ----------
    warehouse
        Data version to look in.
    scope
        Rows the viewer may see.
    noted
        (record id, day of a session) of each note.

    Returns
    -------
    list of (index, record id, episode number, episode key)
        Index of the note, and its episode; notes without an episode in sight are left out.
    """
    if not noted:
        return []
    records, days = [record for record, _ in noted], [day for _, day in noted]
    rows = warehouse.query("mark_episodes", scope=scope, records=records, days=days).rows
    return [(index - 1, record, number, key) for index, record, number, key in rows]


def delivered_record(
    warehouse: Warehouse, scope: Scope, record_id: str, episode_no: int, day: datetime.date
) -> str:
    """Return the client record id under which a session's "talked about it" mark is stored.

    So a mark made while codes are merged belongs to the right client after the merge is undone.
    """
    found = warehouse.query("delivered_record", scope, record=record_id, episode_no=episode_no, day=day).rows
    return found[0][0] if found else record_id


def update_session_days(folder: Path) -> None:
    """Add the session day to "talked about it" marks that an older release stored without it.

    If no session is found, the day of the mark itself is used. Marks that cannot be written stay unchanged.
    """
    kept = Talks(folder)
    older = [one for one in kept.all() if one.session_day is None]
    if not older:
        return
    days: dict[Talk, datetime.date | None] = dict.fromkeys(older)
    for name in {one.version for one in older}:
        own = [one for one in older if one.version == name]
        days |= zip(own, _session_days(folder, name, own), strict=True)
    try:
        kept.settle(older, [days[one] or one.day for one in older])
    except NotesUnusable:
        return


def _session_days(folder: Path, name: str, marks: Sequence[Talk]) -> list[datetime.date | None]:
    """Return, per "talked about it" mark, the last session day of its episode in a data version, or None."""
    from analytics.store.disk_errors import StoreUnusable
    from analytics.store.version import read_version
    from analytics.store.warehouse import Warehouse

    path = folder / "versions" / name
    if not path.is_file():
        return [None] * len(marks)
    try:
        warehouse = Warehouse(read_version(path), path)
    except (StoreUnusable, OSError):
        return [None] * len(marks)
    try:
        rows = warehouse.query("course_days", scope=EVERYBODY).rows
    finally:
        warehouse.close()
    last = {(record, number): day for record, number, day in rows}
    return [last.get((one.record_id, one.episode_no)) for one in marks]
