"""Third generator of made-up practices: polite SRS, scores that hang together in time, informative leaving.

Independent of the sample and of `second_practice`. Half of the SRS forms give the full 40 points, wellbeing rises
towards a level of its own and wanders around it, clients whose wellbeing or alliance falls leave more often, and
endings are only partly recorded. Every part can be turned on alone: differing therapists, newcomers, a programme that
lowers scores, case mix, a trend over the years, lower ratings of the whole practice, unequal caseloads.
"""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

DAYS, MOST = 1095, 30  # length of the simulated period; sessions of an episode at most
DATA_DATE = datetime.date(2026, 6, 30)
START = DATA_DATE - datetime.timedelta(days=DAYS)
GAPS = np.repeat([7, 14, 21, 35], [7, 3, 1, 1])  # days to the next session
UNRECORDED_AFTER = 60  # days without a session after which an unrecorded ending is taken for granted
OPEN, UNPLANNED, PLANNED = 0, 1, 2
WORDS = {OPEN: "", UNPLANNED: "dropped out", PLANNED: "completed"}
FIELDS = (
    "client_id",
    "session_date",
    "therapist",
    "site",
    "program",
    "age_group",
    "ors_total",
    "srs_total",
    "closure",
)


@dataclass(frozen=True, kw_only=True)
class World:
    """What holds in a practice; the defaults are an ordinary practice in which therapists do not differ.

    clients_of: clients of each therapist. case_mix: SD of therapists' mean first ORS, points. newcomers: whether
    half of the therapists begin late. program: ORS points that a programme adds, seen mostly by every fourth
    therapist. trend: rise over the years of wellbeing (1.5 points), alliance and leaving. srs_lower: points by which
    all SRS ratings lie lower. effects: ORS points that each therapist adds; leaving: logits per therapist.
    """

    clients_of: tuple[int, ...] = (24,) * 20
    case_mix: float = 0.0
    newcomers: bool = False
    program: float = 0.0
    trend: float = 0.0
    srs_lower: float = 0.0
    effects: tuple[float, ...] = ()
    leaving: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Practice:
    """Sessions of a simulated practice, one array entry per session, ordered by session number.

    client: 0 to C-1; session: from 1; day: from 0 to DAYS; ors, srs: points, NaN without a form. therapist, in_program,
    ending (OPEN, UNPLANNED or PLANNED) and recorded hold one entry per client.
    """

    client: np.ndarray
    session: np.ndarray
    day: np.ndarray
    ors: np.ndarray
    srs: np.ndarray
    therapist: np.ndarray
    in_program: np.ndarray
    ending: np.ndarray
    recorded: np.ndarray


def unequal_caseloads(seed: int, therapists: int) -> tuple[int, ...]:
    """Draw very unequal numbers of clients per therapist, 2 to 120."""
    rng = np.random.default_rng([seed, 1])
    return tuple(int(n) for n in np.clip(np.exp(rng.normal(2.9, 1.1, therapists)), 2, 120))


def even_caseloads(seed: int, therapists: int) -> tuple[int, ...]:
    """Draw similar numbers of clients per therapist, 25 to 69."""
    return tuple(int(n) for n in np.random.default_rng([seed, 2]).integers(25, 70, therapists))


def simulate(seed: int, world: World = World()) -> Practice:
    """Simulate all sessions of a practice up to the data date."""
    rng = np.random.default_rng([seed, 3])
    therapists = len(world.clients_of)
    therapist = np.repeat(np.arange(therapists), world.clients_of)
    n = therapist.size
    entry = np.zeros(therapists)
    if world.newcomers:
        entry[rng.permutation(therapists)[: therapists // 2]] = DAYS - rng.uniform(60, 240, therapists // 2)
    start = np.floor(entry[therapist] + rng.random(n) * (DAYS - entry[therapist])).astype(int)
    late = world.trend * 2 * (start / DAYS - 0.5)
    seldom = np.where(np.arange(therapists) % 4 == 0, 0.85, 0.10)
    in_program = rng.random(n) < seldom[therapist]
    own = np.asarray(world.effects or np.zeros(therapists), dtype=float)[therapist]
    leave = np.asarray(world.leaving or np.zeros(therapists), dtype=float)[therapist]
    mixed = world.case_mix * rng.standard_normal(therapists)
    first = np.clip(40 * rng.beta(2.2, 2.8, n) + mixed[therapist], 1, 39)
    responds = np.where(rng.random(n) < 0.15, rng.normal(-0.1, 0.15, n), rng.beta(2, 2.2, n))
    gain = 1.05 * responds * np.maximum(38 - first, 2) + own + world.program * in_program + 1.5 * late
    polite = rng.random(n) < 0.33
    level = np.where(polite, 41.0, 40.3 - rng.gamma(1.4, 2.6, n)) + 0.3 * late - world.srs_lower
    ors, srs, day = _paths(rng, start, first, gain, level)
    ending, last = _endings(rng, ors, srs, day, 0.25 * late + leave, in_program)
    return _kept(rng, ors, srs, day, ending, last, therapist, in_program)


def _paths(rng: np.random.Generator, start, first, gain, level) -> tuple[np.ndarray, ...]:
    """Return ORS, SRS (points, in tenths) and days, each (clients, MOST), as if nobody ever left."""
    n, k = start.size, np.arange(MOST)
    wander = _autoregressive(rng, n, 0.5, 3.0)
    ors = first[:, None] + gain[:, None] * (1 - np.exp(-k / 4)) + wander + rng.standard_normal((n, MOST))
    ors = np.clip(ors, 0, 40).round(1)
    close = _autoregressive(rng, n, 0.35, 1.5)
    srs = level[:, None] + 0.5 * np.log(k + 1) + close + 0.05 * (ors - first[:, None])
    gaps = rng.choice(GAPS, (n, MOST))
    gaps[:, 0] = 0
    return ors, np.clip(srs, 0, 40).round(1), start[:, None] + np.cumsum(gaps, axis=1)


def _autoregressive(rng: np.random.Generator, n: int, phi: float, sd: float) -> np.ndarray:
    """Return (n, MOST) series with this autocorrelation and this stationary SD."""
    step = rng.standard_normal((n, MOST)) * sd * np.sqrt(1 - phi**2)
    step[:, 0] /= np.sqrt(1 - phi**2)
    for k in range(1, MOST):
        step[:, k] += phi * step[:, k - 1]
    return step


def _endings(rng: np.random.Generator, ors, srs, day, leave, in_program) -> tuple[np.ndarray, np.ndarray]:
    """Return how each episode ends (OPEN: by the limit of sessions or the data date) and its last session's index."""
    number = np.arange(1, MOST + 1)
    rise = ors - ors[:, :1]
    unplanned = -2.75 + 0.6 * (number == 1) + 0.3 * (number == 2) - 0.05 * rise
    unplanned = unplanned + 0.05 * np.maximum(36 - srs, 0) + leave[:, None]
    planned = -4.2 + 0.22 * np.minimum(number, 14) + 0.9 * ((rise >= 6) & (ors >= 25))
    planned = np.where(number >= 3, planned + 1.2 * in_program[:, None] * (number >= 5), -50.0)
    goes = rng.random(ors.shape) < 1 / (1 + np.exp(-unplanned))
    finishes = ~goes & (rng.random(ors.shape) < 1 / (1 + np.exp(-planned)))
    finishes[:, -1] |= ~goes[:, -1]
    over = goes | finishes
    last = over.argmax(axis=1)
    row = np.arange(last.size)
    seen = np.maximum((day <= DAYS).sum(axis=1) - 1, 0)
    ending = np.where(goes[row, last], UNPLANNED, PLANNED)
    return np.where(last > seen, OPEN, ending), np.minimum(last, seen)


def _kept(rng: np.random.Generator, ors, srs, day, ending, last, therapist, in_program) -> Practice:
    """Return the sessions that took place, with some forms left out and some endings unrecorded."""
    n = last.size
    no_ors, no_srs = rng.random(ors.shape) < 0.04, rng.random(ors.shape) < 0.08
    no_ors[:, 0] = False
    ors, srs = np.where(no_ors, np.nan, ors), np.where(no_srs, np.nan, srs)
    old = DAYS - day[np.arange(n), last] >= 10
    chance = np.where(ending == UNPLANNED, 0.55, 0.85)
    recorded = (ending != OPEN) & old & (rng.random(n) < chance)
    session, client = np.nonzero((np.arange(MOST)[None, :] <= last[:, None]).T)
    return Practice(
        client=client,
        session=session + 1,
        day=day[client, session],
        ors=ors[client, session],
        srs=srs[client, session],
        therapist=therapist,
        in_program=in_program,
        ending=ending,
        recorded=recorded,
    )


def sessions(practice: Practice) -> pd.DataFrame:
    """Return the sessions as an import would type them, for `marts_in_memory`."""
    codes = {OPEN: None, UNPLANNED: "unplanned", PLANNED: "planned"}
    written = np.where(practice.recorded, practice.ending, OPEN)
    of_client = practice.therapist[practice.client]
    return pd.DataFrame(
        {
            "client_id": np.array([f"W{n:05d}" for n in range(written.size)])[practice.client],
            "session_date": pd.Timestamp(START) + pd.to_timedelta(practice.day, unit="D"),
            "therapist": np.array([f"T{n:02d}" for n in range(of_client.max() + 1)])[of_client],
            "site": np.where(of_client < len(np.unique(practice.therapist)) // 3, "A", "B"),
            "program": np.where(practice.in_program[practice.client], "Group", "Single"),
            "ors_total": practice.ors,
            "srs_total": practice.srs,
            "closure": np.array([codes[n] for n in written.tolist()])[practice.client],
        }
    )


def write(practice: Practice, path: Path) -> Path:
    """Write the sessions to a CSV file that can be imported; the ending stands in each row of its client."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(FIELDS)
        writer.writerows(rows(practice))
    return path


def rows(practice: Practice) -> list[tuple[str, ...]]:
    """Return the sessions as texts in the order of FIELDS."""
    written = np.where(practice.recorded, practice.ending, OPEN)
    sites = len(np.unique(practice.therapist)) // 3
    made = []
    for place, client in enumerate(practice.client):
        who = practice.therapist[client]
        day = START + datetime.timedelta(days=int(practice.day[place]))
        ors, srs = practice.ors[place], practice.srs[place]
        made.append(
            (
                f"W{client:05d}",
                day.isoformat(),
                f"T{who:02d}",
                "A" if who < sites else "B",
                "Group" if practice.in_program[client] else "Single",
                "adult",
                "" if np.isnan(ors) else f"{ors:.1f}",
                "" if np.isnan(srs) else f"{srs:.1f}",
                WORDS[int(written[client])],
            )
        )
    return made
