"""Number of clients that a test of a correlation or of a share between groups needs, with clients in groups."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from analytics.stats.intervals import t_quantile

MAX_N = 100_000  # beyond it, no number of clients is given
MIN_GROUPS = 8  # groups from which intervals of correlations are a jackknife over them, as in `correlation`
STEPS = 60  # of the iteration to a whole number, which settles in a few


def for_zero_correlation(edge: float, per_group: float, deff_per_row: float, power: float) -> int | None:
    """Return how many rows are needed for the 95 % interval to lie below `edge` where the correlation is 0.

    Parameters
    ----------
    edge : float
        Correlation that the interval must stay below, between 0 and 1.
    per_group : float
        Rows of each group; more rows mean more groups. 0: the rows are independent.
    deff_per_row : float
        Variance of the correlation over that of independent rows (design effect), 1 or more.
    power : float
        Share of practices in which it is noticed.

    Returns
    -------
    int or None
        None where it takes more than MAX_N rows, or `edge` is not above 0.

    Notes
    -----
    n = 3 + deff ((t + z) / atanh edge)^2, z the normal quantile of the power, t the .975 quantile with
    J - 1 = n / per_group - 1 degrees of freedom (at least seven), normal without groups; by iteration.
    """
    if not edge > 0:
        return None
    z, n = NormalDist().inv_cdf(power), 1000.0
    for _ in range(STEPS):
        t = NormalDist().inv_cdf(0.975)
        if per_group:
            t = t_quantile(0.975, max(MIN_GROUPS, math.floor(min(n, MAX_N) / per_group)) - 1)
        n = 3 + deff_per_row * ((t + z) / math.atanh(edge)) ** 2
    return math.ceil(n) if n <= MAX_N else None


def design_effect(x: np.ndarray, y: np.ndarray, covariates: np.ndarray | None, groups: np.ndarray) -> float:
    """Estimate by how much clients in groups widen the variance of a correlation of 0.

    Parameters
    ----------
    x, y : np.ndarray, shape (n,)
        The two variables.
    covariates : np.ndarray, shape (n,) or (n, c), or None
        Held fixed.
    groups : np.ndarray, shape (n,)
        Group of each row.

    Returns
    -------
    float
        1 + (m - 1) icc_x icc_y with m = sum n_j^2 / n and the analysis-of-variance shares of the residuals,
        each at least 0.

    References
    ----------
    Scott & Holt 1982, doi 10.1080/01621459.1982.10477871: with both variables alike within groups, the
    variance of a slope grows by the product of the two shares.
    """
    codes = np.unique(groups, return_inverse=True)[1]
    design = np.column_stack([np.ones(x.size), *([] if covariates is None else [covariates])])
    shares = [_share_between(v - design @ np.linalg.lstsq(design, v, rcond=None)[0], codes) for v in (x, y)]
    return 1 + (float(np.sum(np.bincount(codes) ** 2.0)) / x.size - 1) * shares[0] * shares[1]


def _share_between(values: np.ndarray, codes: np.ndarray) -> float:
    """Return the share of the variance between groups, 0 to 1, from the analysis of variance."""
    n = np.bincount(codes).astype(float)
    free = values.size - n.size
    if n.size < 2 or free < 1:
        return 0.0
    means = np.bincount(codes, values) / n
    within = float(np.sum((values - means[codes]) ** 2)) / free
    between = float(n @ (means - values.mean()) ** 2) / (n.size - 1)
    size = (n.sum() - float(n @ n) / n.sum()) / (n.size - 1)
    extra = max(0.0, (between - within) / size)
    return extra / (extra + within) if extra else 0.0


def for_share_between(share: float, per_group: float, power: float, least_groups: int) -> int | None:
    """Return how many rows are needed to notice that a share of the variance lies between groups.

    Parameters
    ----------
    share : float
        True share, between 0 and 1.
    per_group : float
        Rows of each group; more rows mean more groups.
    power : float
        Share of practices in which the 95 % interval leaves out 0.
    least_groups : int
        Groups that the test asks for.

    Returns
    -------
    int or None
        None where it takes more than MAX_N rows, or groups have a single row.

    Notes
    -----
    Analysis of variance with equal groups: F / (1 + m share / (1 - share)) follows F(J - 1, J (m - 1)), and
    the interval leaves out 0 about where F exceeds its .975 quantile. The smallest J by bisection.
    """
    if per_group < 2:
        return None
    low, high = least_groups - 1, max(least_groups, math.ceil(MAX_N / per_group))
    if _noticed(share, per_group, high) < power:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _noticed(share, per_group, middle) >= power else (middle, high)
    return math.ceil(high * per_group)


def _noticed(share: float, per_group: float, groups: int) -> float:
    """Return the probability that F exceeds its .975 quantile with this share, group size and groups."""
    from scipy.special import fdtrc, fdtri  # scipy stays off the start-up of pages

    free = (groups - 1, groups * (per_group - 1))
    return float(fdtrc(*free, fdtri(*free, 0.975) / (1 + per_group * share / (1 - share))))
