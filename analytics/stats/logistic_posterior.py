"""Posterior of the logistic random-intercept model: a grid of SDs between groups, and draws of the effects at each."""

from __future__ import annotations

import numpy as np

from analytics.stats.quadrature import AtSd, Rows

CELLS = 48  # values of the SD that carry weight
NEGLIGIBLE = 10.0  # log weight below the largest at which a value is left out
AT_ONCE = 120_000  # rows times nodes worked on together; more than the processor's cache holds is slower


def _log_weights(fits: list[AtSd], prior_scale: float) -> np.ndarray:
    """Return the log posterior weights of models, each fitted at one fixed SD between groups."""
    sd, loglik = np.array([at.sd for at in fits]), np.array([at.loglik for at in fits])
    information = np.linalg.slogdet(np.array([at.information for at in fits]))[1]
    return loglik - 0.5 * information - 0.5 * (sd / prior_scale) ** 2


def _fitted_at(rows: Rows, sds: np.ndarray, known: list[AtSd]) -> list[AtSd]:
    """Fit the model at each of several SDs, beginning on the line between the fits around it, known in order of SD."""
    at, last = np.array([one.sd for one in known]), len(known) - 1
    right = np.minimum(np.searchsorted(at, sds), last)
    left = np.maximum(right - 1, 0)
    share = np.clip((sds - at[left]) / np.maximum(at[right] - at[left], 1e-12), 0, 1)[:, None]
    beta, mode = np.array([one.beta for one in known]), np.array([one.mode for one in known])
    beta = (1 - share) * beta[left] + share * beta[right]
    mode = ((1 - share) * mode[left] + share * mode[right]).T
    fits, step = [], max(1, AT_ONCE // (rows.y.size * rows.nodes))
    for first in range(0, sds.size, step):
        some = slice(first, first + step)
        fits += rows.at_each(sds[some], beta[some], mode[:, some])
    return fits


def grid(rows: Rows, best: AtSd, prior_scale: float) -> tuple[np.ndarray, list[AtSd], np.ndarray]:
    """Return a grid of plausible SDs between groups, the model fitted at each, and posterior weights.

    Returns the edges of the cells, the model at the middle of each, and the weights, which sum to 1.
    """
    end = max(4 * prior_scale, 2 * best.sd)
    look = np.linspace(0.0, end, 13)
    fits = _fitted_at(rows, look, [best])
    height = _log_weights(fits, prior_scale)
    while height[-1] > height.max() - NEGLIGIBLE and end < 50:
        end *= 1.5
        more = np.linspace(look[-1], end, 7)[1:]
        fits += _fitted_at(rows, more, fits[-1:])
        look, height = np.concatenate([look, more]), _log_weights(fits, prior_scale)
    carries = np.flatnonzero(height > height.max() - NEGLIGIBLE)
    edges = np.linspace(look[max(carries[0] - 1, 0)], look[min(carries[-1] + 1, look.size - 1)], CELLS + 1)
    cells = _fitted_at(rows, (edges[:-1] + edges[1:]) / 2, fits)
    height = _log_weights(cells, prior_scale)
    weights = np.exp(height - height.max())
    return edges, cells, weights / weights.sum()


def drawn(rows: Rows, at: AtSd, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw `count` sets of group effects, in logits, from the model at one fixed SD between groups."""
    root = np.linalg.inv(np.linalg.cholesky(at.information))
    moved = rng.standard_normal((count, root.shape[0])) @ root
    points, below = rows.densities(at)
    effects = np.empty((count, points.shape[0]))
    for j in range(points.shape[0]):
        effects[:, j] = np.interp(rng.random(count), below[j], points[j])
    return at.sd * (effects + moved @ at.slope.T)
