"""Expected course of one practice, fitted once per data version."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.course.below_once import BelowOnce, below_once
from analytics.course.results import BandPoint
from analytics.course.twice_below import twice_below
from analytics.filters import Filters
from analytics.stats import growth, residual_quantiles
from analytics.stats.arrays import EstimationError
from analytics.stats.expected_course import RANGE, ExpectedCourse
from analytics.stats.residual_quantiles import SHARES, ResidualQuantiles, normal_score
from analytics.store import Warehouse
from analytics.why import Why, why

MIN_REMAINING = 30  # clients with a score at or after a session; the course is drawn no further
LOWER = 0.1  # share of ordinary points below the range
EDGES = [SHARES.index(share) for share in (LOWER, 0.5, 1 - LOWER)]  # of the range, and its middle
DIGITS = 2  # of the drawn edges, points
FOLDS, SEED = 3, 5  # parts of the clients, drawn at random, for the share under the range twice running

HARD = why("not_estimable", "course")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Fitted expected course of a practice, or the reason (`why`) if no model could be fitted.

    last_session: it is drawn up to here. below_twice_now, below_twice_ever, below_twice_clients: how often the
    practice's own clients have two scores in a row under the range (`twice_below.TwiceBelow`). below_once: how many
    with a score under the range had a last score above their first.
    """

    model: ExpectedCourse | None
    why: Why | None
    last_session: int
    below_twice_now: float | None = None
    below_twice_ever: float | None = None
    below_twice_clients: int | None = None
    below_once: BelowOnce = BelowOnce()
    _bands: dict[float, tuple[BandPoint, ...]] = field(default_factory=dict, compare=False, repr=False)
    _points: dict[float, np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    def band(self, intake: float, sessions: int) -> tuple[BandPoint, ...]:
        """Return the expected range of the ORS at each session for one first score.

        Parameters
        ----------
        intake : float
            First score, points.
        sessions : int
            Last session wanted; the range ends earlier where the course does.

        Returns
        -------
        tuple of BandPoint
            Empty if there is no course.
        """
        last = min(sessions, self.last_session)
        if self.model is None or last < growth.FIRST:
            return ()
        if intake not in self._bands:
            self._bands[intake] = self._band(intake)
        return self._bands[intake][:last]

    def _band(self, intake: float) -> tuple[BandPoint, ...]:
        """Compute the expected range at every session of the course for one first score."""
        edges = np.clip(self._quantiles(intake)[:, EDGES], *RANGE).round(DIGITS).tolist()
        first = BandPoint(1, intake, intake, intake)
        return (first, *(BandPoint(k, *three) for k, three in enumerate(edges, start=growth.FIRST)))

    def _quantiles(self, intake: float) -> np.ndarray:
        """Return the quantiles at SHARES of each session from 2 on, for one first score; kept for the next call.

        Raises
        ------
        ValueError
            If the practice has no course.
        """
        if self.model is None:
            raise ValueError("This practice has no expected course.")
        if intake not in self._points:
            sessions = range(growth.FIRST, self.last_session + 1)
            self._points[intake] = np.ascontiguousarray(self.model.quantiles(intake, sessions, SHARES).T)
        return self._points[intake]

    def percentile(self, intake: float, session: int, ors: float) -> float:
        """Return the share (0 to 1) of clients with a similar first ORS who are expected to score below `ors`.

        Parameters
        ----------
        intake : float
            First score, points.
        session : int
            Session number, from 2 to `last_session`.
        ors : float
            Score at that session, points.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the practice has no course.
        """
        points = self._quantiles(intake)[session - growth.FIRST]
        return math.erfc(-float(normal_score(points, np.asarray(ors))) / math.sqrt(2)) / 2


def expected(warehouse: Warehouse) -> Expected:
    """Return the expected course of a data version; it is fitted once per version and then kept in memory.

    Notes
    -----
    Every client whose first ORS was at session 1, open or closed, from `course_scores.sql`. Mean and SD are those
    of `growth.fit_from_products`, the quantiles around them those of `residual_quantiles.fit`. It is a total of
    the practice (100 clients or more behind it, 20 or more behind each quantile), so it is equal for every viewer
    and every selection.
    """
    return version_cache.get(_fit, warehouse)


def _fit(warehouse: Warehouse) -> Expected:
    """Fit the expected course from all scores; return it, or the reason why there is none."""
    rows = warehouse.arrays("course_scores", scope=Scope(practice_totals=True), filters=Filters())
    columns = {name: np.ma.getdata(column) for name, column in rows.items()}
    clients = np.cumsum(np.diff(columns["episode_key"], prepend=columns["episode_key"][:1]) != 0)
    return of_scores(
        columns["score"],
        columns["session_no"].astype(float),
        columns["intake"],
        clients,
        columns["started_below"].astype(bool),
        warehouse.version.definitions.course.min_clients,
    )


def of_scores(
    score: np.ndarray,
    session: np.ndarray,
    intake: np.ndarray,
    clients: np.ndarray,
    started_below: np.ndarray,
    min_clients: int,
) -> Expected:
    """Fit the expected course from scores.

    Parameters
    ----------
    score, session, intake : np.ndarray of float, shape (n,)
        Score in points, session number (from 2) and first score, ordered by client and session.
    clients : np.ndarray of int, shape (n,)
        Number of the client, from 0 without gaps.
    started_below : np.ndarray of bool, shape (n,)
        Whether the first score lies under the cutoff.
    min_clients : int
        Clients with three scores, the first included, that the practice must have.

    Returns
    -------
    Expected
        The fitted course, or the reason why there is none.

    Notes
    -----
    Two scores running under the range are counted in each third of the clients with the quantiles of the others: a
    range holds the scores that it was fitted to too well.
    """
    first_rows = np.flatnonzero(np.diff(clients, prepend=-1))
    products = growth.products_of_rows(score, session, clients, first_rows.size)
    enough = int(np.count_nonzero(products[0] >= growth.LATER))
    if enough < min_clients:
        return _none(why("course_needs_clients", need=min_clients, have=enough, _has=enough or "none"))
    try:
        model = growth.fit_from_products(*products, intake[first_rows], min_clients=min_clients)
    except EstimationError:  # its words are for people who fit models
        return _none(HARD)
    last = np.sort(np.maximum.reduceat(session, first_rows).astype(int))
    drawn = int(last[-MIN_REMAINING]) if last.size >= MIN_REMAINING else 0
    fold = np.random.default_rng(SEED).permutation(first_rows.size)[clients] % FOLDS
    residual = model.standardised(intake, session, score)
    own, *of_others = residual_quantiles.fit(
        residual, intake, session, clients, drawn, [fold != one for one in range(FOLDS)]
    )
    low = np.full(score.size, -np.inf)
    counted = started_below & (session <= drawn)
    for one, others in enumerate(of_others):
        rows = counted & (fold == one)
        low[rows] = _low(model, others, intake[rows], session[rows])
    twice = twice_below((score < low)[counted], clients[counted], session[counted])
    model = replace(model, residuals=own)
    return Expected(
        model=model,
        why=None,
        last_session=drawn,
        below_twice_now=twice.now,
        below_twice_ever=twice.ever,
        below_twice_clients=twice.clients,
        below_once=below_once(score, score < low, intake, clients, counted),
    )


def _low(
    model: ExpectedCourse, residuals: ResidualQuantiles, intake: np.ndarray, session: np.ndarray
) -> np.ndarray:
    """Return the lower edge of the range at each first score and session, as drawn, with these quantiles."""
    low = replace(model, residuals=residuals).quantiles(intake, session, (LOWER,))[0]
    return np.clip(low, *RANGE).round(DIGITS)


def _none(reason: Why) -> Expected:
    """Return a result without a model, with the reason why there is no expected course."""
    return Expected(model=None, why=reason, last_session=0)
