"""Simulated practices by month, with and without a lasting change, to test the monthly charts of Overview.

Months are independent. A practice has four measures: shares of endings, a mean SRS early in therapy, and a share of
sessions with a form, in which the sessions of one client are alike. All practices are drawn at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MEASURES = ("reliable_improvement", "unplanned", "early_alliance", "forms")
LEVELS = {"reliable_improvement": 0.50, "unplanned": 0.28, "forms": 0.85}  # shares
STEPS = {"reliable_improvement": -0.12, "unplanned": 0.12, "early_alliance": -0.8, "forms": -0.08}
ENDINGS, FEWEST_ENDINGS = 30, 10  # a month
CLIENTS, FEWEST_CLIENTS = 24, 10  # with an early SRS, a month
SESSIONS, FEWEST_SESSIONS, PER_CLIENT, ALIKE = 250, 50, 3, 4.0  # a month; Beta(4p, 4(1-p)) per client


@dataclass(frozen=True)
class Months:
    """One measure of many practices: totals (events, or sum of points) and n, each (practices, months)."""

    measure: str
    total: np.ndarray
    n: np.ndarray

    @property
    def values(self) -> np.ndarray:
        """Share or mean of each month."""
        return self.total / self.n


@dataclass(frozen=True)
class Step:
    """A lasting change: from month `at` (up to month `until`, where given) a measure lies `by` away."""

    at: int
    by: float
    until: int | None = None

    def of(self, months: int) -> np.ndarray:
        """Return how far each month lies from the usual level."""
        month = np.arange(months)
        return np.where((month >= self.at) & (month < (self.until or months)), self.by, 0.0)


def months(
    rng: np.random.Generator, measure: str, practices: int, months: int, step: Step | None = None,
    size: float = 1.0,
) -> Months:  # fmt: skip
    """Simulate one measure of `practices` practices over `months` months; `size` scales the counts."""
    away = step.of(months) if step else np.zeros(months)
    shape = (practices, months)
    if measure == "early_alliance":
        n = np.maximum(rng.poisson(CLIENTS * size, shape), round(FEWEST_CLIENTS * size))
        return Months(measure, _points(rng, n, away), n)
    level = np.clip(LEVELS[measure] + away, 0.01, 0.99)
    if measure != "forms":
        n = np.maximum(rng.poisson(ENDINGS * size, shape), round(FEWEST_ENDINGS * size))
        return Months(measure, rng.binomial(n, level), n)
    people = np.maximum(rng.poisson(SESSIONS * size, shape), round(FEWEST_SESSIONS * size)) // PER_CLIENT
    kept = np.zeros(shape)
    for month, share in enumerate(level):
        counts = rng.multinomial(people[:, month], _forms_of_a_client(share))
        kept[:, month] = counts @ np.arange(PER_CLIENT + 1)
    return Months(measure, kept, people * PER_CLIENT)


def practices(
    seed: int | list[int], number: int, n_months: int, steps: dict[str, Step] | None = None
) -> dict[str, Months]:
    """Simulate all four measures; `steps` maps the measures that change to their change."""
    rng = np.random.default_rng(seed)
    return {one: months(rng, one, number, n_months, (steps or {}).get(one)) for one in MEASURES}


def _points(rng: np.random.Generator, n: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Return sums of early SRS scores, at most 40 each, of n clients in each month."""
    one = np.minimum(
        40.3 - rng.gamma(1.4, 2.6, n.sum()) + np.repeat(np.broadcast_to(away, n.shape), n.ravel()), 40
    )
    return np.add.reduceat(one, np.concatenate([[0], n.ravel().cumsum()[:-1]])).reshape(n.shape)


def _forms_of_a_client(share: float) -> np.ndarray:
    """Return the chances that a client fills in 0, 1, 2 or 3 of three forms (beta-binomial)."""
    a, b = ALIKE * share, ALIKE * (1 - share)
    whole = a + b
    three = a * (a + 1) * (a + 2) / (whole * (whole + 1) * (whole + 2))
    two = 3 * a * (a + 1) * b / (whole * (whole + 1) * (whole + 2))
    one = 3 * a * b * (b + 1) / (whole * (whole + 1) * (whole + 2))
    return np.array([1 - one - two - three, one, two, three])
