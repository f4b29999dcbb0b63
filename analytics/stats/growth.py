"""Fit of the expected course: growth model of scores on the first score and ln(session), by REML."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import random_slope
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.expected_course import ExpectedCourse
from analytics.stats.labels import group_codes

CENTRE = 18.5  # points; where intake is centred; own choice, a usual first score. Changes no prediction
TOO_FEW = "An expected course needs {needed} clients with three scores or more; this practice has {enough}."
FIRST = 2  # session from which scores are predicted; the first score is the intake itself
MIN_CLIENTS = 100  # clients with three scores (intake and two later); below it no course is drawn; own choice
LATER = 2  # later scores a client needs to count towards MIN_CLIENTS


def fit(
    ors: ArrayLike,
    session: ArrayLike,
    intake: ArrayLike,
    clients: ArrayLike,
    *,
    centre: float = CENTRE,
    min_clients: int = MIN_CLIENTS,
) -> ExpectedCourse:
    """Fit the expected course of a practice from rows with one score each.

    Parameters
    ----------
    ors : array_like, shape (n,)
        Scores, points.
    session : array_like, shape (n,)
        Session numbers, from 1; rows below 2 are left out, the first score being the intake.
    intake : array_like, shape (n,)
        First score in points, equal in all rows of a client.
    clients : array_like, shape (n,)
        Label of the client of each row. Nothing is missing in any of the four.
    centre : float
        Intake at which the model is centred, points; changes no prediction.
    min_clients : int
        Clients with three scores that the practice must have.

    Raises
    ------
    EstimationError
        Below `min_clients` clients with three scores, and for unusable input.

    Notes
    -----
    ors = b0 + b1 L + b2 (intake - centre) + b3 L (intake - centre) + (1 + L | client), L = ln(session), REML.

    A line on ln(session) is assumed; clients who leave are handled as long as leaving depends on what was
    seen (missing at random). A client's own earlier scores are not used. Neither the scale's ends nor spreads
    that differ by intake are modelled: quantiles of the scores come from `residual_quantiles.fit`.

    References
    ----------
    A mixed model on ln(session), by intake, is how Finch et al. 2001 made recovery curves for the OQ-45 (its
    abstract was read); a line on ln(session) fits better than one on session (Stulz et al. 2013, doi
    10.1037/a0033589). The rest is own choice of form. Checked against lme4 in tests/reference/test_growth.py.
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
    products = products_of_rows(scores[later], numbers[later], codes[later], labels.size)
    return fit_from_products(*products, first, centre=centre, min_clients=min_clients)


def products_of_rows(
    ors: np.ndarray, session: np.ndarray, clients: np.ndarray, n_clients: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the sums per client that `fit_from_products` takes, from scores of session 2 on.

    Parameters
    ----------
    ors, session : np.ndarray, shape (n,)
        Scores in points, and session numbers.
    clients : np.ndarray of int, shape (n,)
        Number of the client of each score, from 0.
    n_clients : int
        Clients, C.

    Returns
    -------
    tuple of six np.ndarray, each of shape (C,)
        Number of scores, and sums of L = ln(session), L^2, the score, score times L, and the score's square.
    """
    line = np.log(session)

    def sums(column: np.ndarray) -> np.ndarray:
        return np.bincount(clients, column, minlength=n_clients)

    columns = (np.ones(ors.size), line, line * line, ors, line * ors, ors * ors)
    n, l, l2, y, yl, y2 = map(sums, columns)
    return n, l, l2, y, yl, y2


def fit_from_products(
    n: ArrayLike,
    l: ArrayLike,
    l2: ArrayLike,
    y: ArrayLike,
    yl: ArrayLike,
    y2: ArrayLike,
    intake: ArrayLike,
    *,
    centre: float = CENTRE,
    min_clients: int = MIN_CLIENTS,
) -> ExpectedCourse:
    """Fit the expected course of a practice, as `fit` does, from sums per client.

    Parameters
    ----------
    n : array_like, shape (C,)
        Scores of each client from session 2 on; clients with 0 are left out.
    l, l2, y, yl, y2 : array_like, shape (C,)
        Sums over these scores of L = ln(session), L^2, the score, score times L, and the score's square.
    intake : array_like, shape (C,)
        First score in points.
    centre : float
        Intake at which the model is centred, points; changes no prediction.
    min_clients : int
        Clients with three scores that the practice must have.

    Raises
    ------
    EstimationError
        Below `min_clients` clients with three scores, and for unusable input.
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
        raise EstimationError(TOO_FEW.format(needed=min_clients, enough=enough))
    model = random_slope.fit_products(_products(n, l, l2, y, yl, y2, start - centre))
    return ExpectedCourse(
        coefficients=_four(model.coefficients),
        standard_errors=_four(model.standard_errors),
        v0=model.v0,
        v1=model.v1,
        c01=model.c01,
        sigma2=model.sigma2,
        centre=float(centre),
        n=model.n,
        n_clients=model.n_groups,
        n_with_three=enough,
        restricted_loglik=model.restricted_loglik,
        singular=model.singular,
    )


def _four(values: np.ndarray) -> tuple[float, float, float, float]:
    """Return an array of four coefficients as a tuple of floats."""
    constant, line, start, product = map(float, values)
    return constant, line, start, product


def _products(
    n: np.ndarray,
    l: np.ndarray,
    l2: np.ndarray,
    y: np.ndarray,
    yl: np.ndarray,
    y2: np.ndarray,
    ic: np.ndarray,
) -> random_slope.Products:
    """Convert each client's sums to the sums of products from which the random-slope model is fitted.

    X of a client is (1, L) side by side with ic (1, L), so all sums follow from those of (1, L) and y.
    """
    square = np.stack([np.stack([n, l], axis=1), np.stack([l, l2], axis=1)], axis=1)
    zy = np.stack([y, yl], axis=1)
    xx = np.block([[_total(square), _total(square, ic)], [_total(square, ic), _total(square, ic * ic)]])
    return random_slope.Products(
        zz=np.stack([n, l, l2], axis=1),
        zx=np.concatenate([square, ic[:, None, None] * square], axis=2),
        zy=zy,
        xx=xx,
        xy=np.concatenate([_total(zy), _total(zy, ic)]),
        yy=float(y2.sum()),
    )


def _total(entries: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Return the sum of the clients' arrays over all clients, weighted by client if weights are given."""
    return entries.sum(axis=0) if weights is None else np.tensordot(weights, entries, axes=1)
