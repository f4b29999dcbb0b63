"""Place of an ORS in the practice's expected course.

Mean and SD follow from the coefficients that `show course` gives: those of a mixed model, which
`tests/reference/test_growth.py` holds to lme4. The quantiles around the mean are found here, from the export.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from tests.twin.episodes import CHILD_FORM, Episode

LOWER = 0.1  # the range begins here
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
Z = np.array([NormalDist().inv_cdf(share) for share in SHARES])
STARTS = (8.0, 15.0, 22.0, 29.0, 35.0)  # first scores at which quantiles are found
SESSIONS = (2, 3, 5, 9, 16, 28, 50)
NEAR_START, NEAR_LINE = 8.0, 0.5  # points of the first score, and of ln(session), that count as equally far
FEWEST, PER_ROOT = 20, 2.0  # nearest clients behind a quantile
WIDER = 1.1  # of the squared distance to the last of them
BETWEEN = 2.0  # times as many clients stand behind a quantile between the points
LEAST = 0.3  # of the mean absolute residual


@dataclass(frozen=True)
class Scores:
    """Scores after the first one, of all clients with an expected course: arrays of equal length."""

    start: np.ndarray
    session: np.ndarray
    score: np.ndarray
    client: np.ndarray


class Course:
    """Expected course of a practice."""

    def __init__(
        self, coefficients: Mapping[str, float], last_session: int, episodes: Iterable[Episode]
    ) -> None:
        self.coefficients, self.last_session = coefficients, last_session
        scores = _scores(episodes)
        middle, sd = self._normal(scores.start, scores.session)
        residual = (scores.score - middle) / sd
        columns = _columns(scores.start, np.log(scores.session))
        self._spread, *_ = np.linalg.lstsq(columns, np.abs(residual), rcond=None)
        self._least = LEAST * float(np.abs(residual).mean())
        scaled = residual / self._scale(scores.start, np.log(scores.session))
        end = max(last_session, 3)
        self._lines = np.log([*(k for k in SESSIONS if k < end), end])
        self._table = np.array(
            [[_near(scores, scaled, start, line) for line in self._lines] for start in STARTS]
        )

    def _normal(self, start: np.ndarray, session: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and SD of a score; a mean beyond an end of the scale counts as that end."""
        b, line, first = self.coefficients, np.log(session), start - self.coefficients["centre"]
        middle = b["constant"] + b["line"] * line + b["intake"] * first + b["line_intake"] * line * first
        between = b["sd_start"] ** 2 + (b["sd_line"] * line) ** 2
        shared = 2 * b["correlation"] * b["sd_start"] * b["sd_line"] * line
        return np.clip(middle, 0, 40), np.sqrt(between + shared + b["sd_score"] ** 2)

    def _scale(self, start: np.ndarray, line: np.ndarray) -> np.ndarray:
        """Return the mean absolute residual at a first score and session."""
        return np.maximum(_columns(start, line) @ self._spread, self._least)

    def quantiles(self, start: float, session: int) -> np.ndarray:
        """Return the quantiles of the score at SHARES."""
        line = math.log(session)
        by_line = [
            [np.interp(start, STARTS, self._table[:, k, share]) for k in range(len(self._lines))]
            for share in range(len(SHARES))
        ]
        away = np.array([np.interp(line, self._lines, row) for row in by_line])
        middle, sd = self._normal(np.array(start), np.array(session))
        return middle + sd * away * self._scale(np.array(start), np.array(line))

    def percentile(self, start: float, session: int, score: float) -> float:
        """Return the share of clients with a similar first score who are expected to score lower."""
        points = self.quantiles(start, session)
        slope = (points[-1] - points[0]) / (Z[-1] - Z[0])
        if score < points[0]:
            z = Z[0] + (score - points[0]) / slope
        elif score > points[-1]:
            z = Z[-1] + (score - points[-1]) / slope
        else:
            z = np.interp(score, points, Z)
        return NormalDist().cdf(float(z))

    def is_below(self, start: float, session: int, score: float) -> bool:
        """Return whether a score lies under the range as it is drawn, to two decimals."""
        edge = self.quantiles(start, session)[SHARES.index(LOWER)]
        return score < round(min(max(float(edge), 0.0), 40.0), 2)


def _columns(start: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return 1, start, line and their product."""
    return np.stack([np.ones_like(line), start - 18.5, line - 1.5, (start - 18.5) * (line - 1.5)], axis=-1)


def _scores(episodes: Iterable[Episode]) -> Scores:
    """Return the scores to which the course is fitted."""
    rows = [
        (float(one.first), session, float(one.ors[session]), number)
        for number, one in enumerate(one for one in episodes if has_place(one))
        for session in sorted(one.ors)[1:]
    ]
    start, session, score, client = np.array(rows).T
    return Scores(start, session, score, client)


def _near(scores: Scores, scaled: np.ndarray, start: float, line: float) -> np.ndarray:
    """Return the quantiles of the residuals of the nearest clients, corrected for how many they are."""
    distance = ((scores.start - start) / NEAR_START) ** 2 + ((np.log(scores.session) - line) / NEAR_LINE) ** 2
    nearest = np.sort([distance[scores.client == one].min() for one in np.unique(scores.client)])
    wanted = max(FEWEST, round(PER_ROOT * math.sqrt(len(nearest))))
    radius = WIDER * nearest[min(wanted, len(nearest)) - 1] + 1e-6
    weight = np.maximum(1 - distance / radius, 0)
    per_client = np.bincount(scores.client.astype(int), weight)
    clients = BETWEEN * per_client.sum() ** 2 / (per_client**2).sum()
    shares = (np.array(SHARES) * (clients + 1) - 0.5) / clients
    order = np.argsort(scaled, kind="stable")
    values, weights = scaled[order], weight[order]
    values, weights = values[weights > 0], weights[weights > 0]
    return np.interp(shares, (np.cumsum(weights) - weights / 2) / weights.sum(), values)


def of_document(document: Mapping[str, Any], episodes: Iterable[Episode]) -> Course | None:
    """Return the course whose coefficients `show course` gives; None where there is none."""
    if document.get("coefficients") is None:
        return None
    return Course(document["coefficients"], document["last_session"], episodes)


def has_place(one: Episode) -> bool:
    """Return whether an episode can be compared: first ORS at session 1 on the adult form, and a later one."""
    return len(one.ors) > 1 and min(one.ors) == 1 and one.ors_version != CHILD_FORM and not one.ors_two_forms


def places(one: Episode, course: Course | None) -> list[tuple[float, bool]]:
    """Return percentile, and whether it lies under the range, of the last two ORS after session 1, the last one last.

    Empty where there is no course, or where it ends before the last ORS.
    """
    if course is None or not has_place(one) or max(one.ors) > course.last_session:
        return []
    start = float(one.first)
    later = [(session, float(one.ors[session])) for session in sorted(one.ors) if session > 1][-2:]
    return [
        (course.percentile(start, session, score), course.is_below(start, session, score))
        for session, score in later
    ]
