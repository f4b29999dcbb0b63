"""Prespecified reports: measures and period that an owner chose, kept in the notes file and never changed.

A choice can be withdrawn; it stays listed with the day. The database refuses deletion and every other change (triggers
in `schema`).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from analytics.notes import database
from analytics.notes.schema import PRESPECIFIED

COLUMNS = (
    "number", "title", "measures", "since", "until", "chosen_on", "person", "rules", "digest", "withdrawn_on"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChosenMeasure:
    """One measure of a prespecified report.

    measure: key of `prespecified.measures.MEASURES`. goal: value to reach, in its unit (shares 0 to 1). published: key
    of the published figure to print beside it.
    """

    measure: str
    goal: float | None = None
    published: str | None = None


@dataclass(frozen=True, kw_only=True)
class Prespecified:
    """One prespecified report.

    Attributes
    ----------
    number
        1, 2, ... in the order of choice; 0 before it is stored.
    title
        As the owner typed it.
    measures
        In the order in which the report prints them.
    since, until
        First and last day of the period, whole months.
    chosen_on
        Day of the choice.
    person
        Opaque key of who chose.
    rules
        Digest of the counting rules in force then (`prespecified.choices.counting_rules`).
    stored_digest
        SHA-256 that was stored with the choice; equal to `digest` unless the row was edited by hand.
    withdrawn_on
        Day on which it was withdrawn; None while it stands.
    """

    title: str
    measures: tuple[ChosenMeasure, ...]
    since: datetime.date
    until: datetime.date
    chosen_on: datetime.date
    person: str
    rules: str
    number: int = 0
    stored_digest: str = ""
    withdrawn_on: datetime.date | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over everything that was chosen, by whom and when; without the withdrawal."""
        chosen = (self.number, self.title, _measures_text(self.measures), self.person, self.rules)
        days = (self.since.isoformat(), self.until.isoformat(), self.chosen_on.isoformat())
        return hashlib.sha256(json.dumps([*chosen, *days]).encode()).hexdigest()


class PrespecifiedReports:
    """All prespecified reports of one store, in its notes file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[Prespecified, ...]:
        """Return every choice, withdrawn ones too, by number; raise NotesUnusable if the file cannot be read."""
        return tuple(_read(row) for row in database.rows(self.path, PRESPECIFIED, COLUMNS, "number"))

    def add(self, choice: Prespecified) -> Prespecified:
        """Store a choice under the next number and return it as stored.

        Raises
        ------
        NotesUnusable
            If the file cannot be written.
        """
        with database.transaction(self.path) as connection:
            last = connection.execute(f"select coalesce(max(number), 0) from {PRESPECIFIED}").fetchone()[0]
            numbered = replace(choice, number=last + 1, withdrawn_on=None)
            stored = replace(numbered, stored_digest=numbered.digest)
            places = ", ".join("?" * len(COLUMNS))
            connection.execute(f"insert into {PRESPECIFIED} values ({places})", _values(stored))
        return stored

    def withdraw(self, number: int, day: datetime.date) -> None:
        """Withdraw a choice on a day; a choice that was already withdrawn keeps its day."""
        with database.transaction(self.path) as connection:
            connection.execute(
                f"update {PRESPECIFIED} set withdrawn_on = ? where number = ? and withdrawn_on is null",
                (day.isoformat(), number),
            )


def _measures_text(measures: tuple[ChosenMeasure, ...]) -> str:
    """Return the chosen measures as the JSON text that is stored and hashed."""
    return json.dumps([asdict(one) for one in measures], sort_keys=True)


def _values(choice: Prespecified) -> tuple[object, ...]:
    """Return a choice as a database row, in the order of COLUMNS."""
    days = [day.isoformat() for day in (choice.since, choice.until, choice.chosen_on)]
    text = _measures_text(choice.measures)
    return (
        choice.number, choice.title, text, *days, choice.person, choice.rules, choice.stored_digest, None
    )  # fmt: skip


def _read(row: tuple) -> Prespecified:
    """Build a choice from a database row."""
    number, title, measures, since, until, chosen_on, person, rules, digest, withdrawn_on = row
    as_day = datetime.date.fromisoformat
    return Prespecified(
        number=number,
        title=title,
        measures=tuple(ChosenMeasure(**one) for one in json.loads(measures)),
        since=as_day(since),
        until=as_day(until),
        chosen_on=as_day(chosen_on),
        person=person,
        rules=rules,
        stored_digest=digest,
        withdrawn_on=as_day(withdrawn_on) if withdrawn_on else None,
    )
