"""Logistic regression by Newton's method, optionally with a ridge penalty towards given coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.quadrature import expit

STEPS = 100
SETTLED = 1e-10  # largest change of a coefficient in the last step
SMALLEST_STEP = 2.0**-20
SEPARATED = 30.0  # logits per SD of a column: the outcome is all but decided by it
DECIDED = "A column of X all but decides y; without a penalty there is no estimate."


@dataclass(frozen=True, eq=False)
class Logistic:
    """Fitted logistic regression: coefficients, covariance and log likelihood.

    `coefficients`: (p + 1,) logits, constant first. `covariance`: (p + 1, p + 1) inverse of the information
    with the penalty in it. `loglik`: log likelihood without the penalty.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    loglik: float

    def logit(self, X: ArrayLike) -> np.ndarray:
        """Return the linear predictor, in logits, of each row of X."""
        return self.coefficients[0] + np.asarray(X, dtype=float) @ self.coefficients[1:]

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the predicted probability of each row of X."""
        return expit(self.logit(X))


def fit(
    y: ArrayLike,
    X: ArrayLike,
    *,
    penalty: ArrayLike = 0.0,
    prior_mean: ArrayLike = 0.0,
    offset: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    start: ArrayLike | None = None,
    tol: float = SETTLED,
) -> Logistic:
    """Fit a logistic regression, optionally with a ridge penalty towards given coefficients.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, 0 or 1.
    X : array_like, shape (n, p)
        Columns without the constant; p may be 0.
    penalty : array_like, scalar or shape (p,)
        Ridge penalty of each coefficient, at least 0; the constant is free.
    prior_mean : array_like, scalar or shape (p,)
        Coefficients that the penalty shrinks towards.
    offset : array_like, shape (n,), optional
        Logits added to each row with a coefficient of 1.
    weights : array_like, shape (n,), optional
        Weight of each row, at least 0 (how often a resample holds it).
    start : array_like, shape (p + 1,), optional
        Coefficients to begin with, such as those of a similar fit.
    tol : float
        Convergence tolerance: largest change of a coefficient in the last step.

    Returns
    -------
    Logistic

    Raises
    ------
    EstimationError
        If values are missing, there is one class only, or (without a penalty) the columns decide the
        outcome.

    Notes
    -----
    Maximises loglik - penalty/2 * sum (b - prior_mean)^2. Equal to LogisticRegression(C=1/penalty) of
    scikit-learn where `prior_mean` is 0. Rows are taken as independent; the covariance does not count that the
    penalty was chosen.

    References
    ----------
    Checked against R glm and rms::lrm(penalty=) in tests/reference/test_performance.py.
    """
    problem = _read(y, X, penalty, prior_mean, offset, weights)
    beta = problem.start() if start is None else np.array(start, dtype=float)
    return _fitted(problem, beta, tol)


@dataclass(frozen=True, eq=False)
class _Problem:
    """Input of `fit` after all checks: outcome, design matrix and weights, and the penalty per coefficient.

    design: rows of X with the constant first; penalty, target: one entry per coefficient.
    """

    outcome: np.ndarray
    design: np.ndarray
    added: np.ndarray
    counted: np.ndarray
    penalty: np.ndarray
    target: np.ndarray

    def start(self) -> np.ndarray:
        """Return start values: constant from the share of events, other coefficients at the ridge target."""
        share = self.counted @ self.outcome / self.counted.sum()
        return np.concatenate([[np.log(share / (1 - share)) - self.added.mean()], self.target[1:]])


def _read(
    y: ArrayLike,
    X: ArrayLike,
    penalty: ArrayLike,
    prior_mean: ArrayLike,
    offset: ArrayLike | None,
    weights: ArrayLike | None,
) -> _Problem:
    """Check and prepare the arguments of `fit`; raise EstimationError if they allow no fit."""
    outcome = one_dimensional(y, "y")
    rows = np.asarray(X, dtype=float)
    if rows.ndim != 2 or not np.all(np.isfinite(rows)):
        raise EstimationError("X must be a table of numbers with nothing missing.")
    design = np.column_stack([np.ones(rows.shape[0]), rows])
    same_length(outcome, design[:, 0], "y and the rows of X")
    if not np.all((outcome == 0) | (outcome == 1)):
        raise EstimationError("y must hold 0 and 1 only.")
    if outcome.size == 0 or outcome.min() == outcome.max():
        raise EstimationError("y must hold both 0 and 1.")
    weight = np.concatenate([[0.0], np.broadcast_to(np.asarray(penalty, dtype=float), rows.shape[1])])
    target = np.concatenate([[0.0], np.broadcast_to(np.asarray(prior_mean, dtype=float), rows.shape[1])])
    if np.any(weight < 0):
        raise EstimationError("A penalty cannot be below 0.")
    added = np.zeros(outcome.size) if offset is None else one_dimensional(offset, "offset")
    same_length(outcome, added, "y and offset")
    counted = np.ones(outcome.size) if weights is None else one_dimensional(weights, "weights")
    same_length(outcome, counted, "y and weights")
    if np.any(counted < 0) or not 0 < counted @ outcome < counted.sum():
        raise EstimationError("Rows that count must hold both 0 and 1.")
    return _Problem(outcome, design, added, counted, weight, target)


def _fitted(given: _Problem, start: np.ndarray, tol: float) -> Logistic:
    """Fit the model by Newton steps from the given start values.

    Raises EstimationError if a column without penalty separates the two outcomes.
    """
    design, counted = given.design, given.counted
    beta = _newton(given.outcome, design, given.added, counted, given.penalty, given.target, start, tol)
    free = given.penalty[1:] == 0
    if np.any(np.abs(beta[1:][free]) * design[:, 1:][:, free].std(axis=0) > SEPARATED):
        raise EstimationError(DECIDED)
    logits = given.added + design @ beta
    covariance = np.linalg.inv(_information(design, logits, counted, given.penalty))
    return Logistic(beta, covariance, _loglik(given.outcome, logits, counted))


def _newton(
    y: np.ndarray,
    design: np.ndarray,
    offset: np.ndarray,
    counted: np.ndarray,
    weight: np.ndarray,
    target: np.ndarray,
    beta: np.ndarray,
    tol: float,
) -> np.ndarray:
    """Return the coefficients that maximise the penalised log likelihood, found by Newton steps."""

    def value(at: np.ndarray) -> float:
        return _loglik(y, offset + design @ at, counted) - 0.5 * float(weight @ (at - target) ** 2)

    now = value(beta)
    for _ in range(STEPS):
        logits = offset + design @ beta
        score = design.T @ (counted * (y - expit(logits))) - weight * (beta - target)
        try:
            step = np.linalg.solve(_information(design, logits, counted, weight), score)
        except np.linalg.LinAlgError:
            decided = np.max(np.abs(logits)) > SEPARATED
            raise EstimationError(DECIDED if decided else "The columns of X cannot be told apart.") from None
        size = 1.0
        while (new := value(beta + size * step)) < now - 1e-12 * abs(now) and size > SMALLEST_STEP:
            size /= 2
        beta, now = beta + size * step, new
        if np.max(np.abs(size * step)) < tol:
            return beta
    if np.any(weight[1:] == 0):
        raise EstimationError(DECIDED)
    return beta


def _information(
    design: np.ndarray, logits: np.ndarray, counted: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Return the information matrix of the coefficients, with the ridge penalty included."""
    p = expit(logits)
    return (design * (counted * p * (1 - p))[:, None]).T @ design + np.diag(weight)


def _loglik(y: np.ndarray, logits: np.ndarray, counted: np.ndarray) -> float:
    """Return the weighted log likelihood, without the ridge penalty."""
    return float(counted @ (y * logits - np.logaddexp(0.0, logits)))
