"""Verdict on a claim, from the practice's interval and the published figure."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.evidence.claim_estimate import as_why
from analytics.evidence.results import Published
from analytics.why import Why, why


def verdict(ours: Estimate, published: Published) -> tuple[str, Why]:
    """Return the verdict on a claim, from the practice's interval and a published figure or range.

    Parameters
    ----------
    ours : Estimate
        Our estimate with its 95 % interval.
    published : Published
        Published figure or range, in the unit of `ours`.

    Returns
    -------
    word : str
        `agrees`, `too_early` or `differs`.
    reason : Why
        Its sentence.

    Raises
    ------
    ValueError
        If nothing is published to compare with.

    Notes
    -----
    Our 95 % range includes the published figure and excludes 0: agrees. It includes both: too early. It
    excludes the published figure: differs. No range: too early, with the reason. For a published range,
    including means overlapping.
    """
    if ours.interval is None:
        return "too_early", as_why(ours.why) if ours.why else why("verdict_no_range")
    low, high = ours.interval
    lowest, highest = published.lowest, published.highest
    if lowest is None or highest is None:
        raise ValueError("A claim without a published figure is judged by its direction (`directed`).")
    holds = low <= highest and lowest <= high
    nothing = low <= 0 <= high
    if holds and not nothing:
        return "agrees", why("verdict_holds_published")
    if holds:
        return "too_early", why("verdict_holds_both")
    if nothing:
        return "differs", why("verdict_holds_zero")
    same = (low > 0) == (lowest > 0)
    side = "above" if low > highest else "below"
    return "differs", why("verdict_beyond_published", "same" if same else "other", side=side)


def directed(ours: Estimate, *, least: float = 0.0) -> tuple[str, Why]:
    """Return the verdict on a claim with a positive published effect but no single published figure.

    Parameters
    ----------
    ours : Estimate
        Our estimate with its 95 % interval.
    least : float
        Smallest estimate that counts as an effect, in the unit of `ours`.

    Returns
    -------
    word : str
        `agrees`, `too_early` or `differs`.
    reason : Why
        Its sentence.
    """
    if ours.interval is None:
        return "too_early", as_why(ours.why) if ours.why else why("verdict_no_range")
    low, high = ours.interval
    if high < 0:
        return "differs", why("verdict_below_zero")
    if low > 0 and ours.estimate is not None and ours.estimate >= least:
        return "agrees", why("verdict_above_zero")
    if low > 0:
        return (
            "too_early",
            why("verdict_above_zero", "small", need=least),
        )
    return "too_early", why("verdict_either_direction")
