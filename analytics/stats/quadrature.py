"""Integrating a group's random intercept out of a logistic model: adaptive Gauss-Hermite, all groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.stats.arrays import EstimationError

MODE_STEPS, COEFFICIENT_STEPS = 100, 60
SETTLED = 1e-7  # change of coefficients of columns of unit spread
SLACK = 1e-3  # log likelihood that a step may lose: with few nodes the zero of the score is not its very top
SEPARATED = 25.0  # logits per unit of spread: X all but decides the outcome
WIDTH, POINTS = 6.0, 41  # density of an effect: +-6 conditional SDs around its mode


@dataclass(frozen=True)
class AtSd:
    """The model at one SD between groups, coefficients at their best for it.

    loglik; beta (p,) for columns of unit spread; information (p, p); mode, width: (J,) of b = effect / sd;
    slope: (J, p) change of the mode of b with beta.
    """

    sd: float
    loglik: float
    beta: np.ndarray
    information: np.ndarray
    mode: np.ndarray
    width: np.ndarray
    slope: np.ndarray


@dataclass(frozen=True)
class _Sum:
    """The integral at given coefficients, and its derivatives with the nodes held where they are."""

    loglik: float
    score: np.ndarray
    score_sd: float
    information: np.ndarray


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows sorted by group. y (n,) 0 or 1; X (n, p) columns of unit spread, constant first; starts (J,) first row
    of each group; nodes: number of quadrature nodes; times: (n,) how often each row occurs."""

    y: np.ndarray
    X: np.ndarray
    starts: np.ndarray
    nodes: int
    times: np.ndarray

    @cached_property
    def group(self) -> np.ndarray:
        sizes = np.diff(np.append(self.starts, self.y.size))
        return np.repeat(np.arange(self.starts.size), sizes)

    @cached_property
    def sign(self) -> np.ndarray:
        """(n, 1) 1 where y is 1, -1 where it is 0."""
        return np.where(self.y == 1, 1.0, -1.0)[:, None]

    @cached_property
    def _rule(self) -> tuple[np.ndarray, np.ndarray]:
        points, weights = np.polynomial.hermite_e.hermegauss(self.nodes)
        return points, np.log(weights / np.sqrt(2 * np.pi)) + points**2 / 2

    def by_group(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self.starts, axis=0)

    def modes(self, offset: np.ndarray, sd: float, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(mode, width) of b in every group; offset: (n,) logits without the group. Newton, steps at most 3 logits."""
        b = start.copy()
        limit = 3 / max(sd, 1.0)
        for _ in range(MODE_STEPS):
            p = expit(offset + sd * b[self.group])
            curvature = 1 + sd * sd * self.by_group(self.times * p * (1 - p))
            step = (sd * self.by_group(self.times * (self.y - p)) - b) / curvature
            b = b + np.clip(step, -limit, limit)
            if np.max(np.abs(step)) < 1e-10:
                break
        return b, 1 / np.sqrt(curvature)

    def integrate(self, beta: np.ndarray, sd: float, mode: np.ndarray, width: np.ndarray) -> _Sum:
        """Log likelihood by quadrature around the modes, its score and information (Louis 1982)."""
        points, log_weight = self._rule
        b = mode[:, None] + width[:, None] * points
        logits = (self.X @ beta)[:, None] + sd * b[self.group]
        signed = self.sign * logits
        small = np.exp(-np.abs(signed))
        often = self.times[:, None]
        heights = self.by_group(often * (np.minimum(signed, 0) - np.log1p(small))) - b * b / 2 + log_weight
        top = heights.max(axis=1)
        share = np.exp(heights - top[:, None])
        total = share.sum(axis=1)
        share /= total[:, None]
        loglik = float(np.sum(np.log(total) + top + np.log(width)))
        rest = often * self.sign * np.where(signed > 0, small, 1.0) / (1 + small)  # y - P(y = 1)
        score_sd = float(np.sum(share * b * self.by_group(rest)))
        score = np.stack([self.by_group(rest * column[:, None]) for column in self.X.T], axis=2)
        mean = np.einsum("jk,jkp->jp", share, score)
        apart = score - mean[:, None, :]
        seen = self.times * np.sum(share[self.group] * small / (1 + small) ** 2, axis=1)
        lost = np.einsum("jk,jkp,jkq->pq", share, apart, apart)
        return _Sum(loglik, mean.sum(axis=0), score_sd, (self.X * seen[:, None]).T @ self.X - lost)

    def at(self, sd: float, beta: np.ndarray, mode: np.ndarray | None = None) -> AtSd:
        """Coefficients that are best at this SD, from a start; Newton with halved steps where needed."""
        b = np.zeros(self.starts.size) if mode is None else mode
        b, width = self.modes(self.X @ beta, sd, b)
        found = self.integrate(beta, sd, b, width)
        for _ in range(COEFFICIENT_STEPS):
            step = _solve(found.information, found.score)
            size = np.max(np.abs(step))
            if size > 3:
                step *= 3 / size
            for _ in range(8):
                tried_b, tried_width = self.modes(self.X @ (beta + step), sd, b)
                tried = self.integrate(beta + step, sd, tried_b, tried_width)
                if tried.loglik >= found.loglik - SLACK:
                    break
                step = step / 2
            beta, b, width, found = beta + step, tried_b, tried_width, tried
            if np.max(np.abs(beta)) > SEPARATED:
                raise EstimationError(
                    "X or the groups all but decide the outcome; leave out the column that does."
                )
            if size < SETTLED:
                break
        else:
            raise EstimationError(
                "The coefficients do not settle; leave out columns that nearly decide the outcome."
            )
        p = expit(self.X @ beta + sd * b[self.group])
        slope = -sd * self.by_group(self.X * (self.times * p * (1 - p))[:, None]) * (width**2)[:, None]
        return AtSd(sd, found.loglik, beta, found.information, b, width, slope)

    def scores(self, beta: np.ndarray, sd: float, mode: np.ndarray) -> np.ndarray:
        """(p + 1,) derivative of the log likelihood by (sd, beta)."""
        b, width = self.modes(self.X @ beta, sd, mode)
        found = self.integrate(beta, sd, b, width)
        return np.concatenate([[found.score_sd], found.score])

    def densities(self, at: AtSd) -> tuple[np.ndarray, np.ndarray]:
        """(points (J, G), probability below each point (J, G)) of b given the rows, at the best coefficients."""
        points = at.mode[:, None] + at.width[:, None] * np.linspace(-WIDTH, WIDTH, POINTS)
        logits = (self.X @ at.beta)[:, None] + at.sd * points[self.group]
        signed = self.sign * logits
        likelihood = np.minimum(signed, 0) - np.log1p(np.exp(-np.abs(signed)))  # of 0 or 1, without overflow
        heights = self.by_group(self.times[:, None] * likelihood) - points * points / 2
        density = np.exp(heights - heights.max(axis=1, keepdims=True))
        below = np.cumsum((density[:, 1:] + density[:, :-1]) / 2, axis=1)
        below = np.concatenate([np.zeros((below.shape[0], 1)), below], axis=1)
        return points, below / below[:, -1:]


def expit(logits: np.ndarray) -> np.ndarray:
    """The probability of each logit."""
    with np.errstate(over="ignore"):  # far below 0 it is 1 / infinity, which is right
        return 1 / (1 + np.exp(-logits))


def _solve(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    """The Newton step; towards the gradient where the information is not positive."""
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), 1e-6 * np.abs(values).max())
    return vectors @ ((vectors.T @ score) / values)
