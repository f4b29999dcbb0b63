"""Reading what a caller hands in: one-dimensional, finite, of the right length; refused with a sentence else."""

from __future__ import annotations

import numpy as np

from analytics.errors import HoldfastError


class EstimationError(HoldfastError, ValueError):
    """The numbers handed in cannot be used; the message says which and what to do."""


def one_dimensional(values, name: str) -> np.ndarray:
    """The values as a float array with one dimension and nothing missing.

    Parameters: anything `np.asarray` takes; name, used in the message.
    Limits: missing and infinite values are refused, never dropped silently.
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
    """Refuses two arrays that are not aligned."""
    if first.size != second.size:
        raise EstimationError(
            f"{names} must be equally long; they have {first.size} and {second.size} values."
        )
