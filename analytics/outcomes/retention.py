"""Share of clients still in care after each session, and mean ORS by session and length of episode."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from analytics.access import Scope
from analytics.filters import Filters
from analytics.outcomes.results import CoursePoint, Retention
from analytics.privacy import small
from analytics.stats.intervals import mean_from_sums
from analytics.store import Warehouse

MIN_AT_RISK = 10  # episodes; the curve stops where fewer are left
MIN_DOSE = 20  # forms; a point of the course with fewer is not shown
DOSES = ("1-3", "4-8", "9+")


def retention(
    warehouse: Warehouse, scope: Scope, filters: Filters, restricted: bool = False
) -> tuple[Retention, ...]:
    """Return the share of clients still in care after each session, one row per session number.

    The period is that of the first session (a cohort), because a selection by the last session would favour
    long episodes. Every kind of ending counts as an event; open episodes are censored at their last session.
    """
    rows = warehouse.query(
        "retention",
        scope=scope,
        filters=filters.replace(since=None, until=None, episodes="all"),
        since=filters.since,
        until=filters.until,
    ).dicts()
    below = warehouse.version.definitions.small_numbers.suppress_below
    return curve(rows, below if restricted else 1)


def curve(rows: Sequence[Mapping], smallest: int = 1) -> tuple[Retention, ...]:
    """Return the Kaplan-Meier curve of remaining in care by session number, with 95 % intervals.

    Parameters
    ----------
    rows : sequence of mappings
        With n_sessions (1 or more), ended (bool), n (episodes).
    smallest : int
        The curve stops before fewer than `smallest` episodes are left, and smaller numbers of endings are
        None.

    Returns
    -------
    tuple of Retention
        One row per session from 1 to the last that MIN_AT_RISK episodes reached (or, in a small practice, to
        the last session that `smallest` reached); empty without rows. The interval is Greenwood's on the scale of
        log(-log); none before the first end.

    Notes
    -----
    An open episode counts as continuing after its last session until its ending is known.

    References
    ----------
    Kaplan & Meier 1958, through `scipy.stats.ecdf` with CensoredData (imported on first use).
    """
    if not rows:
        return ()
    from scipy.stats import CensoredData, ecdf

    length = np.repeat([row["n_sessions"] for row in rows], [row["n"] for row in rows]).astype(float)
    ended = np.repeat([bool(row["ended"]) for row in rows], [row["n"] for row in rows])
    at_risk = np.array([np.count_nonzero(length >= k) for k in range(1, int(length.max()) + 1)])
    enough = np.flatnonzero(at_risk >= MIN_AT_RISK)
    if not enough.size:
        enough = np.flatnonzero(at_risk >= smallest)
    if not enough.size:
        return ()
    last = int(enough[-1]) + 1
    ends = np.bincount(length[ended].astype(int), minlength=last + 1)
    sessions = np.arange(1, last + 1)
    if not ended.any():
        return tuple(Retention(int(k), 1.0, None, int(at_risk[k - 1]), 0) for k in sessions)
    survival = ecdf(CensoredData(uncensored=length[ended], right=length[~ended])).sf
    share = survival.evaluate(sessions)
    with warnings.catch_warnings():  # it warns where nobody or everybody is left; those intervals become None
        warnings.simplefilter("ignore", RuntimeWarning)
        limits = survival.confidence_interval(0.95, method="log-log")
    lower, upper = limits.low.evaluate(sessions), limits.high.evaluate(sessions)
    return tuple(
        Retention(
            int(k),
            float(share[k - 1]),
            (float(lower[k - 1]), float(upper[k - 1]))
            if share[k - 1] < 1 and np.isfinite([lower[k - 1], upper[k - 1]]).all()
            else None,
            int(at_risk[k - 1]),
            None if small(int(ends[k]), smallest) else int(ends[k]),
        )
        for k in sessions
    )


def course_by_dose(
    warehouse: Warehouse, scope: Scope, filters: Filters, restricted: bool = False
) -> tuple[CoursePoint, ...]:
    """Return the mean ORS at each session of ended episodes with 1-3, 4-8 and 9 or more sessions.

    Episodes are split by length because clients who stay differ from those who leave, so that one pooled line
    would mislead. Points that rest on fewer than MIN_DOSE forms are not shown. With `restricted`, the number of
    episodes of a group is None: what is missing to all of them could be a small group that is not drawn.
    """
    rows = warehouse.query("course_by_dose", scope=scope, filters=filters).dicts()
    points = []
    for row in sorted(rows, key=lambda row: (DOSES.index(row["dose"]), row["session"])):
        if row["n"] >= MIN_DOSE:
            average = mean_from_sums(row["n"], row["total"], row["squares"])
            if average.estimate is not None:
                points.append(
                    CoursePoint(
                        dose=row["dose"],
                        session=row["session"],
                        mean=average.estimate,
                        interval=average.interval,
                        n=row["n"],
                        episodes=None if restricted else row["episodes"],
                    )
                )
    return tuple(points)
