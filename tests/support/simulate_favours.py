"""Made-up courses of therapy in which a definition of success depends on the first score as much as is said."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from analytics.outcomes.totals import Totals

CUTOFF = 25.0
NOBODY_HIDDEN = Totals(())


def first_scores(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n first scores in tenths of a point, as in practice: most under 25."""
    return np.round(40 * rng.beta(2.2, 2.8, n), 1)


def columns(first: np.ndarray, last: np.ndarray, improved: np.ndarray, recovered: np.ndarray) -> dict:
    """Return one row per course, as `first_and_last_scores.sql` would have them."""
    return {
        "first": first,
        "last": last,
        "below": first < CUTOFF,
        "improved": improved,
        "recovered": recovered & (first < CUTOFF),
        "n": np.ones(first.size, dtype=int),
    }


def by_odds_ratio(
    rng: np.random.Generator, n: int, odds_ratio: float, share: float = 0.5, again: float = 0.0
) -> tuple[dict, float]:
    """Return courses whose improvement has this odds ratio per 7 points more distressed, and their SD in sevens.

    None of them counts as begun under the cutoff, so that nothing but "clearly better" is worked out.
    again: share of courses by a client who has one before; what the two leave to chance correlates by .5, by a normal
    copula, so that the odds ratio of all courses stays what it is.
    """
    first = first_scores(rng, n)
    logit = np.log(share / (1 - share)) - np.log(odds_ratio) * (first - first.mean()) / 7
    client = np.where(rng.random(n) < again, np.arange(n) - 1, np.arange(n))
    chance = np.sqrt(0.5) * (rng.normal(size=n + 1)[client] + rng.normal(size=n))
    improved = ndtr(chance) < 1 / (1 + np.exp(-logit))
    made = columns(first, first, improved, improved) | {"below": np.zeros(n, dtype=bool)}
    return made, float(np.std(first, ddof=1)) / 7


def nothing_depends(rng: np.random.Generator, n: int) -> dict:
    """Return courses whose gain has nothing to do with the first score, not even by the ends of the scale.

    Then clearly better and both effect sizes favour nobody; recovery favours those near the cutoff.
    """
    first = first_scores(rng, n)
    last = first + np.round(rng.normal(6, 7, n), 1)
    improved = last - first >= 6
    return columns(first, last, improved, improved & (last >= CUTOFF))
