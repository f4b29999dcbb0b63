"""Difference between therapists who were drawn to start and therapists who were drawn to wait, with two tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.agreements import lots, planning
from analytics.agreements.comparison import BEFORE, Noise, changes_beyond_regression
from analytics.stats import before_after
from analytics.stats.before_after import Values
from analytics.stats.intervals import t_quantile

LEVEL = 0.05  # largest p of a difference that is said
REDRAWN = 1000  # draws of the randomisation test where power is simulated
FEWEST = 3  # therapists with forms for whom a variance within groups exists


@dataclass(frozen=True, kw_only=True)
class LotDifference:
    """Change of those who started less change of those who waited, in the units of the values; upwards is better.

    effect: with 95 % interval. p: randomisation test, share of possible draws with a difference as large (two-sided);
    smallest_p: the smallest that these draws can give. is_all: whether every possible draw was looked at, else a sample of
    `draws`. n_started, n_waiting: therapists with forms before and after; forms: their forms since the start.
    """

    effect: float
    interval: tuple[float, float]
    p: float
    smallest_p: float
    draws: int
    is_all: bool
    n_started: int
    n_waiting: int
    forms: int

    @property
    def can_say(self) -> bool:
        """Whether there are enough therapists for the randomisation test to be able to show any difference."""
        return self.smallest_p <= LEVEL

    @property
    def sign(self) -> int:
        """1 where therapists who started changed more for the better than those who waited, -1 where less, 0 where unclear.

        Both tests have to say so.
        """
        low, high = self.interval
        if not self.can_say or self.p > LEVEL:
            return 0
        return int(low > 0) - int(high < 0)


def lot_difference(
    values: Values, end: int, started: np.ndarray, strata: Sequence[str], groups: np.ndarray, seed: str = ""
) -> LotDifference | None:
    """Return the difference that the draw shows; None with fewer than three therapists with forms, or none on a side.

    Parameters
    ----------
    values : Values
        Of all therapists of the practice, day 0 the start; from BEFORE days before it.
    end : int
        Day on which the others start; later values do not count.
    started : np.ndarray of bool, shape (n,)
        Whether each therapist of the draw was drawn to start.
    strata : sequence of str, length n
        Stratum of each.
    groups : np.ndarray of int, shape (n,)
        Code of each in `values`; -1 for a therapist without any value.
    seed : str
        Of the draw.

    Returns
    -------
    LotDifference or None

    Notes
    -----
    Each therapist's change beyond regression to the mean, with its variance, as for one agreement; means by group weighted
    by 1 / variance; variance of the difference times max(1, q), q = sum w (y - group mean)^2 / (n - 2), t(n - 2). Everybody
    counts where the lot put them, whether they trained or not.

    Raises
    ------
    EstimationError
        Where no therapist has two clients, or all values are equal.

    References
    ----------
    Knapp & Hartung 2003, doi 10.1002/sim.1482 (q, here never below 1); Fisher 1935, The Design of Experiments (the
    randomisation test).
    """
    inside = values.between(-BEFORE, end)
    y, v = _changes(inside, _noise(inside), groups)
    kept = np.isfinite(y)
    side = started[kept]
    if kept.sum() < FEWEST or not side.any() or side.all():
        return None
    y, w = y[kept], 1 / v[kept]
    effect, half = _interval(side, y, w)
    sides, is_all = lots.possible(strata, seed=seed)
    every = np.nan_to_num(np.abs(_difference(sides[:, kept], y[:, None], w)[:, 0]), nan=np.inf)
    theirs = np.isin(inside.group, groups[kept]) & (inside.day >= 0)
    return LotDifference(
        effect=effect,
        interval=(effect - half, effect + half),
        p=_p_value(every, effect, is_all),
        smallest_p=_p_value(every, float(every.max()), True) if is_all else 1 / (every.size + 1),
        draws=every.size,
        is_all=is_all,
        n_started=int(side.sum()),
        n_waiting=int((~side).sum()),
        forms=int(theirs.sum()),
    )


def power(
    values: Values, days: int, shift: float, groups: np.ndarray, strata: Sequence[str], made: int = 400
) -> float | None:
    """Return the power (0 to 1) to see a shift after a wait of `days` days, from the same therapists' past.

    Parameters
    ----------
    values : Values
        Of all therapists; those from day 0 on are ignored.
    days : int
        Length of the wait.
    shift : float
        True difference, in the units of the values.
    groups : np.ndarray of int, shape (n,)
        Codes of the therapists among whom lots are drawn; -1 for those without values.
    strata : sequence of str, length n
        Stratum of each.
    made : int
        Number of simulated results.

    Returns
    -------
    float or None
        None with fewer than three therapists who have values in both stretches.

    Notes
    -----
    The changes over the last `days` days, when nothing began, have the variances that the wait will give. Results with
    these variances and the shift are simulated for random draws, and judged as the real one will be. The random numbers
    are always the same, so that the figure does not move from look to look.
    """
    earlier = values.between(-BEFORE, 0)
    noise = planning.noise_before(earlier, 0, _size(values), -1)
    moved = Values(group=earlier.group, client=earlier.client, day=earlier.day + days, value=earlier.value)
    _, v = _changes(moved, noise, groups)
    kept = np.isfinite(v)
    if kept.sum() < FEWEST:
        return None
    rng = np.random.default_rng(1)
    sides, is_all = lots.possible(strata, REDRAWN)
    sides = sides[:, kept]
    w = 1 / v[kept]
    drawn = rng.integers(len(sides), size=made)
    y = rng.standard_normal((w.size, made)) / np.sqrt(w)[:, None] + shift * sides[drawn].T
    every = np.nan_to_num(np.abs(_difference(sides, y, w)), nan=np.inf)
    found = 0
    for place, of in enumerate(drawn):
        side = sides[of]
        if side.any() and not side.all():
            effect, half = _interval(side, y[:, place], w)
            p = _p_value(every[:, place], effect, is_all)
            found += effect - half > 0 and p <= LEVEL
    return found / made


def _noise(values: Values) -> Noise:
    """Return the chance variation of the values (`Noise`), estimated from all therapists before day 0."""
    return planning.noise_before(values.between(-BEFORE, 0), 0, _size(values), -1)


def _size(values: Values) -> int:
    return int(values.group.max()) + 1 if values.group.size else 0


def _changes(values: Values, noise: Noise, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each therapist's change beyond regression to the mean, and its variance: (n,), NaN without forms."""
    found = before_after.changes(values, 0, noise.of, _size(values))
    y, v = changes_beyond_regression(found, noise)
    known = groups >= 0
    change, variance = np.full(groups.size, np.nan), np.full(groups.size, np.nan)
    change[known], variance[known] = y[groups[known]], v[groups[known]]
    return change, variance


def _interval(side: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """Return the difference of the weighted means and half the width of its 95 % interval."""
    means = [float(w[of] @ y[of] / w[of].sum()) for of in (side, ~side)]
    q = float(w @ (y - np.where(side, *means)) ** 2) / (y.size - 2)
    se = math.sqrt(max(1.0, q) * (1 / w[side].sum() + 1 / w[~side].sum()))
    return means[0] - means[1], t_quantile(0.975, y.size - 2) * se


def _difference(sides: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the weighted difference for each draw and result: sides (R, n) bool, y (n, D) -> (R, D).

    NaN where one side is empty.
    """
    weighted = w[:, None] * y
    with np.errstate(divide="ignore", invalid="ignore"):
        return (sides @ weighted) / (sides @ w)[:, None] - (~sides @ weighted) / (~sides @ w)[:, None]


def _p_value(every: np.ndarray, effect: float, is_all: bool) -> float:
    """Return the two-sided p value: the share of draws whose difference (`every`, shape (R,)) is as large as `effect`.

    A draw without one side has an infinite size, so that it counts against the finding. Where the draws are a sample, the
    one that was made counts as one of them.
    """
    more = 0 if is_all else 1
    return float((np.count_nonzero(every >= abs(effect) * (1 - 1e-9)) + more) / (every.size + more))
