"""Expected course of scores given the first score, as a fitted model: mean, SD and percentiles by session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import residual_quantiles
from analytics.stats.arrays import EstimationError, one_dimensional
from analytics.stats.residual_quantiles import SHARES, ResidualQuantiles

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)  # of the band
RANGE = (0.0, 40.0)  # points of the scale; bands are clipped to it


@dataclass(frozen=True, kw_only=True)
class ExpectedCourse:
    """Fitted growth model of scores on the first score and ln(session), as plain numbers.

    Attributes
    ----------
    coefficients, standard_errors : tuple of four floats
        Of the constant, L = ln(session), intake - centre and their product, in points.
    v0, v1, c01 : float
        Variance of clients' own intercepts and slopes on L, and their covariance.
    sigma2 : float
        Variance of a single score around the client's own line (points^2).
    centre : float
        Intake at which the model is centred, points.
    n, n_clients, n_with_three : int
        Scores, clients, and clients with three scores or more, intake included.
    restricted_loglik : float
        Restricted log likelihood of the fit.
    singular : bool
        Whether a variance is at its boundary.
    residuals : ResidualQuantiles or None
        Quantiles of the practice's own scores around the mean; without them a normal distribution is taken.
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
    residuals: ResidualQuantiles | None = None

    def mean(self, intake: ArrayLike, session: ArrayLike) -> np.ndarray:
        """Return the expected score, in points, for each first score and session (arrays are broadcast)."""
        line, start = _log(session), np.asarray(intake, dtype=float) - self.centre
        b0, b1, b2, b3 = self.coefficients
        return b0 + b1 * line + b2 * start + b3 * line * start

    def sd(self, session: ArrayLike) -> np.ndarray:
        """Return the SD, in points, of a new client's score at each session."""
        line = _log(session)
        return np.sqrt(self.v0 + 2 * self.c01 * line + self.v1 * line * line + self.sigma2)

    def standardised(self, intake: ArrayLike, session: ArrayLike, ors: ArrayLike) -> np.ndarray:
        """Return how many SD each score lies over the mean for its first score and session.

        A mean beyond an end of the scale counts as that end, here and in `quantiles`.
        """
        return (np.asarray(ors, dtype=float) - self._middle(intake, session)) / self.sd(session)

    def _middle(self, intake: ArrayLike, session: ArrayLike) -> np.ndarray:
        """Return the mean, cut to the ends of the scale."""
        return np.clip(self.mean(intake, session), *RANGE)

    def quantiles(self, intake: ArrayLike, session: ArrayLike, shares: ArrayLike) -> np.ndarray:
        """Return quantiles of the expected score, not cut to the ends of the scale.

        Parameters
        ----------
        intake, session : array_like
            First scores in points, and session numbers from 1; broadcast to a common shape.
        shares : array_like, shape (Q,)
            Shares strictly between 0 and 1.

        Returns
        -------
        np.ndarray, shape (Q, *common shape)
            Points, not decreasing in the share.

        Raises
        ------
        EstimationError
            For shares or sessions outside these ranges.
        """
        wanted = one_dimensional(shares, "quantiles")
        if np.any((wanted <= 0) | (wanted >= 1)):
            raise EstimationError("quantiles must lie between 0 and 1.")
        middle, spread = np.broadcast_arrays(self._middle(intake, session), self.sd(session))
        if self.residuals is None:
            from scipy.special import ndtri

            away = ndtri(wanted).reshape(-1, *(1,) * middle.ndim)
        else:
            away = self.residuals.at(intake, session, wanted)
        return middle + spread * away

    def percentile(self, intake: ArrayLike, session: ArrayLike, ors: ArrayLike) -> np.ndarray:
        """Return the share (0 to 1) of clients with this first score who are expected below `ors`.

        The inverse of `quantiles`; arrays are broadcast.
        """
        from scipy.special import ndtr

        first, number, score = np.broadcast_arrays(intake, session, np.asarray(ors, dtype=float))
        points = np.moveaxis(self.quantiles(first, number, SHARES), 0, -1)
        return ndtr(residual_quantiles.normal_score(points, score))

    def curve(self, intake: float, sessions: ArrayLike, quantiles: ArrayLike = QUANTILES) -> np.ndarray:
        """Return the quantiles of the expected score at each session for one first score.

        Parameters
        ----------
        intake : float
            First score, points.
        sessions : array_like, shape (S,)
            Session numbers, from 1.
        quantiles : array_like, shape (Q,)
            Shares strictly between 0 and 1.

        Returns
        -------
        np.ndarray, shape (Q, S)
            Quantiles of the score in points, clipped to 0 and 40.

        Raises
        ------
        EstimationError
            For quantiles or sessions outside these ranges.
        """
        return np.clip(self.quantiles(intake, sessions, quantiles), *RANGE)


def _log(session: ArrayLike) -> np.ndarray:
    """Return ln(session); raise EstimationError for a session below 1."""
    numbers = np.asarray(session, dtype=float)
    if not np.all(numbers >= 1):
        raise EstimationError("session must be 1 or more.")
    return np.log(numbers)
