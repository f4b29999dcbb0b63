"""Small made-up practice: 45 clients with known codes, three therapists, and people of four roles."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

from analytics.access import Person, read_people
from analytics.store import DataFolder
from tests.support.practice import deliver, session

PEOPLE = [
    {"person": "owner", "name": "R. Calder", "role": "owner"},
    {
        "person": "supervisor",
        "name": "L. Hartmann",
        "role": "supervisor",
        "therapist": "T03",
        "supervises": ["T01"],
    },
    {"person": "therapist", "name": "A. Brandt", "role": "therapist", "therapist": "T01"},
    {"person": "office", "name": "K. Petrov", "role": "office"},
]


def rows() -> list[dict]:
    """Return the sessions of 45 clients: C-1001 to C-1045, alternating between T01, T02 and T03."""
    made = []
    for client in range(45):
        first = datetime.date(2025, 2, 3) + datetime.timedelta(days=12 * client)
        for k in range(client % 9 + 1):
            made.append(
                session(
                    f"C-{1001 + client}",
                    (first + datetime.timedelta(days=7 * k)).isoformat(),
                    ors=Decimal(15 + k),
                    srs=Decimal(36),
                    therapist=f"T0{client % 3 + 1}",
                    site=("North", "South")[client % 2],
                )
            )
    return made


def fill(folder: Path, *, sample: bool = True, own: bool = False) -> DataFolder:
    """Import the practice into the sample store, the user's store, or both."""
    data = DataFolder(folder)
    if sample:
        deliver(data.sample, rows())
        (data.path / "sample" / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    if own:
        deliver(data.practice, rows())
    return data


def person(folder: Path, role: str) -> Person:
    """Return the only person with this role."""
    return next(one for one in read_people(Path(folder) / "sample" / "people.json") if one.role == role)
