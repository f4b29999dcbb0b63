"""Made-up practices with two sites and three programmes, for attacks on small numbers."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

from analytics.store import Warehouse
from tests.support.practice import practice, session

TODAY = datetime.date(2026, 9, 30)
FIRST, MONTHS = datetime.date(2024, 7, 1), 27  # the last session of every episode lies in these months
_PROGRAMS = (("Counselling", "adult", 24), ("Longer-term", "adult", 8), ("Young people", "adolescent", 5),
             ("Young people", "adult", 1), ("Counselling", "adolescent", 2))  # fmt: skip


def made_up(folder: Path, therapists: int, episodes: int, seed: int = 4) -> Warehouse:
    """Return a practice in which every therapist has so many episodes of two sessions, mostly at one site."""
    pick = random.Random(seed)
    rows = []
    for number in range(therapists):
        for k in range(episodes):
            rows += _episode(
                pick, f"T{number + 1:02}", f"c{number:02}-{k:03}", ("North", "South")[number % 2]
            )
    return practice(folder, rows, today=TODAY).warehouse()


def _episode(pick: random.Random, therapist: str, client: str, site: str) -> list[dict]:
    program, age, _ = pick.choices(_PROGRAMS, [weight for *_, weight in _PROGRAMS])[0]
    if pick.random() < 0.06:
        site = "South" if site == "North" else "North"
    last = FIRST + datetime.timedelta(days=pick.randrange(MONTHS * 30))
    closure = pick.choices(("planned", "unplanned", "transferred", None), (60, 25, 5, 10))[0]
    first = last - datetime.timedelta(days=pick.randrange(7, 60))
    start = round(pick.uniform(8, 28), 1)
    end = None if pick.random() < 0.06 else round(min(40.0, max(0.0, start + pick.gauss(6, 7))), 1)
    shared = {"therapist": therapist, "site": site, "program": program, "age_group": age, "closure": closure}
    return [
        session(client, first.isoformat(), start, round(pick.uniform(28, 40), 1), **shared),
        session(client, last.isoformat(), end, round(pick.uniform(28, 40), 1), **shared),
    ]
