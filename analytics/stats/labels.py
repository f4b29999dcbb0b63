"""Conversion of group labels to whole numbers from 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError


def group_codes(groups: ArrayLike, size: int, name: str = "groups") -> tuple[np.ndarray, np.ndarray]:
    """Return the group number (from 0) of each row, and the sorted labels of the groups.

    Parameters
    ----------
    groups : array_like, shape (n,)
        One label a row, numbers or text, not mixed.
    size : int
        Number of rows there must be.
    name : str
        Name of the argument, for the message.

    Returns
    -------
    codes : np.ndarray of int, shape (n,)
        Code of each row, from 0.
    labels : np.ndarray, shape (J,)
        Labels, sorted; `labels[codes]` are the groups.

    Raises
    ------
    EstimationError
        For another number of labels, mixed kinds, or a missing label: a row without a group belongs to
        nobody.
    """
    labels = np.asarray(groups)
    if labels.ndim != 1 or labels.size != size:
        raise EstimationError(f"{name} must be one label for each of the {size} rows; it has {labels.size}.")
    empty = [label is None or label != label for label in labels] if labels.dtype.kind in "OfcmM" else [False]
    if any(empty):
        raise EstimationError(
            f"{name} has {sum(empty)} missing of {size} labels; leave those rows out first."
        )
    try:
        distinct, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        raise EstimationError(f"{name} mixes numbers and text; use one kind of label.") from None
    return codes.ravel(), distinct
