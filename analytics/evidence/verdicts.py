"""From our range and the published figure to one of four words. The rule is the same for every claim with a figure."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.evidence.results import Published

SAME_WAY = "Our range leaves out 0 as well: the same direction, another size."


def verdict(ours: Estimate, published: Published) -> tuple[str, str]:
    """The word and its sentence.

    How: our 95 % range includes the published figure and excludes 0: agrees. It includes both: too early. It excludes
    the published figure: differs. No range: too early, with the reason. For a published range, including means
    overlapping.
    """
    if ours.interval is None:
        return "too_early", ours.why or "Too early to test."
    low, high = ours.interval
    holds = low <= published.highest and published.lowest <= high
    nothing = low <= 0 <= high
    if holds and not nothing:
        return "agrees", "Our range includes the published figure and leaves out 0."
    if holds:
        return "too_early", "Our range includes the published figure and 0; more episodes will tell."
    if nothing:
        return "differs", "Our range includes 0 and leaves out the published figure."
    same = (low > 0) == (published.lowest > 0)
    side = "above" if low > published.highest else "below"
    sentence = f"Our range lies {side} the published figure."
    return "differs", f"{sentence} {SAME_WAY}" if same else f"{sentence} It points the other way."


def directed(ours: Estimate, *, least: float = 0.0) -> tuple[str, str]:
    """The same where studies agree on a direction but give no one figure: above 0 is what they found.

    Parameters: least: an estimate that has to be reached to count (unit of `ours`).
    """
    if ours.interval is None:
        return "too_early", ours.why or "Too early to test."
    low, high = ours.interval
    if high < 0:
        return "differs", "Our range lies below 0: the other way round."
    if low > 0 and ours.estimate >= least:
        return "agrees", "Our range lies above 0, the direction that studies found."
    if low > 0:
        return (
            "too_early",
            f"Our range lies above 0, but an estimate under {least:g} can come about by other ways.",
        )
    return "too_early", "Our range includes 0, so either direction remains possible."
