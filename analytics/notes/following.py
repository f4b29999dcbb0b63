"""Which course a mark belongs to: that of its person which holds the session the mark was made at.

Courses get other numbers when older history arrives, and people other record ids when codes are joined; the mark
follows. Marks of an older Holdfast know the number of their course only, which holds in the version they were made in.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.access import Scope
from analytics.notes.discussed_clients import NotesUnusable, Talk, Talks

EVERYBODY = Scope(every_therapist=True, practice_totals=True)


@dataclass(frozen=True)
class Followed:
    """The marks of one course, the first one first. record_id, episode_no, episode_key: of the version asked."""

    record_id: str
    episode_no: int
    episode_key: int
    marks: tuple[Talk, ...]

    @property
    def first(self) -> Talk:
        """The mark that says when one talked, and what had been said before."""
        return self.marks[0]


def courses(warehouse, scope, marks: Sequence[Talk]) -> dict[tuple[str, int], Followed]:
    """The courses with a mark, by record id and number; of courses in scope only.

    How: the course with a session on the day of the mark, else the one that spans it, else the latest one begun before
    it. A mark whose person has no such course is left out.
    """
    if not marks:
        return {}
    asked = {"records": [one.record_id for one in marks], "days": [one.at for one in marks]}
    found: dict[tuple[str, int], list] = {}
    for place, record, number, key in warehouse.query("marked_courses", scope=scope, **asked).rows:
        found.setdefault((record, number), [key]).append(marks[place - 1])
    return {
        (record, number): Followed(record, number, key, tuple(own))
        for (record, number), (key, *own) in found.items()
    }


def delivered_record(warehouse, scope, record_id: str, episode_no: int, day: datetime.date) -> str:
    """The record id under which a mark at a session of this course is kept: that of the code with which the session was
    delivered. So a mark made while codes were joined stays with the right person when they are parted."""
    found = warehouse.query("delivered_record", scope, record=record_id, episode_no=episode_no, day=day).rows
    return found[0][0] if found else record_id


def settle(folder: Path) -> None:
    """Give the marks of an older Holdfast the day of a session, as long as the version they were made in is kept.

    Where it is not, the day of the mark says which course is meant. What cannot be written stays as it is.
    """
    kept = Talks(folder)
    older = [one for one in kept.all() if one.session_day is None]
    if not older:
        return
    days = dict.fromkeys(older)
    for name in {one.version for one in older}:
        own = [one for one in older if one.version == name]
        days |= zip(own, _session_days(folder, name, own), strict=True)
    try:
        kept.settle(older, [days[one] or one.day for one in older])
    except NotesUnusable:
        return


def _session_days(folder: Path, name: str, marks: Sequence[Talk]) -> list[datetime.date | None]:
    """The last day of each marked course in one version; None where it cannot be read or has no such course."""
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
