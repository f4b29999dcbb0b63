"""Price of a verdict: how large a practice must be for the test of a claim to notice that nothing is there."""

from __future__ import annotations

import math

import numpy as np

from analytics.evidence.claim_estimate import MIN_EPISODES, MIN_THERAPISTS
from analytics.evidence.results import Published
from analytics.stats import practice_size
from analytics.why import Why, why

POWER = 0.8  # share of practices of that size in which it is noticed
# Where the data are too few to tell how alike the clients of one therapist are: shares between therapists of the
# alliance (own choice, between the .05 and .10 of `tests/support/simulate_therapists.py`) and of outcome (claims.toml).
ASSUMED_DEFF = 0.08 * 0.05
OF_TEN = round(10 * POWER)
DIRECTION = why("price_direction")


def no_link(
    published: Published,
    what: str,
    x: np.ndarray,
    y: np.ndarray,
    covariates: np.ndarray | None,
    therapist: np.ndarray,
) -> Why:
    """Return how many clients it takes to notice that a correlation is 0, as a sentence with its figures.

    Parameters
    ----------
    published : Published
        With the range of single settings.
    what : str
        The rows that are counted, in words.
    x, y, covariates : np.ndarray
        The practice's rows, for how alike the clients of one therapist are.
    therapist : np.ndarray
        Therapist of each row.

    Returns
    -------
    Why
    """
    low, high = published.settings or (0.0, 0.0)
    edge = low if low > 0 else -high
    per_therapist, deff = _alike(x, y, covariates, therapist)
    clients = practice_size.for_zero_correlation(edge, per_therapist, deff, POWER)
    if clients is None:
        return why("price_no_link", "never", _low=f"{low:.2f}")
    numbers = {"clients": _rounded(clients), "power": POWER, "_what": what, "_of_ten": OF_TEN}
    if not per_therapist:
        return why("price_no_link", **numbers)
    return why("price_no_link", "therapists", per_therapist=per_therapist, **numbers)


def share_between(published: Published, what: str, per_therapist: list[int]) -> Why | None:
    """Return how many clients it takes to notice the published share between therapists, as a sentence.

    Parameters
    ----------
    published : Published
        With the share as its value.
    what : str
        The rows that are counted, in words.
    per_therapist : list of int
        Clients of each therapist of the practice.

    Returns
    -------
    Why or None
        None where no size is enough, as with one client for each therapist.
    """
    mean = _whole(sum(per_therapist) / len(per_therapist)) if per_therapist else 0
    share = published.value or 0.0
    clients = practice_size.for_share_between(share, mean, POWER, MIN_THERAPISTS) if share else None
    if clients is None:
        return None
    return why(
        "price_share",
        clients=_rounded(clients),
        per_therapist=mean,
        power=POWER,
        share=share,
        _parts=f"{100 * share:.0f}",
        _what=what,
        _of_ten=OF_TEN,
    )


def _alike(
    x: np.ndarray, y: np.ndarray, covariates: np.ndarray | None, therapist: np.ndarray
) -> tuple[int, float]:
    """Return clients per therapist, 0 if none or one is named, and the design effect."""
    named = np.unique(therapist[therapist > 0]).size
    if named < 2:
        return 0, 1.0
    per_therapist = _whole(therapist.size / named)
    known = np.all(np.isfinite(x)) and np.all(np.isfinite(y))
    known = known and (covariates is None or np.all(np.isfinite(covariates)))
    if therapist.size < MIN_EPISODES or not known:
        return per_therapist, 1 + (per_therapist - 1) * ASSUMED_DEFF
    return per_therapist, practice_size.design_effect(x, y, covariates, therapist)


def _whole(clients: float) -> int:
    """Round clients per therapist: to whole ones up to 10, else to 5, so that no exact count follows."""
    return max(1, round(clients)) if clients <= 10 else 5 * round(clients / 5)


def _rounded(clients: int) -> int:
    """Round a number of clients up to two significant digits."""
    step = 10 ** max(0, math.floor(math.log10(max(clients, 1))) - 1)
    return step * math.ceil(clients / step)
