"""Partial correlation with an interval that allows for groups, and its difference from a published value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile
from analytics.stats.labels import group_codes
from analytics.stats.meta import standard_error

MIN_GROUPS = 8  # groups from which the interval is a jackknife over them; own choice, see Limits of `partial`
EXPLAINED = 1e-10  # share of a variable's variance that must be left by the covariates
COLLINEAR = 1e-10  # smallest eigenvalue of the covariates' correlation matrix
CONSTANT = "x, y and every covariate must vary; one of them has the same value in all rows."


@dataclass(frozen=True, kw_only=True)
class Partial:
    """Result of `partial`: a correlation with its interval, standard error and method.

    `n`: rows; `se`: standard error on Fisher z; `df`: degrees of freedom of the interval (None: normal);
    `groups`: how many (0: none given); `method`: `jackknife over groups` or `Fisher z`, which takes rows as
    independent.
    """

    r: float
    interval: tuple[float, float]
    n: int
    se: float
    method: str
    df: int | None = None
    groups: int = 0


@dataclass(frozen=True)
class Difference:
    """Result of `difference`: a correlation minus a published one, with interval and p value.

    `estimate` and `interval` are in units of r; `z` is the difference on Fisher z over its standard error
    `se`; `p` is two-sided.
    """

    estimate: float
    interval: tuple[float, float]
    z: float
    p: float
    se: float


def partial(
    x: ArrayLike,
    y: ArrayLike,
    covariates: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> Partial:
    """Estimate the partial correlation of x and y given the covariates, with its interval.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The two variables, nothing missing.
    covariates : array_like, shape (n,) or (n, c), optional
        Variables held fixed.
    groups : array_like, shape (n,), optional
        Label of the group (therapist) of each row.
    level : float
        Level of the interval, between 0 and 1.

    Raises
    ------
    EstimationError
        Below n = c + 4 rows, where a variable never varies, or where covariates determine x, y or each other.

    Notes
    -----
    Correlation of the residuals of x and y on the covariates. From eight groups on the interval is
    tanh(atanh r -+ t(J-1) SE), SE^2 = (J-1)/J sum (z_(j) - mean z_(j))^2 over the J values without one group;
    else tanh(atanh r -+ 1.96/sqrt(n - c - 3)). Deletions are subtractions of sums per group.

    Fisher z ignores that clients of one therapist are alike: its 95 % intervals hold the truth in 91 to 92 of
    100 made-up practices of 8 to 60 therapists, the jackknife's in 94 to 97
    (tests/unit/test_stats_sessions.py). n of 30 for a point (own choice), 85 to tell .3 from 0 (power .8,
    Fisher z).

    References
    ----------
    Fisher 1924; Efron 1982 on the jackknife. Checked against R in tests/reference/test_correlation.py.
    """
    first, second = one_dimensional(x, "x"), one_dimensional(y, "y")
    same_length(first, second, "x and y")
    rows = np.column_stack([first, second, *_columns(covariates, first.size)])
    if groups is None:
        codes = np.zeros(first.size, dtype=int)
    else:
        codes = group_codes(groups, first.size)[0]
    if not first.size:
        raise EstimationError("A correlation needs rows; there are none.")
    if np.any(np.ptp(rows, axis=0) == 0):
        raise EstimationError(CONSTANT)
    rows = np.column_stack([np.ones(first.size), rows - rows.mean(axis=0)])
    size = rows.shape[1]
    sums = np.empty((codes.max() + 1, size, size))
    for i in range(size):
        for j in range(i, size):
            sums[:, i, j] = sums[:, j, i] = np.bincount(codes, rows[:, i] * rows[:, j])
    return partial_from_products(sums, level)


def partial_from_products(sums: ArrayLike, level: float = 0.95) -> Partial:
    """Estimate the partial correlation, as `partial` does, from sums of products per group.

    Parameters
    ----------
    sums : array_like, shape (J, d, d)
        For each group the sums of products of (1, x, y, covariates...), so `sums[j, 0, 0]` is its number of
        rows; one group in all means no groups.
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    Partial

    Raises
    ------
    EstimationError
        For another shape, missing sums, and where `partial` raises.

    Notes
    -----
    Sums of scores of 0 to 40 lose no digits that matter; centre values with a large offset first.
    """
    sums = np.asarray(sums, dtype=float)
    if sums.ndim != 3 or sums.shape[1] != sums.shape[2] or sums.shape[1] < 3 or not np.all(np.isfinite(sums)):
        raise EstimationError("sums must hold one square matrix of (1, x, y, covariates) for each group.")
    sums = sums[sums[:, 0, 0] > 0]
    total = sums.sum(axis=0, keepdims=True)
    n, covariates, count = int(round(float(total[:, 0, 0].sum()))), sums.shape[1] - 3, sums.shape[0]
    if n < covariates + 4:
        raise EstimationError(
            f"A correlation with {covariates} covariates needs {covariates + 4} rows; here are {n}."
        )
    r, why = _correlations(total)
    if why:
        raise EstimationError(why)
    r, centre = float(r[0]), math.atanh(float(r[0]))
    groups = count if count > 1 else 0
    if count >= MIN_GROUPS:
        left, why = _correlations(total - sums, n_least=covariates + 4)
        if not why:
            others = np.arctanh(left)
            se = math.sqrt((count - 1) / count * float(np.sum((others - others.mean()) ** 2)))
            half = t_quantile(0.5 + level / 2, count - 1) * se
            return Partial(
                r=r,
                interval=_back(centre, half),
                n=n,
                se=se,
                method="jackknife over groups",
                df=count - 1,
                groups=groups,
            )
    se = 1 / math.sqrt(n - covariates - 3)
    half = NormalDist().inv_cdf(0.5 + level / 2) * se
    return Partial(r=r, interval=_back(centre, half), n=n, se=se, method="Fisher z", df=None, groups=groups)


def difference(ours: Partial, published: float, published_interval: tuple[float, float]) -> Difference:
    """Estimate a correlation minus a published one, with an interval that reflects the uncertainty of both.

    Parameters
    ----------
    ours : Partial
        From `partial` at level .95.
    published : float
        Published correlation.
    published_interval : tuple of float
        Its 95 % interval.

    Returns
    -------
    Difference
        Ours minus published.

    Raises
    ------
    EstimationError
        If the published r does not lie inside its interval, or the interval not inside -1 and 1.

    Notes
    -----
    z = (atanh r - atanh published) / sqrt(SE^2 + SE_published^2), the latter from the width of the interval
    on Fisher z; with a jackknife SE t with (SE^2 + SE_p^2)^2 / (SE^4 / (J-1)) degrees of freedom, else
    normal. The interval of r - published is from the two intervals (Zou), so at the edge it may differ from
    p.

    The published r is a mean over settings that truly differ; a practice different from the mean need not be
    outside the range of settings (`meta.range_of_settings`).

    References
    ----------
    Zou 2007, doi 10.1037/1082-989X.12.4.399; Satterthwaite 1946.
    """
    low, high = published_interval
    if not -1 < low <= published <= high < 1 or low == high:
        raise EstimationError("A published r must lie inside its interval, and both inside -1 and 1.")
    other = standard_error(published_interval)
    se = math.hypot(ours.se, other)
    z = (math.atanh(ours.r) - math.atanh(published)) / se
    below = math.hypot(ours.r - ours.interval[0], high - published)
    above = math.hypot(ours.interval[1] - ours.r, published - low)
    apart = ours.r - published
    return Difference(apart, (apart - below, apart + above), z, _two_sided(z, ours, se), se)


def _two_sided(z: float, ours: Partial, se: float) -> float:
    """Return the two-sided p value of z, from the normal or, for jackknife SEs, the t distribution."""
    if ours.df is None or ours.se == 0:
        return 2 * NormalDist().cdf(-abs(z))
    from scipy.special import stdtr

    return 2 * float(stdtr(ours.df * (se / ours.se) ** 4, -abs(z)))


def _back(centre: float, half: float) -> tuple[float, float]:
    """Convert an interval on the Fisher z scale, given by centre and half-width, to correlations."""
    return math.tanh(centre - half), math.tanh(centre + half)


def _columns(covariates: ArrayLike | None, size: int) -> list[np.ndarray]:
    """Return the covariates as a list of columns with `size` values each; an empty list for None."""
    if covariates is None:
        return []
    table = np.asarray(covariates)
    if table.ndim == 1:
        table = table[:, None] if table.size else table.reshape(size, 0)
    if table.ndim != 2 or table.shape[0] != size:
        raise EstimationError(f"covariates must have one row for each of the {size} values of x.")
    return [one_dimensional(table[:, j], f"covariate {j + 1}") for j in range(table.shape[1])]


def _correlations(sums: np.ndarray, n_least: int = 0) -> tuple[np.ndarray, str]:
    """Return the partial correlation for each matrix of sums, or a sentence on why it is undefined.

    Returns an empty array and the reason as a sentence where one cannot be computed.
    """
    nothing = np.empty(0)
    n = sums[:, 0, 0]
    if np.any(n < max(n_least, 2)):
        return nothing, "Too few rows are left."
    means = sums[:, 0, 1:] / n[:, None]
    spread = sums[:, 1:, 1:] - n[:, None, None] * means[:, :, None] * means[:, None, :]
    raw = np.einsum("jii->ji", sums)[:, 1:]
    sizes = np.einsum("jii->ji", spread)
    if np.any(sizes <= 1e-12 * np.maximum(raw, 1e-300)):
        return nothing, CONSTANT
    root = np.sqrt(sizes)
    scaled = spread / (root[:, :, None] * root[:, None, :])
    inner = scaled[:, 2:, 2:]
    if inner.shape[1] and np.linalg.eigvalsh(inner)[:, 0].min() < COLLINEAR:
        return nothing, "Two or more covariates say the same thing; leave one out."
    outer = scaled[:, :2, 2:]
    rest = scaled[:, :2, :2] - outer @ np.linalg.solve(inner, outer.transpose(0, 2, 1))
    if min(rest[:, 0, 0].min(), rest[:, 1, 1].min()) < EXPLAINED:
        return nothing, "The covariates explain x or y completely; nothing is left to go together."
    r = rest[:, 0, 1] / np.sqrt(rest[:, 0, 0] * rest[:, 1, 1])
    if np.abs(r).max() > 1 - 1e-12:
        return nothing, "x and y lie on one line; a correlation of 1 or -1 has no interval."
    return r, ""
