"""Draws by lot of who starts a training practice first, kept in the notes file and never changed.

A draw can be called off; it stays listed with the day. The database refuses deletion and every other change (triggers in
`schema`), so that nobody draws again until the lots please.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.notes import database
from analytics.notes.schema import LOTS

COLUMNS = (
    "number",
    "signal",
    "practice",
    "seed",
    "strata",
    "start",
    "later",
    "drawn_on",
    "person",
    "called_off",
)


@dataclass(frozen=True, kw_only=True)
class LotDraw:
    """One draw by lot.

    Attributes
    ----------
    number
        1, 2, ... in the order of the draws; 0 before it is stored.
    signal, practice
        What is trained: keys of `focus.results.SIGNALS` and of `focus.practices`.
    seed
        From which `agreements.lots.starts_now` gives the draw again.
    strata
        Therapist code when drawn -> stratum, empty where nothing is balanced.
    start, later
        Day on which those drawn first start, and day on which the others do.
    drawn_on, person
        Day of the draw, and opaque key of who drew.
    called_off
        Day on which it was called off; None while it stands.
    """

    signal: str
    practice: str
    seed: str
    strata: dict[str, str]
    start: datetime.date
    later: datetime.date
    drawn_on: datetime.date
    person: str
    number: int = 0
    called_off: datetime.date | None = None


class LotDraws:
    """All draws by lot of one store, in its notes file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[LotDraw, ...]:
        """Return every draw by number, those called off too; raise NotesUnusable if the file cannot be read."""
        return tuple(_read(row) for row in database.rows(self.path, LOTS, COLUMNS, "number"))

    def add(self, draw: LotDraw) -> LotDraw:
        """Store a draw under the next number and return it as stored; raise NotesUnusable if that fails."""
        with database.transaction(self.path) as connection:
            last = connection.execute(f"select coalesce(max(number), 0) from {LOTS}").fetchone()[0]
            stored = replace(draw, number=last + 1, called_off=None)
            days = [day.isoformat() for day in (stored.start, stored.later, stored.drawn_on)]
            strata = json.dumps(stored.strata, sort_keys=True)
            values = (
                stored.number,
                stored.signal,
                stored.practice,
                stored.seed,
                strata,
                *days,
                stored.person,
                None,
            )
            connection.execute(f"insert into {LOTS} values ({', '.join('?' * len(COLUMNS))})", values)
        return stored

    def call_off(self, number: int, day: datetime.date) -> None:
        """Call a draw off on a day; a draw that was already called off keeps its day."""
        with database.transaction(self.path) as connection:
            connection.execute(
                f"update {LOTS} set called_off = ? where number = ? and called_off is null",
                (day.isoformat(), number),
            )


def _read(row: tuple) -> LotDraw:
    """Build a draw from a database row."""
    number, signal, practice, seed, strata, start, later, drawn_on, person, called_off = row
    as_day = datetime.date.fromisoformat
    return LotDraw(
        number=number,
        signal=signal,
        practice=practice,
        seed=seed,
        strata=json.loads(strata),
        start=as_day(start),
        later=as_day(later),
        drawn_on=as_day(drawn_on),
        person=person,
        called_off=as_day(called_off) if called_off else None,
    )


def turn(
    draw: LotDraw, therapist: str, starts: frozenset[str], shown: Callable[[str], str]
) -> datetime.date | None:
    """Return the day on which a therapist starts by a draw; None for a therapist who is not in the draw.

    starts: the codes drawn to start now, as stored. shown: the code under which a stored one is shown now.
    """
    for code in draw.strata:
        if shown(code) == therapist:
            return draw.start if code in starts else draw.later
    return None
