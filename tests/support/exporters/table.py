"""Simulated sessions to be written to export files, and the results expected from their import."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tests.support.small_practice import ORS, SRS

AREAS = {"ors": ORS, "srs": SRS}
TOTALS = ("client_id", "session_date", "therapist", "ors_total", "srs_total")
ITEMS = (*TOTALS, *ORS, *SRS)
THERAPISTS = ("Berg", "Lind", "Sørensen", "Müller", "T1", "07")
MISSING = (
    "999",
    "-9",
    "-99",
    "9999",
    "DNA",
    "#N/A",
    "N/A",
    "refused",
    "#VALUE!",
)  # in place of a single score


@dataclass(frozen=True)
class Visit:
    """One session; `ors` and `srs` are four area scores in points, or None if the form is missing."""

    client: str
    day: datetime.date
    therapist: str | None
    ors: tuple[Decimal, ...] | None
    srs: tuple[Decimal, ...] | None

    def total(self, form: str) -> Decimal | None:
        """Return the sum of the four areas of a form."""
        areas = getattr(self, form)
        return sum(areas) if areas else None

    def fields(self, names: tuple[str, ...]) -> tuple:
        """Return the values of these canonical fields."""
        known = {"client_id": self.client, "session_date": self.day, "therapist": self.therapist}
        for form, areas in AREAS.items():
            known[f"{form}_total"] = self.total(form)
            known |= dict(zip(areas, getattr(self, form) or (None,) * 4, strict=True))
        return tuple(known[name] for name in names)


@dataclass(frozen=True)
class Rendered:
    """Files of one delivery and the expected result of their import.

    visits: what must come out, compared by `fields`; knows: answer by question key, of a person who knows the file;
    a key `column:HEADER` has a header as written in the file; lost: canonical fields that may come out empty when the
    report says so (a therapist nobody can tell); must_say: whether coming through without a question and without a
    warning is a fault."""

    files: list[tuple[str, bytes]]
    visits: tuple[Visit, ...]
    fields: tuple[str, ...] = TOTALS
    knows: dict[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    must_say: bool = False

    def sessions(self) -> set[tuple]:
        """Return the expected sessions; a form that lacks an area counts as missing."""
        return {visit.fields(self.fields) for visit in self.visits}


def sessions(
    pick: random.Random, *, clients: int = 4, whole: bool = False, blanks: bool = True
) -> list[Visit]:
    """Return about a dozen sessions of a few clients, sorted by client and day.

    Parameters: whole, points without decimals; blanks, whether some forms were not given.
    """
    start = datetime.date(2025, pick.randint(1, 12), pick.randint(1, 28))
    people = pick.sample(THERAPISTS, 3)
    made = []
    for code in codes(pick, clients):
        day = start + datetime.timedelta(days=pick.randrange(9))
        therapist = pick.choice(people)
        for _ in range(pick.randint(2, 4)):
            made.append(Visit(code, day, therapist, _areas(pick, 5, whole), _areas(pick, 8, whole)))
            day += datetime.timedelta(days=pick.choice((7, 7, 14, 21)))
    if blanks:
        for place in pick.sample(range(len(made)), 2):
            made[place] = replace(made[place], **{pick.choice(("ors", "srs")): None})
    return made


def codes(pick: random.Random, number: int) -> list[str]:
    """Return client codes in one of the usual formats, without leading zeros."""
    way = pick.choice(("C{:02}", "K-{}", "{}", "P{}b", "2025-{:03}"))
    return [way.format(n) for n in pick.sample(range(101 if way == "{}" else 1, 190), number)]


def _areas(pick: random.Random, level: int, whole: bool) -> tuple[Decimal, ...]:
    points = [min(100, max(3, round(10 * pick.gauss(level, 1.6)))) for _ in range(4)]
    return tuple(Decimal(round(p / 10) if whole else p) / (1 if whole else 10) for p in points)


def without_cells(
    visits: list[Visit], pick: random.Random, most: int = 2
) -> tuple[list[Visit], dict[int, str]]:
    """Remove the ORS or the SRS of a few sessions; return the sessions and {index: removed form}.

    The other form of the session is always there, so that one bad cell may cost one cell only.
    """
    gone = {}
    for place in pick.sample(range(len(visits)), pick.randint(0, most)):
        if visits[place].ors and visits[place].srs:
            gone[place] = pick.choice(("ors", "srs"))
    left = [replace(v, **{gone[n]: None}) if n in gone else v for n, v in enumerate(visits)]
    return left, gone


def cells(
    visit: Visit, form: str, code: str | None, pick: random.Random
) -> tuple[list, Decimal | str | None]:
    """Return the area and total cells of a form; a `code` replaces one area and empties the total."""
    areas = list(getattr(visit, form) or [None] * 4)
    if code is None:
        return areas, visit.total(form)
    areas[pick.randrange(4)] = code
    return areas, None


def spoilt(
    visits: list[Visit], pick: random.Random, most: int = 2
) -> tuple[list[Visit], list[tuple[Visit, dict[str, str | None]]]]:
    """Choose forms to export as a missing-value code; return (expected sessions, sessions to write).

    Each session to write comes with the code per form, None for a form that keeps its scores.
    """
    left, gone = without_cells(visits, pick, most)
    code = pick.choice(MISSING)
    return left, [
        (visit, {form: code if gone.get(place) == form else None for form in AREAS})
        for place, visit in enumerate(visits)
    ]
