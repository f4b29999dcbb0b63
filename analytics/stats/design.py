"""Reading columns of a design: complete, aligned with the outcome, and none that the others already determine."""

from __future__ import annotations

import numpy as np

from analytics.stats.arrays import EstimationError, one_dimensional

COLLINEAR = 1e-7  # share of a column's spread that the columns before it must leave; below it counts as none


def columns(X, rows: int) -> np.ndarray:
    """X as an (n, p) float array without the constant; p may be 0.

    Parameters: X: (n, p), (n,) for a single column, or None for none; rows: n.
    Limits: missing and infinite values are refused, never dropped silently.
    """
    if X is None:
        return np.empty((rows, 0))
    array = np.asarray(X)
    if array.ndim == 1:
        array = array.reshape(rows, 0) if array.size == 0 else array[:, None]
    if array.ndim != 2:
        raise EstimationError(f"X must have rows and columns; it has {array.ndim} dimensions.")
    if array.shape[0] != rows:
        raise EstimationError(f"y and X must be equally long; they have {rows} and {array.shape[0]} rows.")
    if array.shape[1] == 0:
        return np.empty((rows, 0))
    return np.column_stack(
        [one_dimensional(array[:, k], f"Column {k + 1} of X") for k in range(array.shape[1])]
    )


def enough_groups(sizes: np.ndarray) -> None:
    """Refuses fewer than two groups, and groups that hold one row each."""
    if sizes.size < 2:
        raise EstimationError(f"At least two groups are needed to compare groups; there is {sizes.size}.")
    if sizes.max() < 2:
        raise EstimationError(
            "Every group has a single row: what belongs to the group cannot be told from chance."
        )


def independent(triangle: np.ndarray, spread: np.ndarray) -> None:
    """Refuses a column that does not vary or that the columns before it already determine.

    Parameters: triangle: (p, p) upper triangle R of the centred columns X = QR; spread: (p,) their lengths.
    """
    for k in range(spread.size):
        if not spread[k] > 0:
            raise EstimationError(f"Column {k + 1} of X does not vary; leave it out.")
        if abs(triangle[k, k]) <= COLLINEAR * spread[k]:
            raise EstimationError(f"Column {k + 1} of X follows from the columns before it; leave it out.")


def orthonormal(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(Q, R, means): X less its means is QR, the columns of Q have length 1 and are not correlated.

    Limits: refuses columns that do not vary or repeat each other.
    """
    means = X.mean(axis=0)
    centred = X - means
    spread = np.sqrt(np.sum(centred * centred, axis=0))
    spread[spread <= 1e-12 * np.sqrt(np.sum(X * X, axis=0))] = 0.0
    if X.shape[0] <= X.shape[1] + 1:
        raise EstimationError(f"{X.shape[0]} rows are too few for {X.shape[1]} columns of X.")
    Q, R = np.linalg.qr(centred)
    independent(R, spread)
    sign = np.sign(np.diag(R))  # whichever row comes first must not matter
    return Q * sign, R * sign[:, None], means


def back_to_original(R: np.ndarray, means: np.ndarray, rows: int) -> np.ndarray:
    """(p+1, p+1) matrix that turns coefficients of (1/sqrt(n), Q) into those of (constant, X)."""
    p = means.size
    inverse = np.zeros((p + 1, p + 1))
    inverse[0, 0] = 1 / np.sqrt(rows)
    inverse[1:, 1:] = np.linalg.inv(R)
    shift = np.eye(p + 1)
    shift[0, 1:] = -means
    return shift @ inverse
