"""What came of a flag: therapists mark whether the next step with a client helped, in the notes file.

A flag is one reason of the caseload at one session of a client. The marks tell how often flags were worth a
conversation; they change no rule and no number of the practice.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from analytics.notes import database
from analytics.notes.schema import FLAGS

HELPED, DID_NOT_HELP, DONE = "helped", "did_not_help", "done"
RESULTS = (HELPED, DID_NOT_HELP, DONE)
FEWEST_OTHERS, FEWEST_MARKS = 3, 10  # colleagues and their marks behind a figure of the practice; own choice


@dataclass(frozen=True, kw_only=True)
class FlagMark:
    """One mark on a flag: client, session day of the flag, key of its reason, result, and who marked it when.

    result: HELPED (worth a conversation), DID_NOT_HELP, or DONE (the step was taken; whether it helped is open).
    """

    record_id: str
    session_day: datetime.date
    code: str
    result: str
    day: datetime.date
    person: str


@dataclass(frozen=True)
class Worth:
    """Numbers of flags marked, and of these that were worth a conversation."""

    marked: int
    helped: int


class FlagMarks:
    """All marks on flags in one store; each flag has at most one mark."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[FlagMark, ...]:
        """Return every mark on a flag, oldest first; raise NotesUnusable if the file cannot be read."""
        columns = ("record_id", "session_day", "code", "result", "day", "person")
        rows = database.rows(self.path, FLAGS, columns, "day, record_id, code")
        as_day = datetime.date.fromisoformat
        return tuple(
            FlagMark(
                record_id=record,
                session_day=as_day(session),
                code=code,
                result=result,
                day=as_day(day),
                person=person,
            )
            for record, session, code, result, day, person in rows
        )

    def put(self, mark: FlagMark) -> None:
        """Store a mark on a flag; the new mark replaces an earlier mark on the same flag."""
        record, session, code, result, day, person = astuple(mark)
        values = (record, session.isoformat(), code, result, day.isoformat(), person)
        with database.transaction(self.path) as connection:
            connection.execute(f"insert or replace into {FLAGS} values (?, ?, ?, ?, ?, ?)", values)

    def withdraw(self, mark: FlagMark) -> None:
        """Delete the mark on a flag."""
        with database.transaction(self.path) as connection:
            connection.execute(
                f"delete from {FLAGS} where record_id = ? and session_day = ? and code = ?",
                (mark.record_id, mark.session_day.isoformat(), mark.code),
            )

    def count(self, record_ids: Collection[str]) -> int:
        """Count the marks on flags of the given clients; raise NotesUnusable if the file cannot be read."""
        return sum(one.record_id in record_ids for one in self.all())

    def erase(self, record_ids: Collection[str]) -> None:
        """Delete and overwrite the marks on flags of the given clients; raise NotesUnusable if that fails."""
        database.erase(self.path, FLAGS, record_ids)


def own_worth(marks: Iterable[FlagMark], person: str) -> Worth:
    """Count the flags that a person marked, and those worth a conversation."""
    return _counted(one for one in marks if one.person == person)


def practice_worth(marks: Collection[FlagMark], person: str) -> Worth | None:
    """Count the flags that everybody marked; None unless enough others did.

    Less the viewer's own, the figure must be of at least FEWEST_OTHERS people and FEWEST_MARKS marks, so that no
    colleague's answers can be read from it.
    """
    others = [one for one in marks if one.person != person]
    if len(others) < FEWEST_MARKS or len({one.person for one in others}) < FEWEST_OTHERS:
        return None
    return _counted(marks)


def _counted(marks: Iterable[FlagMark]) -> Worth:
    results = [one.result for one in marks]
    return Worth(len(results), results.count(HELPED))
