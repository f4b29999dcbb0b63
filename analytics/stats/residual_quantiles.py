"""Quantiles of standardised residuals that vary smoothly with the first score and ln(session), from neighbours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
NORMAL_SCORES = np.array([NormalDist().inv_cdf(share) for share in SHARES])
_SHARES = np.array(SHARES)
# Own choices, by coverage in made-up practices other than those of tests/unit/test_course_measured.py.
STARTS = (8.0, 15.0, 22.0, 29.0, 35.0)  # first scores at which the quantiles are found, points
SESSIONS = (2, 3, 5, 9, 16, 28, 50)  # and sessions; between these points they are interpolated
NEAR_START, NEAR_LINE = 8.0, 0.5  # points of the first score, and ln(session), that count as equally far
CLIENTS_PER_ROOT, LEAST_CLIENTS = 2.0, 20  # nearest clients behind a quantile: 2 sqrt(clients), 20 or more
WIDER = 1.1  # of the squared distance to the last of them, so that it has a weight
INTERPOLATED = 2.0  # times as many clients behind a quantile between the points as behind one of them
CENTRE_START, CENTRE_LINE = 18.5, 1.5  # where the line of the spread is centred; changes no quantile
LEAST_SPREAD = 0.3  # of the mean absolute residual; the line of the spread goes no lower


@dataclass(frozen=True, kw_only=True, eq=False)
class ResidualQuantiles:
    """Quantiles of standardised residuals by first score and session.

    Attributes
    ----------
    spread : np.ndarray, shape (4,)
        Coefficients of the mean absolute residual on 1, start, L and their product, both centred.
    least : float
        Lower limit of that line.
    lines : np.ndarray, shape (S,)
        ln(session) of the sessions at which quantiles were found; constant outside them.
    table : np.ndarray, shape (len(STARTS), S, len(SHARES))
        Quantiles of the residuals over the line of the spread.
    """

    spread: np.ndarray
    least: float
    lines: np.ndarray
    table: np.ndarray

    def at(self, intake: ArrayLike, session: ArrayLike, shares: ArrayLike) -> np.ndarray:
        """Return quantiles of the residuals.

        Parameters
        ----------
        intake, session : array_like
            First scores in points, and session numbers; broadcast to a common shape.
        shares : array_like, shape (Q,)
            Shares strictly between 0 and 1.

        Returns
        -------
        np.ndarray, shape (Q, *common shape)
            Increasing in the share.
        """
        from scipy.special import ndtri

        start, line = np.broadcast_arrays(np.asarray(intake, float), np.log(np.asarray(session, float)))
        table = np.moveaxis(between(self.table, ndtri(np.asarray(shares, float))), -1, 0)
        (i, across), (k, along) = _place(start, np.array(STARTS)), _place(line, self.lines)
        low = table[:, i, k] * (1 - across) + table[:, i + 1, k] * across
        high = table[:, i, k + 1] * (1 - across) + table[:, i + 1, k + 1] * across
        return (low * (1 - along) + high * along) * np.maximum(
            _columns(start, line) @ self.spread, self.least
        )


def fit(
    residual: np.ndarray,
    intake: np.ndarray,
    session: np.ndarray,
    clients: np.ndarray,
    last_session: int,
    parts: Sequence[np.ndarray] = (),
) -> tuple[ResidualQuantiles, ...]:
    """Find the quantiles of residuals at a grid of first scores and sessions from the nearest clients.

    Parameters
    ----------
    residual : np.ndarray, shape (n,)
        (score - mean) / SD of the growth model.
    intake, session : np.ndarray, shape (n,)
        First score in points, and session number.
    clients : np.ndarray of int, shape (n,)
        Client of each score, 0 to C - 1, in ascending order without gaps.
    last_session : int
        Where the course ends; the quantiles are found up to there.
    parts : sequence of np.ndarray of bool, each of shape (n,)
        Scores of some clients, from which alone the quantiles are found as well.

    Returns
    -------
    tuple of ResidualQuantiles
        Those of all scores, then those of each part.

    Notes
    -----
    1. The mean of |residual| as a line on start, L = ln(session) and start L; residuals are divided by it.
    2. At each point of the grid: scores up to the distance of the K-th nearest client, K = 2 sqrt(C), rounded, and
       at least 20, weighted 1 - squared distance (Epanechnikov), distance^2 = (start/8)^2 + (L/0.5)^2.
    3. Their weighted quantiles, at the share (p (2m + 1) - 1/2) / 2m, m = (sum w)^2 / sum w^2 over clients:
       so far out a new score is as often beyond as the share says (for n equal weights: x_(k) at k/(n + 1)).

    References
    ----------
    Local quantiles by kernel weights: Yu & Jones 1998, doi 10.1080/01621459.1998.10474104 (there with a local
    line). The widths are own choices.
    """
    line = np.log(session)
    columns = _columns(intake, line)
    size = np.abs(residual)
    spread = np.linalg.pinv(columns.T @ columns, hermitian=True) @ (columns.T @ size)
    least = max(LEAST_SPREAD * float(size.mean()), 1e-9)
    scaled = residual / np.maximum(columns @ spread, least)
    end = max(last_session, 3)
    lines = np.log([*(number for number in SESSIONS if number < end), end])
    tables = np.empty((1 + len(parts), len(STARTS), lines.size, len(SHARES)))
    for i, k, rows, weight in _neighbours(intake, line, clients, lines):
        order = np.argsort(scaled[rows], kind="stable")
        rows, weight = rows[order], weight[order]
        values, who = scaled[rows], clients[rows]
        tables[:, i, k] = _quantiles(values, weight, who)
        for table, part in zip(tables[1:], parts, strict=True):
            mine = part[rows]
            if mine.any():
                table[i, k] = _quantiles(values[mine], weight[mine], who[mine])
    return tuple(ResidualQuantiles(spread=spread, least=least, lines=lines, table=table) for table in tables)


def _neighbours(
    intake: np.ndarray, line: np.ndarray, clients: np.ndarray, lines: np.ndarray
) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Yield each point of the grid (indices of start and session) with the rows near it, and their weights."""
    first_rows = np.flatnonzero(np.diff(clients, prepend=-1))
    wanted = max(LEAST_CLIENTS, round(CLIENTS_PER_ROOT * math.sqrt(first_rows.size)))
    last = min(first_rows.size, wanted) - 1
    across = [((intake - start) / NEAR_START) ** 2 for start in STARTS]
    of_client = [part[first_rows] for part in across]
    for k, one in enumerate(lines):
        along = ((line - one) / NEAR_LINE) ** 2
        closest = np.minimum.reduceat(along, first_rows)  # of each client's scores
        reach = [WIDER * float(np.partition(part + closest, last)[last]) + 1e-6 for part in of_client]
        rows = np.flatnonzero(along < max(reach))
        along = along[rows]
        for i, limit in enumerate(reach):
            distance = across[i][rows] + along
            near = np.flatnonzero(distance < limit)
            yield i, k, rows[near], 1 - distance[near] / limit


def _quantiles(values: np.ndarray, weights: np.ndarray, clients: np.ndarray) -> np.ndarray:
    """Return weighted quantiles of ascending values at SHARES, corrected for the number of clients behind them."""
    own = np.bincount(clients, weights)
    effective = INTERPOLATED * own.sum() ** 2 / (own @ own)
    position = (np.cumsum(weights) - weights / 2) / weights.sum()
    return np.interp((_SHARES * (effective + 1) - 0.5) / effective, position, values)


def between(points: np.ndarray, normal_scores: np.ndarray) -> np.ndarray:
    """Return quantiles at any normal scores from those at SHARES, linear in the normal score.

    Parameters
    ----------
    points : np.ndarray, shape (..., len(SHARES))
        Quantiles at SHARES. Beyond the outermost two, the mean slope goes on, as in a normal distribution.
    normal_scores : np.ndarray, shape (Q,)
        Normal scores of the shares wanted.

    Returns
    -------
    np.ndarray, shape (..., Q)
    """
    slope = (points[..., -1:] - points[..., :1]) / (NORMAL_SCORES[-1] - NORMAL_SCORES[0])
    inside = np.clip(normal_scores, NORMAL_SCORES[0], NORMAL_SCORES[-1])
    k, part = _place(inside, NORMAL_SCORES)
    middle = points[..., k] * (1 - part) + points[..., k + 1] * part
    return middle + slope * (normal_scores - inside)


def normal_score(points: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return the normal score of values within quantiles, the inverse of `between`.

    Parameters
    ----------
    points : np.ndarray, shape (..., len(SHARES))
        Quantiles at SHARES, not decreasing.
    value : np.ndarray, shape (...)
        Where quantiles are equal, a value there gets the lowest of them: the share strictly below.

    Returns
    -------
    np.ndarray, shape (...)
    """
    slope = np.maximum(
        (points[..., -1] - points[..., 0]) / (NORMAL_SCORES[-1] - NORMAL_SCORES[0]), np.finfo(float).tiny
    )
    inside = np.clip(value, points[..., 0], points[..., -1])
    above = np.clip((points < inside[..., None]).sum(axis=-1), 1, len(SHARES) - 1)
    low = np.take_along_axis(points, above[..., None] - 1, axis=-1)[..., 0]
    high = np.take_along_axis(points, above[..., None], axis=-1)[..., 0]
    part = np.divide(inside - low, high - low, out=np.zeros(inside.shape), where=high > low)
    middle = NORMAL_SCORES[above - 1] * (1 - part) + NORMAL_SCORES[above] * part
    with np.errstate(over="ignore"):
        return middle + (value - inside) / slope


def _columns(start: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return 1, start, L and their product, centred, as the last axis."""
    a, b = start - CENTRE_START, line - CENTRE_LINE
    return np.stack([np.ones(a.shape), a, b, a * b], axis=-1)


def _place(values: np.ndarray, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the index of the knot at or before each value, and how far it lies towards the next (0 to 1)."""
    index = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, knots.size - 2)
    return index, np.clip((values - knots[index]) / (knots[index + 1] - knots[index]), 0, 1)
