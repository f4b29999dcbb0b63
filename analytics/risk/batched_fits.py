"""Ridge logistic regressions on many resamples of the same rows at once, by weighting the rows.

Each resample has its own medians, means and SDs, but its standardised columns are linear combinations of
columns shared by all resamples. So one Newton step for many resamples needs only a few matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.risk import features
from analytics.risk.landmarks import Landmarks
from analytics.stats import logistic
from analytics.stats.quadrature import expit

SETTLED = 1e-8  # largest change of a coefficient in the last step
STEPS = 25  # after which a resample is fitted alone, with steps that are halved where they lose
ROUGH = 1e-3  # steps longer than this are found in single precision, whose exponentials cost a tenth
CURVED = 2  # steps that measure the curvature anew; later ones are small, so the last one serves
AT_ONCE = 120_000  # rows of all resamples that are fitted together: what the processor keeps at hand
PAIRED = 60_000  # rows up to which the products of all pairs of columns are kept
NO_SPREAD = 1e-12  # of a column's mean square: a variance below it is rounding


@dataclass(frozen=True, eq=False)
class Refits:
    """Result of `Table.refit`: coefficients and logits of the regression fitted to each resample.

    coefficients (m, 12): of each resample, constant first, on its own standardised columns; logits (m, n): of every row,
    drawn or not.
    """

    coefficients: np.ndarray
    logits: np.ndarray


class Table:
    """Rows prepared for fitting ridge logistic regressions on many resamples.

    Shared columns: 1, the eleven of the model with 0 if a value is missing, and for each column with missing
    values one that is 1 there. together: number of resamples that are best fitted at once.
    """

    def __init__(self, rows: Landmarks) -> None:
        plain = features.plain(rows, (0.0,) * len(features.MEASURED))
        known = np.column_stack([np.isfinite(rows.measured[name]) for name in features.MEASURED])
        self._centre = plain.mean(axis=0)
        columns = plain - self._centre
        self._incomplete = np.flatnonzero(~known.all(axis=0))
        for index in self._incomplete:
            columns[~known[:, index], index] = 0.0
        self._ordered = []
        for index in self._incomplete:
            places = np.flatnonzero(known[:, index])
            order = places[np.argsort(columns[places, index], kind="stable")]
            self._ordered.append((order, columns[order, index]))
        gaps = (~known[:, self._incomplete]).astype(float)
        self._shared = np.column_stack([np.ones(rows.n), columns, gaps])
        first, second = self._upper = np.triu_indices(self._shared.shape[1])
        self._pairs = self._shared[:, first] * self._shared[:, second] if rows.n <= PAIRED else None
        self._width = columns.shape[1]
        self.together = max(1, AT_ONCE // max(rows.n, 1))

    def refit(
        self,
        y: np.ndarray,
        weight: np.ndarray,
        penalty: float,
        prior_mean: float | np.ndarray,
        start: np.ndarray | None = None,
    ) -> Refits:
        """Fit one ridge logistic regression per resample, given how often the resample contains each row.

        Parameters
        ----------
        y
            (n,) of 0 and 1.
        weight
            (m, n): how often each row counts in each resample, of which rows of either outcome must count.
        penalty, prior_mean
            As in `logistic.fit`.
        start
            (12,): coefficients to begin with.

        Returns
        -------
        Refits
            As `logistic.fit` gives on each resample's columns.

        Raises
        ------
        EstimationError
            As `logistic.fit` does.

        Notes
        -----
        Checked against R in tests/reference/test_optimism.py.
        """
        scale = self._scales(weight)
        pull = np.concatenate([[0.0], np.full(self._width, penalty)])
        target = np.concatenate([[0.0], np.broadcast_to(prior_mean, self._width)])
        share = weight @ y / weight.sum(axis=1)
        beta = np.tile(target if start is None else start, (weight.shape[0], 1))
        if start is None:
            beta[:, 0] = np.log(share / (1 - share))
        events, far = weight * y, np.inf
        for step_number in range(STEPS):
            expected = weight * (p := chances(self._logits(beta, scale), far))
            score = _through(scale, (events - expected) @ self._shared) - pull * (beta - target)
            if step_number < CURVED:
                curvature = self._curvature(expected * (1 - p), scale) + np.diag(pull)
            step = np.linalg.solve(curvature, score[:, :, None])[:, :, 0]
            beta += step
            far = np.max(np.abs(step))
            if far < SETTLED:
                return Refits(beta, self._logits(beta, scale))
        for index in np.flatnonzero(~(np.max(np.abs(step), axis=1) < SETTLED)):
            X = self._shared @ scale[index, 1:].T
            again = logistic.fit(y, X, penalty=penalty, prior_mean=prior_mean, weights=weight[index])
            beta[index] = again.coefficients
        return Refits(beta, self._logits(beta, scale))

    def columns(self, weight: np.ndarray) -> np.ndarray:
        """Return the standardised columns (n, 11) of one resample, given how often it contains each row."""
        return self._shared @ self._scales(weight[None, :])[0, 1:].T

    def _logits(self, beta: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """Return the logits (m, n) of all rows under the coefficients of each resample."""
        return np.einsum("mj,mjq->mq", beta, scale) @ self._shared.T

    def _curvature(self, weight: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """Return each resample's unpenalised information matrix, shape (m, 12, 12)."""
        width = self._shared.shape[1]
        shared = np.empty((weight.shape[0], width, width))
        if self._pairs is None:
            for index, one in enumerate(weight):
                shared[index] = (self._shared * one[:, None]).T @ self._shared
        else:
            first, second = self._upper
            shared[:, first, second] = shared[:, second, first] = weight @ self._pairs
        return scale @ shared @ scale.transpose(0, 2, 1)

    def _scales(self, weight: np.ndarray) -> np.ndarray:
        """Return one matrix per resample that standardises the model columns, shape (m, 12, q)."""
        total = weight.sum(axis=1)[:, None]
        width, m = self._width, weight.shape[0]
        mean = weight @ self._shared / total
        square = weight @ self._shared[:, 1 : 1 + width] ** 2 / total
        middle = np.zeros((m, width))
        for index, (order, values) in zip(self._incomplete, self._ordered, strict=True):
            middle[:, index] = [_median(values, one[order], -self._centre[index]) for one in weight]
        filled = np.zeros((m, width))
        filled[:, self._incomplete] = middle[:, self._incomplete] * mean[:, 1 + width :]
        mean = mean[:, 1 : 1 + width] + filled
        square += middle * filled
        variance = square - mean**2
        sd = np.sqrt(np.where(variance > NO_SPREAD * square, variance, 1.0))
        scale = np.zeros((m, 1 + width, self._shared.shape[1]))
        places = np.arange(1, 1 + width)
        scale[:, 0, 0] = 1.0
        scale[:, places, 0] = -mean / sd
        scale[:, places, places] = 1 / sd
        gaps = 1 + width + np.arange(self._incomplete.size)
        scale[:, 1 + self._incomplete, gaps] = (middle / sd)[:, self._incomplete]
        return scale


def chances(logits: np.ndarray, far: float) -> np.ndarray:
    """Convert logits to probabilities, in single precision while the fit is still far from its solution."""
    return expit(logits.astype(np.float32) if far > ROUGH else logits)


def _through(scale: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Convert each resample's gradient from the shared columns to the resample's standardised columns."""
    return np.einsum("mjq,mq->mj", scale, shared)


def _median(values: np.ndarray, weight: np.ndarray, nothing: float) -> float:
    """Return the weighted median of sorted values, or the given default if all weights are 0."""
    upto = np.cumsum(weight)
    if not upto.size or upto[-1] == 0:
        return nothing
    half = upto[-1] / 2
    low, high = np.searchsorted(upto, half, "left"), np.searchsorted(upto, half, "right")
    return float((values[low] + values[high]) / 2)
