"""Made-up courses of therapy that end planned or unplanned, of which some are open at the data date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

LONGEST = 60  # sessions
FIRST_DAY = datetime.date(2023, 1, 1)
BANDS = (15.0, 20.0, 25.0, 30.0)  # ORS points, as the glossary says


@dataclass(frozen=True)
class World:
    """A practice: therapists, mean caseload over all years, years of data, growth of intake per year (log).

    spread: SD between therapists, log odds per session of each kind of ending. alike: whether courses that end
    unplanned are as long as planned ones (the number of sessions is drawn first, then how it ended).
    """

    therapists: int = 12
    clients: int = 60
    years: int = 3
    growth: float = 0.0
    spread: float = 0.4
    alike: bool = False


@dataclass(frozen=True)
class Courses:
    """Courses of a practice, one entry each: days are counted from FIRST_DAY."""

    therapist: np.ndarray
    start: np.ndarray
    days: np.ndarray
    sessions: np.ndarray
    unplanned: np.ndarray
    recorded: np.ndarray
    first_ors: np.ndarray


def courses(rng: np.random.Generator, world: World) -> Courses:
    """Return all courses of a practice, also those that go on after the data date."""
    sizes = rng.integers(int(world.clients * 0.3), int(world.clients * 1.7) + 1, world.therapists)
    therapist = np.repeat(np.arange(world.therapists), sizes)
    n, part = therapist.size, rng.random(therapist.size)
    if world.growth:
        part = np.log1p(part * np.expm1(world.growth * world.years)) / (world.growth * world.years)
    leaving, staying = rng.normal(0, world.spread, (2, world.therapists))[:, therapist]
    first = np.round(40 * rng.beta(2.2, 2.8, n), 1)
    made = _alike if world.alike else _session_by_session
    sessions, unplanned = made(rng, first, leaving, staying)
    gap = rng.choice([7.0, 14.0, 21.0], n, p=[0.5, 0.3, 0.2]) * rng.uniform(0.9, 1.3, n)
    return Courses(
        therapist=therapist + 1,
        start=np.floor(part * 365 * world.years),
        days=np.floor((sessions - 1) * gap),
        sessions=sessions,
        unplanned=unplanned,
        recorded=rng.random(n) < np.where(unplanned, 0.6, 0.85),
        first_ors=first,
    )


def _session_by_session(
    rng: np.random.Generator, first: np.ndarray, leaving: np.ndarray, staying: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return sessions, and whether it ended unplanned: leaving is likely early, a planned end from session 3 on."""
    sessions, unplanned = np.full(first.size, LONGEST), np.zeros(first.size, dtype=bool)
    going = np.ones(first.size, dtype=bool)
    for session in range(1, LONGEST):
        out = going & (
            rng.random(first.size)
            < expit(-2.75 + 0.6 * (session == 1) + 0.3 * (session == 2) + leaving + 0.02 * (18 - first))
        )
        agreed = going & ~out & (session >= 3)
        agreed &= rng.random(first.size) < expit(
            -4.2 + 0.22 * min(session, 14) + staying + 0.05 * (first - 18)
        )
        sessions[out | agreed], unplanned[out] = session, True
        going &= ~(out | agreed)
    return sessions, unplanned


def _alike(
    rng: np.random.Generator, first: np.ndarray, leaving: np.ndarray, staying: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return sessions drawn from the first ORS and the therapist alone, and how it ended, drawn apart."""
    sessions = rng.geometric(1 / (6 + 0.1 * (40 - first) + 2 * np.exp(staying)))
    return np.minimum(sessions, LONGEST), rng.random(first.size) < expit(leaving - 0.3)


def as_queried(made: Courses, years: int, last_years: int) -> tuple[dict, dict, datetime.date, datetime.date]:
    """Return what the two questions would have for the last years: ended courses, starts, first and last day."""
    until, since = 365 * years, 365 * (years - last_years)
    end = made.start + made.days
    seen = made.recorded & (end <= until) & (end >= since)
    one, n = np.ones(int(seen.sum()), dtype=int), int(seen.sum())
    ended = {
        "unplanned": made.unplanned[seen],
        "therapist_key": made.therapist[seen],
        "days": made.days[seen],
        "n_sessions": made.sessions[seen],
        "ors_first": made.first_ors[seen],
        **dict.fromkeys(("program", "age_group", "orientation", "site"), one),
        "assessable": np.zeros(n, dtype=bool),
        "improved": np.zeros(n, dtype=bool),
    }
    day, count = np.unique(made.start[made.start <= until], return_counts=True)
    begun = {"day": day + (FIRST_DAY - datetime.date(1970, 1, 1)).days, "n": count}
    first, last = (FIRST_DAY + datetime.timedelta(days=end) for end in (since, until))
    return ended, begun, first, last


@lru_cache
def truth(spread: float) -> float:
    """Return how many sessions fewer courses have that end unplanned, of 200,000 courses that all came to an end."""
    made = courses(
        np.random.default_rng(99), World(therapists=4000, clients=50, spread=spread, growth=0.0, years=1)
    )
    band = np.searchsorted(BANDS, made.first_ors, side="right")
    planned = ~made.unplanned
    means = np.bincount(band[planned], made.sessions[planned]) / np.bincount(band[planned])
    return float((means[band] - made.sessions)[made.unplanned].mean())
