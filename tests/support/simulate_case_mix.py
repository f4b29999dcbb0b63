"""Simulated practices whose clients differ by programme, age and calendar, as rows of `therapist_cells.sql`.

Courses are followed session by session, so that what a comparison of therapists sees is what a practice's export would
hold: courses that have ended by the last day, with the first and the last ORS and how they ended.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

DAYS = 1095  # length of the data
SESSIONS = 30  # at most
GAPS = (np.array([7, 14, 21, 35]), (7 / 12, 3 / 12, 1 / 12, 1 / 12))
LAPSE = 60  # days without a session after which a course counts as ended
FIRST_DAY = np.datetime64("2023-10-01")


@dataclass(frozen=True, kw_only=True)
class World:
    """What is true of a simulated practice.

    therapists, clients: numbers (lowest and highest per therapist). case_mix: SD between therapists of the first ORS,
    points. program_effect: points of change of the second programme, with `in_program` its share among the clients of
    every fourth therapist and of the others. trend: log odds of leaving, from the first to the last day, divided by 2.
    newcomers: whether every second therapist joins in the last 60 to 240 days. leaving: log odds of leaving unplanned
    at a session, added per therapist.
    """

    therapists: int = 16
    clients: tuple[int, int] = (25, 70)
    case_mix: float = 0.0
    program_effect: float = 0.0
    in_program: tuple[float, float] = (0.85, 0.10)
    trend: float = 0.0
    newcomers: bool = False
    leaving: np.ndarray | None = field(default=None)


def episodes(seed: int, world: World) -> dict[str, np.ndarray]:
    """Simulate the ended courses of a practice in which therapists differ only as `world.leaving` says.

    Returns one entry per ended course: therapist, program (0 or 1), start (day), x (first ORS), last (last ORS), n
    (sessions with an ORS), unplanned.
    """
    rng = np.random.default_rng(seed)
    key = np.repeat(np.arange(world.therapists), rng.integers(*world.clients, world.therapists))
    new = (key % 2 == 1) & world.newcomers
    joined = rng.integers(60, 241, world.therapists)[key]
    few = ~new | (rng.random(key.size) < 0.5)  # half the clients
    key, new, joined = key[few], new[few], joined[few]
    size = key.size
    start = np.where(new, DAYS - joined * rng.random(size), DAYS * rng.random(size))
    trend = world.trend * 2 * (start / DAYS - 0.5)
    mostly, others = world.in_program
    program = rng.random(size) < np.where(key % 4 == 0, mostly, others)
    level = 40 * rng.beta(2.2, 2.8, size) + rng.normal(0, world.case_mix, world.therapists)[key]
    level = np.clip(level, 1, 39)
    gain = np.where(rng.random(size) < 0.15, rng.normal(-0.1, 0.15, size), rng.beta(2, 2.2, size))
    gain = 1.05 * gain * np.maximum(38 - level, 2) + world.program_effect * program
    shift = np.zeros(size) if world.leaving is None else world.leaving[key]
    day, noise = start.copy(), rng.normal(0, 3, size)
    first, last, forms = np.zeros(size), np.zeros(size), np.zeros(size, dtype=int)
    open_, unplanned, ended_on = np.ones(size, dtype=bool), np.zeros(size, dtype=bool), np.full(size, np.inf)
    for s in range(1, SESSIONS + 1):
        ors = np.clip(
            level + gain * (1 - np.exp(-(s - 1) / 4)) + noise + rng.normal(0, 1, size), 0, 40
        ).round(1)
        seen = open_ & (day <= DAYS)
        first = np.where(seen & (s == 1), ors, first)
        rated = seen & ((s == 1) | (rng.random(size) < 0.96))
        last, forms = np.where(rated, ors, last), forms + rated
        leave = -2.75 + 0.6 * (s == 1) + 0.3 * (s == 2) - 0.05 * (ors - first) + 0.25 * trend + shift
        plan = (
            -4.2 + 0.22 * min(s, 14) + 0.9 * ((ors - first >= 6) & (ors >= 25)) + 1.2 * (program & (s >= 5))
        )
        draw = rng.random((2, size))
        left = seen & (draw[0] < 1 / (1 + np.exp(-leave)))
        planned = seen & ~left & (((draw[1] < 1 / (1 + np.exp(-plan))) & (s >= 3)) | (s == SESSIONS))
        unplanned |= left
        ended_on = np.where(left | planned, day, ended_on)
        open_ &= ~(left | planned)
        day = np.where(open_, day + rng.choice(GAPS[0], size, p=GAPS[1]), day)
        noise = 0.5 * noise + rng.normal(0, 3 * np.sqrt(0.75), size)
    recorded = (rng.random(size) < np.where(unplanned, 0.55, 0.85)) & (ended_on <= DAYS - 10)
    lapsed = ~recorded & (ended_on <= DAYS - LAPSE)
    recovered = (first < 25) & (last >= 25) & (last - first >= 6)
    counts = recorded | lapsed
    ending = np.where(recorded, unplanned, ~recovered)
    made = {
        "therapist": key + 1, "program": program.astype(int), "start": start, "x": first, "last": last, "n": forms,
        "unplanned": ending.astype(float),
    }  # fmt: skip
    return {name: values[counts] for name, values in made.items()}


def cells(made: dict[str, np.ndarray], measure: str) -> list[dict]:
    """Return the rows of the SQL query `therapist_cells` of one measure, computed in plain Python."""
    shares = measure in ("unplanned", "reliable_improvement")
    judged = np.ones(made["x"].size, dtype=bool) if measure == "unplanned" else made["n"] >= 2
    outcome = {
        "unplanned": made["unplanned"],
        "change": made["last"],
        "reliable_improvement": (made["last"] - made["x"] >= 6).astype(float),
    }[measure]
    days = FIRST_DAY + made["start"].astype(int).astype("timedelta64[D]")
    half_years = days.astype("datetime64[M]").astype(int) // 6
    found: dict[tuple, np.ndarray] = defaultdict(lambda: np.zeros(6))
    for index in np.flatnonzero(judged):
        x, y = made["x"][index], outcome[index]
        point = int(x // 2 * 2) if shares else None
        half_year = int(half_years[index]) if measure == "unplanned" else None
        program = ("Counselling", "Long")[made["program"][index]]
        cell = (int(made["therapist"][index]), program, half_year, point)
        found[cell] += (1, x, x * x, y, y * y, x * y)
    return [
        {
            "therapist_key": key, "site": "", "age_group": "", "program": program, "orientation": "",
            "half_year": half_year, "point": point,
            **dict(zip(("n", "x", "xx", "y", "yy", "xy"), [int(sums[0]), *map(float, sums[1:])], strict=True)),
        }
        for (key, program, half_year, point), sums in sorted(found.items(), key=lambda one: str(one[0]))
    ]  # fmt: skip
