"""Levels of groups drawn towards the mean of all: how far the next ones lie from an extreme one by chance alone.

Notes
-----
A group chosen because its values were low is expected nearer to the mean of all afterwards, although nothing changed:
regression to the mean. The posterior of its level allows for this, whatever was the reason of the choice, as long as
the choice rests on the same values. Levels follow Student's t with few degrees of freedom, so that one group that truly
differs is not drawn as far as the many that do not.

References
----------
Senn 2011, doi 10.1111/j.1751-5823.2011.00143.x and Dawid 1994 (a choice made on the data does not change the
posterior); Lange, Little & Taylor 1989, doi 10.2307/2290063 (t distribution as a mixture of normals).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# chi-square(2)/2 at the middle of eight equal parts; their inverses are the variances of the mixture, about a t with 2
# degrees of freedom
CHI = np.array([0.0645, 0.2076, 0.3747, 0.5754, 0.8267, 1.1632, 1.6740, 2.7726])
STEPS = np.concatenate([[0.0], np.geomspace(0.03, 4.0, 17)])  # SD between groups / SD of one client's mean
PRIOR_SCALE = 0.25  # of the half-normal prior on that ratio; as for the profiles of SRS areas
ROUNDS = 4


@dataclass(frozen=True)
class Shrunken:
    """Posterior of levels for each spread between groups that is looked at.

    weight: (S,) of each spread; mean, variance: (J, S) of each group's level, NaN where the level is unknown.
    """

    weight: np.ndarray
    mean: np.ndarray
    variance: np.ndarray


def shrunken(level: np.ndarray, variance: np.ndarray, sd: float) -> Shrunken:
    """Return the posterior of the levels of groups.

    Parameters
    ----------
    level, variance : np.ndarray, shape (J,)
        Estimates and their sampling variances; NaN where there is none.
    sd : float
        SD of one client's mean, in the units of the levels; scales the prior of the spread between groups.

    Returns
    -------
    Shrunken
    """
    known = np.isfinite(level) & np.isfinite(variance) & (variance > 0)
    y, v = level[known][:, None, None], variance[known][:, None, None]
    scale = (STEPS * sd)[None, :, None]
    wide = v + scale**2 / CHI  # (J, S, L)
    centre = np.full((1, STEPS.size, 1), float(np.average(level[known], weights=1 / variance[known])))
    for _ in range(ROUNDS):
        density = np.exp(-0.5 * (y - centre) ** 2 / wide) / np.sqrt(wide)
        part = density / np.maximum(density.sum(axis=2, keepdims=True), 1e-300)
        precision = (part / wide).sum(axis=2, keepdims=True)
        centre = (part / wide * y).sum(axis=(0, 2), keepdims=True) / precision.sum(axis=0, keepdims=True)
    of_centre = 1 / precision.sum(axis=0)[:, 0]  # (S,)
    like = np.log(np.maximum(density.mean(axis=2), 1e-300)).sum(axis=0) + 0.5 * np.log(of_centre)
    width = np.gradient(STEPS)
    log_weight = like - 0.5 * (STEPS / PRIOR_SCALE) ** 2 + np.log(width)
    weight = np.exp(log_weight - log_weight.max())
    kept = v / wide  # share of the way towards the centre
    mean = y + kept * (centre - y)
    average = (part * mean).sum(axis=2)
    inner = (part * (v * (1 - kept) + (mean - average[:, :, None]) ** 2)).sum(axis=2)
    towards = (part * kept).sum(axis=2)
    out_mean, out_variance = (np.full((level.size, STEPS.size), np.nan) for _ in range(2))
    out_mean[known], out_variance[known] = average, inner + towards**2 * of_centre
    return Shrunken(weight / weight.sum(), out_mean, out_variance)
