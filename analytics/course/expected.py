"""Expected course of one practice, fitted once per data version."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.course.results import BandPoint
from analytics.filters import Filters
from analytics.stats import growth
from analytics.stats.arrays import EstimationError
from analytics.stats.expected_course import RANGE, ExpectedCourse
from analytics.store import Warehouse
from analytics.why import Why, why

MIN_REMAINING = 30  # clients with a score at or after a session; the course is drawn no further
LOWER = 0.1  # share of ordinary points below the range
Z_LOWER = NormalDist().inv_cdf(LOWER)
SIMULATED, SEED = 4000, 5  # made-up clients for the share below the range by chance
LOOKED_AT = 10  # sessions, for "at some point"

HARD = why("not_estimable", "course")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Fitted expected course of a practice, or the reason (`why`) if no model could be fitted.

    last_session: it is drawn up to here. below_twice_now, below_twice_ever: shares of ordinary clients (who
    follow the model) with two scores in a row under the range: the last two, and at some point up to session
    10.
    """

    model: ExpectedCourse | None
    why: Why | None
    last_session: int
    below_twice_now: float | None
    below_twice_ever: float | None
    _bands: dict[float, tuple[BandPoint, ...]] = field(default_factory=dict, compare=False, repr=False)
    _lines: dict[tuple[float, int], tuple[float, float]] = field(
        default_factory=dict, compare=False, repr=False
    )

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
            self._bands[intake] = self._band(self.model, intake)
        return self._bands[intake][:last]

    def _band(self, model: ExpectedCourse, intake: float) -> tuple[BandPoint, ...]:
        """Compute the expected range at every session of the course for one first score."""
        sessions = range(growth.FIRST, self.last_session + 1)
        edges = model.curve(intake, sessions, (LOWER, 0.5, 1 - LOWER)).round(2).T.tolist()
        first = BandPoint(1, intake, intake, intake)
        return (first, *(BandPoint(k, *three) for k, three in zip(sessions, edges, strict=True)))

    def percentile(self, intake: float, session: int, ors: float) -> float:
        """Return the share (0 to 1) of clients with the same first ORS who are expected to score below `ors`.

        Parameters
        ----------
        intake : float
            First score, points.
        session : int
            Session number.
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
        if self.model is None:
            raise ValueError("This practice has no expected course.")
        if (intake, session) not in self._lines:
            self._lines[intake, session] = (
                float(self.model.mean(intake, session)),
                float(self.model.sd(session)) * math.sqrt(2),
            )
        mean, spread = self._lines[intake, session]
        return math.erfc((mean - ors) / spread) / 2


def expected(warehouse: Warehouse) -> Expected:
    """Return the expected course of a data version; it is fitted once per version and then kept in memory.

    Notes
    -----
    Every client whose first ORS was at session 1, open or closed, from the sums of `course_products.sql`; the
    model is `growth.fit_from_products`. It is a total of the practice (100 clients or more behind it), so it
    is equal for every viewer and every selection.
    """
    return version_cache.get(_fit, warehouse)


def _fit(warehouse: Warehouse) -> Expected:
    """Fit the expected course from sums per client; return the model, or the reason why there is none."""
    scope = Scope(practice_totals=True)
    sums = warehouse.arrays("course_products", scope=scope, filters=Filters())
    least = warehouse.version.definitions.course.min_clients
    enough = int(np.count_nonzero(sums["n"] >= growth.LATER))
    if enough < least:
        return _none(why("course_needs_clients", need=least, have=enough, _has=enough or "none"))
    columns = [np.asarray(sums[name], dtype=float) for name in ("n", "l", "l2", "y", "yl", "y2", "intake")]
    try:
        model = growth.fit_from_products(*columns, min_clients=least)
    except EstimationError:  # its words are for people who fit models
        return _none(HARD)
    last = np.sort(np.asarray(sums["last_session"], dtype=int))
    drawn = int(last[-MIN_REMAINING]) if last.size >= MIN_REMAINING else 0
    below = np.asarray(sums["started_below"], dtype=bool)
    now, ever = below_twice(model, columns[-1][below], np.asarray(sums["last_session"], dtype=int)[below])
    return Expected(model=model, why=None, last_session=drawn, below_twice_now=now, below_twice_ever=ever)


def _none(reason: Why) -> Expected:
    """Return a result without a model, with the reason why there is no expected course."""
    return Expected(model=None, why=reason, last_session=0, below_twice_now=None, below_twice_ever=None)


def below_twice(
    model: ExpectedCourse, intakes: np.ndarray, lengths: np.ndarray
) -> tuple[float | None, float | None]:
    """Simulate the share of clients who, by chance, score below the expected range twice in a row.

    Parameters
    ----------
    model : ExpectedCourse
        Fitted course.
    intakes : np.ndarray, shape (C,)
        First scores of the clients who started under the cutoff, points.
    lengths : np.ndarray of int, shape (C,)
        Their last sessions; both are drawn from.

    Returns
    -------
    now, ever : float or None
        Share of clients whose last two scores are below the range (of those with two scores after session 1),
        and share with two in a row below it at any point up to session 10. None without clients.

    Notes
    -----
    SIMULATED clients follow the fitted model, with scores at every session, cut at 0 and 40.
    """
    long = lengths >= growth.FIRST + 1
    if not long.any():
        return None, None
    rng = np.random.default_rng(SEED)
    sessions = np.arange(growth.FIRST, max(LOOKED_AT, int(lengths.max())) + 1)
    line = np.log(sessions)
    start = rng.choice(intakes[long], SIMULATED)
    stay = rng.choice(lengths[long], SIMULATED)
    own = np.linalg.cholesky(_jittered_covariance(model)) @ rng.standard_normal((2, SIMULATED))
    noise = np.sqrt(model.sigma2) * rng.standard_normal((SIMULATED, sessions.size))
    middle = model.mean(start[:, None], sessions)
    scores = np.clip(middle + own[0][:, None] + own[1][:, None] * line + noise, *RANGE).round(1)
    under = scores < middle + Z_LOWER * model.sd(sessions)
    twice = under[:, 1:] & under[:, :-1]
    at_end = twice[np.arange(SIMULATED), stay - sessions[0] - 1]
    return float(at_end.mean()), float(twice[:, : LOOKED_AT - growth.FIRST].any(axis=1).mean())


def _jittered_covariance(model: ExpectedCourse) -> np.ndarray:
    """Return the 2 x 2 covariance of clients' intercepts and slopes, made positive definite."""
    matrix = np.array([[model.v0, model.c01], [model.c01, model.v1]])
    return matrix + np.eye(2) * max(1e-9, -2 * float(np.linalg.eigvalsh(matrix)[0]))
