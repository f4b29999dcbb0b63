"""Which definition of success favours whom: how each depends on how distressed clients were at the start."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analytics.answers import Estimate
from analytics.outcomes.results import Favour
from analytics.outcomes.totals import NO_BELOW, NO_OUTCOME, Totals
from analytics.stats import odds_ratio
from analytics.stats.arrays import EstimationError
from analytics.why import why

DEFINITIONS = ("reliable_improvement", "recovered", "effect_size", "severity_adjusted_effect_size")
LARGE = 0.8  # SDs; as in the published comparison of these definitions, doi 10.1176/appi.ps.201900295
MIN_COURSES = 50  # episodes; own choice, see tests/unit/test_favours.py
MIN_EITHER = 10  # successes, and others; ten events for one coefficient
WORDED = 1 - 0.05 / len(
    DEFINITIONS
)  # level at which a definition is said to favour somebody: four are looked at
EVEN = 1.25  # an odds ratio between 1 / EVEN and EVEN, with its whole range, hardly depends on the start


def favours(columns: Mapping[str, np.ndarray], totals: Totals) -> tuple[Favour, ...]:
    """Return, for each definition of success, its share and its odds ratio per SD more distressed at the start.

    Parameters
    ----------
    columns : mapping of str to np.ndarray
        Columns of `first_and_last_scores.sql`.
    totals : Totals
        The same selection; it hides small counts.

    Returns
    -------
    tuple of Favour
        One per DEFINITIONS, in that order.

    Notes
    -----
    Logistic regression of success on the first ORS, turned round and divided by its SD over all assessable
    episodes, so that one unit fits all definitions. Each speaks of the episodes of its headline: clearly better
    of all assessable ones, the others of those that started below the cutoff. Effect size: the change of an
    episode is at least LARGE SDs of the first scores (of those below the cutoff). Severity-adjusted: the mean
    change and the deviation from the line of last on first score of the same episodes are together at least that.

    Ranges are profile likelihood, 95 %; episodes count as independent, also those of one client. A definition
    favours somebody where the range at WORDED leaves 1 out, so that in at most one of twenty selections any of
    four is said to by chance. Extreme first scores move back to the mean, so a gain depends on the start without
    any help; this is arithmetic, not quality.

    References
    ----------
    Psychiatric Services 2020, 71, 312, doi 10.1176/appi.ps.201900295: 5,554 courses with a PHQ-9.
    """
    first, last, n = (np.asarray(columns[name], dtype=float) for name in ("first", "last", "n"))
    below = np.asarray(columns["below"], dtype=bool)
    everybody = np.ones(first.size, dtype=bool)
    large, adjusted = _large(first, last, np.where(below, n, 0.0))
    counted = {
        "reliable_improvement": (everybody, np.asarray(columns["improved"], dtype=bool)),
        "recovered": (below, np.asarray(columns["recovered"], dtype=bool)),
        "effect_size": (below, large),
        "severity_adjusted_effect_size": (below, adjusted),
    }
    sd = start_sd(first, n)
    return tuple(
        _favour(name, success[held], n[held], first[held], sd, totals)
        for name, (held, success) in counted.items()
    )


def start_sd(first: np.ndarray, n: np.ndarray) -> float | None:
    """Return the SD of the first scores, in points; None for fewer than two or without spread."""
    size = n.sum()
    if size < 2:
        return None
    mean = n @ first / size
    return float(np.sqrt(n @ (first - mean) ** 2 / (size - 1))) or None


def _large(first: np.ndarray, last: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return whether each change, and each change adjusted for the first score, is at least LARGE SDs.

    SD, line and mean change are those of the rows weighted by n.
    """
    sd, nobody = start_sd(first, n), np.zeros(first.size, dtype=bool)
    if sd is None:
        return nobody, nobody
    change, start = last - first, first - n @ first / n.sum()
    mean = n @ change / n.sum()
    slope = (n * start) @ (change - mean) / ((n * start) @ start)
    return change >= LARGE * sd, change - slope * start >= LARGE * sd


def _favour(
    name: str, success: np.ndarray, n: np.ndarray, first: np.ndarray, sd: float | None, totals: Totals
) -> Favour:
    """Return the share and the odds ratio of one definition, from its episodes by first and last score."""
    size, events = int(n.sum()), int(n[success].sum())
    share = totals.share(events, size, NO_OUTCOME if name == "reliable_improvement" else NO_BELOW)
    few = size < MIN_COURSES or min(events, size - events) < MIN_EITHER
    if few or sd is None:
        reason = why("too_few_to_favour", need=MIN_COURSES, either=MIN_EITHER)
        return Favour(definition=name, share=share, odds_ratio=Estimate.missing(reason, size), favours=None)
    try:
        scores, at = np.unique(first, return_inverse=True)
        successes, courses = (np.bincount(at, weights) for weights in (success * n, n))
        fit = odds_ratio.fit(successes, courses, -scores / sd)
        found, sure = fit.interval(), fit.interval(WORDED)
    except EstimationError:
        missing = Estimate.missing(why("start_decides"), size)
        return Favour(definition=name, share=share, odds_ratio=missing, favours=None)
    return Favour(
        definition=name,
        share=share,
        odds_ratio=Estimate(fit.estimate, found, size),
        favours=_word(found, sure),
    )


def _word(found: tuple[float, float], sure: tuple[float, float]) -> str:
    """Return whom a definition favours: `more_distressed`, `less_distressed`, `neither` or `unclear`."""
    if sure[0] > 1:
        return "more_distressed"
    if sure[1] < 1:
        return "less_distressed"
    return "neither" if found[0] > 1 / EVEN and found[1] < EVEN else "unclear"
