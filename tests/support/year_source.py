"""Simulated practice software of the year: its client codes and names, and the exports it writes.

A `Row` is a session as the program has it on a day; `Source` is the program, in which a session can be deleted, moved,
corrected or emptied, and people renamed; `written` makes the file.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.support.year_practice import REPEATED, THERAPISTS, lived

CASE, DAY = "case and session ids", "client and day"
KEYINGS = (DAY, CASE)


@dataclass(frozen=True)
class Row:
    """Session as exported.

    number, person, course, and the day on which its reason was recorded, are in no file.
    """

    number: int
    person: str
    course: str
    client: str
    case: str
    session: str
    day: datetime.date
    therapist: str
    ors: int | None
    srs: int | None
    form: str
    reason: str | None
    recorded: datetime.date | None
    attendance: str = "Attended"


@dataclass(frozen=True)
class Format:
    """Format of an export file: column header of each field, text of each ending, CSV conventions."""

    headers: dict[str, str]
    reasons: dict[str, str]
    delimiter: str = ","
    decimal: str = "."
    date: str = "%Y-%m-%d"
    encoding: str = "utf-8"

    def replace(self, **changed: str) -> Format:
        """Return a copy with other headers for some fields; an empty header removes the field."""
        headers = {name: header for name, header in (self.headers | changed).items() if header}
        return replace(self, headers=headers)


ENGLISH = Format(
    {
        "client": "Client ID",
        "case": "Case ID",
        "session": "Session ID",
        "day": "Session Date",
        "therapist": "Clinician",
        "ors": "ORS Total",
        "srs": "SRS Total",
        "form": "ORS Version",
        "reason": "Discharge Reason",
    },
    {"planned": "Goals met", "unplanned": "Dropped out", "transferred": "Referred on"},
)
GERMAN = Format(
    {
        "client": "Klientnummer",
        "case": "Fall ID",
        "session": "Sitzungs ID",
        "day": "Sitzungsdatum",
        "therapist": "Therapeut",
        "ors": "ORS Gesamt",
        "srs": "SRS Gesamt",
        "form": "ORS Version",
        "reason": "Beendigungsgrund",
    },
    {"planned": "Ziele erreicht", "unplanned": "Abbruch", "transferred": "Überwiesen"},
    delimiter=";",
    decimal=",",
    date="%d.%m.%Y",
    encoding="cp1252",
)


class Source:
    """Simulated practice software with its sessions, client codes, therapist names and cases."""

    def __init__(self) -> None:
        visits, endings = lived()
        self.visits = {one.number: one for one in visits}
        self.endings = {(one.course, one.part): one for one in endings}
        people = sorted({one.person for one in visits})
        self.clients = {person: f"C-{1000 + 7 * place}" for place, person in enumerate(people)}
        self.names = dict(THERAPISTS)
        courses = sorted({one.course for one in visits})
        self.cases = {course: f"E{300 + 3 * place}" for place, course in enumerate(courses)}
        self.cancelled: set[int] = set()

    def rows(self, until: datetime.date, since: datetime.date | None = None) -> list[Row]:
        """Return the sessions of a period, with the endings recorded by its last day."""
        chosen = [
            one for one in self.visits.values() if one.day <= until and (since is None or one.day >= since)
        ]
        return [self._row(one, until) for one in sorted(chosen, key=lambda one: (one.person, one.day))]

    def _row(self, visit, until: datetime.date) -> Row:
        ending = self.endings.get((visit.course, 0 if visit.person == REPEATED else visit.part))
        ending = ending if ending and ending.day <= until else None
        gone = visit.number in self.cancelled
        return Row(
            visit.number,
            visit.person,
            visit.course,
            self.clients[visit.person],
            self.cases[visit.course],
            f"S{5000 + visit.number}",
            visit.day,
            self.names[visit.therapist],
            None if gone else visit.ors,
            None if gone else visit.srs,
            visit.form,
            ending.reason if ending else None,
            ending.day if ending else None,
            "Cancelled" if gone else "Attended",
        )

    def change(self, number: int, **values) -> None:
        """Change the values of one session."""
        self.visits[number] = replace(self.visits[number], **values)

    def end(self, course: str, reason: str | None, part: int = 0) -> None:
        """Change the recorded ending of a part of a course; remove it if `reason` is None."""
        key = (course, part)
        if reason is None:
            del self.endings[key]
        else:
            self.endings[key] = replace(self.endings[key], reason=reason)


def points(tenths: int | None, decimal: str = ".") -> str:
    """Format tenths of a point: 186 as 18.6."""
    return "" if tenths is None else f"{tenths // 10}{decimal}{tenths % 10}"


def written(rows: Iterable[Row], form: Format = ENGLISH) -> bytes:
    """Return the rows as a CSV file."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=form.delimiter, lineterminator="\r\n")
    table.writerow(form.headers.values())
    for row in rows:
        cells = {
            **{
                name: getattr(row, name)
                for name in ("client", "case", "session", "therapist", "form", "attendance")
            },
            "day": row.day.strftime(form.date),
            "ors": points(row.ors, form.decimal),
            "srs": points(row.srs, form.decimal),
            "reason": form.reasons[row.reason] if row.reason else "",
            "room": f"Room {row.number % 3 + 1}",
        }
        table.writerow([cells[name] for name in form.headers])
    return out.getvalue().encode(form.encoding)
