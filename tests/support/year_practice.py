"""Events in a made-up practice over fourteen months: people, courses, sessions; always the same.

Nothing here knows how Holdfast counts. A course never pauses for 90 days and a client who returns stays away for
longer, so which sessions are one course is a fact of the practice and not of a rule.
"""

from __future__ import annotations

import calendar
import datetime
import random
from dataclasses import dataclass, replace

FIRST_YEAR, FIRST_MONTH, MONTHS = 2025, 8, 14
HISTORY_FROM = datetime.date(2025, 2, 3)  # first session before the first export
THERAPISTS = {
    "amara": "Amara Lind",
    "bruno": "Bruno Okafor",
    "celia": "Celia Roth",
    "dario": "Dario Weiss",
    "edda": "Edda Novak",
}
JOINS, LEAVES = (
    datetime.date(2025, 10, 1),
    datetime.date(2026, 5, 1),
)  # edda; dario, whose clients amara takes over
CLIENTS = 64
TWO_CODES = 3  # the client who is two people, p03 and p03b, until the program merges their codes
REPEATED = "q3"  # the client on whose later sessions the program repeats an earlier reason
REASONS = ("planned",) * 11 + ("unplanned",) * 7 + ("transferred",) * 2


@dataclass(frozen=True)
class Visit:
    """One attended session of the simulated year.

    number: of the practice's sessions, never used twice; person, course, therapist: who and which, whatever a
    program calls them; part: 1 for sessions after the course had been recorded as ended; ors, srs: totals in
    tenths of a point, None where the form was left out; form: ORS or CORS.
    """

    number: int
    person: str
    course: str
    part: int
    day: datetime.date
    therapist: str
    ors: int | None
    srs: int | None
    form: str = "ORS"


@dataclass(frozen=True)
class Ending:
    """Ending recorded for a part of a course, with its reason and day."""

    course: str
    part: int
    reason: str
    day: datetime.date


def month_end(month: int) -> datetime.date:
    """Return the last day of a month; months are counted from 1, the start of the simulated year."""
    index = FIRST_MONTH - 1 + month - 1
    year, number = FIRST_YEAR + index // 12, index % 12 + 1
    return datetime.date(year, number, calendar.monthrange(year, number)[1])


def month_start(month: int) -> datetime.date:
    """Return the first day of a month; months are counted from 1, the start of the simulated year."""
    return month_end(month).replace(day=1)


def lived() -> tuple[list[Visit], list[Ending]]:
    """Return all sessions and all recorded endings of the simulated period."""
    pick = random.Random(1414)
    visits: list[Visit] = []
    endings: list[Ending] = []
    for number in range(CLIENTS):
        person, day = f"p{number:02}", HISTORY_FROM + datetime.timedelta(days=pick.randrange(0, 560))
        if number == TWO_CODES:
            day = HISTORY_FROM
        for returned in range(1, 3 if number % 7 == 3 else 2):
            called = person if number != TWO_CODES or returned == 1 else f"{person}b"
            made, ending = _course(pick, called, f"{person}-{returned}", day)
            visits += made
            endings += [ending] if ending else []
            day = made[-1].day + datetime.timedelta(days=pick.randrange(120, 170))
    _ended_and_came_back(pick, visits, endings)
    _changes_to_the_child_form(pick, visits)
    last = month_end(MONTHS)
    visits = sorted((one for one in visits if one.day <= last), key=lambda one: (one.day, one.person))
    return [replace(one, number=place) for place, one in enumerate(visits, start=1)], endings


def _course(
    pick: random.Random, person: str, course: str, day: datetime.date
) -> tuple[list[Visit], Ending | None]:
    at_work = [
        name for name in THERAPISTS if (name != "edda" or day >= JOINS) and (name != "dario" or day < LEAVES)
    ]
    therapist = pick.choice(at_work)
    made, level, rise = [], pick.gauss(19, 5), pick.gauss(0.6, 1.3)
    for place in range(pick.randint(3, 15)):
        if therapist == "dario" and day >= LEAVES:
            therapist = "amara"
        if place == 4 and pick.random() < 0.2:
            therapist = pick.choice([name for name in at_work if name not in (therapist, "dario")])
        made.append(Visit(0, person, course, 0, day, therapist, *_forms(pick, level)))
        level += rise
        day += datetime.timedelta(days=pick.choice((7, 7, 7, 7, 14, 14, 21, 35)))
    if pick.random() < 0.2:
        return made, None
    return made, Ending(
        course, 0, pick.choice(REASONS), made[-1].day + datetime.timedelta(days=pick.randint(0, 12))
    )


def _forms(pick: random.Random, level: float) -> tuple[int | None, int | None]:
    ors = round(10 * min(40, max(1, pick.gauss(level, 2))))
    srs = round(10 * min(40, max(5, pick.gauss(35, 3))))
    return (None if pick.random() < 0.07 else ors), (None if pick.random() < 0.09 else srs)


def _ended_and_came_back(pick: random.Random, visits: list[Visit], endings: list[Ending]) -> None:
    """Add three courses that were recorded as ended and continued within weeks.

    One has a newer reason later, and on the later sessions of one the program repeats the old reason.
    """
    for person, newer in (("q1", None), ("q2", "unplanned"), (REPEATED, None)):
        days = [datetime.date(2025, 9, 2) + datetime.timedelta(days=7 * k) for k in range(8)]
        back = [datetime.date(2025, 11, 13) + datetime.timedelta(days=7 * k) for k in range(5)]
        for part, stretch in enumerate((days, back)):
            for day in stretch:
                visits.append(Visit(0, person, f"{person}-1", part, day, "bruno", *_forms(pick, 22)))
        endings.append(Ending(f"{person}-1", 0, "planned", datetime.date(2025, 10, 24)))
        if newer:
            endings.append(Ending(f"{person}-1", 1, newer, datetime.date(2026, 1, 9)))


def _changes_to_the_child_form(pick: random.Random, visits: list[Visit]) -> None:
    """Add a course that changes from the adult to the child form, with scores eighteen points higher."""
    for place in range(9):
        day = datetime.date(2026, 6, 9) + datetime.timedelta(days=7 * place)
        child = place >= 5
        ors = (360 if child else 180) + pick.randint(-9, 9)
        visits.append(Visit(0, "young", "young-1", 0, day, "bruno", ors, 350, "CORS" if child else "ORS"))
