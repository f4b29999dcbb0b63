"""Range of the expected course worked out score by score in plain Python, without the code of the product."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

Score = tuple[int, int, float, float]  # client, session, first score, score
STARTS = (8, 15, 22, 29, 35)
SESSIONS = (2, 3, 5, 9, 16, 28, 50)


@dataclass(frozen=True, kw_only=True)
class SlowCourse:
    """Scores with the mean and SD that a growth model expects of each.

    mean: of a first score and a session; sd: of a session; last_session: end of the course.
    """

    scores: Sequence[Score]
    mean: Callable[[float, int], float]
    sd: Callable[[int], float]
    last_session: int

    def quantile(
        self, share: float, start: float, session: int, used: Callable[[int], bool] = lambda client: True
    ) -> float:
        """Return the quantile of the scores, in points, at a first score and session.

        used: the clients from whom quantiles are taken; widths of neighbourhoods are always those of all clients.
        """
        lines = self._knots()
        i, k = _before(start, STARTS), _before(session, lines)
        across = _part(start, STARTS[i], STARTS[i + 1])
        along = _part(math.log(session), math.log(lines[k]), math.log(lines[k + 1]))
        away = 0.0
        for a, weight in ((i, 1 - across), (i + 1, across)):
            for b, more in ((k, 1 - along), (k + 1, along)):
                away += weight * more * self._at(share, STARTS[a], lines[b], used)
        return self._middle(start, session) + self.sd(session) * self._spread(start, session) * away

    def _middle(self, start: float, session: int) -> float:
        """Return the mean, or the end of the scale that it lies beyond."""
        return min(max(self.mean(start, session), 0.0), 40.0)

    def _knots(self) -> list[int]:
        """Return the sessions at which quantiles are found."""
        end = max(self.last_session, 3)
        return [session for session in SESSIONS if session < end] + [end]

    def _residual(self, score: Score) -> float:
        """Return a score's distance from its mean, in SD."""
        _, session, first, points = score
        return (points - self._middle(first, session)) / self.sd(session)

    def _spread(self, start: float, session: int) -> float:
        """Return the mean absolute residual on a line of first score, ln(session) and both multiplied."""
        line, least = self._spread_line
        here = line[0] + line[1] * start + line[2] * math.log(session) + line[3] * start * math.log(session)
        return max(here, least)

    @cached_property
    def _spread_line(self) -> tuple[list[float], float]:
        """Return the four coefficients of the line of the spread, and the lowest spread."""
        rows = [[1, first, math.log(k), first * math.log(k)] for _, k, first, _ in self.scores]
        sizes = [abs(self._residual(score)) for score in self.scores]
        line = np.linalg.lstsq(np.array(rows), np.array(sizes), rcond=None)[0].tolist()
        return line, 0.3 * sum(sizes) / len(sizes)

    def _at(self, share: float, start: float, session: int, used: Callable[[int], bool]) -> float:
        """Return the quantile of the residuals over their spread near one point of the grid."""
        distances = [
            ((first - start) / 8) ** 2 + ((math.log(k) - math.log(session)) / 0.5) ** 2
            for _, k, first, _ in self.scores
        ]
        nearest: dict[int, float] = {}
        for (client, *_), distance in zip(self.scores, distances, strict=True):
            nearest[client] = min(distance, nearest.get(client, math.inf))
        wanted = min(len(nearest), max(20, round(2 * math.sqrt(len(nearest)))))
        limit = 1.1 * sorted(nearest.values())[wanted - 1] + 1e-6
        near = [
            (self._residual(score) / self._spread(score[2], score[1]), 1 - distance / limit, score[0])
            for score, distance in zip(self.scores, distances, strict=True)
            if distance < limit
        ]
        near = [one for one in near if used(one[2])] or near
        by_client: dict[int, float] = defaultdict(float)
        for _, weight, client in near:
            by_client[client] += weight
        total = sum(by_client.values())
        double = 2 * total**2 / sum(weight**2 for weight in by_client.values())
        values, places, so_far = [], [], 0.0
        for value, weight, _ in sorted(near):
            values.append(value)
            places.append((so_far + weight / 2) / total)
            so_far += weight
        return _between((share * (double + 1) - 0.5) / double, places, values)


def _before(value: float, knots: Sequence[float]) -> int:
    """Return the index of the last knot but one that is not above a value."""
    return max(k for k, knot in enumerate(knots[:-1]) if knot <= value or k == 0)


def _part(value: float, low: float, high: float) -> float:
    """Return how far a value lies from `low` to `high`, from 0 to 1."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _between(place: float, places: Sequence[float], values: Sequence[float]) -> float:
    """Return the value at a place on a line through points; the first or last one outside them."""
    for k, one in enumerate(places):
        if place <= one:
            if k == 0:
                return values[0]
            part = (place - places[k - 1]) / (one - places[k - 1])
            return values[k - 1] + part * (values[k] - values[k - 1])
    return values[-1]


def share_below(points: Sequence[tuple[float, float]], score: float) -> float:
    """Return the share expected under a score from (share, quantile) pairs, on a line of normal scores between them."""
    normal = NormalDist()
    scores = [normal.inv_cdf(share) for share, _ in points]
    for k in range(1, len(points)):
        low, high = points[k - 1][1], points[k][1]
        if low <= score <= high:
            part = (score - low) / (high - low)
            return normal.cdf(scores[k - 1] + part * (scores[k] - scores[k - 1]))
    slope = (points[-1][1] - points[0][1]) / (scores[-1] - scores[0])
    end = (scores[0], points[0][1]) if score < points[0][1] else (scores[-1], points[-1][1])
    return normal.cdf(end[0] + (score - end[1]) / slope)
