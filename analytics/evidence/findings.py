"""One function per claim: this practice's figure, further figures, and whether the figure can be tested here at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics import privacy
from analytics.alliance import early
from analytics.alliance.decomposition import Decomposition
from analytics.alliance.published import alliance_outcome
from analytics.answers import Estimate
from analytics.evidence import verdicts
from analytics.evidence.results import Finding, Published
from analytics.orientation import fidelity, orientation
from analytics.stats import correlation, random_intercept
from analytics.stats.arrays import EstimationError
from analytics.therapists import cells
from analytics.why import Why, there_are, why

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
    """What one claim has here: our figure, the word and its sentence, further figures."""

    ours: Finding
    verdict: str
    why: Why
    also: tuple[Finding, ...] = ()


def _few_therapists(have: int) -> Why:
    return why("too_few_therapists", "test", have=have, need=MIN_THERAPISTS, _there=there_are(have))


def not_estimable(reason: Why, unit: str, what: str, verdict: str = "too_early", n: int = 0) -> ClaimEstimate:
    """A claim without a figure here, and why."""
    return ClaimEstimate(
        Finding(estimate=None, interval=None, n=n, why=reason, what=what, unit=unit), verdict, reason
    )


def _too_few(n: int, what: str, below: int, needed: int = MIN_EPISODES) -> Why:
    has = privacy.words(below) if 0 < n < below else f"{n:,}"
    return why("too_few_episodes", "test", need=needed, _have=has, _what=what)


def _correlated(
    x: np.ndarray,
    y: np.ndarray,
    covariates: np.ndarray | None,
    groups: np.ndarray,
    what: str,
    least: int = MIN_EPISODES,
) -> Finding:
    if len(x) < least:
        few = why("too_few_episodes", "test", need=least, _have=len(x), _what="episodes")
        return Finding(estimate=None, interval=None, n=len(x), why=few, what=what)
    try:
        found = correlation.partial(x, y, covariates, groups)
    except EstimationError as problem:
        alike = str(problem) == correlation.CONSTANT
        reason = why("scores_all_alike", "test") if alike else why("not_estimable", "test", _problem=problem)
        return Finding(estimate=None, interval=None, n=len(x), why=reason, what=what)
    return Finding(estimate=found.r, interval=found.interval, n=found.n, what=what)


def alliance(rows: early.Early, published: Published, below: int) -> ClaimEstimate:
    """Early SRS and last ORS."""
    what = "early SRS and last ORS"
    if rows.n < MIN_EPISODES:
        return not_estimable(
            _too_few(rows.n, "episodes with an early SRS and a later ORS", below), "r", what, n=rows.n
        )
    ours = _correlated(rows.alliance, rows.end, None, rows.therapist, what)
    given = _correlated(
        rows.alliance, rows.end, rows.start, rows.therapist, "the same, allowing for the first ORS"
    )
    word, reason = verdicts.verdict(ours, published)
    low, high = alliance_outcome().settings
    if word == "differs" and ours.interval and ours.interval[0] <= high and low <= ours.interval[1]:
        reason = reason.and_also(why("note_single_settings", low=low, high=high))
    return ClaimEstimate(ours, word, reason, (given,))


def sessions_3_to_5(rows: early.Early, published: Published, below: int) -> ClaimEstimate:
    """Early SRS and last ORS, after the start and the change so far."""
    what = "early SRS and last ORS, allowing for the first ORS"
    if rows.n < MIN_EPISODES:
        return not_estimable(
            _too_few(rows.n, "episodes with an early SRS and a later ORS", below), "r", what, n=rows.n
        )
    ours = _correlated(rows.alliance, rows.end, rows.start, rows.therapist, what)
    known = np.column_stack([rows.start, rows.so_far])
    then = _correlated(
        rows.alliance, rows.end, known, rows.therapist, "the same, allowing for the change so far as well"
    )
    word, reason = verdicts.verdict(ours, published)
    if word == "agrees" and then.interval and then.interval[0] <= 0 <= then.interval[1]:
        reason = reason.and_also(why("note_after_change_so_far"))
    return ClaimEstimate(ours, word, reason, (then,))


def therapist_part(split: Decomposition, rows: early.Early) -> ClaimEstimate:
    """Slope between therapists less slope among the clients of one."""
    what = "between therapists less within, ORS points per SRS point"
    if rows.n and not rows.therapists:
        return not_estimable(NO_THERAPIST, "slope", what, "cannot_be_tested")
    if rows.therapists == 1:
        return not_estimable(ONE_THERAPIST, "slope", what, "cannot_be_tested", rows.n)
    if isinstance(split.why, Why):
        return not_estimable(split.why, "slope", what, n=split.n)
    named = (
        ("among the clients of one therapist", split.within),
        ("between therapists, as observed", split.between),
        ("between therapists, thin means allowed for", split.corrected_between),
    )
    also = tuple(_finding(one, label, "slope") for label, one in named if one.estimate is not None)
    ours = _finding(split.contextual, what, "slope")
    therapists = split.therapists or 0
    if therapists < MIN_THERAPISTS:
        few = _few_therapists(therapists)
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
    """The pair of orientations whose difference reaches furthest, beside a band that counts as none."""
    what = "largest difference between two orientations"
    found = orientation(rows, at_least=at_least)
    if found.state == "no_column":
        return not_estimable(found.why, "orsdiff", what, "cannot_be_tested")
    widest = found.widest
    if widest is None:
        one = found.why.startswith("Cannot")
        return not_estimable(found.why, "orsdiff", what, "cannot_be_tested" if one else "too_early", found.n)
    also = []
    for pair in found.differences:
        name = f"{pair.first} less {pair.second}"
        also.append(_finding(pair.plain, f"{name}, without the alliance", "orsdiff", found.band))
        also.append(
            _finding(pair.given_alliance, f"{name}, allowing for the alliance", "orsdiff", found.band)
        )
    label = f"{widest.first} less {widest.second}"
    ours = _finding(widest.given_alliance, label, "orsdiff", found.band)
    word = {"inside": "agrees", "differs": "differs"}.get(found.state, "too_early")
    return ClaimEstimate(ours, word, found.why, tuple(also))


def by_fidelity(rows: early.Early) -> ClaimEstimate:
    """Alliance less fidelity, both in SD, among the clients of one therapist."""
    what = "alliance less fidelity, ORS points per SD"
    found = fidelity(rows)
    if found.why:
        testable = found.why.startswith("Cannot")
        return not_estimable(
            found.why, "orsdiff", what, "cannot_be_tested" if testable else "too_early", found.n
        )
    named = (
        ("alliance, within therapists", found.alliance_within),
        ("fidelity, within therapists", found.fidelity_within),
        ("alliance, between therapists", found.alliance_between),
        ("fidelity, between therapists", found.fidelity_between),
    )
    also = tuple(_finding(one, label, "orsdiff") for label, one in named)
    ours = _finding(found.apart, what, "orsdiff")
    word, reason = verdicts.directed(ours)
    if word == "agrees":
        reason = why("verdict_above_zero", "alliance")
    return ClaimEstimate(ours, word, reason, also)


def feedback(unrecorded: Why | None) -> ClaimEstimate:
    """Whether feedback helps: nobody goes without it here; unrecorded: why nothing is known of endings either."""
    return not_estimable(UNFAIR.and_also(unrecorded), "d", "no comparison", "cannot_be_tested")


def repair(found: dict, published: Published, below: int) -> ClaimEstimate:
    """Repaired or not, and the last ORS."""
    what = "drop repaired and last ORS, allowing for the first"
    repaired = np.asarray(found["repaired"], dtype=float)
    y, z = (np.ma.filled(np.ma.asarray(found[name], dtype=float), np.nan) for name in ("y", "z"))
    fewest = int(min(repaired.sum(), (1 - repaired).sum()))
    if repaired.size < MIN_EPISODES:
        return not_estimable(
            _too_few(repaired.size, "episodes with a settled drop", below), "r", what, n=repaired.size
        )
    if fewest < MIN_DROPS:
        kind = "repaired" if repaired.sum() == fewest else "not repaired"
        return not_estimable(_too_few(fewest, f"drops {kind}", below, MIN_DROPS), "r", what, n=repaired.size)
    ours = _correlated(repaired, y, z, found["therapist_key"], what)
    return ClaimEstimate(ours, *verdicts.verdict(ours, published))


def therapists(rows: list[dict], allow_for: tuple[str, ...], published: Published) -> ClaimEstimate:
    """Share of the last ORS that lies between therapists."""
    what = "share between therapists, of what the start leaves open"
    n, people = sum(row["n"] for row in rows), {row["therapist_key"] for row in rows}
    if not people:
        return not_estimable(_few_therapists(0), "share", what)
    if len(people) == 1:
        return not_estimable(ONE_THERAPIST, "share", what, "cannot_be_tested", n)
    if len(people) < MIN_THERAPISTS or n < MIN_EPISODES:
        few = _few_therapists(len(people))
        return not_estimable(few, "share", what, n=n)
    made = cells.read(rows, allow_for)
    for without in ((), [name for name in made.columns if name != "intake"], list(made.columns)):
        try:
            found = random_intercept.from_sums(**made.without(without).totals())
        except EstimationError as problem:
            reason = why("not_estimable", "test", _problem=problem)
            continue
        ours = Finding(estimate=found.icc, interval=found.icc_interval(), n=n, what=what, unit="share")
        return ClaimEstimate(ours, *verdicts.verdict(ours, published))
    return not_estimable(reason, "share", what, n=n)


def _finding(one: Estimate, what: str, unit: str, band: float | None = None) -> Finding:
    return Finding(
        estimate=one.estimate, interval=one.interval, n=one.n, why=one.why, what=what, unit=unit, band=band
    )
