"""Sessions of courses that ended unplanned, compared with courses of similar start whose ending was planned."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np

from analytics.access import Scope
from analytics.answers import Estimate, LeftOut
from analytics.definitions import Definitions
from analytics.filters import Filters
from analytics.outcomes.results import SessionsNotHeld
from analytics.outcomes.totals import NO_OUTCOME, Totals
from analytics.privacy import small
from analytics.stats.arrays import EstimationError
from analytics.stats.standardised_difference import standardised_difference
from analytics.store import Warehouse
from analytics.why import Why, why

BANDS = (15.0, 20.0, 25.0, 30.0)  # ORS points at which a new band of first scores begins
MIN_BEGAN = 10  # courses that began early enough to have ended in the period after as many days
MIN_THERAPISTS = 10  # from here courses of one therapist are taken as alike, below as independent
COVARIATES = ("program", "age_group", "orientation")  # in order of importance; the site comes after them
EPOCH = datetime.date(1970, 1, 1)
Columns = Mapping[str, np.ndarray]


def sessions_not_held(
    warehouse: Warehouse, scope: Scope, filters: Filters, totals: Totals
) -> SessionsNotHeld:
    """Compare the number of sessions of courses that ended unplanned with that of courses that ended as planned.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection that this viewer may be shown.
    totals : Totals
        Counts of the same selection.

    Returns
    -------
    SessionsNotHeld
        Without figures, and with the reason, where endings are not recorded or too few of a kind.
    """
    if totals.unrecorded:
        return _missing(totals.unrecorded, ())
    ended = warehouse.arrays("recorded_ending_sessions", scope=scope, filters=filters)
    everybody = filters.replace(since=None, until=None, episodes="all")
    starts = warehouse.arrays("course_starts", scope=scope, filters=everybody)
    until = min(filters.until or warehouse.version.data_date, warehouse.version.data_date)
    began = courses_that_began(starts, ended["days"], filters.since, until)
    return compared(ended, began, totals, warehouse.version.definitions)


def courses_that_began(
    starts: Columns, days: np.ndarray, since: datetime.date | None, until: datetime.date
) -> np.ndarray:
    """Return, for each ended course, how many courses would have ended in the period had they lasted as long as it.

    starts: rows of `course_starts.sql`. days: from the first to the last session of each ended course. Its inverse
    weighs an ended course: long ones, of which some are still open or began before the data do, stand for these too.
    """
    first = np.asarray(starts["day"], dtype=float)
    running = np.concatenate([[0], np.cumsum(np.asarray(starts["n"], dtype=int))])
    lasted = np.asarray(days, dtype=float)
    up_to = running[np.searchsorted(first, (until - EPOCH).days - lasted, side="right")]
    if since is None:
        return up_to
    return up_to - running[np.searchsorted(first, (since - EPOCH).days - lasted, side="left")]


def compared(ended: Columns, began: np.ndarray, totals: Totals, rules: Definitions) -> SessionsNotHeld:
    """Return the comparison of courses with a recorded ending.

    Parameters
    ----------
    ended : mapping of str to np.ndarray
        Rows of `recorded_ending_sessions.sql`.
    began : np.ndarray of int
        Of each row, from `courses_that_began`.
    totals : Totals
        Counts of the same selection.
    rules : Definitions
        Smallest number of endings of each kind, and what comparisons allow for.

    Returns
    -------
    SessionsNotHeld

    Notes
    -----
    Each unplanned ending is set beside the planned endings whose first ORS lies in the same band, of the same
    programme, age group and site; where those are fewer than ten, the last of these is left aside, and so on. Courses
    are weighted by 1 / `began`, the inverse of the chance that a course as long could be seen to end in the period
    (inverse probability of censoring on the calendar). It assumes that how long courses last did not change over time.
    Recorded reasons only: an ending inferred from silence is unplanned because the course was short of recovery.

    References
    ----------
    Inverse probability of censoring weights: Robins & Rotnitzky 1992; for quantities that grow at each client's own
    pace, such as sessions: Bang & Tsiatis 2000, Biometrika 87:329, doi 10.1093/biomet/87.2.329.
    """
    kept = began >= MIN_BEGAN
    rows = {name: np.ma.getdata(column)[kept] for name, column in ended.items() if name != "ors_first"}
    first = np.ma.filled(np.ma.asarray(ended["ors_first"], dtype=float), np.nan)[kept]
    unplanned = rows["unplanned"].astype(bool)
    counts = int(unplanned.sum()), int((~unplanned).sum())
    left_out = _left_out(int((~kept).sum()), totals)
    least = rules.endings.min_compared
    if min(counts) < least:
        return _missing(_too_few(counts, least, totals.hidden_below), left_out)
    try:
        found = standardised_difference(
            rows["n_sessions"], unplanned, 1 / began[kept], _strata(rows, first, rules), _clusters(rows)
        )
    except EstimationError as error:
        return _missing(why("not_estimable", _problem=str(error)), left_out)
    n, (low, high) = counts[0], found.interval
    judged = unplanned & rows["assessable"].astype(bool)
    better = int((judged & rows["improved"].astype(bool)).sum())
    return SessionsNotHeld(
        per_ending=Estimate(found.estimate, found.interval, n),
        total=Estimate(n * found.estimate, (n * low, n * high), n),
        mean_unplanned=found.target_mean,
        mean_planned=found.reference_mean,
        unplanned=n,
        planned=counts[1],
        improved=totals.share(better, int(judged.sum()), NO_OUTCOME),
        left_out=left_out,
    )


def _strata(rows: Columns, first: np.ndarray, rules: Definitions) -> list[np.ndarray]:
    """Return the stratum columns, most important first: band of the first ORS, then the case-mix covariates."""
    band = np.where(np.isnan(first), -1, np.searchsorted(BANDS, first, side="right"))
    names = [name for name in COVARIATES if name in rules.case_mix.covariates]
    return [band, *(rows[name] for name in (*names, *(("site",) if rules.case_mix.site else ())))]


def _clusters(rows: Columns) -> np.ndarray:
    """Return the cluster of each course: its therapist, or with few therapists a number of its own."""
    therapists = rows["therapist_key"]
    return therapists if np.unique(therapists).size >= MIN_THERAPISTS else np.arange(therapists.size)


def _left_out(too_long: int, totals: Totals) -> tuple[LeftOut, ...]:
    """Return how many courses that ended in the period are not compared, by reason."""
    counts = {"ending_without_reason": totals["inferred"] + totals["ended_unknown"], "too_long": too_long}
    return tuple(
        LeftOut(reason, None if small(n, totals.hidden_below) else n) for reason, n in counts.items() if n
    )


def _too_few(counts: tuple[int, int], least: int, below: int) -> Why:
    """Return why nothing is compared: too few unplanned or planned endings, with their numbers if these may be shown."""
    if any(small(n, below) for n in counts):
        return why("too_few_endings_to_compare", "hidden", need=least)
    unplanned, planned = counts
    return why("too_few_endings_to_compare", need=least, unplanned=unplanned, planned=planned)


def _missing(reason: Why, left_out: tuple[LeftOut, ...]) -> SessionsNotHeld:
    """Return a comparison that has a reason in place of figures."""
    return SessionsNotHeld(
        per_ending=Estimate.missing(reason),
        total=Estimate.missing(reason),
        mean_unplanned=None,
        mean_planned=None,
        unplanned=None,
        planned=None,
        improved=Estimate.missing(reason),
        left_out=left_out,
    )
