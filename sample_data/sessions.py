"""The sessions of all episodes, one session number after the other: scores, dips, endings, dates.

Within session s the ORS comes first (the week before), then the SRS (this session), then the question
whether the client comes back. So this session's alliance can move the next ORS, never this one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import shape
from .courses import Courses, Effects
from .days import working_day
from .draws import Draws, logistic
from .people import LONGER

OPEN, PLANNED, UNPLANNED, TRANSFERRED, ADMINISTRATIVE, NOT_A_COURSE = range(6)
ENDINGS = ("open", "planned", "unplanned", "transferred", "administrative", "not_a_course")
LN = np.round(np.log(np.arange(1, shape.MOST_SESSIONS + 2)), 6)  # ln(s) is LN[s - 1], without last-bit noise
NEVER = 99                    # a dip that is never repaired


@dataclass
class Latent:
    """What really happened.

    One entry per session, sorted by episode and session: episode, number, day, ors, srs (points,
    without limits and rounding). One entry per episode: ending, last_day, sessions.
    One entry per dip: dip_episode, dip_session, dip_depth (points), dip_repair (session from which
    the alliance is back; -1: not back by the last session).
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
    """Where every episode stands while the session numbers are worked through."""

    def __init__(self, courses: Courses):
        n = len(courses)
        self.day = courses.start.copy()
        self.carry = np.zeros(n)          # ORS points from the last session's SRS
        self.lost = np.zeros(n)           # ORS points lost to dips that stay
        self.dip_from = np.zeros(n, int)  # session in which the present dip began, 0: none
        self.dip_until = np.zeros(n, int)
        self.depth = np.zeros(n)
        self.ending = np.zeros(n, int)
        self.last_day = courses.start.copy()
        self.sessions = np.zeros(n, int)


def take_place(courses: Courses, effects: Effects, today: int, draws: Draws) -> Latent:
    """Let every episode run until it ends or the data date comes; see Latent for the result."""
    state, rows, dips = _State(courses), [], []
    live = np.arange(len(courses))
    for s in range(1, shape.MOST_SESSIONS + 1):
        if not len(live):
            break
        dips.append(_dips_begin(state, courses, live, s, draws))
        off = _dip_now(state, live, s)
        noise = shape.SRS_NOISE_SD * draws.normal(len(live))
        ors = _ors(state, courses, live, s, draws)
        srs = courses.alliance[live] + courses.growth[live] * LN[s - 1] + noise - off
        rows.append((live, np.full(len(live), s), state.day[live], ors, srs))
        state.carry[live] = shape.CARRY * (noise - off)
        stays = (off > 0) & (state.dip_until[live] == NEVER)
        state.lost[live] += np.where(stays, shape.DIP_SLOPE_COST * state.depth[live] / 2, 0.0)
        state.last_day[live], state.sessions[live] = state.day[live], s
        state.ending[live] = _ending(state, courses, effects, live, s, srs, off > 0, draws)
        coming = _next_day(state.day[live], draws)
        state.day[live] = coming
        live = live[(state.ending[live] == OPEN) & (coming <= today)]
    return _collect(courses, state, rows, dips)


def _ors(state: _State, courses: Courses, live, s: int, draws: Draws) -> np.ndarray:
    trend = courses.intake[live] + courses.slope[live] * LN[s - 1] - state.lost[live]
    return trend + state.carry[live] + shape.ORS_NOISE_SD * draws.normal(len(live))


def _dips_begin(state: _State, courses: Courses, live, s: int, draws: Draws):
    """Start new dips and return (episode, session, depth, session of repair) of each."""
    n = len(live)
    starts = draws.uniform(n) < shape.DIP_SHARE
    depth = shape.DIP_DEPTH_MEAN + shape.DIP_DEPTH_SD * draws.normal(n)
    depth = np.round(np.maximum(depth, shape.DIP_DEPTH_LEAST), 1)
    repaired = draws.uniform(n) < shape.DIP_REPAIR_SHARE
    after = np.array(shape.DIP_REPAIR_SESSIONS)[draws.pick(n, shape.DIP_REPAIR_WEIGHTS)]
    free = (state.dip_from[live] == 0) | (state.dip_until[live] + 2 < s)
    new = starts & free & (s >= shape.DIP_FROM_SESSION) & ~courses.reserved[live]
    at = live[new]
    state.dip_from[at], state.depth[at] = s, depth[new]
    state.dip_until[at] = np.where(repaired[new], s + after[new], NEVER)
    return at, np.full(len(at), s), depth[new], state.dip_until[at]


def _dip_now(state: _State, live, s: int) -> np.ndarray:
    """SRS points below the client's usual level because of a dip: full at first, then a part, then none."""
    begun, until, depth = state.dip_from[live], state.dip_until[live], state.depth[live]
    active = (begun > 0) & (s < until)
    return np.where(active, np.where(s == begun, depth, shape.DIP_STAYS * depth), 0.0)


def _ending(state: _State, courses: Courses, effects: Effects, live, s, srs, in_dip, draws: Draws):
    """The ending of each live episode after session s; OPEN where the client comes back."""
    n = len(live)
    therapist, assessment = courses.therapist[live], courses.assessment[live]
    change = courses.slope[live] * LN[s - 1] - state.lost[live]
    u = (shape.UNPLANNED_AT[min(s, len(shape.UNPLANNED_AT)) - 1]
         + shape.UNPLANNED_PER_ALLIANCE * np.clip(srs - shape.SRS_LEVEL, -8, 4)
         + shape.UNPLANNED_PER_CHANGE * np.clip(change, -10, 15)
         + shape.UNPLANNED_IN_DIP * in_dip + effects.unplanned[therapist])
    p = (shape.PLANNED_START + shape.PLANNED_PER_SESSION * (s - shape.PLANNED_FROM)
         + shape.PLANNED_PER_CHANGE * np.clip(change, -10, 15) + shape.PLANNED_IN_DIP * in_dip
         + shape.LONGER_PLANNED * (courses.program[live] == LONGER))
    leaves, done = draws.uniform(n) < logistic(u), draws.uniform(n) < logistic(p)
    other = draws.uniform(n)
    ending = np.where(done & (s >= shape.PLANNED_FROM), PLANNED, OPEN)
    ending = np.where(leaves, UNPLANNED, ending)
    ending = np.where(other < shape.ADMINISTRATIVE_SHARE, ADMINISTRATIVE, ending)
    ending = np.where(1 - other <= shape.TRANSFERRED_SHARE, TRANSFERRED, ending)
    ending = np.where((s == shape.MOST_SESSIONS) & (ending == OPEN), PLANNED, ending)
    return np.where(assessment > 0, np.where(s == assessment, NOT_A_COURSE, OPEN), ending)


def _next_day(day: np.ndarray, draws: Draws) -> np.ndarray:
    """The day of the next session: some weeks on, a weekday, not in the winter break."""
    n = len(day)
    weeks = np.array(shape.GAP_WEEKS)[draws.pick(n, shape.GAP_WEIGHTS)]
    shift = np.where(draws.uniform(n) < shape.MOVED_SHARE, draws.integers(n, -2, 3), 0)
    return working_day(day + 7 * weeks + shift)


def _collect(courses: Courses, state: _State, rows, dips) -> Latent:
    episode, number, day, ors, srs = (np.concatenate(part) for part in zip(*rows, strict=True))
    order = np.lexsort((number, episode))
    at, begun, depth, until = (np.concatenate(part) for part in zip(*dips, strict=True))
    until = np.where(until > state.sessions[at], -1, until)
    by_episode = np.lexsort((begun, at))
    return Latent(episode[order], number[order], day[order], ors[order], srs[order], state.ending,
                  state.last_day, state.sessions, at[by_episode], begun[by_episode], depth[by_episode],
                  until[by_episode])
