"""Random numbers that are identical on every machine and with every numpy release.

numpy promises that the raw 64-bit stream of PCG64 never changes, but not that `standard_normal` or
`choice` keep theirs. So everything here is made from raw integers with exact arithmetic only.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

LOGISTIC_STEP = 1000  # grid points per unit of log odds in the table below
LOGISTIC_REACH = 12  # log odds beyond which the probability is that of the edge
_ODDS = np.arange(-LOGISTIC_REACH * LOGISTIC_STEP, LOGISTIC_REACH * LOGISTIC_STEP + 1) / LOGISTIC_STEP
_LOGISTIC = np.round(1.0 / (1.0 + np.exp(-_ODDS)), 9)  # rounded: the last bit of exp differs by machine


def logistic(log_odds: np.ndarray) -> np.ndarray:
    """Convert log odds to probabilities with a table that is identical on every machine.

    Parameters
    ----------
    log_odds
        Any shape, natural log units.

    Returns
    -------
    numpy.ndarray
        The same shape, 0 to 1.
    """
    index = np.rint(np.asarray(log_odds, dtype=float) * LOGISTIC_STEP).astype(np.int64)
    return _LOGISTIC[np.clip(index + LOGISTIC_REACH * LOGISTIC_STEP, 0, len(_LOGISTIC) - 1)]


class RandomStream:
    """Named and seeded stream of random numbers, identical on every machine.

    Parameters
    ----------
    seed
        A non-negative integer.
    name
        What the stream is for. Two names never share numbers, so a change in one part of the generator leaves the other
        parts as they were.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode("ascii"))]))

    def uniform(self, n: int) -> np.ndarray:
        """Draw n uniform numbers from 0 (included) to 1 (excluded), with 53 random bits each."""
        return (self._bits.random_raw(n) >> np.uint64(11)).astype(float) * 2.0**-53

    def normal(self, n: int) -> np.ndarray:
        """Draw n approximately normal numbers (mean 0, SD 1): centred sums of twelve 16-bit integers.

        Notes
        -----
        Never beyond 6 SD, kurtosis 2.9 instead of 3; both are of no account here.
        """
        words = self._bits.random_raw(3 * n).view(np.uint16).reshape(n, 12)
        return (words.sum(axis=1, dtype=np.int64) - 12 * 32767.5) / 65536.0

    def integers(self, n: int, low: int, high: int) -> np.ndarray:
        """Draw n integers from low (included) to high (excluded)."""
        return low + (self.uniform(n) * (high - low)).astype(np.int64)

    def choice(self, n: int, weights: Sequence[float]) -> np.ndarray:
        """Draw n indexes into `weights`, with probabilities proportional to the weights."""
        edges = np.cumsum(np.asarray(weights, dtype=float))
        return np.searchsorted(edges, self.uniform(n) * edges[-1], side="right").clip(0, len(edges) - 1)

    def permutation(self, n: int) -> np.ndarray:
        """Return the integers from 0 to n-1 in random order."""
        return np.argsort(self._bits.random_raw(n), kind="stable")
