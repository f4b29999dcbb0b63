"""Test of the claim that therapists differ: the share of the variance of outcome between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from analytics.evidence import price, verdicts
from analytics.evidence.claim_estimate import (
    MIN_EPISODES,
    MIN_THERAPISTS,
    ONE_THERAPIST,
    ClaimEstimate,
    not_estimable,
    too_few_therapists,
)
from analytics.evidence.results import Finding, Published
from analytics.stats.arrays import EstimationError
from analytics.therapists import cells, continuous
from analytics.why import why

COUNTED = "episodes with a first and a later ORS"


def therapists(rows: list[dict], allow_for: tuple[str, ...], published: Published) -> ClaimEstimate:
    """Test the claim that a share of the variance of outcome lies between therapists, as in other practices.

    Parameters
    ----------
    rows : list of dict
        Rows of `therapist_cells.sql`.
    allow_for : tuple of str
        Columns of the case mix.
    published : Published
        Published figure, with where single practices fall.

    Returns
    -------
    ClaimEstimate
        Its share is that of the therapists view in change, of the same rows.
    """
    what = "share between therapists, of what the start leaves open"
    people: Counter[int] = Counter()
    for row in rows:
        people[row["therapist_key"]] += int(row["n"])
    n = people.total()
    if not people:
        return not_estimable(too_few_therapists(0), "share", what)
    if len(people) == 1:
        return not_estimable(ONE_THERAPIST, "share", what, "cannot_be_tested", n)
    cost = price.share_between(published, COUNTED, list(people.values()))
    if len(people) < MIN_THERAPISTS or n < MIN_EPISODES:
        few = too_few_therapists(len(people))
        return replace(not_estimable(few, "share", what, n=n), price=cost)
    try:
        model = cells.first_estimable(rows, allow_for, continuous.model)
    except EstimationError as problem:
        return not_estimable(why("not_estimable", "test", _problem=problem), "share", what, n=n)
    ours = Finding(estimate=model.icc, interval=model.icc_interval(), n=n, what=what, unit="share")
    return ClaimEstimate(ours, *verdicts.verdict(ours, published), price=cost)
