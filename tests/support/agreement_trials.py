"""Trials of the answer to "Did it move?" on simulated practices: how often each answer is given, and what was announced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.agreements import planning
from analytics.agreements.comparison import BEFORE, Difference, difference
from analytics.stats import before_after
from analytics.stats.before_after import Values
from tests.support.simulate_agreements import AFTER, START, Forms, World, simulate

HALF_POINT = 0.5


@dataclass(frozen=True, kw_only=True)
class Trials:
    """Shares of the agreements with an answer; announced: mean power; closed: share with an answer in AFTER days."""

    moved: float
    wrong: float
    announced: float
    closed: float
    n: int


def values(forms: Forms) -> Values:
    """Return forms as values of the estimator."""
    return Values(group=forms.therapist, client=forms.client, day=forms.day, value=forms.value)


def lowest(forms: Forms, therapists: int) -> int:
    """Return the therapist whose ratings before START are the lowest: the one who would get an agreement."""
    before = values(forms).between(START - BEFORE, START)
    of = before_after.spread(before, START)
    found = before_after.changes(before, START, of, therapists)
    return int(np.nanargmin(np.where(found.n_before >= 5, found.level, np.nan)))


def answer(
    forms: Forms,
    therapists: int,
    chosen: int,
    shift: float,
    today: int = START + AFTER,
    colleagues: bool = True,
) -> tuple[planning.Plan, Difference | None] | None:
    """Return the plan, and the difference once the announced forms have come by the day `today`; None without a plan."""
    of = values(forms.until(today))
    without = np.full(therapists, colleagues)
    share = bool(np.isin(of.value, (0, 1)).all())
    plan = planning.plan(of, START, shift, chosen, without, share)
    if plan is None:
        return None
    end = planning.closing(of, START, plan.forms, chosen)
    found = difference(of.between(START - BEFORE, end), START, plan.noise, chosen, without)
    return plan, found if found is not None and found.forms >= plan.forms else None


def verdict(found: Difference) -> int:
    """Return 1 where it moved, -1 where it moved the wrong way, 0 where one cannot tell."""
    low, high = found.interval
    return int(low > 0) - int(high < 0)


def trials(seeds: range, world: World, shift: float, real: float = 0.0, lowest_chosen: bool = True) -> Trials:
    """Simulate one agreement per seed; `real` is what the therapist's ratings truly gain."""
    said, announced, closed = [], [], []
    for seed in seeds:
        forms = simulate(seed, world)
        chosen = lowest(forms, world.therapists) if lowest_chosen else seed % world.therapists
        if real:
            rng = None if world.rate is None else np.random.default_rng([seed, 8])
            forms = forms.shifted(chosen, real, rng=rng)
        given = answer(forms, world.therapists, chosen, shift)
        if given is None:
            continue
        closed.append(given[1] is not None)
        if given[1] is not None:
            said.append(verdict(given[1]))
            announced.append(given[0].power)
    return Trials(
        moved=float(np.mean(np.array(said) == 1)),
        wrong=float(np.mean(np.array(said) == -1)),
        announced=float(np.mean(announced)),
        closed=float(np.mean(closed)),
        n=len(said),
    )
