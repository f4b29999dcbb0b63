"""Verdict on a claim, from the practice's interval and the published figure."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.evidence.claim_estimate import as_why
from analytics.evidence.results import Published
from analytics.why import Why, why


def verdict(ours: Estimate, published: Published) -> tuple[str, Why]:
    """Return the verdict on a claim, from our interval and the range of true values across settings.

    Parameters
    ----------
    ours : Estimate
        Our estimate with its 95 % interval.
    published : Published
        Published figure with the range of single settings, in the unit of `ours`.

    Returns
    -------
    word : str
        `agrees`, `too_early` or `differs`.
    reason : Why
        Its sentence.

    Raises
    ------
    ValueError
        If no range of single settings is known to compare with.

    Notes
    -----
    Our whole 95 % range lies outside the range of settings: differs. The two overlap and ours leaves out 0,
    on the side of the published figure: agrees. Else, and without a range of ours: too early.

    A pooled figure is a mean over practices that truly differ, so another size than the mean is no
    contradiction. A share cannot lie below 0: its range of settings begins there, so small shares never
    differ, and it agrees only where our interval begins above 0.
    """
    if ours.interval is None:
        return "too_early", as_why(ours.why) if ours.why else why("verdict_no_range")
    if published.settings is None:
        raise ValueError(
            "A claim without a range of single settings is judged by its direction (`directed`)."
        )
    (low, high), (lowest, highest) = ours.interval, published.settings
    side = 1 if lowest + highest >= 0 else -1
    beyond_zero = min(side * low, side * high) > 0
    word, reason = "too_early", why("verdict_holds_zero_too")
    if high < lowest or low > highest:
        word, reason = "differs", _outside(low, high, lowest, beyond_zero)
    elif beyond_zero:
        word, reason = "agrees", why("verdict_where_practices_fall")
    elif published.unit == "share":
        reason = why("verdict_share_from_zero", high=_in_100(high))
    return word, reason.and_also(_where_practices_fall(published))


def _outside(low: float, high: float, lowest: float, beyond_zero: bool) -> Why:
    """Return the reason of `differs`: on which side our interval lies, and where 0 is."""
    side = "below" if high < lowest else "above"
    if low <= 0 <= high:
        return why("verdict_outside_practices", "zero", side=side)
    return why("verdict_outside_practices", "same" if beyond_zero else "other", side=side)


def _where_practices_fall(published: Published) -> Why:
    """Return the sentence that names the range of true values across settings and where it comes from."""
    low, high = published.settings or (0.0, 0.0)
    if published.unit == "share":
        return why("note_settings", "share", settings=[low, high], _low=_in_100(low), _high=_in_100(high))
    variant = published.settings_from or ""
    return why("note_settings", variant, settings=[low, high], _low=f"{low:.2f}", _high=f"{high:.2f}")


def _in_100(share: float) -> str:
    """Return a share as parts of 100, with a decimal under 1."""
    parts = 100 * share
    return f"{parts:.1f}" if 0 < parts < 0.95 else f"{parts:.0f}"


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
