"""Second generator of made-up practices, independent of the first, with known true risks.

Each client carries a wish to stay, an alliance that wanders around a level of its own (partly the therapist's), and a
wellbeing that rises fast at first. After every session they may leave unplanned, end as planned, or go on; what is
asked of the early warning (unplanned ending within the horizon) therefore follows from many small chances and is not a
logistic function of anything observed. The true risk at each landmark is found by letting each client go on many times.
"""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

HORIZON = 90  # days
MOST = 45  # sessions
REPEATS = 200  # futures behind each true risk
GOES_ON, UNPLANNED, PLANNED, OTHER = 0, 1, 2, 3
DATA_DATE = datetime.date(2026, 6, 30)
YEARS = 4
FIELDS = ("client_id", "session_date", "therapist", "age_group", "ors_total", "srs_total", "closure")
WORDS = {UNPLANNED: "dropped out", PLANNED: "completed", OTHER: "administrative"}


@dataclass
class State:
    """State of all clients after a session, as arrays of equal length."""

    wish: np.ndarray
    level: np.ndarray
    pace: np.ndarray
    first: np.ndarray
    alliance: np.ndarray
    wellbeing: np.ndarray
    gap: np.ndarray
    number: int


def begin(rng: np.random.Generator, n: int, therapist: np.ndarray, effects: np.ndarray) -> State:
    """Return the state of all clients after the first session."""
    wish, level = rng.normal(0, 1, n), 34.5 + 1.6 * effects[therapist] + rng.normal(0, 2.4, n)
    first = rng.normal(18.5, 6.0, n)
    return State(
        wish, level, rng.gamma(2.0, 1.1, n), first, level + rng.normal(0, 2.5, n), first, np.full(n, 7.0), 1
    )


def ending(state: State, rng: np.random.Generator) -> np.ndarray:
    """Draw for each client whether the episode ends after this session, and how."""
    leave = (
        -3.45
        - 0.5 * state.wish
        - 0.17 * (state.alliance - 34.5)
        - 0.06 * (state.wellbeing - state.first)
        + 0.35 * (state.gap / 7 - 1)
        + (0.55 if state.number == 1 else 0.0)
    )
    finish = -4.0 + 0.17 * (state.wellbeing - 25) + 0.05 * state.number if state.number >= 4 else -50.0
    drawn = rng.random(state.wish.size)
    p = np.column_stack([1 / (1 + np.exp(-leave)), 1 / (1 + np.exp(-finish)) + 0 * leave, 0.005 + 0 * leave])
    edges = np.cumsum(p, axis=1)
    return np.select([drawn < edges[:, 0], drawn < edges[:, 1], drawn < edges[:, 2]], [1, 2, 3], 0)


def go_on(state: State, rng: np.random.Generator) -> State:
    """Return the state of all clients after one more session."""
    n = state.wish.size
    wellbeing = (
        state.wellbeing
        + state.pace * np.exp(-0.22 * state.number)
        + 0.05 * (state.alliance - 34.5)
        + rng.normal(0, 2.4, n)
    )
    alliance = state.level + 0.6 * (state.alliance - state.level) + rng.normal(0, 2.0, n)
    gap = np.maximum(np.round(7 * np.exp(rng.normal(0.08 - 0.12 * state.wish, 0.35))), 3)
    return replace(
        state,
        wellbeing=np.clip(wellbeing, 0, 40),
        alliance=np.clip(alliance, 0, 46),
        gap=gap,
        number=state.number + 1,
    )


def true_risk(state: State, rng: np.random.Generator, repeats: int = REPEATS) -> np.ndarray:
    """Return each client's true risk of an unplanned ending within the horizon, by simulation."""
    n = state.wish.size

    def spread(values):
        return np.repeat(values, repeats)

    now = State(
        *(
            spread(getattr(state, name))
            for name in ("wish", "level", "pace", "first", "alliance", "wellbeing", "gap")
        ),
        state.number,
    )
    left, day = np.zeros(n * repeats, bool), np.zeros(n * repeats)
    place = np.arange(n * repeats)
    while place.size and now.number < MOST:
        what = ending(now, rng)
        left[place[what == UNPLANNED]] = True
        stay = what == GOES_ON
        now = go_on(_some(now, stay), rng)
        place, day = place[stay], day[stay] + now.gap
        within = day < HORIZON
        now, place, day = _some(now, within), place[within], day[within]
    return left.reshape(n, repeats).mean(axis=1)


def _some(state: State, rows: np.ndarray) -> State:
    picked = {
        name: getattr(state, name)[rows]
        for name in ("wish", "level", "pace", "first", "alliance", "wellbeing", "gap")
    }
    return replace(state, **picked)


@dataclass(frozen=True)
class Practice:
    """Simulated practice: session rows with the columns of FIELDS, and true risks.

    risk: (client id, landmark) -> true risk.
    """

    rows: list[tuple]
    risk: dict[tuple[str, int], float]


def simulate(seed: int, clients: int = 1500, therapists: int = 25, risks: bool = True) -> Practice:
    """Simulate a practice: its session rows and, if `risks` is true, the clients' true risks."""
    rng = np.random.default_rng([seed, 77])
    effects = rng.normal(0, 0.5, therapists)
    therapist = rng.integers(0, therapists, clients)
    day = rng.integers(0, YEARS * 365, clients)
    habit = rng.beta(1.2, 9.0, clients)  # how often a client's forms are left out
    declared = rng.random(clients) < 0.75
    state, who = begin(rng, clients, therapist, effects), np.arange(clients)
    rows, risk = [], {}
    names = [f"S{seed}-{k:05d}" for k in range(clients)]
    start = DATA_DATE - datetime.timedelta(days=YEARS * 365)
    while who.size and state.number < MOST:
        due = day[who] <= YEARS * 365  # what has not happened by the data date is not known
        state, who = _some(state, due), who[due]
        if risks and state.number <= 5:
            for client, value in zip(who, true_risk(state, rng), strict=True):
                risk[names[client], state.number] = float(value)
        what = ending(state, rng)
        srs = np.clip(np.round(state.alliance + rng.normal(0, 1.2, who.size), 1), 0, 40)
        ors = np.clip(np.round(state.wellbeing + rng.normal(0, 1.5, who.size), 1), 0, 40)
        without = rng.random((who.size, 2)) < habit[who, None] * np.array([1.0, 0.5])
        for place, client in enumerate(who):
            rows.append(
                (
                    names[client],
                    (start + datetime.timedelta(days=int(day[client]))).isoformat(),
                    f"T{therapist[client]:02d}",
                    "adult",
                    "" if without[place, 1] else f"{ors[place]:.1f}",
                    "" if without[place, 0] else f"{srs[place]:.1f}",
                    WORDS[what[place]] if what[place] and declared[client] else "",
                )
            )
        state, who = _some(state, what == GOES_ON), who[what == GOES_ON]
        state = go_on(state, rng)
        day[who] = day[who] + state.gap.astype(int)
    return Practice(rows, risk)


def write(practice: Practice, path: Path) -> Path:
    """Write the rows to a CSV file that can be imported."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(FIELDS)
        writer.writerows(practice.rows)
    return path
