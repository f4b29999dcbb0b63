"""Simulated practices with known truth, to test therapist statistics; reproducible by seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SD_WITHIN = 6.5  # outcome points of clients of one therapist at the same intake
INTAKE_MEAN, INTAKE_SD, INTAKE_SLOPE = 18.5, 6.0, 0.45


@dataclass(frozen=True)
class Practice:
    """Simulated practice, one entry per client, with the true effect of each therapist.

    outcome and intake in points, therapist 0 to J-1; effects: (J,), in points.
    """

    outcome: np.ndarray
    intake: np.ndarray
    therapist: np.ndarray
    effects: np.ndarray


def caseloads(rng: np.random.Generator, therapists: int, clients: tuple[int, int]) -> np.ndarray:
    """Return the therapist of each client; `clients` is the range of clients per therapist."""
    return np.repeat(np.arange(therapists), rng.integers(clients[0], clients[1] + 1, therapists))


def practice(seed: int, therapists: int, clients: tuple[int, int], icc: float) -> Practice:
    """Simulate outcomes that depend on intake and therapist, with the given intraclass correlation."""
    rng = np.random.default_rng(seed)
    therapist = caseloads(rng, therapists, clients)
    effects = rng.normal(0, SD_WITHIN * np.sqrt(icc / (1 - icc)), therapists)
    intake = rng.normal(INTAKE_MEAN, INTAKE_SD, therapist.size)
    chance = rng.normal(0, SD_WITHIN, therapist.size)
    outcome = 15 + INTAKE_SLOPE * intake + effects[therapist] + chance
    return Practice(outcome, intake, therapist, effects)


def endings(seed: int, therapists: int, clients: tuple[int, int], rate: float, sd: float = 0.0) -> Practice:
    """Simulate unplanned endings at a rate, with therapists differing by `sd` in logits."""
    rng = np.random.default_rng(seed)
    therapist = caseloads(rng, therapists, clients)
    effects = rng.normal(0, sd, therapists) if sd else np.zeros(therapists)
    intake = rng.normal(INTAKE_MEAN, INTAKE_SD, therapist.size)
    logit = np.log(rate / (1 - rate)) - 0.02 * (intake - INTAKE_MEAN) + effects[therapist]
    outcome = (rng.random(therapist.size) < 1 / (1 + np.exp(-logit))).astype(float)
    return Practice(outcome, intake, therapist, effects)


@dataclass(frozen=True)
class Alliances:
    """Arrays of simulated clients: therapist, and outcome, intake and early alliance in points."""

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
    """Simulate outcomes that depend on the alliance within and between therapists.

    Alliance: mean 34, SD 4 points, share icc_alliance between therapists.
    """
    base = practice(seed, therapists, clients, icc)
    rng = np.random.default_rng([seed, 1])
    level = rng.normal(0, 4 * np.sqrt(icc_alliance), therapists)[base.therapist]
    own = rng.normal(0, 4 * np.sqrt(1 - icc_alliance), base.therapist.size)
    outcome = base.outcome + within * own + between * level
    return Alliances(outcome, base.intake, 34 + level + own, base.therapist)
