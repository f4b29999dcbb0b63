"""Checks of the columns of a regression: no missing values, same length as the outcome, full rank."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional

COLLINEAR = 1e-7  # share of a column's spread that the columns before it must leave; below it counts as none


def columns(X: ArrayLike | None, rows: int) -> np.ndarray:
    """Return X as an (n, p) float array without a constant; raise EstimationError for bad values.

    Parameters
    ----------
    X : array_like, shape (n, p) or (n,), or None
        Columns; (n,) for a single one, None for none.
    rows : int
        Number of rows n there must be.

    Returns
    -------
    np.ndarray, shape (n, p)
        p may be 0.

    Raises
    ------
    EstimationError
        For another number of rows or dimensions, and for missing or infinite values, which are never dropped
        silently.
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
    """Raise EstimationError if there are fewer than two groups, or if every group has only one row."""
    if sizes.size < 2:
        raise EstimationError(f"At least two groups are needed to compare groups; there is {sizes.size}.")
    if sizes.max() < 2:
        raise EstimationError(
            "Every group has a single row: what belongs to the group cannot be told from chance."
        )


def independent(triangle: np.ndarray, spread: np.ndarray) -> None:
    """Raise EstimationError if a column of X is constant or depends linearly on the columns before it.

    Parameters
    ----------
    triangle : np.ndarray, shape (p, p)
        Upper triangle R of the centred columns X = QR.
    spread : np.ndarray, shape (p,)
        Lengths of the centred columns.
    """
    for k in range(spread.size):
        if not spread[k] > 0:
            raise EstimationError(f"Column {k + 1} of X does not vary; leave it out.")
        if abs(triangle[k, k]) <= COLLINEAR * spread[k]:
            raise EstimationError(f"Column {k + 1} of X follows from the columns before it; leave it out.")


def orthonormal(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centre the columns of X, and return their QR factors and the column means.

    Parameters
    ----------
    X : np.ndarray, shape (n, p)
        Columns without the constant.

    Returns
    -------
    Q : np.ndarray, shape (n, p)
        Uncorrelated columns of length 1.
    R : np.ndarray, shape (p, p)
        Upper triangle with a positive diagonal.
    means : np.ndarray, shape (p,)
        Column means of X.

    Raises
    ------
    EstimationError
        For too few rows, and for columns that do not vary or repeat each other.
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
    """Return the matrix that converts coefficients of orthonormal columns to those of (constant, X)."""
    p = means.size
    inverse = np.zeros((p + 1, p + 1))
    inverse[0, 0] = 1 / np.sqrt(rows)
    inverse[1:, 1:] = np.linalg.inv(R)
    shift = np.eye(p + 1)
    shift[0, 1:] = -means
    return shift @ inverse
