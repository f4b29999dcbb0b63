"""Funnel plot that compares a share between groups: limits, exact p values, over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length

WINSORISED = 0.1  # share of the z at each end pulled in to the quantile; Spiegelhalter 2005, QSHC
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


def p_values(events: ArrayLike, n: ArrayLike, target: ArrayLike) -> np.ndarray:
    """Return for each group the exact two-sided binomial p value of its share against the target.

    Parameters
    ----------
    events, n : array_like, shape (J,)
        Whole numbers, 0 <= events <= n, n at least 1.
    target : array_like, scalar or shape (J,)
        Share between 0 and 1, for example one expected from case mix.

    Returns
    -------
    np.ndarray, shape (J,)
        Probabilities.

    Notes
    -----
    Twice the smaller tail, the observed count included, at most 1. Conservative for few rows.
    """
    from scipy.special import bdtr, bdtrc

    counts, sizes = _counts(events, n)
    p0 = _targets(target, sizes)
    rows = sizes.astype(np.int64)
    below = bdtr(counts, rows, p0)
    above = np.where(counts > 0, bdtrc(np.maximum(counts - 1, 0), rows, p0), 1.0)
    return np.minimum(1.0, 2 * np.minimum(below, above))


def adjusted(p: ArrayLike) -> np.ndarray:
    """Return the p values of several groups adjusted for the false discovery rate.

    Parameters
    ----------
    p : array_like, shape (J,)
        Probabilities, 0 to 1.

    Returns
    -------
    np.ndarray, shape (J,)
        Adjusted probabilities: among the groups below q, the expected share of false ones is q.

    Raises
    ------
    EstimationError
        For p outside 0 to 1.

    References
    ----------
    Benjamini & Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x; as R's p.adjust(p, "BH").
    """
    values = one_dimensional(p, "p")
    if np.any((values < 0) | (values > 1)):
        raise EstimationError("p must lie between 0 and 1.")
    order = np.argsort(values)[::-1]
    scaled = values[order] * values.size / np.arange(values.size, 0, -1)
    result = np.empty(values.size)
    result[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return result


def benjamini_hochberg(p: ArrayLike, q: float = 0.05) -> np.ndarray:
    """Return a mask of significant p values at false discovery rate q (Benjamini-Hochberg).

    Parameters
    ----------
    p : array_like, shape (J,)
        Probabilities, 0 to 1.
    q : float
        Expected share of false ones among the marked groups, between 0 and 1.

    Returns
    -------
    np.ndarray of bool, shape (J,)
    """
    if not 0 < q < 1:
        raise EstimationError(f"q must lie between 0 and 1; it is {q}.")
    return adjusted(p) <= q


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
