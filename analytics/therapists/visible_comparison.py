"""Part of a comparison of therapists that one viewer may see, with what it could have noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analytics.definitions.model import SmallNumbers
from analytics.outcomes import peer_suppression
from analytics.therapists import continuous, noticeable, proportions
from analytics.therapists.continuous import Found
from analytics.therapists.results import MEASURES, SHARES, Band, Comparison, Noticeable, Therapist
from analytics.why import Why


def visible_to(
    estimates: Found,
    shared: dict[str, Any],
    measure: str,
    people: Sequence[Mapping],
    everybody: bool,
    small: SmallNumbers,
) -> Comparison:
    """Return the comparison with only the therapists and numbers that this viewer may see."""
    visible = {row["therapist_key"]: row for row in people}
    rows = sorted(
        (
            _therapist(estimates, index, visible[key])
            for index, key in enumerate(estimates.groups.tolist())
            if key in visible
        ),
        key=lambda row: row.therapist,
    )
    others = [index for index, key in enumerate(estimates.groups.tolist()) if key not in visible]
    band, band_why = (None, None) if everybody else _band(estimates, others, small)
    return Comparison(
        **shared,
        measure=measure,
        unit=MEASURES[measure],
        therapists=tuple(rows),
        icc=estimates.icc,
        icc_interval=estimates.icc_interval,
        between_sd=estimates.between_sd,
        rank_width=estimates.rank_width,
        funnel=estimates.funnel if everybody or band else None,
        level=estimates.level,
        adjusted_for=estimates.adjusted_for,
        not_adjusted_for=tuple(estimates.reasons),
        not_adjusted_reasons=tuple(estimates.reasons.values()),
        n_therapists=int(estimates.groups.size) if everybody else None,
        n_worded=int(estimates.worded.sum()) if everybody else None,
        too_small=int(np.sum(estimates.n < proportions.MIN_MARK))
        if everybody and measure in SHARES
        else None,
        others=band,
        others_why=band_why,
        funnel_why=estimates.funnel_why,
        noticeable=could_notice(estimates, measure),
    )


def could_notice(found: Found, measure: str) -> Noticeable | None:
    """Return which differences a fitted comparison could have noticed; None if all therapists have too few clients.

    Parameters
    ----------
    found : Found
        Fitted comparison.
    measure : str
        Key of MEASURES.

    Returns
    -------
    Noticeable or None
    """
    if found.sums is not None:
        return noticeable.of_score(found.sums, found.posterior.icc, continuous.MIN_RELIABILITY)
    drawn = found.n >= proportions.MIN_MARK
    if found.expected is None or not drawn.any():
        return None
    more, expected = measure == "unplanned", found.expected[drawn]
    return noticeable.of_share(found.n[drawn], expected, found.posterior.icc, more, proportions.CHANCE)


def _therapist(estimates: Found, index: int, person: Mapping) -> Therapist:
    """Return the result row of one therapist from the fitted comparison."""

    def ends(of: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
        return float(of[0][index]), float(of[1][index])

    lowest, highest = estimates.ranks

    return Therapist(
        therapist=person["therapist"],
        n=int(estimates.n[index]),
        estimate=float(estimates.estimate[index]),
        interval=ends(estimates.interval),
        p_above=float(estimates.posterior.p_positive[index]),
        reliability=float(estimates.reliability[index]),
        rank_interval=(int(lowest[index]), int(highest[index])),
        p_top_quarter=float(estimates.posterior.p_top_quarter[index]),
        p_bottom_quarter=float(estimates.posterior.p_bottom_quarter[index]),
        worded=bool(estimates.worded[index]),
        name=person["therapist_name"],
        likely=ends(estimates.likely),
        level=float(estimates.levels[index]),
        events=None if estimates.events is None else int(estimates.events[index]),
        adjusted=None if estimates.adjusted is None else float(estimates.adjusted[index]),
        place=None if estimates.places is None else estimates.places[index],
    )


def _band(estimates: Found, others: Sequence[int], small: SmallNumbers) -> tuple[Band | None, Why | None]:
    """Return the quartiles of the estimates of other therapists, or why these quartiles are not shown.

    others: the therapists whom the viewer may not see.
    """
    counted = [index for index in others if estimates.n[index] >= small.min_colleague_episodes]
    if len(counted) < small.min_colleagues:
        return None, peer_suppression.TOO_FEW
    low, high = np.quantile(estimates.estimate[counted], [0.25, 0.75])
    return Band(float(low), float(high)), None
