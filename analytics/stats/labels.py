"""Reading the labels of groups: any labels in, whole numbers from 0 out."""

from __future__ import annotations

import numpy as np

from analytics.stats.arrays import EstimationError


def group_codes(groups, size: int, name: str = "groups") -> tuple[np.ndarray, np.ndarray]:
    """One whole number a row and the labels in the order of the numbers.

    Parameters: groups: one label a row (numbers or text, not mixed); size: rows there must be; name, for the
    message.
    Returns: (codes (n,) from 0, labels (J,) sorted).
    Limits: a missing label is refused: a row without a group belongs to nobody.
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
        found, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        raise EstimationError(f"{name} mixes numbers and text; use one kind of label.") from None
    return codes.ravel(), found
