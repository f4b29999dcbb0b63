"""Exports of a made-up practice of seven therapists: before an agreement of supervision, and weeks after it.

T1 rates low on goals and topics until FIRST; from then on as high as everybody else. Deterministic.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Iterator

FIRST = datetime.date(2026, 11, 28)  # day of the agreement
THERAPISTS = tuple(f"T{n}" for n in range(1, 8))
CHOSEN = "T1"
CLOSED, OPEN = 12, 6  # clients of each therapist
HEADER = (
    "Client_ID,Session_Date,Provider_ID,Total_ORS,SRS_Relationship,SRS_Goals,SRS_Approach,SRS_Overall".split(
        ","
    )
)
_WEEK = datetime.timedelta(weeks=1)
_LOW, _USUAL = 6.5, 9.0  # points on goals and topics
GAIN = _USUAL - _LOW  # of T1 from FIRST on


def code(therapist: str, number: int) -> str:
    """Return the code of a client: `kappa-3` of T1, `omega-3` of anybody else."""
    return f"{'kappa' if therapist == CHOSEN else f'omega{therapist}'}-{number}"


def export(until: datetime.date) -> str:
    """Return all sessions up to a day as CSV text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(row for row in _rows() if row[1] <= until)
    return file.getvalue()


def forms_after(first: datetime.date, until: datetime.date) -> int:
    """Return how many SRS forms T1 has from one day to another, both included."""
    return sum(row[2] == CHOSEN and first <= row[1] <= until for row in _rows())


def _rows() -> Iterator[tuple]:
    """Yield one row per session, of closed courses in spring and of open ones with a session every week."""
    for place, therapist in enumerate(THERAPISTS):
        for number in range(CLOSED + OPEN):
            is_open = number >= CLOSED
            rng = random.Random(f"{therapist} {number}")
            start = FIRST - 10 * _WEEK if is_open else FIRST - (48 - number) * _WEEK
            for session in range(22 if is_open else 5):
                day = start + session * _WEEK - datetime.timedelta(days=1 + (place + number) % 5)
                low = therapist == CHOSEN and day < FIRST
                areas = [min(10.0, round(rng.gauss(_USUAL, 0.35), 1)) for _ in range(4)]
                areas[1] = min(10.0, round(rng.gauss(_LOW if low else _USUAL, 0.35), 1))
                ors = round(
                    24 - (1.2 * min(session, 9) if number % 2 else -0.3 * session) + rng.gauss(0, 1.5), 1
                )
                yield code(therapist, number), day, therapist, ors, *areas
