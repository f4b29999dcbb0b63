"""Agreements of supervision: what a therapist practises, from which day, and when both look again.

They lie in the notes file. Seen by the person who made it and by the therapist; anybody else gets counts per practice.

Whoever leaves takes no agreement along. When the person who made it is removed, it ends that day, and the therapist still
reads that it was. When the therapist is removed, it ends and is seen by nobody (`person` is empty), also not by the next
holder of the code. It stays in the counts and in the pooled effects. An agreement whose therapist code is no longer in the
data is open to nobody and counts as ended; it runs again if the code comes back. Agreements hold nothing about clients, so
erasing a client changes none of them.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from analytics.access import Viewer
from analytics.notes import database
from analytics.notes.schema import AGREEMENTS


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One agreement: a therapist practises one thing, tied to a signal of the training focus.

    Attributes
    ----------
    id
        Twelve random hex digits.
    therapist
        Therapist code as shown when the agreement was made.
    signal, practice
        Keys of `focus.results.SIGNALS` and of `focus.practices`.
    start, look_again
        First day, and the day on which both look at the signal again.
    person
        Opaque key of who wrote it down; empty once the therapist was removed.
    ended
        Day on which it was ended; None while it runs.
    """

    id: str
    therapist: str
    signal: str
    practice: str
    start: datetime.date
    look_again: datetime.date
    person: str
    ended: datetime.date | None = None


def new_id() -> str:
    """Return a random id for an agreement."""
    return secrets.token_hex(6)


class Agreements:
    """All agreements of one store, in its notes file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def all(self) -> tuple[Agreement, ...]:
        """Return every agreement, oldest first; raise NotesUnusable if the file cannot be read."""
        names = [field.name for field in fields(Agreement)]
        rows = database.rows(self.path, AGREEMENTS, names, "start, id")
        return tuple(_agreement(dict(zip(names, row, strict=True))) for row in rows)

    def add(self, agreement: Agreement) -> None:
        """Store a new agreement."""
        values = [one.isoformat() if isinstance(one, datetime.date) else one for one in astuple(agreement)]
        with database.transaction(self.path) as connection:
            connection.execute(f"insert into {AGREEMENTS} values ({', '.join('?' * len(values))})", values)

    def end(self, agreement: Agreement, day: datetime.date) -> None:
        """End an agreement on a day; one that has ended already keeps its day."""
        with database.transaction(self.path) as connection:
            connection.execute(
                f"update {AGREEMENTS} set ended = ? where id = ? and ended is null",
                (day.isoformat(), agreement.id),
            )

    def close_for(self, person: str, codes: Collection[str], day: datetime.date) -> int:
        """End every agreement of somebody who leaves, made by this person or about one of the own codes.

        Parameters
        ----------
        person
            Opaque key of who leaves.
        codes
            Own therapist codes of this person, with every code that is shown as one of them.
        day
            Last day of those that run.

        Returns
        -------
        int
            Number of agreements that ran until now.
        """
        about = [one for one in self.all() if one.therapist in codes]
        running = [one for one in self.all() if one.ended is None and (one.person == person or one in about)]
        if not about and not running:
            return 0
        with database.transaction(self.path) as connection:
            for one in running:
                connection.execute(
                    f"update {AGREEMENTS} set ended = ? where id = ?", (day.isoformat(), one.id)
                )
            for one in about:
                connection.execute(f"update {AGREEMENTS} set person = '' where id = ?", (one.id,))
        return len(running)


def _agreement(row: dict[str, Any]) -> Agreement:
    """Build an Agreement from one database row, converting its days from ISO text to dates."""
    days: dict[str, Any] = {
        name: row[name] and datetime.date.fromisoformat(row[name])
        for name in ("start", "look_again", "ended")
    }
    return Agreement(**row | days)


def as_shown(agreements: Iterable[Agreement], shown: Callable[[str], str]) -> tuple[Agreement, ...]:
    """Return agreements with the code under which each therapist is shown now."""
    return tuple(replace(one, therapist=shown(one.therapist)) for one in agreements)


def visible(agreements: Iterable[Agreement], viewer: Viewer) -> tuple[Agreement, ...]:
    """Return the agreements that a viewer is part of; therapist codes as shown now.

    A viewer is part of those of the own code, and of those that this person made about a therapist in scope.
    """
    return tuple(one for one in agreements if _is_involved(one, viewer))


def _is_involved(agreement: Agreement, viewer: Viewer) -> bool:
    """Return whether the viewer is the therapist of an agreement, or made it and may see that therapist."""
    if not agreement.person:  # the therapist was removed; the code may be somebody else's now
        return False
    code, reached = agreement.therapist, viewer.therapists
    if code == viewer.own_therapist:
        return True
    in_scope = reached is None or code in reached
    if in_scope and agreement.person == viewer.person:
        return True
    # An account can hold several codes of its own; without the role of a supervisor nothing else is in reach.
    return reached is not None and code in reached and "supervisor" not in viewer.roles


def therapists_by_practice(
    agreements: Iterable[Agreement], key: Callable[[str], int | None]
) -> tuple[dict[str, int], dict[str, int]]:
    """Count therapists by training practice: those with a running agreement, and those with ended agreements only.

    key: returns the key of a therapist in the data by code (`Warehouse.therapist_key`); without one no agreement runs.
    """
    running: dict[str, set[str]] = {}
    ended: dict[str, set[str]] = {}
    for one in agreements:
        runs = one.ended is None and key(one.therapist) is not None
        (running if runs else ended).setdefault(one.practice, set()).add(one.therapist)
    only = {practice: of - running.get(practice, set()) for practice, of in ended.items()}
    return {key: len(of) for key, of in running.items()}, {key: len(of) for key, of in only.items() if of}
