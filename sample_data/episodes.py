"""Made-up clients and their episodes, without sessions: therapist, site, start, true values."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sample_data import parameters
from sample_data.people import (
    COUNSELLING,
    JOINED_DAYS_AGO,
    LONGER,
    NEW_SUPERVISEES,
    PROGRAMS,
    SECOND_SITE_SHARE,
    SITES,
    YOUNG,
    Therapist,
)
from sample_data.random_stream import RandomStream
from sample_data.workdays import working_day

ADULT, ADOLESCENT, CHILD = 0, 1, 2
AGE_GROUPS = ("adult", "adolescent", "child")
INTAKE_CENTRE = 18.5  # ORS points at which SLOPE_MEAN holds


@dataclass(kw_only=True)
class Effects:
    """True effects of the made-up therapists on their clients, as arrays in roster order."""

    therapists: tuple[Therapist, ...]
    outcome: np.ndarray = field(init=False)
    unplanned: np.ndarray = field(init=False)
    alliance: np.ndarray = field(init=False)
    srs_missing: np.ndarray = field(init=False)
    totals_only: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Fill the arrays with the effects of each therapist."""
        for name in ("outcome", "unplanned", "alliance", "srs_missing", "totals_only"):
            setattr(self, name, np.array([getattr(t, name) for t in self.therapists]))


@dataclass(kw_only=True)
class Episodes:
    """Made-up episodes as arrays with one entry per episode.

    Days are counted from 1 January 1970.

    client: number of the client; therapist, second: places in the roster (second -1: not shared); site, program, age:
    places; start: day of the first session; intake: true ORS at the start; slope: true ORS points per ln(session);
    alliance: true SRS level; own: the client's part of it; growth: SRS points per ln(session); reserved: always marks the
    end of the line; assessment: sessions of an episode that is no course (0: it is one).
    """

    client: np.ndarray
    therapist: np.ndarray
    second: np.ndarray
    site: np.ndarray
    program: np.ndarray
    age: np.ndarray
    start: np.ndarray
    intake: np.ndarray
    slope: np.ndarray
    alliance: np.ndarray
    own: np.ndarray
    growth: np.ndarray
    reserved: np.ndarray
    assessment: np.ndarray

    def __len__(self) -> int:
        """Return the number of episodes."""
        return len(self.client)


def first_episodes(n: int, effects: Effects, today: int, draws: RandomStream) -> Episodes:
    """Simulate the first episode of n clients; some begin up to half a year before the exported period."""
    therapist = draws.choice(n, [t.weight for t in effects.therapists])
    longest = parameters.HISTORY_DAYS + parameters.RUN_IN_DAYS
    start = today - draws.integers(n, parameters.NEWEST_START_DAYS, longest)
    new = np.isin(therapist, [i for i, t in enumerate(effects.therapists) if t.code in NEW_SUPERVISEES])
    start[new] = today - draws.integers(n, parameters.NEWEST_START_DAYS, JOINED_DAYS_AGO)[new]
    program, age = _program_and_age(therapist, effects, draws)
    return _complete(
        np.arange(n), therapist, program, age, start, _intake(n, age, draws), draws.normal(n), effects, draws
    )


def return_episodes(
    first: Episodes,
    last_day: np.ndarray,
    ended: np.ndarray,
    effects: Effects,
    today: int,
    draws: RandomStream,
) -> Episodes:
    """Simulate a second episode for some clients whose first episode has ended.

    last_day, ended: one entry per first episode.
    """
    n = len(first)
    comes = ended & (draws.uniform(n) < parameters.RETURN_SHARE) & (first.assessment == 0)
    start = last_day + draws.integers(n, *parameters.RETURN_GAP_DAYS)
    other = draws.choice(n, [t.weight * (t.code not in NEW_SUPERVISEES) for t in effects.therapists])
    therapist = np.where(draws.uniform(n) < parameters.SAME_THERAPIST_SHARE, first.therapist, other)
    intake = 0.5 * first.intake + 0.5 * _intake(n, first.age, draws)
    own = 0.6 * first.own / parameters.SRS_CLIENT_SD + 0.8 * draws.normal(n)
    chosen = np.flatnonzero(comes & (start <= today - parameters.NEWEST_START_DAYS))
    return _complete(
        first.client[chosen],
        therapist[chosen],
        first.program[chosen],
        first.age[chosen],
        start[chosen],
        intake[chosen],
        own[chosen],
        effects,
        draws,
    )


def _program_and_age(
    therapist: np.ndarray, effects: Effects, draws: RandomStream
) -> tuple[np.ndarray, np.ndarray]:
    n = len(therapist)
    own = np.array([PROGRAMS.index(t.program) for t in effects.therapists])[therapist]
    swap = draws.uniform(n) >= parameters.OWN_PROGRAM_SHARE
    program = np.where((own != YOUNG) & swap, np.where(own == LONGER, COUNSELLING, LONGER), own)
    young, other = (
        draws.choice(n, parameters.YOUNG_AGE_WEIGHTS),
        draws.choice(n, parameters.OTHER_AGE_WEIGHTS),
    )
    return program, np.where(own == YOUNG, young, other)


def _intake(n: int, age: np.ndarray, draws: RandomStream) -> np.ndarray:
    well = draws.uniform(n) < parameters.WELL_SHARE
    z = draws.normal(n)
    ors = np.where(
        well, parameters.WELL_MEAN + parameters.WELL_SD * z, parameters.INTAKE_MEAN + parameters.INTAKE_SD * z
    )
    ors = ors + parameters.YOUNG_INTAKE * (age != ADULT) + parameters.CHILD_INTAKE * (age == CHILD)
    return np.clip(ors, 2.0, 38.5)


def _complete(
    client: np.ndarray,
    therapist: np.ndarray,
    program: np.ndarray,
    age: np.ndarray,
    start: np.ndarray,
    intake: np.ndarray,
    own_z: np.ndarray,
    effects: Effects,
    draws: RandomStream,
) -> Episodes:
    n = len(client)
    site = np.array([SITES.index(t.site) for t in effects.therapists])[therapist]
    site = np.where(draws.uniform(n) < SECOND_SITE_SHARE, 1 - site, site)
    own = parameters.SRS_CLIENT_SD * own_z
    own_therapist = effects.alliance[therapist]
    slope = (
        parameters.SLOPE_MEAN
        + parameters.SLOPE_PER_INTAKE * (intake - INTAKE_CENTRE)
        + parameters.SLOPE_SD * draws.normal(n)
        + effects.outcome[therapist]
        + parameters.ALLIANCE_WITHIN * own
        + parameters.ALLIANCE_BETWEEN * own_therapist
    )
    growth = parameters.SRS_GROWTH_MEAN + parameters.SRS_GROWTH_SD * draws.normal(n)
    reserved = draws.uniform(n) < parameters.RESERVED_SHARE
    no_course = draws.uniform(n) < parameters.NOT_A_COURSE_SHARE
    assessment = np.where(no_course, draws.integers(n, 1, 3), 0)
    return Episodes(
        client=client,
        therapist=therapist,
        second=_second_therapist(therapist, effects, draws),
        site=site,
        program=program,
        age=age,
        start=working_day(start),
        intake=intake,
        slope=slope,
        alliance=parameters.SRS_LEVEL + own + own_therapist,
        own=own,
        growth=growth,
        reserved=reserved,
        assessment=assessment,
    )


def _second_therapist(therapist: np.ndarray, effects: Effects, draws: RandomStream) -> np.ndarray:
    """Draw a second therapist of the same site for a few episodes; return -1 for all others."""
    n, j = len(therapist), len(effects.therapists)
    shared = draws.uniform(n) < parameters.SHARED_SHARE
    site = np.array([SITES.index(t.site) for t in effects.therapists])
    settled = np.array([t.code not in NEW_SUPERVISEES for t in effects.therapists])
    other = draws.choice(n, [t.weight for t in effects.therapists])
    fits = (other != therapist) & (site[other] == site[therapist]) & settled[other] & settled[therapist]
    return np.where(shared & fits & (j > 1), other, -1)
