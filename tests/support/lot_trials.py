"""Trials of lots on simulated practices: how often a difference is said, beside the power that was announced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.agreements import lots
from analytics.agreements.lot_difference import LotDifference, lot_difference, power
from analytics.stats.before_after import Values
from tests.support.simulate_agreements import START, World, simulate

WAIT = 182  # days


@dataclass(frozen=True, kw_only=True)
class LotTrials:
    """Shares of the draws in which those who started were called better or worse; announced: mean power; n: draws."""

    better: float
    worse: float
    announced: float
    n: int


def drawn(
    seed: int, world: World, real: float = 0.0, shift: float | None = None, halves: bool = False
) -> tuple[LotDifference | None, float | None]:
    """Draw lots in one simulated practice; return the difference, and the power announced for `shift` if one is given.

    real: what the ratings of those who start truly gain. halves: whether the draw balances two strata.
    """
    forms = simulate(seed, world)
    codes = [f"T{place:02}" for place in range(world.therapists)]
    strata = {code: ("low" if halves and place % 2 else "") for place, code in enumerate(codes)}
    starts = lots.starts_now(f"seed-{seed}", strata)
    started = np.array([code in starts for code in codes])
    for place in np.flatnonzero(started) if real else ():
        rng = None if world.rate is None else np.random.default_rng([seed, int(place), 8])
        forms = forms.shifted(int(place), real, rng=rng)
    values = Values(group=forms.therapist, client=forms.client, day=forms.day - START, value=forms.value)
    groups = np.arange(world.therapists)
    found = lot_difference(values, WAIT, started, list(strata.values()), groups, f"seed-{seed}")
    return found, power(values, WAIT, shift, groups, list(strata.values())) if shift else None


def trials(
    seeds: range, world: World, real: float = 0.0, shift: float | None = None, halves: bool = False
) -> LotTrials:
    """Draw lots once in each of many simulated practices."""
    made: list[tuple[LotDifference, float]] = []
    for seed in seeds:
        found, announced = drawn(seed, world, real, shift, halves)
        if found is not None:
            made.append((found, announced or 0.0))
    signs = np.array([found.sign for found, _ in made])
    return LotTrials(
        better=float(np.mean(signs == 1)),
        worse=float(np.mean(signs == -1)),
        announced=float(np.mean([announced for _, announced in made])),
        n=len(made),
    )
