"""Simulation of all sessions in the order of session number: scores, alliance dips, endings, dates.

Within session s the ORS comes first (the week before), then the SRS (this session), then the question
whether the client comes back. So this session's alliance can move the next ORS, never this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sample_data import parameters
from sample_data.episodes import Effects, Episodes
from sample_data.people import LONGER
from sample_data.random_stream import RandomStream, logistic
from sample_data.workdays import working_day

OPEN, PLANNED, UNPLANNED, TRANSFERRED, ADMINISTRATIVE, NOT_A_COURSE = range(6)
ENDINGS = ("open", "planned", "unplanned", "transferred", "administrative", "not_a_course")
LN = np.round(
    np.log(np.arange(1, parameters.MOST_SESSIONS + 2)), 6
)  # ln(s) is LN[s - 1], without last-bit noise
NEVER = 99  # a dip that is never repaired


@dataclass(kw_only=True)
class Latent:
    """True scores, endings and alliance dips of all episodes, before forms are simulated.

    One entry per session, sorted by episode and session: episode, number, day, ors, srs (points, without limits and
    rounding). One entry per episode: ending, last_day, sessions. One entry per dip: dip_episode, dip_session, dip_depth
    (points), dip_repair (session from which the alliance is back; -1: not back by the last session).
    """

    episode: np.ndarray
    number: np.ndarray
    day: np.ndarray
    ors: np.ndarray
    srs: np.ndarray
    ending: np.ndarray
    last_day: np.ndarray
    sessions: np.ndarray
    dip_episode: np.ndarray
    dip_session: np.ndarray
    dip_depth: np.ndarray
    dip_repair: np.ndarray


class _State:
    """State of all episodes during the simulation, updated at every session number."""

    def __init__(self, courses: Episodes) -> None:
        n = len(courses)
        self.day = courses.start.copy()
        self.carry = np.zeros(n)  # ORS points from the last session's SRS
        self.lost = np.zeros(n)  # ORS points lost to dips that stay
        self.dip_from = np.zeros(n, int)  # session in which the present dip began, 0: none
        self.dip_until = np.zeros(n, int)
        self.depth = np.zeros(n)
        self.ending = np.zeros(n, int)
        self.last_day = courses.start.copy()
        self.sessions = np.zeros(n, int)


def simulate_sessions(courses: Episodes, effects: Effects, today: int, draws: RandomStream) -> Latent:
    """Simulate each episode until it ends or the data date is reached; return the true values."""
    state, rows, dips = _State(courses), [], []
    live = np.arange(len(courses))
    for s in range(1, parameters.MOST_SESSIONS + 1):
        if not len(live):
            break
        dips.append(_dips_begin(state, courses, live, s, draws))
        off = _dip_now(state, live, s)
        noise = parameters.SRS_NOISE_SD * draws.normal(len(live))
        ors = _ors(state, courses, live, s, draws)
        srs = courses.alliance[live] + courses.growth[live] * LN[s - 1] + noise - off
        rows.append((live, np.full(len(live), s), state.day[live], ors, srs))
        state.carry[live] = parameters.CARRY * (noise - off)
        stays = (off > 0) & (state.dip_until[live] == NEVER)
        state.lost[live] += np.where(stays, parameters.DIP_SLOPE_COST * state.depth[live] / 2, 0.0)
        state.last_day[live], state.sessions[live] = state.day[live], s
        state.ending[live] = _ending(state, courses, effects, live, s, srs, off > 0, draws)
        coming = _next_day(state.day[live], draws)
        state.day[live] = coming
        live = live[(state.ending[live] == OPEN) & (coming <= today)]
    return _collect(courses, state, rows, dips)


def _ors(state: _State, courses: Episodes, live: np.ndarray, s: int, draws: RandomStream) -> np.ndarray:
    trend = courses.intake[live] + courses.slope[live] * LN[s - 1] - state.lost[live]
    return trend + state.carry[live] + parameters.ORS_NOISE_SD * draws.normal(len(live))


def _dips_begin(
    state: _State, courses: Episodes, live: np.ndarray, s: int, draws: RandomStream
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Start alliance dips at session s; return four arrays: episode, first session, depth, repair session."""
    n = len(live)
    starts = draws.uniform(n) < parameters.DIP_SHARE
    depth = parameters.DIP_DEPTH_MEAN + parameters.DIP_DEPTH_SD * draws.normal(n)
    depth = np.round(np.maximum(depth, parameters.DIP_DEPTH_LEAST), 1)
    repaired = draws.uniform(n) < parameters.DIP_REPAIR_SHARE
    after = np.array(parameters.DIP_REPAIR_SESSIONS)[draws.choice(n, parameters.DIP_REPAIR_WEIGHTS)]
    free = (state.dip_from[live] == 0) | (state.dip_until[live] + 2 < s)
    new = starts & free & (s >= parameters.DIP_FROM_SESSION) & ~courses.reserved[live]
    at = live[new]
    state.dip_from[at], state.depth[at] = s, depth[new]
    state.dip_until[at] = np.where(repaired[new], s + after[new], NEVER)
    return at, np.full(len(at), s), depth[new], state.dip_until[at]


def _dip_now(state: _State, live: np.ndarray, s: int) -> np.ndarray:
    """Return the number of SRS points by which an alliance dip lowers each episode's score at session s.

    The full depth at first, then a part of it, then 0.
    """
    begun, until, depth = state.dip_from[live], state.dip_until[live], state.depth[live]
    active = (begun > 0) & (s < until)
    return np.where(active, np.where(s == begun, depth, parameters.DIP_STAYS * depth), 0.0)


def _ending(
    state: _State,
    courses: Episodes,
    effects: Effects,
    live: np.ndarray,
    s: int,
    srs: np.ndarray,
    in_dip: np.ndarray,
    draws: RandomStream,
) -> np.ndarray:
    """Draw which open episodes end after session s, and how; return OPEN for those that continue."""
    n = len(live)
    therapist, assessment = courses.therapist[live], courses.assessment[live]
    change = courses.slope[live] * LN[s - 1] - state.lost[live]
    u = (
        parameters.UNPLANNED_AT[min(s, len(parameters.UNPLANNED_AT)) - 1]
        + parameters.UNPLANNED_PER_ALLIANCE * np.clip(srs - parameters.SRS_LEVEL, -8, 4)
        + parameters.UNPLANNED_PER_CHANGE * np.clip(change, -10, 15)
        + parameters.UNPLANNED_IN_DIP * in_dip
        + effects.unplanned[therapist]
    )
    p = (
        parameters.PLANNED_START
        + parameters.PLANNED_PER_SESSION * (s - parameters.PLANNED_FROM)
        + parameters.PLANNED_PER_CHANGE * np.clip(change, -10, 15)
        + parameters.PLANNED_IN_DIP * in_dip
        + parameters.LONGER_PLANNED * (courses.program[live] == LONGER)
    )
    leaves, done = draws.uniform(n) < logistic(u), draws.uniform(n) < logistic(p)
    other = draws.uniform(n)
    ending = np.where(done & (s >= parameters.PLANNED_FROM), PLANNED, OPEN)
    ending = np.where(leaves, UNPLANNED, ending)
    ending = np.where(other < parameters.ADMINISTRATIVE_SHARE, ADMINISTRATIVE, ending)
    ending = np.where(1 - other <= parameters.TRANSFERRED_SHARE, TRANSFERRED, ending)
    ending = np.where((s == parameters.MOST_SESSIONS) & (ending == OPEN), PLANNED, ending)
    return np.where(assessment > 0, np.where(s == assessment, NOT_A_COURSE, OPEN), ending)


def _next_day(day: np.ndarray, draws: RandomStream) -> np.ndarray:
    """Draw the day of the next session: a working day one to five weeks later."""
    n = len(day)
    weeks = np.array(parameters.GAP_WEEKS)[draws.choice(n, parameters.GAP_WEIGHTS)]
    shift = np.where(draws.uniform(n) < parameters.MOVED_SHARE, draws.integers(n, -2, 3), 0)
    return working_day(day + 7 * weeks + shift)


def _collect(
    courses: Episodes,
    state: _State,
    rows: Sequence[tuple[np.ndarray, ...]],
    dips: Sequence[tuple[np.ndarray, ...]],
) -> Latent:
    episode, number, day, ors, srs = (np.concatenate(part) for part in zip(*rows, strict=True))
    order = np.lexsort((number, episode))
    at, begun, depth, until = (np.concatenate(part) for part in zip(*dips, strict=True))
    until = np.where(until > state.sessions[at], -1, until)
    by_episode = np.lexsort((begun, at))
    return Latent(
        episode=episode[order],
        number=number[order],
        day=day[order],
        ors=ors[order],
        srs=srs[order],
        ending=state.ending,
        last_day=state.last_day,
        sessions=state.sessions,
        dip_episode=at[by_episode],
        dip_session=begun[by_episode],
        dip_depth=depth[by_episode],
        dip_repair=until[by_episode],
    )
