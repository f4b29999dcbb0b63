"""Expected course of scores given the first score, as a fitted model: mean, SD and percentiles by session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional

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

    def mean(self, intake: ArrayLike, session: ArrayLike) -> np.ndarray:
        """Return the expected score, in points, for each first score and session (arrays are broadcast)."""
        line, start = _log(session), np.asarray(intake, dtype=float) - self.centre
        b0, b1, b2, b3 = self.coefficients
        return b0 + b1 * line + b2 * start + b3 * line * start

    def sd(self, session: ArrayLike) -> np.ndarray:
        """Return the SD, in points, of a new client's score at each session."""
        line = _log(session)
        return np.sqrt(self.v0 + 2 * self.c01 * line + self.v1 * line * line + self.sigma2)

    def percentile(self, intake: ArrayLike, session: ArrayLike, ors: ArrayLike) -> np.ndarray:
        """Return the share (0 to 1) of clients with this first score who are expected below `ors`."""
        from scipy.special import ndtr

        return ndtr((np.asarray(ors, dtype=float) - self.mean(intake, session)) / self.sd(session))

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
        from scipy.special import ndtri

        shares = one_dimensional(quantiles, "quantiles")
        if np.any((shares <= 0) | (shares >= 1)):
            raise EstimationError("quantiles must lie between 0 and 1.")
        middle, spread = self.mean(intake, sessions), self.sd(sessions)
        return np.clip(middle + ndtri(shares)[:, None] * spread, *RANGE)

    def to_dict(self) -> dict:
        """Return the fitted model as a dictionary of numbers and lists, for JSON."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, stored: Mapping) -> ExpectedCourse:
        """Build the fitted model from a dictionary that `to_dict` returned."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
        }
        return cls(**values)


def _log(session: ArrayLike) -> np.ndarray:
    """Return ln(session); raise EstimationError for a session below 1."""
    numbers = np.asarray(session, dtype=float)
    if not np.all(numbers >= 1):
        raise EstimationError("session must be 1 or more.")
    return np.log(numbers)
