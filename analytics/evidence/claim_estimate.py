"""Estimate for one claim of the evidence page, and the reasons why an estimate can be missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics import privacy
from analytics.alliance import early
from analytics.answers import Estimate
from analytics.evidence.results import Finding
from analytics.stats import correlation
from analytics.stats.arrays import EstimationError
from analytics.why import Why, read, there_are, why

MIN_EPISODES = early.MIN_EPISODES  # for a correlation
MIN_DROPS = 10  # episodes with a repaired drop, and as many without; own choice
MIN_THERAPISTS = 10  # for a share between therapists in words; own choice, as in `stats.decomposition`
NO_THERAPIST = why("no_therapist_named")
UNFAIR = why("no_comparison_group")
NOBODY_ASKED = why("nobody_asked")
NO_SRS = why("no_srs", "test")
ONE_THERAPIST = why("one_therapist", "test")


@dataclass(frozen=True)
class ClaimEstimate:
    """Test of one research claim in this practice: the practice's figure, verdict, reason, other figures.

    price: how large a practice must be for the test to notice that nothing is there.
    """

    ours: Finding
    verdict: str
    why: Why
    also: tuple[Finding, ...] = ()
    price: Why | None = None


def as_why(sentence: str) -> Why:
    """Convert a sentence to a reason with the code `not_estimable`; return a coded reason unchanged."""
    return sentence if isinstance(sentence, Why) else read(sentence)


def too_few_therapists(have: int) -> Why:
    """Return the reason why a claim is not tested: there are fewer therapists than the test requires."""
    return why("too_few_therapists", "test", have=have, need=MIN_THERAPISTS, _there=there_are(have))


def not_estimable(reason: Why, unit: str, what: str, verdict: str = "too_early", n: int = 0) -> ClaimEstimate:
    """Return a claim's result without a figure, with the reason why it has none.

    Parameters
    ----------
    reason : Why
        Why there is none.
    unit, what : str
        Unit and words of the figure.
    verdict : str
        One of VERDICTS.
    n : int
        Rows that there are.

    Returns
    -------
    ClaimEstimate
    """
    return ClaimEstimate(
        Finding(estimate=None, interval=None, n=n, why=reason, what=what, unit=unit), verdict, reason
    )


def too_few_episodes(n: int, what: str, below: int, needed: int = MIN_EPISODES) -> Why:
    """Return the reason why a claim is not tested: there are too few episodes.

    The reason does not state a number of episodes smaller than `below`.
    """
    has = privacy.words(below) if 0 < n < below else f"{n:,}"
    return why("too_few_episodes", "test", need=needed, _have=has, _what=what)


def correlated(
    x: np.ndarray,
    y: np.ndarray,
    covariates: np.ndarray | None,
    groups: np.ndarray,
    what: str,
    least: int = MIN_EPISODES,
) -> Finding:
    """Return the correlation of x and y given covariates, with its interval, or why there is none."""
    if len(x) < least:
        few = why("too_few_episodes", "test", need=least, _have=len(x), _what="episodes")
        return Finding(estimate=None, interval=None, n=len(x), why=few, what=what)
    try:
        estimate = correlation.partial(x, y, covariates, groups)
    except EstimationError as problem:
        alike = str(problem) == correlation.CONSTANT
        reason = why("scores_all_alike", "test") if alike else why("not_estimable", "test", _problem=problem)
        return Finding(estimate=None, interval=None, n=len(x), why=reason, what=what)
    return Finding(estimate=estimate.r, interval=estimate.interval, n=estimate.n, what=what)


def as_finding(estimate: Estimate, what: str, unit: str, band: float | None = None) -> Finding:
    """Convert an estimate to a figure of the evidence page, with a description and a unit."""
    return Finding(
        estimate=estimate.estimate,
        interval=estimate.interval,
        n=estimate.n,
        why=estimate.why,
        what=what,
        unit=unit,
        band=band,
    )
