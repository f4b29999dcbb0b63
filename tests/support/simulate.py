"""Made-up practices with a named truth: what therapists' numbers are tested against. The same seed, the same rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SD_WITHIN = 6.5  # outcome points of clients of one therapist at the same intake
INTAKE_MEAN, INTAKE_SD, INTAKE_SLOPE = 18.5, 6.0, 0.45


@dataclass(frozen=True)
class Practice:
    """One row per client: outcome and intake in points, therapist 0 to J-1; effects: (J,) the truth, in points."""

    outcome: np.ndarray
    intake: np.ndarray
    therapist: np.ndarray
    effects: np.ndarray


def caseloads(rng: np.random.Generator, therapists: int, clients: tuple[int, int]) -> np.ndarray:
    """(N,) therapist of every client; between clients[0] and clients[1] a therapist."""
    return np.repeat(np.arange(therapists), rng.integers(clients[0], clients[1] + 1, therapists))


def practice(seed: int, therapists: int, clients: tuple[int, int], icc: float) -> Practice:
    """Outcomes that depend on intake and on the therapist with the given share of the variance left by intake."""
    rng = np.random.default_rng(seed)
    therapist = caseloads(rng, therapists, clients)
    effects = rng.normal(0, SD_WITHIN * np.sqrt(icc / (1 - icc)), therapists)
    intake = rng.normal(INTAKE_MEAN, INTAKE_SD, therapist.size)
    chance = rng.normal(0, SD_WITHIN, therapist.size)
    outcome = 15 + INTAKE_SLOPE * intake + effects[therapist] + chance
    return Practice(outcome, intake, therapist, effects)


def endings(seed: int, therapists: int, clients: tuple[int, int], rate: float, sd: float = 0.0) -> Practice:
    """Yes-or-no outcomes (an unplanned ending) at a rate, therapists apart by an SD in logits."""
    rng = np.random.default_rng(seed)
    therapist = caseloads(rng, therapists, clients)
    effects = rng.normal(0, sd, therapists) if sd else np.zeros(therapists)
    intake = rng.normal(INTAKE_MEAN, INTAKE_SD, therapist.size)
    logit = np.log(rate / (1 - rate)) - 0.02 * (intake - INTAKE_MEAN) + effects[therapist]
    outcome = (rng.random(therapist.size) < 1 / (1 + np.exp(-logit))).astype(float)
    return Practice(outcome, intake, therapist, effects)


@dataclass(frozen=True)
class Alliances:
    """One row per client: outcome, intake, early alliance in points, therapist."""

    outcome: np.ndarray
    intake: np.ndarray
    alliance: np.ndarray
    therapist: np.ndarray


def alliances(
    seed: int,
    therapists: int,
    clients: tuple[int, int],
    within: float,
    between: float,
    icc_alliance: float = 0.08,
    icc: float = 0.03,
) -> Alliances:
    """Outcomes that go with a client's alliance (within) and with the therapist's true level (between).

    Alliance: mean 34, SD 4 points, share icc_alliance between therapists.
    """
    base = practice(seed, therapists, clients, icc)
    rng = np.random.default_rng([seed, 1])
    level = rng.normal(0, 4 * np.sqrt(icc_alliance), therapists)[base.therapist]
    own = rng.normal(0, 4 * np.sqrt(1 - icc_alliance), base.therapist.size)
    outcome = base.outcome + within * own + between * level
    return Alliances(outcome, base.intake, 34 + level + own, base.therapist)
