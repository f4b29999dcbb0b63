"""Which differences a comparison of therapists could have noticed, from the practice's own caseloads and spread."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.stats import funnel
from analytics.stats.group_sums import GroupSums
from analytics.stats.logistic_random_intercept import LOGISTIC_VARIANCE
from analytics.stats.random_intercept import PRIOR_SCALE
from analytics.therapists.results import Noticeable

SPREADS = 1.5  # SDs between therapists at which a difference is asked about
MOST = 0.8  # share of therapists named at which a difference counts as one that would be noticed
THETA = (np.arange(45) + 0.5) / 30  # SD between / SD within, up to 1.5
OFFSETS = np.linspace(0.0, 2.5, 51)  # differences tried, in SDs within therapists
POINTS = np.linspace(0.5, 60.0, 120)  # differences tried, percentage points


def of_score(sums: GroupSums, icc: float, min_reliability: float) -> Noticeable:
    """Return which differences in a score the comparison could have noticed.

    Parameters
    ----------
    sums : GroupSums
        Sums of the fitted model, one entry per therapist.
    icc : float
        Share of the variance between therapists: the posterior median, which is above 0 where the best fit is 0.
    min_reliability : float
        Reliability from which a difference is put in words.

    Returns
    -------
    Noticeable
        In units of the outcome.

    Notes
    -----
    For each therapist the mean is moved away from the others', who stay as they are, until the rule puts the difference in
    words; that place and the chance of a mean of so many clients give the share named. The covariates are taken as known.
    """
    from scipy.special import ndtr

    within = float(np.sqrt(sums.yy / max(sums.rows - sums.n.size, 1)))
    beyond = within * _critical(sums, OFFSETS * within, min_reliability)
    chance = within * np.sqrt(1 / sums.n + 1 / (sums.rows - sums.n))
    return _noticeable(
        SPREADS * within * float(np.sqrt(icc / (1 - icc))),
        OFFSETS * within,
        lambda difference: float(np.mean(ndtr((difference - beyond) / chance))),
    )


def _critical(sums: GroupSums, offsets: np.ndarray, min_reliability: float) -> np.ndarray:
    """Return the smallest difference of each therapist's mean that is put in words, SDs within; infinite if none.

    offsets: (V,) differences from the mean of the others that are tried, downwards.
    """
    from scipy.special import ndtr

    n, y = sums.n, sums.y
    others = (n @ y - n * y) / (sums.rows - n)
    mean = (others[:, None] - offsets)[None]  # 1, J, V
    ratio = THETA[:, None] ** 2
    weight = n / (1 + n * ratio)  # T, J
    total = weight.sum(axis=1)[:, None, None]
    first = ((weight @ y)[:, None] - weight * y)[:, :, None] + weight[:, :, None] * mean
    second = ((weight @ (y * y))[:, None] - weight * y * y)[:, :, None] + weight[:, :, None] * mean**2
    q = sums.yy + second - first**2 / total
    deviance = sums.df * np.log(q) + np.log1p(n * ratio).sum(axis=1)[:, None, None] + np.log(total)  # T, J, V
    height = -0.5 * (deviance + (THETA / PRIOR_SCALE)[:, None, None] ** 2)
    posterior = np.exp(height - height.max(axis=0))
    posterior /= posterior.sum(axis=0)
    kept = (n * ratio / (1 + n * ratio))[:, :, None]
    spread = (ratio / (1 + n * ratio))[:, :, None] + kept**2 / total
    below = np.sum(posterior * ndtr(-kept * (mean - first / total) / np.sqrt(q / sums.df * spread)), axis=0)
    best = THETA[np.argmin(deviance, axis=0)] ** 2  # J, V
    reliable = n[:, None] * best / (1 + n[:, None] * best) >= min_reliability
    worded = (below > 0.975) & reliable
    return np.where(worded.any(axis=1), OFFSETS[np.argmax(worded, axis=1)], np.inf)


def of_share(n: np.ndarray, expected: np.ndarray, icc: float, more: bool, chance: float) -> Noticeable:
    """Return which differences in a share the comparison could have noticed.

    Parameters
    ----------
    n, expected : np.ndarray, shape (J,)
        Episodes, and events that the case mix lets one expect, of the therapists with a mark in the funnel.
    icc : float
        Share of the variance between therapists, on the logit scale.
    more : bool
        Whether a therapist with more events is asked about; else one with fewer.
    chance : float
        Level of the step-down test.

    Returns
    -------
    Noticeable
        In percentage points.

    Notes
    -----
    The count from which a therapist is named first, if the others have what one expects; the share named is its exact
    binomial tail.
    """
    from scipy.special import bdtr, bdtrc

    total, side = expected.sum(), 1 if more else -1
    edge = np.array(
        [_first_named(of, e, total, n.size, side, chance) for of, e in zip(n, expected, strict=True)]
    )

    def named(difference: float) -> float:
        p = np.clip(expected / n + side * difference / 100, 1e-6, 1 - 1e-6)
        rows, at = n.astype(np.int64), np.clip(edge, 0, n)
        tail = np.where(at > 0, bdtrc(np.maximum(at - 1, 0), rows, p), 1.0) if more else bdtr(at, rows, p)
        return float(np.mean(np.where(edge == at, tail, 0.0)))

    share, sd = total / n.sum(), float(np.sqrt(icc / (1 - icc) * LOGISTIC_VARIANCE))
    moved = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + side * SPREADS * sd)))
    return _noticeable(100 * abs(float(moved - share)), POINTS, named)


def _first_named(n: float, expected: float, total: float, groups: int, side: int, chance: float) -> float:
    """Return the count nearest to the average at which a therapist is named; -1 or n + 1 if there is none."""
    counts = np.arange(n + 1)
    target = np.clip(expected / n * (total - expected + counts) / total, *funnel.CERTAIN)
    p = funnel.p_values(counts, np.full(counts.size, n), target, mid=True)
    far = (p <= chance / groups) & (side * (counts / n - target) > 0)
    if not far.any():
        return n + 1 if side > 0 else -1
    return float(counts[far].min() if side > 0 else counts[far].max())


def _noticeable(spread: float, tried: np.ndarray, named: Callable[[float], float]) -> Noticeable:
    """Return the share named at one difference, and the smallest of those tried at which most are named."""
    enough = next((float(one) for one in tried if named(float(one)) >= MOST), None)
    return Noticeable(spread=spread, named_of_100=round(100 * named(spread)), clear=enough)
