"""Tests of the claims of the evidence page, one function per claim."""

from __future__ import annotations

import numpy as np

from analytics.alliance import early
from analytics.alliance.decomposition import Decomposition
from analytics.alliance.published import alliance_outcome
from analytics.evidence import verdicts
from analytics.evidence.claim_estimate import (
    MIN_DROPS,
    MIN_EPISODES,
    MIN_THERAPISTS,
    NO_THERAPIST,
    ONE_THERAPIST,
    UNFAIR,
    ClaimEstimate,
    as_finding,
    as_why,
    correlated,
    not_estimable,
    too_few_episodes,
    too_few_therapists,
)
from analytics.evidence.results import Finding, Published
from analytics.orientation import fidelity, orientation
from analytics.stats import random_intercept
from analytics.stats.arrays import EstimationError
from analytics.therapists import cells
from analytics.why import Why, why


def alliance(rows: early.Early, published: Published, below: int) -> ClaimEstimate:
    """Test the claim that the early SRS correlates with the last ORS as strongly as published.

    Parameters
    ----------
    rows : early.Early
        Ended episodes with an early SRS and a later ORS.
    published : Published
        Published figure.
    below : int
        Count under which numbers are hidden (0: none).

    Returns
    -------
    ClaimEstimate
    """
    what = "early SRS and last ORS"
    if rows.n < MIN_EPISODES:
        return not_estimable(
            too_few_episodes(rows.n, "episodes with an early SRS and a later ORS", below), "r", what, n=rows.n
        )
    ours = correlated(rows.alliance, rows.end, None, rows.therapist, what)
    given = correlated(
        rows.alliance, rows.end, rows.start, rows.therapist, "the same, allowing for the first ORS"
    )
    word, reason = verdicts.verdict(ours, published)
    low, high = alliance_outcome().settings
    if word == "differs" and ours.interval and ours.interval[0] <= high and low <= ours.interval[1]:
        reason = reason.and_also(why("note_single_settings", low=low, high=high))
    return ClaimEstimate(ours, word, reason, (given,))


def sessions_3_to_5(rows: early.Early, published: Published, below: int) -> ClaimEstimate:
    """Test the claim on the correlation of early SRS and last ORS, adjusted for the first ORS.

    A further figure allows for the change so far as well.

    Parameters
    ----------
    rows : early.Early
        Ended episodes with an early SRS and a later ORS.
    published : Published
        Published figure.
    below : int
        Count under which numbers are hidden (0: none).

    Returns
    -------
    ClaimEstimate
    """
    what = "early SRS and last ORS, allowing for the first ORS"
    if rows.n < MIN_EPISODES:
        return not_estimable(
            too_few_episodes(rows.n, "episodes with an early SRS and a later ORS", below), "r", what, n=rows.n
        )
    ours = correlated(rows.alliance, rows.end, rows.start, rows.therapist, what)
    known = np.column_stack([rows.start, rows.so_far])
    then = correlated(
        rows.alliance, rows.end, known, rows.therapist, "the same, allowing for the change so far as well"
    )
    word, reason = verdicts.verdict(ours, published)
    if word == "agrees" and then.interval and then.interval[0] <= 0 <= then.interval[1]:
        reason = reason.and_also(why("note_after_change_so_far"))
    return ClaimEstimate(ours, word, reason, (then,))


def therapist_part(split: Decomposition, rows: early.Early) -> ClaimEstimate:
    """Test the claim that the slope of outcome on SRS is steeper between therapists than within them.

    Parameters
    ----------
    split : Decomposition
        Slopes within and between therapists.
    rows : early.Early
        The episodes behind them.

    Returns
    -------
    ClaimEstimate
    """
    what = "between therapists less within, ORS points per SRS point"
    if rows.n and not rows.therapists:
        return not_estimable(NO_THERAPIST, "slope", what, "cannot_be_tested")
    if rows.therapists == 1:
        return not_estimable(ONE_THERAPIST, "slope", what, "cannot_be_tested", rows.n)
    if split.why:
        return not_estimable(as_why(split.why), "slope", what, n=split.n)
    named = (
        ("among the clients of one therapist", split.within),
        ("between therapists, as observed", split.between),
        ("between therapists, thin means allowed for", split.corrected_between),
    )
    also = tuple(as_finding(one, label, "slope") for label, one in named if one.estimate is not None)
    ours = as_finding(split.contextual, what, "slope")
    therapists = split.therapists or 0
    if therapists < MIN_THERAPISTS:
        few = too_few_therapists(therapists)
        return ClaimEstimate(
            Finding(estimate=None, interval=None, n=split.n, why=few, what=what, unit="slope"),
            "too_early",
            few,
            also[:1],
        )
    word, reason = verdicts.directed(ours)
    if word == "agrees":
        reason = why("verdict_above_zero", "between")
    if word == "differs":
        reason = why("verdict_below_zero", "within")
    if word == "too_early" or split.verdict == "not_estimable":
        word, reason = "too_early", why("verdict_not_separable")
        if split.verdict == "not_estimable":
            reason = reason.and_also(why("not_estimable", _problem=split.reason))
    if split.within.interval and split.within.interval[0] > 0:
        reason = reason.and_also(why("note_not_therapist_alone"))
    return ClaimEstimate(ours, word, reason, also)


def by_orientation(rows: early.Early, at_least: int) -> ClaimEstimate:
    """Test the claim that no two therapy orientations differ in outcome by more than a negligible amount.

    Parameters
    ----------
    rows : early.Early
        Ended episodes with an early SRS and a later ORS.
    at_least : int
        Therapists an orientation needs to be used at all.

    Returns
    -------
    ClaimEstimate
        Of the pair whose interval reaches furthest from 0.
    """
    what = "largest difference between two orientations"
    result = orientation(rows, at_least=at_least)
    if result.state == "no_column":
        return not_estimable(result.why, "orsdiff", what, "cannot_be_tested")
    widest = result.widest
    if widest is None:
        untestable = result.why.startswith("Cannot")
        return not_estimable(
            result.why, "orsdiff", what, "cannot_be_tested" if untestable else "too_early", result.n
        )
    also = []
    for pair in result.differences:
        name = f"{pair.first} less {pair.second}"
        also.append(as_finding(pair.plain, f"{name}, without the alliance", "orsdiff", result.band))
        also.append(
            as_finding(pair.given_alliance, f"{name}, allowing for the alliance", "orsdiff", result.band)
        )
    label = f"{widest.first} less {widest.second}"
    ours = as_finding(widest.given_alliance, label, "orsdiff", result.band)
    word = {"inside": "agrees", "differs": "differs"}.get(result.state, "too_early")
    return ClaimEstimate(ours, word, result.why, tuple(also))


def by_fidelity(rows: early.Early) -> ClaimEstimate:
    """Test whether outcome depends more on alliance than on treatment fidelity, within therapists.

    Parameters
    ----------
    rows : early.Early
        Ended episodes with an early SRS and a later ORS.

    Returns
    -------
    ClaimEstimate
    """
    what = "alliance less fidelity, ORS points per SD"
    result = fidelity(rows)
    if result.why:
        untestable = result.why.startswith("Cannot")
        return not_estimable(
            result.why, "orsdiff", what, "cannot_be_tested" if untestable else "too_early", result.n
        )
    named = (
        ("alliance, within therapists", result.alliance_within),
        ("fidelity, within therapists", result.fidelity_within),
        ("alliance, between therapists", result.alliance_between),
        ("fidelity, between therapists", result.fidelity_between),
    )
    also = tuple(as_finding(one, label, "orsdiff") for label, one in named)
    ours = as_finding(result.apart, what, "orsdiff")
    word, reason = verdicts.directed(ours)
    if word == "agrees":
        reason = why("verdict_above_zero", "alliance")
    return ClaimEstimate(ours, word, reason, also)


def feedback(unrecorded: Why | None) -> ClaimEstimate:
    """Return the result for the claim on feedback: it cannot be tested without a comparison group.

    unrecorded: reason why endings are not known, if they are not recorded.
    """
    return not_estimable(UNFAIR.and_also(unrecorded), "d", "no comparison", "cannot_be_tested")


def repair(columns: dict, published: Published, below: int) -> ClaimEstimate:
    """Test the claim that repair of alliance drops correlates with the last ORS as strongly as published.

    Parameters
    ----------
    columns : dict of str to np.ndarray
        Columns of `repair_rows.sql`.
    published : Published
        Published figure.
    below : int
        Count under which numbers are hidden (0: none).

    Returns
    -------
    ClaimEstimate
    """
    what = "drop repaired and last ORS, allowing for the first"
    repaired = np.asarray(columns["repaired"], dtype=float)
    y, z = (np.ma.filled(np.ma.asarray(columns[name], dtype=float), np.nan) for name in ("y", "z"))
    fewest = int(min(repaired.sum(), (1 - repaired).sum()))
    if repaired.size < MIN_EPISODES:
        return not_estimable(
            too_few_episodes(repaired.size, "episodes with a settled drop", below), "r", what, n=repaired.size
        )
    if fewest < MIN_DROPS:
        kind = "repaired" if repaired.sum() == fewest else "not repaired"
        return not_estimable(
            too_few_episodes(fewest, f"drops {kind}", below, MIN_DROPS), "r", what, n=repaired.size
        )
    ours = correlated(repaired, y, z, columns["therapist_key"], what)
    return ClaimEstimate(ours, *verdicts.verdict(ours, published))


def therapists(rows: list[dict], allow_for: tuple[str, ...], published: Published) -> ClaimEstimate:
    """Test the claim that the share of outcome variance between therapists equals the published share.

    Parameters
    ----------
    rows : list of dict
        Rows of `therapist_cells.sql`.
    allow_for : tuple of str
        Columns of the case mix.
    published : Published
        Published figure.

    Returns
    -------
    ClaimEstimate
    """
    what = "share between therapists, of what the start leaves open"
    n, people = sum(row["n"] for row in rows), {row["therapist_key"] for row in rows}
    if not people:
        return not_estimable(too_few_therapists(0), "share", what)
    if len(people) == 1:
        return not_estimable(ONE_THERAPIST, "share", what, "cannot_be_tested", n)
    if len(people) < MIN_THERAPISTS or n < MIN_EPISODES:
        few = too_few_therapists(len(people))
        return not_estimable(few, "share", what, n=n)
    for mix in cells.read(rows, allow_for).simpler():
        try:
            model = random_intercept.from_sums(**mix.totals())
        except EstimationError as problem:
            reason = why("not_estimable", "test", _problem=problem)
            continue
        ours = Finding(estimate=model.icc, interval=model.icc_interval(), n=n, what=what, unit="share")
        return ClaimEstimate(ours, *verdicts.verdict(ours, published))
    return not_estimable(reason, "share", what, n=n)
