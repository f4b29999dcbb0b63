"""The expected course: how scores go on after a given first score, and how far single clients lie from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from analytics.stats import random_slope
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.labels import group_codes

CENTRE = 18.5  # points; where intake is centred; own choice, a usual first score. Changes no prediction
FIRST = 2  # session from which scores are predicted; the first score is the intake itself
MIN_CLIENTS = 100  # clients with three scores (intake and two later); below it no course is drawn; own choice
LATER = 2  # later scores a client needs to count towards MIN_CLIENTS
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)  # of the band
RANGE = (0.0, 40.0)  # points of the scale; bands are clipped to it


@dataclass(frozen=True)
class ExpectedCourse:
    """The fitted course, as plain numbers that can be stored.

    coefficients, standard_errors: of the constant, L = ln(session), intake - centre and their product, in points.
    v0, v1, c01: variance of clients' own intercepts and slopes on L, and their covariance; sigma2: variance of a
    single score around the client's own line (points^2). n: scores; n_clients: clients; n_with_three: those with
    three scores and more, intake included. singular: a variance is at its boundary.
    """

    coefficients: tuple[float, float, float, float]
    standard_errors: tuple[float, float, float, float]
    v0: float
    v1: float
    c01: float
    sigma2: float
    centre: float
    n: int
    n_clients: int
    n_with_three: int
    restricted_loglik: float
    singular: bool

    def mean(self, intake, session):
        """The expected score in points; intake and session: numbers or arrays that fit each other."""
        line, start = _log(session), np.asarray(intake, dtype=float) - self.centre
        b0, b1, b2, b3 = self.coefficients
        return b0 + b1 * line + b2 * start + b3 * line * start

    def sd(self, session):
        """The SD in points of a new client's score at this session: v0 + 2 c01 L + v1 L^2 + sigma2, rooted."""
        line = _log(session)
        return np.sqrt(self.v0 + 2 * self.c01 * line + self.v1 * line * line + self.sigma2)

    def percentile(self, intake, session, ors):
        """The share (0 to 1) of clients with this intake expected to score lower at this session."""
        from scipy.special import ndtr

        return ndtr((np.asarray(ors, dtype=float) - self.mean(intake, session)) / self.sd(session))

    def curve(self, intake: float, sessions, quantiles=QUANTILES) -> np.ndarray:
        """The band in points, one row a quantile and one column a session, clipped to 0 and 40."""
        from scipy.special import ndtri

        shares = one_dimensional(quantiles, "quantiles")
        if np.any((shares <= 0) | (shares >= 1)):
            raise EstimationError("quantiles must lie between 0 and 1.")
        middle, spread = self.mean(intake, sessions), self.sd(sessions)
        return np.clip(middle + ndtri(shares)[:, None] * spread, *RANGE)

    def to_dict(self) -> dict:
        """Plain numbers and lists, for JSON."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, stored: Mapping) -> ExpectedCourse:
        """The course back from `to_dict`, unchanged to the last digit."""
        return cls(
            **{key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}
        )


def fit(
    ors, session, intake, clients, *, centre: float = CENTRE, min_clients: int = MIN_CLIENTS
) -> ExpectedCourse:
    """The course of a practice, from one row a score.

    Parameters: equally long, nothing missing: ors (points), session (number, from 1; rows below 2 are left out,
    the first score being the intake), intake (points, the same in all rows of a client), clients (any labels).
    Returns: ExpectedCourse.
    How: ors = b0 + b1 L + b2 (intake - centre) + b3 L (intake - centre) + (1 + L | client), L = ln(session), REML.
    Limits: refused below 100 clients with three scores. A line on ln(session) is assumed; clients who leave are
    handled as long as leaving depends on what was seen (missing at random). A client's own earlier scores are not
    used. One point in ten lies below the 10th percentile by construction. The scale's ends are not modelled:
    above an intake of about 28 the band is rough (of 100 new scores it held 88 and 74 in two made-up practices).
    Source: a mixed model on ln(session), by intake, is how Finch et al. 2001 made recovery curves for the OQ-45 (its
    abstract was read); a line on ln(session) fits better than one on session (Stulz et al. 2013, doi 10.1037/a0033589).
    The rest is own choice of form. Checked against lme4 in tests/reference/test_growth.py.
    Example: fit(ors, session, intake, client).curve(14, range(2, 13))
    """
    scores, numbers = one_dimensional(ors, "ors"), one_dimensional(session, "session")
    starts = one_dimensional(intake, "intake")
    same_length(scores, numbers, "ors and session")
    same_length(scores, starts, "ors and intake")
    codes, labels = group_codes(clients, scores.size, "clients")
    if np.any(numbers < 1):
        raise EstimationError("session must be 1 or more in every row.")
    first = np.zeros(labels.size)
    first[codes] = starts
    if np.any(first[codes] != starts):
        raise EstimationError("intake must be the same in all rows of a client.")
    later = numbers >= FIRST
    scores, codes, line = scores[later], codes[later], np.log(numbers[later])

    def sums(column) -> np.ndarray:
        return np.bincount(codes, column, minlength=labels.size)

    return fit_from_products(
        sums(np.ones(scores.size)),
        sums(line),
        sums(line * line),
        sums(scores),
        sums(line * scores),
        sums(scores * scores),
        first,
        centre=centre,
        min_clients=min_clients,
    )


def fit_from_products(
    n, l, l2, y, yl, y2, intake, *, centre: float = CENTRE, min_clients: int = MIN_CLIENTS
) -> ExpectedCourse:
    """The same from one row of sums a client, as a database hands them over.

    Parameters: equally long, one entry a client, over that client's scores from session 2 on: n: how many; l, l2:
    sums of L = ln(session) and L^2; y, y2: of the score and its square; yl: of score times L; intake: the first
    score in points. Clients with n = 0 are left out.
    Returns: ExpectedCourse.
    """
    names = ("n", "l", "l2", "y", "yl", "y2", "intake")
    columns = [
        one_dimensional(column, name)
        for column, name in zip((n, l, l2, y, yl, y2, intake), names, strict=True)
    ]
    for column, name in zip(columns, names, strict=True):
        same_length(columns[0], column, f"n and {name}")
    n, l, l2, y, yl, y2, start = (column[columns[0] > 0] for column in columns)
    enough = int(np.count_nonzero(n >= LATER))
    if enough < min_clients:
        raise EstimationError(
            f"An expected course needs {min_clients} clients with three scores or more; this practice has {enough}."
        )
    found = random_slope.fit_products(_products(n, l, l2, y, yl, y2, start - centre))
    return ExpectedCourse(
        tuple(map(float, found.coefficients)),
        tuple(map(float, found.standard_errors)),
        found.v0,
        found.v1,
        found.c01,
        found.sigma2,
        float(centre),
        found.n,
        found.n_groups,
        enough,
        found.restricted_loglik,
        found.singular,
    )


def _products(n, l, l2, y, yl, y2, ic) -> random_slope.Products:
    """X of a client is (1, L) side by side with ic (1, L), so all sums follow from those of (1, L) and y."""
    square = np.stack([np.stack([n, l], axis=1), np.stack([l, l2], axis=1)], axis=1)
    zy = np.stack([y, yl], axis=1)
    xx = np.block([[_total(square), _total(square, ic)], [_total(square, ic), _total(square, ic * ic)]])
    return random_slope.Products(
        np.stack([n, l, l2], axis=1),
        np.concatenate([square, ic[:, None, None] * square], axis=2),
        zy,
        xx,
        np.concatenate([_total(zy), _total(zy, ic)]),
        float(y2.sum()),
    )


def _total(entries: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The sum over clients, weighted."""
    return entries.sum(axis=0) if weights is None else np.tensordot(weights, entries, axes=1)


def _log(session) -> np.ndarray:
    numbers = np.asarray(session, dtype=float)
    if not np.all(numbers >= 1):
        raise EstimationError("session must be 1 or more.")
    return np.log(numbers)
