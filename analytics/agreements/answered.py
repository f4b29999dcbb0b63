"""Figures of one agreement before anything is hidden or rounded for a viewer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.access import Scope
from analytics.agreements import planning
from analytics.agreements.comparison import BEFORE, Difference, difference
from analytics.agreements.planning import Plan
from analytics.agreements.readings import Readings, readings
from analytics.agreements.results import Agreed
from analytics.focus.results import AREAS
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.why import Why, why

WITHOUT_BEFORE = why("agreement_without_before")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Figures of one agreement before they are worded for a viewer.

    found: None where nobody was seen after the start. clients: of each colleague compared with, by therapist key. ends:
    day after the last one that counts, from the start.
    """

    plan: Plan
    found: Difference | None
    early: bool
    forms: int
    ends: int
    clients: dict[int, int]
    area: tuple[float | None, float | None]


def answered(
    warehouse: Warehouse, scope: Scope, agreement: Agreed, agreements: Sequence[Agreed], shift: float
) -> tuple[Why | None, Answered | None]:
    """Return the figures of one agreement, or the reason why there are none, whoever may see the therapist."""
    begins = agreement.start
    reason, at_hand = planned(warehouse, scope, agreement.therapist, agreement.signal, begins, shift)
    if at_hand is None:
        return reason, None
    read, plan, chosen = at_hand
    values = read.values
    ends = max(planning.closing(values, 0, plan.forms, chosen), 1)
    own_after = (values.group == chosen) & (values.day >= 0)
    without = _without(warehouse, read, agreement, agreements, ends)
    inside = values.between(-BEFORE, ends)
    found = difference(inside, 0, plan.noise, chosen, without)
    forms = int(np.count_nonzero(own_after))
    later = (inside.day >= 0) & without[inside.group] & (inside.group != chosen)
    pairs = np.unique(np.stack([inside.group[later], inside.client[later]]), axis=1)[0]
    counts = np.bincount(pairs, minlength=without.size)
    return None, Answered(
        plan=plan,
        found=found,
        early=found is None or forms < plan.forms,
        forms=forms,
        ends=ends,
        clients={int(read.therapists[place]): int(counts[place]) for place in np.flatnonzero(counts)},
        area=_area(read, chosen, ends),
    )


def verdict(given: Answered) -> str:
    """Return one of STATES."""
    if given.early or given.found is None:
        return "too_early"
    low, high = given.found.interval
    return "moved" if low > 0 else "moved_wrong_way" if high < 0 else "cannot_tell"


def planned(
    warehouse: Warehouse, scope: Scope, therapist: str, signal: str, start: datetime.date, shift: float
) -> tuple[Why | None, tuple[Readings, Plan, int] | None]:
    """Return (None, (readings, plan, index of the therapist in the readings)), or (reason why there is no plan, None)."""
    read = readings(warehouse, scope, signal, start)
    places = np.flatnonzero(read.therapists == warehouse.therapist_key(therapist))
    if not places.size:
        return WITHOUT_BEFORE, None
    chosen = int(places[0])
    everybody = np.ones(read.therapists.size, dtype=bool)
    try:
        plan = planning.plan(read.values, 0, shift, chosen, everybody, share=signal not in AREAS)
    except EstimationError:
        return why("agreement_nothing_varies"), None
    return (WITHOUT_BEFORE, None) if plan is None else (None, (read, plan, chosen))


def _without(
    warehouse: Warehouse, read: Readings, agreement: Agreed, agreements: Sequence[Agreed], ends: int
) -> np.ndarray:
    """Return which therapists have no agreement in the weeks from the start of this one to its last day: (J,) bool."""
    last = agreement.start + datetime.timedelta(days=ends)
    busy = {
        warehouse.therapist_key(one.therapist)
        for one in agreements
        if one.start < last and one.look_again >= agreement.start
    }
    return np.array([key not in busy for key in read.therapists.tolist()], dtype=bool)


def _area(read: Readings, chosen: int, ends: int) -> tuple[float | None, float | None]:
    """Return the mean points of the area itself before and after the start; None for a rate, or without forms."""
    if read.level is None:
        return None, None
    own, day = read.values.group == chosen, read.values.day
    sides = (read.level[own & (day < 0)], read.level[own & (day >= 0) & (day < ends)])
    before, after = (float(side.mean()) if side.size else None for side in sides)
    return before, after
