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
    """Log likelihoods at several SDs between groups, computed by quadrature, with their derivatives.

    `loglik`, `score_sd`: (S,); `score`: (S, p); `information`: (S, p, p).
    """

    loglik: np.ndarray
    score: np.ndarray
    score_sd: np.ndarray
    information: np.ndarray


@dataclass(frozen=True, eq=False)
class Rows:
    """Input rows of a logistic random-intercept model, sorted by group.

    `y`: (n,) 0 or 1; `X`: (n, p) columns of unit spread, constant first; `starts`: (J,) first row of each
    group; `nodes`: number of quadrature nodes; `times`: (n,) how often each row occurs.

    Arrays below have an axis for S values of the SD between groups, which are worked on together: the data are small
    and the calls many.
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
    def events(self) -> np.ndarray:
        """Rows of each group with y = 1, shape (J,)."""
        return self.by_group(self.times * self.y)

    @cached_property
    def _rule(self) -> tuple[np.ndarray, np.ndarray]:
        """Gauss-Hermite points and log weights, for an integrand that already contains the normal density."""
        points, weights = np.polynomial.hermite_e.hermegauss(self.nodes)
        return points, np.log(weights / np.sqrt(2 * np.pi)) + points**2 / 2

    def by_group(self, values: np.ndarray) -> np.ndarray:
        """Return the sums of values over the rows of each group, one entry per group on the first axis."""
        return np.add.reduceat(values, self.starts, axis=0)

    def _with_columns(self, values: np.ndarray) -> np.ndarray:
        """Return the sums over the rows of each group of values (n, ...) times the columns of X, shape (J, ..., p)."""
        flat = values.reshape(self.y.size, -1)
        out = np.empty((self.starts.size, flat.shape[1], self.X.shape[1]))
        for of, a, b in zip(out, self.starts, np.append(self.starts[1:], self.y.size), strict=True):
            np.matmul(flat[a:b].T, self.X[a:b], out=of)
        return out.reshape(self.starts.size, *values.shape[1:], self.X.shape[1])

    def modes(self, offset: np.ndarray, sd: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each group its most likely effect b and the conditional SD of b, by Newton's method.

        Parameters
        ----------
        offset : np.ndarray, shape (n, S)
            Logits without the group.
        sd : np.ndarray, shape (S,)
            SDs between groups, logits.
        start : np.ndarray, shape (J, S)
            Values of b to begin with.

        Returns
        -------
        mode, width : np.ndarray, shape (J, S)
            Mode of b = effect / sd, and its conditional SD.
        """
        b, times, events = start.copy(), self.times[:, None], self.events[:, None]
        limit = 3 / np.maximum(sd, 1.0)
        for _ in range(MODE_STEPS):
            p = expit(offset + sd * b[self.group])
            expected = times * p
            curvature = 1 + sd * sd * self.by_group(expected * (1 - p))
            step = (sd * (events - self.by_group(expected)) - b) / curvature
            b = b + np.clip(step, -limit, limit)
            if np.max(np.abs(step)) < 1e-10:
                break
        return b, 1 / np.sqrt(curvature)

    def room(self, sds: int) -> np.ndarray:
        """Return the four arrays that `integrate` works in, which new ones each time would make slow."""
        return np.empty((4, self.y.size, sds, self.nodes))

    def integrate(
        self, beta: np.ndarray, sd: np.ndarray, mode: np.ndarray, width: np.ndarray, room: np.ndarray
    ) -> _Sum:
        """Return the log likelihood, integrated over group effects, with score and information.

        Returns it with its score and information (Louis 1982); the nodes are held fixed.
        """
        points, log_weight = self._rule
        times, fixed = self.times[:, None, None], self.X @ beta.T
        b = mode[:, :, None] + width[:, :, None] * points  # J, S, K
        moved = sd[:, None] * b
        logits, rare, usual, work = room  # n, S, K; rare, usual: chances of the less and more likely outcome
        np.add(np.take(moved, self.group, axis=0, out=logits, mode="clip"), fixed[:, :, None], out=logits)
        np.exp(np.negative(np.abs(logits, out=rare), out=rare), out=rare)
        np.divide(1, np.add(rare, 1, out=usual), out=usual)
        rare *= usual
        above = logits > 0
        softplus = np.subtract(np.maximum(logits, 0, out=logits), np.log(usual, out=work), out=logits)
        softplus *= times
        events = self.by_group(self.times[:, None] * self.y[:, None] * fixed)
        heights = events[:, :, None] + self.events[:, None, None] * moved - self.by_group(softplus)
        heights += log_weight - b * b / 2
        top = heights.max(axis=2)
        share = np.exp(heights - top[:, :, None])
        total = share.sum(axis=2)
        share /= total[:, :, None]
        np.copyto(work, rare)
        np.copyto(work, usual, where=above)
        rest = np.multiply(times, np.subtract(self.y[:, None, None], work, out=work), out=work)
        score = self._with_columns(rest)  # J, S, K, p
        mean = np.einsum("jsk,jskp->jsp", share, score)
        apart = (score - mean[:, :, None, :]).transpose(1, 0, 2, 3)
        weighted = (apart * share.transpose(1, 0, 2)[:, :, :, None]).reshape(sd.size, -1, self.X.shape[1])
        lost = weighted.transpose(0, 2, 1) @ apart.reshape(weighted.shape)
        variance = np.multiply(rare, usual, out=rare)
        of_row = np.take(share, self.group, axis=0, out=logits, mode="clip")
        observed = self.times[:, None] * np.einsum("nsk,nsk->ns", of_row, variance)
        return _Sum(
            loglik=np.sum(np.log(total) + top + np.log(width), axis=0),
            score=mean.sum(axis=0),
            score_sd=np.einsum("jsk,jsk->s", share * b, self.by_group(rest)),
            information=(observed.T[:, None, :] * self.X.T) @ self.X - lost,
        )

    def at(self, sd: float, beta: np.ndarray, mode: np.ndarray | None = None) -> AtSd:
        """Fit the coefficients at one fixed SD between groups; `at_each` for one of them."""
        b = np.zeros(self.starts.size) if mode is None else mode
        return self.at_each(np.array([sd]), beta[None, :], b[:, None])[0]

    def at_each(self, sd: np.ndarray, beta: np.ndarray, mode: np.ndarray) -> list[AtSd]:
        """Fit the coefficients at several fixed SDs between groups, by Newton's method.

        Parameters
        ----------
        sd : np.ndarray, shape (S,)
            SDs between groups, logits.
        beta : np.ndarray, shape (S, p)
            Coefficients to begin with.
        mode : np.ndarray, shape (J, S)
            Modes of b to begin with.

        Returns
        -------
        list of AtSd

        Raises
        ------
        EstimationError
            If the columns or groups decide the outcome, or the coefficients do not converge.
        """
        b, width = self.modes(self.X @ beta.T, sd, mode)
        room = self.room(sd.size)
        integral = self.integrate(beta, sd, b, width, room)
        for _ in range(COEFFICIENT_STEPS):
            step = _solve(integral.information, integral.score)
            size = np.max(np.abs(step), axis=1)
            step *= np.minimum(1.0, 3 / np.maximum(size, 1e-300))[:, None]
            for _ in range(8):
                tried_b, tried_width = self.modes(self.X @ (beta + step).T, sd, b)
                tried = self.integrate(beta + step, sd, tried_b, tried_width, room)
                worse = tried.loglik < integral.loglik - SLACK
                if not worse.any():
                    break
                step[worse] /= 2
            beta, b, width, integral = beta + step, tried_b, tried_width, tried
            if np.max(np.abs(beta)) > SEPARATED:
                raise EstimationError(
                    "X or the groups all but decide the outcome; leave out the column that does."
                )
            if np.max(size) < SETTLED:
                break
        else:
            raise EstimationError(
                "The coefficients do not settle; leave out columns that nearly decide the outcome."
            )
        p = expit(self.X @ beta.T + sd * b[self.group])
        slope = -sd[:, None] * self._with_columns(self.times[:, None] * p * (1 - p)) * (width**2)[:, :, None]
        return [
            AtSd(
                sd=float(sd[s]),
                loglik=float(integral.loglik[s]),
                beta=beta[s],
                information=integral.information[s],
                mode=b[:, s],
                width=width[:, s],
                slope=slope[:, s],
            )
            for s in range(sd.size)
        ]

    def scores(self, beta: np.ndarray, sd: np.ndarray, mode: np.ndarray) -> np.ndarray:
        """Return the gradients of the log likelihood with respect to (sd, beta), shape (S, p + 1)."""
        b, width = self.modes(self.X @ beta.T, sd, mode)
        integral = self.integrate(beta, sd, b, width, self.room(sd.size))
        return np.column_stack([integral.score_sd, integral.score])

    def densities(self, at: AtSd) -> tuple[np.ndarray, np.ndarray]:
        """Return a grid of values of each group's effect b, and the probability of b below each value.

        Returns the points, shape (J, G), and the probability below each point, shape (J, G).
        """
        points = at.mode[:, None] + at.width[:, None] * np.linspace(-WIDTH, WIDTH, POINTS)
        logits = np.take(at.sd * points, self.group, axis=0)
        logits += (self.X @ at.beta)[:, None]
        small = np.abs(logits)
        np.log1p(np.exp(np.negative(small, out=small), out=small), out=small)
        softplus = np.add(np.maximum(logits, 0, out=logits), small, out=small)  # without overflow
        softplus *= self.times[:, None]
        heights = at.sd * points * self.events[:, None] - self.by_group(softplus)
        heights -= points * points / 2
        density = np.exp(heights - heights.max(axis=1, keepdims=True))
        below = np.cumsum((density[:, 1:] + density[:, :-1]) / 2, axis=1)
        below = np.concatenate([np.zeros((below.shape[0], 1)), below], axis=1)
        return points, below / below[:, -1:]


def expit(logits: np.ndarray) -> np.ndarray:
    """Convert logits to probabilities."""
    with np.errstate(over="ignore"):  # far below 0 it is 1 / infinity, which is right
        return 1 / (1 + np.exp(-logits))


def _solve(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return the Newton steps, shape (S, p), with the information matrices made positive definite if necessary."""
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), 1e-6 * np.abs(values).max(axis=1, keepdims=True))
    along = np.einsum("spq,sp->sq", vectors, score) / values
    return np.einsum("spq,sq->sp", vectors, along)
