"""Adaptive Gauss-Hermite quadrature of the logistic random-intercept model, for all groups at once."""

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


@dataclass(frozen=True, kw_only=True)
class AtSd:
    """Logistic random-intercept model fitted with the SD between groups fixed at one value.

    `loglik`: log likelihood; `beta`: (p,) coefficients of columns of unit spread; `information`: (p, p);
    `mode`, `width`: (J,) of b = effect / sd; `slope`: (J, p) change of the mode of b with beta.
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
    """Log likelihood at given coefficients, computed by quadrature, with its derivatives."""

    loglik: float
    score: np.ndarray
    score_sd: float
    information: np.ndarray


@dataclass(frozen=True, eq=False)
class Rows:
    """Input rows of a logistic random-intercept model, sorted by group.

    `y`: (n,) 0 or 1; `X`: (n, p) columns of unit spread, constant first; `starts`: (J,) first row of each
    group; `nodes`: number of quadrature nodes; `times`: (n,) how often each row occurs.
    """

    y: np.ndarray
    X: np.ndarray
    starts: np.ndarray
    nodes: int
    times: np.ndarray

    @cached_property
    def group(self) -> np.ndarray:
        """Index of the group of each row, shape (n,)."""
        sizes = np.diff(np.append(self.starts, self.y.size))
        return np.repeat(np.arange(self.starts.size), sizes)

    @cached_property
    def sign(self) -> np.ndarray:
        """1 for rows with y = 1 and -1 for rows with y = 0, shape (n, 1)."""
        return np.where(self.y == 1, 1.0, -1.0)[:, None]

    @cached_property
    def _rule(self) -> tuple[np.ndarray, np.ndarray]:
        """Gauss-Hermite points and log weights, for an integrand that already contains the normal density."""
        points, weights = np.polynomial.hermite_e.hermegauss(self.nodes)
        return points, np.log(weights / np.sqrt(2 * np.pi)) + points**2 / 2

    def by_group(self, values: np.ndarray) -> np.ndarray:
        """Return the sums of values over the rows of each group, one entry per group on the first axis."""
        return np.add.reduceat(values, self.starts, axis=0)

    def modes(self, offset: np.ndarray, sd: float, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each group its most likely effect b and the conditional SD of b, by Newton's method.

        Parameters
        ----------
        offset : np.ndarray, shape (n,)
            Logits without the group.
        sd : float
            SD between groups, logits.
        start : np.ndarray, shape (J,)
            Values of b to begin with.

        Returns
        -------
        mode, width : np.ndarray, shape (J,)
            Mode of b = effect / sd, and its conditional SD.
        """
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
        """Return the log likelihood, integrated over group effects, with score and information.

        Returns it with its score and information (Louis 1982); the nodes are held fixed.
        """
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
        ends = np.append(self.starts[1:], self.y.size)
        score = np.stack([rest[a:b].T @ self.X[a:b] for a, b in zip(self.starts, ends, strict=True)])
        mean = np.einsum("jk,jkp->jp", share, score)
        apart = score - mean[:, None, :]
        observed = self.times * np.sum(share[self.group] * small / (1 + small) ** 2, axis=1)
        weighted = (apart * share[:, :, None]).reshape(-1, self.X.shape[1])
        lost = weighted.T @ apart.reshape(-1, self.X.shape[1])
        return _Sum(loglik, mean.sum(axis=0), score_sd, (self.X * observed[:, None]).T @ self.X - lost)

    def at(self, sd: float, beta: np.ndarray, mode: np.ndarray | None = None) -> AtSd:
        """Fit the coefficients at one fixed SD between groups, by Newton's method.

        Parameters
        ----------
        sd : float
            SD between groups, logits.
        beta : np.ndarray, shape (p,)
            Coefficients to begin with.
        mode : np.ndarray, shape (J,), optional
            Modes of b to begin with; 0 by default.

        Returns
        -------
        AtSd

        Raises
        ------
        EstimationError
            If the columns or groups decide the outcome, or the coefficients do not converge.
        """
        b = np.zeros(self.starts.size) if mode is None else mode
        b, width = self.modes(self.X @ beta, sd, b)
        integral = self.integrate(beta, sd, b, width)
        for _ in range(COEFFICIENT_STEPS):
            step = _solve(integral.information, integral.score)
            size = np.max(np.abs(step))
            if size > 3:
                step *= 3 / size
            for _ in range(8):
                tried_b, tried_width = self.modes(self.X @ (beta + step), sd, b)
                tried = self.integrate(beta + step, sd, tried_b, tried_width)
                if tried.loglik >= integral.loglik - SLACK:
                    break
                step = step / 2
            beta, b, width, integral = beta + step, tried_b, tried_width, tried
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
        return AtSd(
            sd=sd,
            loglik=integral.loglik,
            beta=beta,
            information=integral.information,
            mode=b,
            width=width,
            slope=slope,
        )

    def scores(self, beta: np.ndarray, sd: float, mode: np.ndarray) -> np.ndarray:
        """Return the gradient of the log likelihood with respect to (sd, beta), shape (p + 1,)."""
        b, width = self.modes(self.X @ beta, sd, mode)
        integral = self.integrate(beta, sd, b, width)
        return np.concatenate([[integral.score_sd], integral.score])

    def densities(self, at: AtSd) -> tuple[np.ndarray, np.ndarray]:
        """Return a grid of values of each group's effect b, and the probability of b below each value.

        Returns the points, shape (J, G), and the probability below each point, shape (J, G).
        """
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
    """Convert logits to probabilities."""
    with np.errstate(over="ignore"):  # far below 0 it is 1 / infinity, which is right
        return 1 / (1 + np.exp(-logits))


def _solve(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return the Newton step, with the information matrix made positive definite if necessary."""
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), 1e-6 * np.abs(values).max())
    return vectors @ ((vectors.T @ score) / values)
