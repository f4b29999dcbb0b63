"""Change of one therapist's signal beyond regression to the mean and beyond colleagues in the same weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from analytics.stats import before_after
from analytics.stats.before_after import Changes, Values
from analytics.stats.intervals import t_quantile
from analytics.stats.nested_variance import Components
from analytics.stats.shrunken_levels import Shrunken, shrunken

BEFORE = 730  # days before the start that are looked at
LEVEL_SHARE = 0.2  # of therapists' wandering in a level over BEFORE days: one half year beside four of them


@dataclass(frozen=True, kw_only=True)
class Noise:
    """How much values differ by chance: variance components, and therapists' wandering beyond them.

    wander: variance of what therapists gain or lose from one half year to the next. sd: of one client's mean.
    """

    of: Components
    wander: float
    sd: float


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Change of one therapist beyond chance, in the units of the values; upwards is better. Pairs: value and variance.

    before, after: level; expected: level that regression to the mean alone would give, None without other therapists.
    colleagues: their change, None where there is nobody to compare with. effect: after less expected less colleagues;
    df: its degrees of freedom. n_before, n_after: clients; forms: values after the start.
    """

    before: tuple[float, float]
    after: tuple[float, float]
    expected: tuple[float, float] | None
    colleagues: tuple[float, float] | None
    n_colleagues: int
    effect: tuple[float, float]
    df: int
    n_before: int
    n_after: int
    forms: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the effect."""
        return interval(self.effect, self.df)


def interval(of: tuple[float, float], df: int) -> tuple[float, float]:
    """Return the 95 % interval of a value with its variance."""
    half = t_quantile(0.975, df) * math.sqrt(of[1])
    return of[0] - half, of[0] + half


def difference(
    values: Values, start: int, noise: Noise, chosen: int, without: np.ndarray
) -> Difference | None:
    """Return the change of one therapist from `start` on; None without clients before or after it.

    Parameters
    ----------
    values : Values
        Of all therapists, before the start and after it.
    start : int
        First day after the agreement.
    noise : Noise
        From the time before the start.
    chosen : int
        Code of the therapist with the agreement.
    without : np.ndarray of bool, shape (J,)
        Therapists without an agreement in the same weeks.

    Notes
    -----
    The effect is the change, less what the shrunken level before lets one expect, less the colleagues' mean change.
    Uncertain spread between therapists is averaged over (`shrunken_levels`).
    """
    found = before_after.changes(values, start, noise.of, without.size)
    if not np.isfinite(found.change[chosen]):
        return None
    found = _wandering(found, noise.wander)
    several = np.count_nonzero(np.isfinite(found.level)) > 1
    levels = shrunken(found.level, found.var_level, noise.sd) if several else None
    change, variance, of_expected = _beyond_regression(found, levels)
    weight = levels.weight if levels is not None else np.ones(1)
    others = without & np.isfinite(found.change)
    others[chosen] = False
    effect, effect_variance, colleagues = change[chosen], variance[chosen], None
    if others.any():
        w = 1 / variance[others]
        mean, mean_variance = (w * change[others]).sum(axis=0) / w.sum(axis=0), 1 / w.sum(axis=0)
        colleagues = _mixed(weight, mean, mean_variance)
        effect, effect_variance = effect - mean, effect_variance + mean_variance
    after = float(found.level[chosen] + found.change[chosen])
    return Difference(
        before=(float(found.level[chosen]), float(found.var_level[chosen])),
        after=(after, float((found.var_level + found.var_change + 2 * found.cov)[chosen])),
        expected=None if levels is None else _mixed(weight, after - change[chosen], of_expected[chosen]),
        colleagues=colleagues,
        n_colleagues=int(others.sum()),
        effect=_mixed(weight, effect, effect_variance),
        df=degrees(int(found.n_before[chosen])),
        n_before=int(found.n_before[chosen]),
        n_after=int(found.n_after[chosen]),
        forms=int(found.forms_after[chosen]),
    )


def changes_beyond_regression(found: Changes, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    """Return every therapist's change less what regression to the mean lets one expect, and its variance: (J,) each.

    NaN for a therapist without clients before or after.
    """
    found = _wandering(found, noise.wander)
    several = np.count_nonzero(np.isfinite(found.level)) > 1
    levels = shrunken(found.level, found.var_level, noise.sd) if several else None
    change, variance, _ = _beyond_regression(found, levels)
    weight = levels.weight if levels is not None else np.ones(1)
    centre = change @ weight
    return centre, (variance + (change - centre[:, None]) ** 2) @ weight


def degrees(clients: int) -> int:
    """Return the degrees of freedom of an effect for the number of clients before the start."""
    return before_after.PRIOR_CLIENTS + max(0, clients - 1)


def _wandering(found: Changes, wander: float) -> Changes:
    """Return changes with the variance that therapists' own wandering adds to level and change."""
    part = wander * LEVEL_SHARE
    return replace(
        found,
        var_level=found.var_level + part,
        var_change=found.var_change + wander,
        cov=found.cov - part,
    )


def _beyond_regression(found: Changes, levels: Shrunken | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return changes beyond regression to the mean, their variances, and those of the expected levels: (J, S) each."""
    if levels is None:
        return found.change[:, None], found.var_change[:, None], found.var_level[:, None]
    slope = (found.cov / found.var_level)[:, None]
    change = found.change[:, None] + slope * (levels.mean - found.level[:, None])
    alone = (found.var_change - found.cov**2 / found.var_level)[:, None]
    return change, np.maximum(alone, 0.0) + slope**2 * levels.variance, slope**2 * levels.variance


def _mixed(weight: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> tuple[float, float]:
    """Return mean and variance of a mixture over the spreads between therapists."""
    centre = float(weight @ mean)
    return centre, float(weight @ (variance + (mean - centre) ** 2))
