"""How many forms are needed to see a shift, read off the therapist's own past: stretches in which nothing began.

The answer of an agreement closes with the form of that number. Later forms do not count for it, so that it is given
once, however often somebody looks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics.agreements.comparison import BEFORE, Noise, degrees, difference
from analytics.stats import before_after
from analytics.stats.arrays import EstimationError
from analytics.stats.before_after import Changes, Values
from analytics.stats.intervals import t_quantile

POWER = 0.8
STRETCHES = (45, 90, 180, 365)  # days before the start, looked at as if they came after it
WANDERING = STRETCHES[2:]  # long enough to see therapists wander
UNKNOWN_WANDER = (
    0.2  # SD, of that of one client's mean, where fewer than three others show it; own choice, cautious
)
FEWEST = 12  # forms: fewer are no sample


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Forms after the start at which the answer is given, and the power that it then has for the shift.

    a_week: forms that the therapist gets in a week. noise, n_before: from the time before the start.
    """

    forms: int
    power: float
    a_week: float
    noise: Noise
    n_before: int


def noise_before(values: Values, start: int, groups: int, chosen: int) -> Noise:
    """Return how much values differ by chance before `start`; the therapist `chosen` does not count for wandering.

    Raises
    ------
    EstimationError
        Where no therapist has two clients, or all values are equal.
    """
    of = before_after.spread(values, start)
    cells = np.unique(before_after.cell_of(values, start)).size
    typical = values.value.size / cells
    others = np.arange(groups) != chosen
    found = [_excess(before_after.changes(values, start - days, of, groups), others) for days in WANDERING]
    sd = math.sqrt(of.clients + of.cells + of.inside / typical)
    seen = [one for one in found if one is not None]
    wander = float(np.mean(seen)) if seen else (UNKNOWN_WANDER * sd) ** 2
    return Noise(of=of, wander=wander, sd=sd)


def plan(
    values: Values, start: int, shift: float, chosen: int, without: np.ndarray, share: bool = False
) -> Plan | None:
    """Return the number of forms needed to see a shift with 80 % power, or what a year gives where that is fewer.

    Parameters
    ----------
    values : Values
        Of all therapists; what lies outside BEFORE days before the start is ignored.
    start : int
        First day after the agreement.
    shift : float
        Shift to see, in the units of the values, above 0.
    chosen : int
        Code of the therapist with the agreement.
    without : np.ndarray of bool, shape (J,)
        Therapists without an agreement in the weeks to come.
    share : bool
        Whether the values are 0 and 1; a shift of their mean changes their variance too.

    Returns
    -------
    Plan or None
        None where the therapist has fewer than two clients, or no forms in the last year to plan with.

    Notes
    -----
    For each of STRETCHES the variance of the effect is computed as if the agreement had begun so many days earlier;
    the variance is linear in 1 / forms between them.

    Raises
    ------
    EstimationError
        Where no therapist has two clients, or all values are equal.
    """
    if shift <= 0:
        raise EstimationError(f"The shift must lie above 0; it is {shift}.")
    earlier = values.between(start - BEFORE, start)
    noise = noise_before(earlier, start, without.size, chosen)
    own = earlier.group == chosen
    n_before = np.unique(earlier.client[own]).size
    seen = []
    for days in STRETCHES:
        found = difference(earlier, start - days, noise, chosen, without)
        if found is not None and (not seen or found.forms > seen[-1][0]):
            seen.append((found.forms, found.effect[1]))
    if n_before < 2 or not seen:
        return None
    quantile = t_quantile(0.975, degrees(n_before))
    ratio = _variance_ratio(float(earlier.value[own].mean()), shift) if share else 1.0
    forms, power = _forms(seen, shift, quantile, ratio)
    a_week = np.count_nonzero(own & (earlier.day >= start - 182)) / 26
    return Plan(forms=forms, power=power, a_week=a_week, noise=noise, n_before=n_before)


def closing(values: Values, start: int, forms: int, chosen: int) -> int:
    """Return the day after the one on which the therapist's form of the number `forms` since `start` was given.

    Returns
    -------
    int
        The day after the last value of all where there are fewer forms.
    """
    days = np.sort(values.day[(values.group == chosen) & (values.day >= start)])
    return int(days[forms - 1]) + 1 if days.size >= forms else int(values.day.max()) + 1


def _forms(seen: list[tuple[int, float]], shift: float, quantile: float, ratio: float) -> tuple[int, float]:
    """Return the number of forms at which a shift is found with POWER, or the most seen, with the power there.

    seen: forms and variance of the effect, of each stretch; quantile: of the interval; ratio: variance of values after
    the shift beside that before. The number is never below FEWEST.
    """
    forms, variance = np.array(seen, dtype=float).T
    n = np.arange(FEWEST, max(FEWEST, int(forms[-1])) + 1)
    known = np.interp(1 / n, 1 / forms[::-1], variance[::-1])
    if forms.size == 1:  # one stretch only: all of its variance goes with 1 / forms
        slope = first = variance[0] * forms[0]
    else:
        slope = max((variance[0] - variance[-1]) / (1 / forms[0] - 1 / forms[-1]), 0.0)
        first = max((variance[0] - variance[1]) / (1 / forms[0] - 1 / forms[1]), 0.0)
    known = known + first * np.maximum(1 / n - 1 / forms[0], 0.0)
    shifted = np.maximum(known - (1 - ratio) * slope / n, 0.1 * known)
    distance = (shift - quantile * np.sqrt(known)) / np.sqrt(shifted)
    reached = np.flatnonzero(distance >= NormalDist().inv_cdf(POWER))
    at = int(reached[0]) if reached.size else n.size - 1
    return int(n[at]), NormalDist().cdf(float(distance[at]))


def _variance_ratio(level: float, shift: float) -> float:
    """Return the variance of 0 and 1 after a shift of their mean, divided by that before."""
    before = min(max(level, 0.05), 0.95)
    after = min(before + shift, 0.98)
    return after * (1 - after) / (before * (1 - before))


def _excess(found: Changes, others: np.ndarray) -> float | None:
    """Return the variance of changes between therapists beyond sampling (DerSimonian and Laird); None below three."""
    kept = others & np.isfinite(found.change)
    y, v = found.change[kept], found.var_change[kept]
    if y.size < 3:
        return None
    w = 1 / v
    q = float(w @ (y - w @ y / w.sum()) ** 2)
    return max(0.0, (q - (y.size - 1)) / float(w.sum() - w @ w / w.sum()))
