"""Association of a session's SRS with the next session's ORS within clients."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import random_slope
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile
from analytics.stats.labels import group_codes

MIN_CLIENTS = 100  # clients with two pairs and more; own choice: intervals are then still some .3 points wide
MIN_ROWS = 500  # pairs of those clients; the same
PAIRS = 2  # pairs a client needs to be used: with one, nothing is better or worse than usual
TOO_FEW = (
    "This needs {} clients with two pairs of neighbouring sessions and {} pairs in all; there are {} clients and {}"
    " pairs."
)


@dataclass(frozen=True)
class Slope:
    """Slope of the next session's ORS on the SRS, with standard error and interval."""

    estimate: float
    se: float
    interval: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class SessionToSession:
    """Result of `fit`: slopes of the next ORS on the SRS, within and between clients.

    Attributes
    ----------
    per_point : Slope
        Points of the next score per rating point above the client's own mean (within clients).
    per_sd : Slope
        `per_point` per within-client SD of the rating, which is what to print.
    between : Slope
        Points of the next score per rating point between clients' means.
    within_sd : float
        Within-client SD of the rating, points.
    n, n_clients : int
        Pairs and clients used.
    left_out : int
        Pairs of clients with a single pair.
    model : random_slope.RandomSlope
        Variances and all coefficients (constant, deviation, client mean, ln(session + 1)).
    """

    per_point: Slope
    per_sd: Slope
    between: Slope
    within_sd: float
    n: int
    n_clients: int
    left_out: int
    model: random_slope.RandomSlope


def pairs(
    clients: ArrayLike, sessions: ArrayLike, srs: ArrayLike, ors: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return rows that pair each session's SRS with the ORS of the client's next session.

    Parameters
    ----------
    clients : array_like, shape (n,)
        Label of the client, one row a session in any order.
    sessions : array_like, shape (n,)
        Session numbers, each once a client.
    srs, ors : array_like, shape (n,)
        Points; NaN if no form was filled in.

    Returns
    -------
    next_ors, srs, session, client : np.ndarray, shape (m,)
        One row for every two consecutive session numbers of a client whose first has an SRS and whose second
        has an ORS, by client and session. A missing session number breaks the pair.

    Raises
    ------
    EstimationError
        For unusable or unequally long input, or a session number that occurs twice for a client.
    """
    numbers = one_dimensional(sessions, "sessions")
    codes, labels = group_codes(clients, numbers.size, "clients")
    rating, score = np.asarray(srs, dtype=float), np.asarray(ors, dtype=float)
    if rating.shape != numbers.shape or score.shape != numbers.shape:
        raise EstimationError(
            f"srs and ors must have one value (or NaN) for each of the {numbers.size} sessions."
        )
    order = np.lexsort((numbers, codes))
    codes, numbers, rating, score = codes[order], numbers[order], rating[order], score[order]
    same = codes[1:] == codes[:-1]
    if np.any(same & (numbers[1:] == numbers[:-1])):
        raise EstimationError("A session number occurs twice for the same client.")
    good = same & (numbers[1:] == numbers[:-1] + 1) & np.isfinite(rating[:-1]) & np.isfinite(score[1:])
    first = np.flatnonzero(good)
    return score[first + 1], rating[first], numbers[first], labels[codes[first]]


def fit(
    next_ors: ArrayLike,
    srs: ArrayLike,
    session: ArrayLike,
    clients: ArrayLike,
    *,
    level: float = 0.95,
    min_clients: int = MIN_CLIENTS,
    min_rows: int = MIN_ROWS,
) -> SessionToSession:
    """Estimate how much the next ORS rises per SRS point above the client's own mean SRS.

    Parameters
    ----------
    next_ors : array_like, shape (n,)
        Score of session s + 1, points; one row a pair (see `pairs`), nothing missing.
    srs : array_like, shape (n,)
        Rating of session s, points.
    session, clients : array_like, shape (n,)
        s, from 1; label of the client.
    level : float
        Level of the intervals, between 0 and 1.
    min_clients, min_rows : int
        Clients with two pairs, and pairs of those clients, that there must be.

    Raises
    ------
    EstimationError
        Below `min_clients` clients or `min_rows` pairs, where no rating varies within clients, and for
        unusable input.

    Notes
    -----
    next = b0 + bw (srs - client mean) + bm client mean + g ln(s + 1) + (1 + ln(s + 1) | client) + e, REML;
    the client mean is over the pairs used. Intervals by t(clients - 1).

    The slope says nothing about one client or one therapist, and is not causal: a life event moves both. One
    rating measures the session with error, which pulls the estimate towards 0; ratings that follow how the
    client is doing push it either way, by up to .1 points per point in the simulations of the test named
    below (down with weeks that are unrelated, up with states that last). So an estimate below about .1 per
    point is not evidence of anything. A lagged outcome would need a dynamic panel model (RI-CLPM).

    References
    ----------
    Falkenstroem et al. 2017, J Consult Clin Psychol 85:537, on why trends must be in the model; bias measured
    in tests/unit/test_stats_sessions.py. Checked against lme4 in tests/reference/test_session_to_session.py.
    """
    score, rating = one_dimensional(next_ors, "next_ors"), one_dimensional(srs, "srs")
    numbers = one_dimensional(session, "session")
    same_length(score, rating, "next_ors and srs")
    same_length(score, numbers, "next_ors and session")
    codes, labels = group_codes(clients, score.size, "clients")
    if np.any(numbers < 1):
        raise EstimationError("session must be 1 or more in every row.")
    used = (np.bincount(codes, minlength=labels.size) >= PAIRS)[codes]
    n, n_clients = int(used.sum()), int(np.unique(codes[used]).size)
    if n_clients < min_clients or n < min_rows:
        raise EstimationError(TOO_FEW.format(min_clients, min_rows, n_clients, n))
    return _fitted(score, rating, numbers, codes, used, level)


def _fitted(
    score: np.ndarray,
    rating: np.ndarray,
    numbers: np.ndarray,
    codes: np.ndarray,
    used: np.ndarray,
    level: float,
) -> SessionToSession:
    """Fit the slopes within and between clients to the session pairs selected by the mask `used`.

    used: mask of these pairs; codes: number (from 0) of each pair's client.
    """
    n, left_out = int(used.sum()), int((~used).sum())
    codes = np.unique(codes[used], return_inverse=True)[1].ravel()
    score, rating, line = score[used], rating[used], np.log(numbers[used] + 1)
    n_clients = int(codes.max()) + 1
    usual = (np.bincount(codes, rating) / np.bincount(codes))[codes]
    apart = rating - usual
    within_sd = math.sqrt(float(apart @ apart) / (n - n_clients))
    if within_sd < 1e-6:
        raise EstimationError(
            "No client's ratings vary from session to session; there is nothing to compare."
        )
    columns = np.column_stack([apart, usual, line])
    model = random_slope.fit_products(random_slope.products(score, columns, line, codes))
    t = t_quantile(0.5 + level / 2, n_clients - 1)

    def slope(position: int, scale: float = 1.0) -> Slope:
        b, se = scale * float(model.coefficients[position]), scale * float(model.standard_errors[position])
        return Slope(b, se, (b - t * se, b + t * se))

    return SessionToSession(
        per_point=slope(1),
        per_sd=slope(1, within_sd),
        between=slope(2),
        within_sd=within_sd,
        n=n,
        n_clients=n_clients,
        left_out=left_out,
        model=model,
    )
