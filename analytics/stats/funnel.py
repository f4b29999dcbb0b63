"""Funnel plot that compares a share between groups: limits, exact p values, over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length

WINSORISED = 0.1  # share of the z at each end pulled in to the quantile; Spiegelhalter 2005, QSHC
CERTAIN = (1e-6, 1 - 1e-6)  # an expected share is kept off 0 and 1
LEVEL = 0.998  # two-sided; Spiegelhalter 2005: about three standard deviations


@dataclass(frozen=True)
class OverDispersion:
    """Result of `over_dispersion`: variation of groups' shares relative to binomial chance.

    `phi`: mean squared z (1: as chance). `phi_winsorised`: with extreme z pulled in. `tau2`, `tau`:
    additional variance and SD between groups on the scale arcsin(sqrt(share)), from the winsorised phi; 0
    where there is none.
    """

    phi: float
    phi_winsorised: float
    tau2: float
    tau: float


def limits(n: ArrayLike, target: float, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper funnel limits around a target share for groups of n rows.

    Parameters
    ----------
    n : array_like, scalar or shape (K,)
        Rows, whole numbers of at least 1.
    target : float
        Share, between 0 and 1.
    level : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    lower, upper : np.ndarray
        Shares in [0, 1], of the shape of n.

    Raises
    ------
    EstimationError
        For a target or level outside 0 to 1, or n that are not whole numbers of at least 1.

    Notes
    -----
    q = (1 -+ level) / 2; r smallest with F(r) >= q; limit (r - a) / n with a = (F(r) - q) / (F(r) - F(r -
    1)), F the binomial distribution of (n, target). Rows are taken as independent. Below about ten rows the
    lower limit is 0 for most targets.

    References
    ----------
    Spiegelhalter 2005, doi 10.1002/sim.1970, appendix; the formula written out again in R in
    tests/reference/test_funnel.py.

    Examples
    --------
    >>> lower, upper = limits(40, 0.2, 0.95)
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.071, 0.319)
    """
    if not 0 < level < 1:
        raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
    sizes = one_dimensional(np.atleast_1d(n), "n")
    _whole(sizes, "n", 1)
    p0 = np.full(sizes.size, _target(target))
    ends = [np.clip(_limit(sizes, p0, (1 + side * level) / 2), 0, 1) for side in (-1, 1)]
    lower, upper = (limit.reshape(np.shape(n)) for limit in ends)
    return lower, upper


def outside(events: ArrayLike, n: ArrayLike, target: ArrayLike, level: float = LEVEL) -> np.ndarray:
    """Return for each group -1 if its share is too low for chance, 1 if too high, else 0.

    Parameters
    ----------
    events, n : array_like, shape (J,)
        Whole numbers, 0 <= events <= n, n at least 1.
    target : array_like, scalar or shape (J,)
        Share between 0 and 1.
    level : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    np.ndarray of int, shape (J,)
        -1 where too low, 1 where too high, else 0.

    Notes
    -----
    A group is outside where `p_values` is at most 1 - level. The limits drawn are interpolated between whole
    numbers, so a share just beyond the line can still be as likely as allowed: by the line, somebody is
    outside in 1 / 4 / 12 % of practices of 10 / 20 / 60 groups that do not differ, by the exact tails in .2 /
    1.5 / 5 % (20 to 80 rows). At level .95 somebody is outside in 22 / 44 / 85 % of such practices: never
    word that.
    """
    if not 0 < level < 1:
        raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
    counts, sizes = _counts(events, n)
    far = p_values(counts, sizes, target) <= (1 - level) * (1 + 1e-9)
    return np.where(far, np.sign(counts / sizes - np.asarray(target, dtype=float)), 0).astype(int)


def p_values(events: ArrayLike, n: ArrayLike, target: ArrayLike, mid: bool = False) -> np.ndarray:
    """Return for each group the exact two-sided binomial p value of its share against the target.

    Parameters
    ----------
    events, n : array_like, shape (J,)
        Whole numbers, 0 <= events <= n, n at least 1.
    target : array_like, scalar or shape (J,)
        Share between 0 and 1, for example one expected from case mix.
    mid : bool
        Whether the observed count itself counts by half.

    Returns
    -------
    np.ndarray, shape (J,)
        Probabilities.

    Notes
    -----
    Twice the smaller tail, the observed count included, at most 1. Conservative for few rows; mid p values are less so.
    """
    from scipy.special import bdtr, bdtrc

    counts, sizes = _counts(events, n)
    p0 = _targets(target, sizes)
    rows = sizes.astype(np.int64)
    below = bdtr(counts, rows, p0)
    above = np.where(counts > 0, bdtrc(np.maximum(counts - 1, 0), rows, p0), 1.0)
    half = (below + above - 1) / 2 if mid else 0.0  # the tails share the observed count
    return np.minimum(1.0, 2 * (np.minimum(below, above) - half))


def step_down(
    events: ArrayLike, n: ArrayLike, expected: ArrayLike, level: float = 0.05
) -> tuple[np.ndarray, np.ndarray]:
    """Name the groups whose share differs from that of the others, the most extreme first.

    Parameters
    ----------
    events, n : array_like, shape (J,)
        Whole numbers, 0 <= events <= n, n at least 1.
    expected : array_like, shape (J,)
        Events that the case mix lets one expect, above 0; only their proportions count.
    level : float
        Chance that anybody is named where nobody differs, at most; between 0 and 1.

    Returns
    -------
    named : np.ndarray of bool, shape (J,)
    p : np.ndarray, shape (J,)
        Two-sided mid p value of each group at the step at which it was named, else at the last step.

    Notes
    -----
    At each step the expected events of the groups not yet named are scaled to their events, so that the average holds
    none of the named. The group with the smallest p is named if p is at most level / (number of groups not yet named),
    as in Holm's procedure; the first that is not ends it. Mid p values make up for an average that holds the group
    itself: somebody is named in 1 to 4 % of practices of 5 to 60 groups that do not differ (10 to 120 rows).

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6, 65; written out again in R in tests/reference/test_funnel.py.

    Examples
    --------
    >>> step_down([30, 10, 11, 9], [40, 40, 40, 40], [10, 10, 10, 10])[0].tolist()
    [True, False, False, False]
    """
    if not 0 < level < 1:
        raise EstimationError(f"level must lie between 0 and 1; it is {level}.")
    counts, sizes = _counts(events, n)
    weight = one_dimensional(expected, "expected")
    same_length(weight, sizes, "expected and n")
    left, p = np.ones(sizes.size, dtype=bool), np.ones(sizes.size)
    while left.any() and 0 < counts[left].sum() < sizes[left].sum():
        target = weight[left] * counts[left].sum() / weight[left].sum() / sizes[left]
        p[left] = p_values(counts[left], sizes[left], np.clip(target, *CERTAIN), mid=True)
        least = int(np.flatnonzero(left)[np.argmin(p[left])])
        if p[least] > level / np.count_nonzero(left):
            break
        left[least] = False
    return ~left, p


def over_dispersion(events: ArrayLike, n: ArrayLike, target: ArrayLike) -> OverDispersion:
    """Estimate over-dispersion: variation of groups' shares relative to binomial chance.

    Parameters
    ----------
    events, n : array_like, shape (J,)
        At least two groups, 0 <= events <= n.
    target : array_like, scalar or shape (J,)
        Share between 0 and 1.

    Returns
    -------
    OverDispersion

    Raises
    ------
    EstimationError
        For fewer than two groups or unusable counts.

    Notes
    -----
    z = 2 sqrt(n) (arcsin sqrt(events/n) - arcsin sqrt(target)); winsorised at its 10 % and 90 % quantiles;
    phi = mean z^2; with w = 4 n, tau2 = (J phi - (J-1)) / (sum w - sum w^2 / sum w) where J phi > J - 1.
    Badly known below about 30 groups: information, not a reason to widen limits.

    References
    ----------
    Spiegelhalter 2005, doi 10.1136/qshc.2005.013755; formula written out again in R for the tests.
    """
    counts, sizes = _counts(events, n)
    p0, count = _targets(target, sizes), counts.size
    if count < 2:
        raise EstimationError(f"At least two groups are needed; there is {count}.")
    z = 2 * np.sqrt(sizes) * (np.arcsin(np.sqrt(counts / sizes)) - np.arcsin(np.sqrt(p0)))
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    weight = 4 * sizes
    beyond = count * phi - (count - 1)
    tau2 = max(0.0, beyond / (weight.sum() - (weight @ weight) / weight.sum()))
    return OverDispersion(float(np.mean(z * z)), phi, float(tau2), float(np.sqrt(tau2)))


def _limit(n: np.ndarray, p0: np.ndarray, q: float) -> np.ndarray:
    """Return the q quantile of a binomial count, divided by n and interpolated between whole numbers."""
    from scipy.special import bdtr

    low, high, rows = np.full(n.size, -1.0), n.copy(), n.astype(np.int64)  # F(low) < q <= F(high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        reached = np.where(middle >= 0, bdtr(np.maximum(middle, 0), rows, p0), 0.0) >= q
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    at = bdtr(high, rows, p0)
    before = np.where(high > 0, bdtr(np.maximum(high - 1, 0), rows, p0), 0.0)
    return (high - (at - q) / (at - before)) / n


def _counts(events: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return events and n as arrays; raise EstimationError unless they are whole numbers, events <= n."""
    counts, sizes = one_dimensional(events, "events"), one_dimensional(n, "n")
    same_length(counts, sizes, "events and n")
    _whole(sizes, "n", 1)
    _whole(counts, "events", 0)
    if np.any(counts > sizes):
        raise EstimationError("events must lie between 0 and n in every group.")
    return counts, sizes


def _whole(values: np.ndarray, name: str, least: int) -> None:
    """Raise EstimationError unless all values are whole numbers and not below a minimum."""
    if np.any(values < least) or np.any(values != np.rint(values)):
        raise EstimationError(f"{name} must be whole numbers of at least {least}.")


def _target(target: ArrayLike) -> float:
    """Return the target share as a float; raise EstimationError unless it lies between 0 and 1."""
    share = float(np.asarray(target, dtype=float))
    if not 0 < share < 1:
        raise EstimationError(
            f"target must lie between 0 and 1; it is {target}. Without events there is no funnel."
        )
    return share


def _targets(target: ArrayLike, sizes: np.ndarray) -> np.ndarray:
    """Return one target share per group; raise EstimationError unless all lie between 0 and 1."""
    if np.ndim(target) == 0:
        return np.full(sizes.size, _target(target))
    p0 = one_dimensional(target, "target")
    same_length(p0, sizes, "target and n")
    for share in (p0.min(), p0.max()) if p0.size else ():
        _target(share)
    return p0
