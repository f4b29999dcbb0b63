"""True state of the simulated practice on a day, computed in plain Python from its sessions.

Nothing of the product is used: courses are facts of the practice, and the rules (reliable change of 6 and 10 points,
cutoff 25, 60 days without a session) are written down here once more.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.support.year_source import Row, points

LAPSE_DAYS, CUTOFF, LEAST_RECORDED = 60, 250, Fraction(1, 2)
RELIABLE = {"ORS": 60, "CORS": 100}
RECORDED = ("planned", "unplanned", "transferred")
IMPROVED = ("recovered", "improved", "improved_above")


@dataclass(frozen=True)
class Course:
    """One course on a given day.

    first, last, change: ORS in tenths of a point; therapist: who held most sessions, with the name that sorts
    first where several did; now: who held the last one.
    """

    client: str
    number: int
    sessions: int
    first_day: datetime.date
    last_day: datetime.date
    therapist: str
    tied: bool
    now: str
    forms: int
    first: int | None
    last: int | None
    change: int | None
    kind: str
    ending: str

    @property
    def counts(self) -> bool:
        """Whether the course is included in the rates of endings."""
        return self.ending not in ("open", "transferred")


@dataclass
class Truth:
    """The practice on a given day: its sessions by number, and figures computed from them."""

    day: datetime.date
    rows: dict[int, Row]

    def sessions(self) -> list[tuple]:
        """Return (client, day, therapist, ORS, SRS) of every session, sorted."""
        made = [
            (r.client, r.day.isoformat(), r.therapist, points(r.ors), points(r.srs))
            for r in self.rows.values()
        ]
        return sorted(made)

    def courses(self) -> list[Course]:
        """Return all courses, sorted by client and number."""
        by_person: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in sorted(self.rows.values(), key=lambda one: one.day):
            by_person[row.person][row.course].append(row)
        made = []
        for courses in by_person.values():
            ordered = sorted(courses.values(), key=lambda rows: rows[0].day)
            made += [_course(rows, place, self.day) for place, rows in enumerate(ordered, start=1)]
        return sorted(made, key=lambda one: (one.client, one.number))

    def caseload(self) -> list[tuple]:
        """Return (client, course number, current therapist) of every open course, sorted."""
        return sorted((one.client, one.number, one.now) for one in self.courses() if one.ending == "open")

    def rates(self) -> dict[str, tuple[int, int]]:
        """Return the figures that Overview must show for all ended courses, as (numerator, denominator).

        Asserts that most endings are recorded, as the practice records them.
        """
        courses = self.courses()
        ended = [one for one in courses if one.ending != "open"]
        recorded = sum(one.ending in RECORDED for one in ended)
        assert Fraction(recorded, len(ended)) >= LEAST_RECORDED, "this practice records how courses end"
        # A client who goes on elsewhere says nothing about whether therapy here helped.
        judged = [one for one in ended if one.change is not None and one.ending != "transferred"]
        below = [one for one in judged if one.first < CUTOFF]
        counted = [one for one in ended if one.counts]
        return {
            "n": (len(ended), len(ended)),
            "reliable_improvement": (sum(one.kind in IMPROVED for one in judged), len(judged)),
            "recovered": (sum(one.kind == "recovered" for one in judged), len(below)),
            "no_change": (sum(one.kind == "no_change" for one in judged), len(judged)),
            "deteriorated": (sum(one.kind == "deteriorated" for one in judged), len(judged)),
            "unplanned": (sum(one.ending.startswith("unplanned") for one in counted), len(counted)),
            "mean_change": (sum(one.change for one in judged), len(judged)),
        }


def _course(rows: list[Row], number: int, day: datetime.date) -> Course:
    held = Counter(row.therapist for row in rows)
    most = max(held.values())
    leading = sorted(name for name, n in held.items() if n == most)
    forms = [row for row in rows if row.ors is not None]
    one_form = len({row.form for row in forms}) == 1
    change = forms[-1].ors - forms[0].ors if len(forms) > 1 and one_form else None
    kind = _kind(change, forms)
    return Course(
        client=rows[-1].client,
        number=number,
        sessions=len(rows),
        first_day=rows[0].day,
        last_day=rows[-1].day,
        therapist=leading[0],
        tied=len(leading) > 1,
        now=rows[-1].therapist,
        forms=len(forms),
        first=forms[0].ors if forms else None,
        last=forms[-1].ors if forms else None,
        change=change,
        kind=kind,
        ending=_ending(rows, day, kind),
    )


def _kind(change: int | None, forms: list[Row]) -> str:
    if change is None:
        return "not_assessable"
    reliable = RELIABLE[forms[0].form]
    if change >= reliable:
        if forms[0].ors >= CUTOFF:
            return "improved_above"
        return "recovered" if forms[-1].ors >= CUTOFF else "improved"
    return "deteriorated" if change <= -reliable else "no_change"


def _ending(rows: list[Row], day: datetime.date, kind: str) -> str:
    """Return the ending of a course on a day: the last recorded reason, unless later sessions reopened it."""
    quiet = (day - rows[-1].day).days >= LAPSE_DAYS
    told = [(row.recorded, row.reason) for row in rows if row.reason]
    if told:
        recorded, reason = max(told)
        return reason if quiet or recorded >= rows[-1].day else "open"
    if quiet:
        return "planned_inferred" if kind == "recovered" else "unplanned_inferred"
    return "open"


class Known:
    """Sessions delivered so far, as corrected by later deliveries.

    Sessions by their true number, under the names that the program uses now.
    """

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}

    def told(self, rows: Iterable[Row], *, whole: bool) -> None:
        """Add the rows of a file; with `whole`, sessions missing in the file are removed."""
        if whole:
            self.rows = {}
        self.rows |= {row.number: row for row in rows if row.attendance == "Attended"}

    def on(self, day: datetime.date, clients: dict[str, str], names: dict[str, str]) -> Truth:
        """Return the practice's true state on a day, according to the data delivered so far.

        clients: person to code; names: a therapist's earlier name to the one in use.
        """
        rows = {
            number: replace(
                row, client=clients[row.person], therapist=names.get(row.therapist, row.therapist)
            )
            for number, row in self.rows.items()
        }
        return Truth(day, rows)
