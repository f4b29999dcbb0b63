"""Checks of numeric input: one-dimensional, finite, of equal length."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analytics.errors import HoldfastError


class EstimationError(HoldfastError, ValueError):
    """Error for unusable input or an estimate that does not exist; the message says which."""


def one_dimensional(values: ArrayLike, name: str) -> np.ndarray:
    """Return values as a one-dimensional float array; raise EstimationError if any is missing.

    Parameters
    ----------
    values : array_like, shape (n,)
        Anything `np.asarray` takes; None counts as missing.
    name : str
        Name of the argument, for the message.

    Returns
    -------
    np.ndarray, shape (n,)
        The values as floats.

    Raises
    ------
    EstimationError
        If the values are not numbers, have another number of dimensions, or are missing or infinite: such
        entries are refused, never dropped silently.
    """
    array = np.asarray(values)
    if array.dtype == object:
        array = np.array([np.nan if value is None else value for value in array.ravel()]).reshape(array.shape)
    try:
        array = array.astype(float)
    except (TypeError, ValueError):
        raise EstimationError(f"{name} must be numbers.") from None
    if array.ndim != 1:
        raise EstimationError(f"{name} must have one dimension; it has {array.ndim}.")
    missing = int(np.count_nonzero(~np.isfinite(array)))
    if missing:
        raise EstimationError(
            f"{name} has {missing} missing or infinite of {array.size} values; leave those rows out first."
        )
    return array


def same_length(first: np.ndarray, second: np.ndarray, names: str) -> None:
    """Raise EstimationError unless two arrays have the same size.

    names: words for both arrays, which begin the message.
    """
    if first.size != second.size:
        raise EstimationError(
            f"{names} must be equally long; they have {first.size} and {second.size} values."
        )
