"""Simulated rate of alliance drops by chance alone, for a practice with unchanging alliances."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics import dips, version_cache
from analytics.access import Scope
from analytics.definitions.model import Dips
from analytics.filters import Filters
from analytics.store import Warehouse

EPISODES = 1500  # simulated
SEED = 11
FULL, CLOSE = 40.0, 0.05  # SRS points: the ceiling, half a step of the form
TURNS = 4  # times the noise is corrected until simulated steps are as large as the practice's
MOST_FULL = 0.95  # share of forms at the ceiling above which nothing can be said about the rest


@dataclass(frozen=True, kw_only=True)
class Noise:
    """Features of a practice's SRS forms that the simulation of false signals reproduces.

    step: median absolute step between forms in a row; steps: number of steps; level: median total; full:
    share at exactly 40; lengths, weights: numbers of forms an episode has, and episodes with so many.
    """

    step: float
    steps: int
    level: float
    full: float
    lengths: tuple[int, ...]
    weights: tuple[int, ...]


def false_signals(warehouse: Warehouse, scope: Scope) -> float | None:
    """Return the number of alliance drops expected by chance alone per 100 sessions with an SRS.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see; the rate is for those with practice totals.

    Returns
    -------
    float or None
        None where steps are too few.

    Notes
    -----
    EPISODES clients are simulated, each with an own level, noise around it and a ceiling at 40, but without
    change. Levels, noise and ceiling are chosen so that mean, share at 40 and size of steps equal those of
    the practice. Then the rule (`dips.find`) looks for drops. The result is cached per data version and
    definitions, because it is equal for every viewer and selection.

    Noise is assumed to be normal and equal for all clients. The rate is that of the whole practice, not of a
    selection.

    References
    ----------
    Own simulation; tests/unit/test_alliance_answer.py holds its size (2.6 for usual forms) and that it
    follows the rule.
    """
    if not scope.practice_totals:
        return None
    return version_cache.get(_simulated_rate, warehouse)


def _simulated_rate(warehouse: Warehouse) -> float | None:
    """Query features of the practice's SRS forms, and simulate the rate of drops that occur by chance."""
    rows = warehouse.query("alliance_noise", scope=Scope(practice_totals=True), filters=Filters()).dicts()
    if not rows or rows[0]["practice_forms"]["steps"] < dips.MIN_STEPS:
        return None
    forms = rows[0]["practice_forms"]
    noise = Noise(
        step=float(forms["median_step"]),
        steps=int(forms["steps"]),
        level=float(forms["median_total"]),
        full=forms["full_forms"] / forms["forms"],
        lengths=tuple(row["length"] for row in rows),
        weights=tuple(row["episodes"] for row in rows),
    )
    return measure(noise, warehouse.version.definitions.dips)


def measure(noise: Noise, rules: Dips) -> float | None:
    """Return the simulated number of chance alliance drops per 100 sessions with an SRS.

    Parameters
    ----------
    noise : Noise
        Features of the forms.
    rules : definitions.model.Dips
        Rule for drops.

    Returns
    -------
    float or None
        Drops per 100 sessions; None if nearly all forms are at the ceiling or scores never vary.
    """
    if noise.full > MOST_FULL or noise.step <= 0:
        return None
    rng = np.random.default_rng(SEED)
    shares = np.array(noise.weights, dtype=float)
    lengths = rng.choice(np.array(noise.lengths), EPISODES, p=shares / shares.sum())
    own = rng.standard_normal((EPISODES, 1))
    chance = rng.standard_normal((EPISODES, int(lengths.max())))
    used = np.arange(chance.shape[1]) < lengths[:, None]
    sd = noise.step / dips.NORMAL_MEDIAN / np.sqrt(2)
    for _ in range(TURNS):
        totals = _totals(noise, own, chance, sd)
        steps = np.abs(np.diff(totals, axis=1))[used[:, 1:]]
        simulated_step = float(np.median(steps)) if steps.size else 0.0
        sd *= min(2.0, max(0.5, noise.step / simulated_step)) if simulated_step > 0 else 1.25
    totals = _totals(noise, own, chance, sd).round(1)
    spread = dips.practice_spread(noise.step, noise.steps)
    marked = 0
    for course, length in zip(totals.tolist(), lengths.tolist(), strict=True):
        marked += len(dips.find(range(1, length + 1), course[:length], spread, rules, ended=True))
    return 100 * marked / int(lengths.sum())


def _totals(noise: Noise, own: np.ndarray, chance: np.ndarray, sd: float) -> np.ndarray:
    """Simulate SRS totals between 0 and 40 from the levels of clients and the noise of sessions.

    The total SD gives the right share of forms at the ceiling.
    """
    reach = NormalDist().inv_cdf(1 - min(0.45, max(0.01, noise.full)))
    level = min(noise.level, FULL - 0.5)
    whole = max(sd, (FULL - CLOSE - level) / reach)
    between = np.sqrt(max(0.0, whole**2 - sd**2))
    return np.clip(level + between * own + sd * chance, 0.0, FULL)
