"""Correlation of the early SRS with the last ORS, computed from sums of products per therapist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.alliance.results import Correlation
from analytics.privacy import words
from analytics.stats import correlation
from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import t_quantile
from analytics.why import Why, there_are, why

MIN_CLIENTS = 30  # clients; below it no correlation is given; own choice: intervals are then some .7 wide
EARLY, FIRST_FIVE, SESSIONS = 0, 15, (1, 2, 3, 4, 5)  # `part` of alliance_products.sql
NAMES = "1xyzw"


@dataclass(frozen=True)
class Sums:
    """Sums of products of SRS and ORS scores in one window of sessions, one 5 x 5 matrix per therapist.

    by_therapist: (J, 5, 5) products of (1, SRS, last ORS, first ORS, ORS by then), one matrix a therapist.
    """

    by_therapist: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The 5 x 5 matrix of sums over all therapists."""
        return self.by_therapist.sum(axis=0)

    @property
    def n(self) -> int:
        """Number of clients in the sums."""
        return round(float(self.total[0, 0]))

    def take(self, *places: int) -> np.ndarray:
        """Return each therapist's matrix of sums, reduced to the variables at the given positions."""
        return self.by_therapist[:, places][:, :, places]


def collect(columns: Mapping[str, np.ndarray], same_only: bool) -> dict[int, Sums]:
    """Return the sums of products per therapist for each window of sessions, from the query's columns.

    Parameters
    ----------
    columns : mapping of str to np.ndarray
        Columns of the query.
    same_only : bool
        Whether only clients with all five SRS count.

    Returns
    -------
    dict of int to Sums
        EARLY, FIRST_FIVE and each of SESSIONS.
    """
    kept = np.asarray(columns["same"], dtype=bool) | (not same_only)
    therapists, index = np.unique(np.asarray(columns["therapist_key"], dtype=int)[kept], return_inverse=True)
    part = np.asarray(columns["part"], dtype=int)[kept]
    rows = _matrices({name: np.asarray(column)[kept] for name, column in columns.items()})
    by_window = {}
    for window in (EARLY, FIRST_FIVE, *SESSIONS):
        in_window = part == window
        matrices = np.zeros((therapists.size, 5, 5))
        np.add.at(matrices, index[in_window], rows[in_window])
        by_window[window] = Sums(matrices[matrices[:, 0, 0] > 0])
    return by_window


def _matrices(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return one symmetric 5 x 5 matrix per query row, from the columns `n`, `x`, `xx`, `xy` and so on."""
    matrices = np.empty((columns["n"].size, 5, 5))
    for i, first in enumerate(NAMES):
        for j, second in enumerate(NAMES[i:], start=i):
            column = "n" if j == 0 else second if i == 0 else first + second
            matrices[:, i, j] = matrices[:, j, i] = columns[column].astype(float)
    return matrices


def correlate(session: int | str, sums: Sums, below: int = 0) -> Correlation:
    """Return the correlation of SRS and last ORS, plain and adjusted, for one window of sessions.

    Parameters
    ----------
    session : int or str
        Name of the window.
    sums : Sums
        Sums of the window.
    below : int
        Counts below it are hidden (0: none).

    Returns
    -------
    Correlation
        None with `why` under MIN_CLIENTS clients or where a variable never varies.
    """
    n = sums.n
    if n < MIN_CLIENTS:
        has = words(below) if 0 < n < below else n
        few = why("too_few_clients", need=MIN_CLIENTS, _there=there_are(has))
        return Correlation(
            session=session, r=None, partial_r=None, interval=None, n=0 if 0 < n < below else n, why=few
        )
    fits, reasons = {}, []
    for name, places in (("r", (0, 1, 2)), ("start", (0, 1, 2, 3)), ("then", (0, 1, 2, 3, 4))):
        try:
            fits[name] = correlation.partial_from_products(sums.take(*places))
        except EstimationError as error:
            reasons.append(str(error))
    if "r" not in fits:
        return Correlation(
            session=session, r=None, partial_r=None, interval=None, n=n, why=_why_missing(reasons[0])
        )
    plain, start = fits["r"], fits.get("start")
    then = start if session == 1 else fits.get("then")  # at session 1 the score by then is the start itself
    return Correlation(
        session=session,
        r=plain.r,
        partial_r=start and start.r,
        interval=plain.interval,
        n=n,
        partial_interval=start and start.interval,
        partial_ors_r=then and then.r,
        partial_ors_interval=then and then.interval,
        method=plain.method,
        therapists=plain.groups or 1,
        why=None if start else _why_missing(reasons[0]),
    )


def _why_missing(reason: str) -> Why:
    """Return the reason shown for a missing correlation, given the message of the estimation error."""
    return (
        why("scores_all_alike") if reason == correlation.CONSTANT else why("not_estimable", _problem=reason)
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """Least-squares line that predicts the ORS gain, adjusted for the first ORS, from the SRS.

    gained = (last ORS - start) - allowed x (first ORS - start).
    """

    allowed: float  # what the last ORS rises per point of the first
    start: float  # mean first ORS
    middle: tuple[float, float]  # mean SRS, mean of gained
    slope: float
    residual: float  # SD of gained around the line
    spread: float  # sum of squares of the SRS around its mean
    explained: float  # share of the variance of gained that the SRS accounts for
    n: int

    def at(self, srs: np.ndarray) -> np.ndarray:
        """Return the fitted line's value, in ORS points, at each given SRS value."""
        return self.middle[1] + self.slope * (srs - self.middle[0])

    def half(self, srs: np.ndarray) -> np.ndarray:
        """Return half the width of the 95 % band of the line, in ORS points, at each given SRS value."""
        far = (srs - self.middle[0]) ** 2 / self.spread
        return t_quantile(0.975, self.n - 2) * self.residual * np.sqrt(1 / self.n + far)


def line(sums: Sums) -> Line | None:
    """Fit the line of ORS gain on SRS; return None below MIN_CLIENTS clients, or if a score never varies."""
    n, total = sums.n, sums.total
    if n < MIN_CLIENTS:
        return None
    means = total[0] / n
    spread = total - n * np.outer(means, means)
    if min(spread[1, 1], spread[2, 2], spread[3, 3]) <= 1e-9 * n:
        return None
    allowed = float(spread[2, 3] / spread[3, 3])
    together = float(spread[1, 2] - allowed * spread[1, 3])
    gained = float(spread[2, 2] - 2 * allowed * spread[2, 3] + allowed**2 * spread[3, 3])
    slope = together / float(spread[1, 1])
    rest = max(0.0, gained - slope * together)
    middle = (float(means[1]), float(means[2] - means[3]))
    return Line(
        allowed=allowed,
        start=float(means[3]),
        middle=middle,
        slope=slope,
        residual=float(np.sqrt(rest / (n - 2))),
        spread=float(spread[1, 1]),
        explained=slope * together / gained if gained > 0 else 0.0,
        n=n,
    )
