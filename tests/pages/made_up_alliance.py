"""Hand-written answers about the alliance, to test charts and sentences."""

from __future__ import annotations

import random

from analytics.alliance.published import alliance_outcome
from analytics.alliance.results import (
    Alliance,
    Cell,
    Completion,
    Correlation,
    Dips,
    DropPath,
    Pattern,
    Scatter,
    Total,
)
from analytics.answers import Estimate, LeftOut, unavailable
from tests.pages.made_up import SHARED, YEAR, share


def found(session: int | str, r: float, n: int = 260) -> Correlation:
    """Return a correlation with its partial correlations, all with intervals."""
    return Correlation(
        session=session,
        r=r,
        partial_r=r + 0.02,
        interval=(r - 0.1, r + 0.1),
        n=n,
        partial_interval=(r - 0.08, r + 0.12),
        partial_ors_r=r - 0.2,
        partial_ors_interval=(r - 0.3, r - 0.1),
        method="jackknife over groups",
        therapists=23,
    )


def scatter(cells: bool) -> Scatter:
    """Return scatter plot data of 260 clients with a positive slope, as points or as cells."""
    random.seed(3)
    srs = tuple(round(min(40, random.gauss(36, 3)), 1) for _ in range(260))
    gained = tuple(round(0.7 * (one - 36) + random.gauss(7, 8), 1) for one in srs)
    made = (Cell(34.0, 4.0, 120), Cell(36.0, 8.0, 90), Cell(38.0, 8.0, 50)) if cells else ()
    at = (30.0, 36.0, 40.0)
    return Scatter(
        window="early",
        srs=() if cells else srs,
        gained=() if cells else gained,
        cells=made,
        wide=2.0,
        high=4.0,
        hidden=cells,
        n=260,
        at=at,
        line=(2.8, 7.0, 9.8),
        band_low=(1.0, 6.0, 8.0),
        band_high=(4.6, 8.0, 11.6),
        explained=0.04,
    )


def alliance(*, cells: bool = False) -> Alliance:
    """Return a complete `Alliance` result in which one SRS pattern has only eight ended episodes."""
    unplanned = {
        "low_stays_low": (22, 99),
        "low_rising": (4, 38),
        "high_stays_high": (25, 175),
        "high_falling": (2, 8),
    }
    return Alliance(
        **SHARED,
        filters=YEAR,
        n=424,
        left_out=(LeftOut("no_srs", 15), LeftOut("no_early_srs", 51), LeftOut("no_later_ors", 98)),
        by_session=tuple(found(k, 0.1 + k / 50, 92) for k in range(1, 6)),
        by_session_all=tuple(found(k, 0.12 + k / 50, 300 - 30 * k) for k in range(1, 6)),
        early=found("3-5", 0.24),
        early_same=found("3-5", 0.2, 92),
        first_five=found("1-5", 0.26),
        first_five_same=found("1-5", 0.21, 92),
        difference=Estimate(-0.04, (-0.14, 0.06), 260),
        published=alliance_outcome(),
        scatter=scatter(cells),
        patterns=tuple(Pattern(name, n, share(events, n)) for name, (events, n) in unplanned.items()),
        no_pattern=56,
        unplanned=share(60, 330),
        completion=tuple(Completion(k, 0.9 - k / 50, 420 - 20 * k) for k in range(1, 13)),
        completed=share(2300, 2800),
        ceiling=share(560, 2300),
        totals=tuple(Total(points, 10 * (points - 19)) for points in range(20, 40)) + (Total(40, 560),),
        dips=Dips(
            n=95,
            repaired=53,
            unrepaired=13,
            ended_after=29,
            open=0,
            sessions=2300,
            per_100_sessions=4.1,
            false_signals_per_100_sessions=3.0,
        ),
        paths=(
            DropPath("repaired", 53, share(33, 47)),
            DropPath("unrepaired", 13, share(5, 11)),
            DropPath("ended_after", 29, share(16, 29)),
            DropPath("open", 0, Estimate.missing("No episode of this kind has a first and a later ORS.")),
            DropPath("none", None, share(140, 247)),
        ),
        started_full=32,
        came_down=8,
        low_total=36.0,
        early_sessions=(3, 5),
        restricted=cells,
    )


def early() -> Alliance:
    """Return an `Alliance` result for a practice with too little data."""
    return unavailable(Alliance, "Too early.", shared={**SHARED, "filters": YEAR, "n": 0})
