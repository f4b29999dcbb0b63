"""Drawing lots for who starts an agreement first, repeatable by anybody from the stored seed.

    starts_now(seed, {"T01": "", "T02": "", ...})

The draw is fixed by its seed and the therapist codes: within each stratum the codes are sorted by the SHA-256 of
`seed:code`; going through the strata in alphabetical order, every second code starts now. Whether the first or the second
one begins is the parity of the SHA-256 of the seed. No random generator is involved, so that no release of Python changes
it.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import secrets
from collections.abc import Mapping, Sequence

import numpy as np

MOST_DRAWS = 5000  # re-draws of the randomisation test; with fewer possible draws, all of them


def new_seed() -> str:
    """Return a seed from the operating system's random source: 32 hex digits."""
    return secrets.token_hex(16)


def starts_now(seed: str, strata: Mapping[str, str]) -> frozenset[str]:
    """Return the therapists who start now; the others wait.

    Parameters
    ----------
    seed : str
        From `new_seed`, as stored with the draw.
    strata : mapping of str to str
        Therapist code -> stratum; one stratum for all where nothing is balanced.

    Returns
    -------
    frozenset of str
        Half of the codes, of each stratum too; of an odd number one more or one fewer.
    """
    order = sorted(strata, key=lambda code: (strata[code], _hash(f"{seed}:{code}")))
    first = int(_hash(seed), 16) % 2
    return frozenset(order[first::2])


def possible(strata: Sequence[str], draws: int = MOST_DRAWS, seed: str = "") -> tuple[np.ndarray, bool]:
    """Return the draws that the lots could have given: all of them, or a random sample where there are more.

    Parameters
    ----------
    strata : sequence of str
        Stratum of each therapist.
    draws : int
        Most draws to return.
    seed : str
        Of the draw; it makes the sample the same each time.

    Returns
    -------
    draws : np.ndarray of bool, shape (R, n)
        Whether a therapist starts now; each row is equally likely.
    is_all : bool
        Whether these are all possible draws.
    """
    names = sorted(set(strata))
    places = [np.flatnonzero(np.array(strata) == name) for name in names]
    sizes = [_number_starting([one.size for one in places], first) for first in (0, 1)]
    counted = [math.prod(math.comb(one.size, k) for one, k in zip(places, of, strict=True)) for of in sizes]
    if sum(counted) <= 2 * draws:
        rows = {tuple(row) for of in sizes for row in _every_draw(len(strata), places, of)}
        return np.array(sorted(rows), dtype=bool).reshape(-1, len(strata)), True
    rng = np.random.default_rng(int(_hash(f"{seed}:again"), 16))
    made = np.zeros((draws, len(strata)), dtype=bool)
    first = rng.integers(2, size=draws)
    for stratum, one in enumerate(places):
        k = np.array([of[stratum] for of in sizes])[first]
        made[:, one] = rng.random((draws, one.size)).argsort(axis=1).argsort(axis=1) < k[:, None]
    return made, False


def _number_starting(strata: Sequence[int], first: int) -> list[int]:
    """Return how many therapists of each stratum start if every second therapist from place `first` on starts."""
    ends = list(itertools.accumulate(strata))
    return [
        len(range(first, end, 2)) - len(range(first, end - size, 2))
        for size, end in zip(strata, ends, strict=True)
    ]


def _every_draw(n: int, places: Sequence[np.ndarray], of: Sequence[int]) -> list[np.ndarray]:
    """Return every draw in which `of[i]` therapists of stratum i start now, each as (n,) bool."""
    rows = []
    for chosen in itertools.product(
        *(itertools.combinations(one.tolist(), k) for one, k in zip(places, of, strict=True))
    ):
        row = np.zeros(n, dtype=bool)
        row[[place for part in chosen for place in part]] = True
        rows.append(row)
    return rows


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
