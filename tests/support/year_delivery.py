"""One delivery of the simulated year, with its expected report and the expected state afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.year_practice import month_end
from tests.support.year_source import CASE, ENGLISH, Format, Row, Source, written
from tests.support.year_truth import Known, Truth


@dataclass(frozen=True)
class Says:
    """Expected content of the report on a delivery; fields are None or empty if nothing special happens.

    corrected: rows that replaced a value; lacking: held sessions of its span and people that the file lacks; question:
    what it asks before anything is changed; answer: what a person says then, None for stopping; same: pairs (code,
    known code) that may be one person; emptied: scores, and endings by course, that the file has no more; counts: of
    `facts`.
    """

    corrected: int | None = None
    nothing_new: bool = False
    lacking: int = 0
    warnings: tuple[str, ...] = ()
    question: str | None = None
    answer: str | None = None
    same: tuple[tuple[str, str], ...] = ()
    emptied: dict[str, int] = field(default_factory=dict)
    cancelled: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Mending:
    """Corrective action after an import: `leave_out`, `client`, `therapist` or `follow`.

    client and therapist: the code stands for the known one.
    """

    kind: str
    code: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class Delivery:
    """One delivered file, its delivery day, and the true data after import and correction."""

    name: str
    content: bytes
    day: datetime.date
    truth: Truth
    says: Says = Says()
    mending: tuple[Mending, ...] = ()


class Year:
    """State of the simulated year: exporting program, data delivered so far, renamed therapists."""

    def __init__(self, keying: str) -> None:
        self.keying = keying
        self.source = Source()
        self.known = Known()
        self.renamed: dict[str, str] = {}
        self.form = ENGLISH if keying == CASE else ENGLISH.replace(case="", session="")

    def file(
        self,
        month: int,
        name: str,
        since: datetime.date | None = None,
        *,
        day: datetime.date | None = None,
        form: Format | None = None,
        says: Says = Says(),
        mending: tuple[Mending, ...] = (),
        spelt: Callable[[Row], Row] = lambda row: row,
    ) -> Delivery:
        """Return the export of all sessions (or those from `since`) to a month's end, imported on `day`."""
        rows = self.source.rows(month_end(month), since)
        self.known.told(rows, whole=since is None)
        content = written([spelt(row) for row in rows], form or self.form)
        day = day or month_end(month)
        return Delivery(name, content, day, self.truth(day), says, mending)

    def truth(self, day: datetime.date) -> Truth:
        """Return the practice's true state on a day, according to all data delivered so far."""
        return self.known.on(day, self.source.clients, self.renamed)

    def some(self, n: int, since: datetime.date, until: datetime.date) -> list[int]:
        """Return the numbers of n complete sessions of different clients, not at the start or end of a course."""
        by_course: dict[str, list] = {}
        for visit in self.source.visits.values():
            by_course.setdefault(visit.course, []).append(visit)
        chosen: dict[str, int] = {}
        for visits in by_course.values():
            for one in sorted(visits, key=lambda one: one.day)[1:-1]:
                if since <= one.day <= until and one.ors and one.srs and one.person[0] == "p":
                    chosen.setdefault(one.person, one.number)
        assert len(chosen) >= n, "the practice is large enough for its accidents"
        return sorted(chosen.values())[:n]
