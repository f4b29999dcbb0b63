"""Scores of clients to whom an expected course was not fitted, counted inside, below and above its range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from analytics.course.expected import Expected, of_scores
from tests.support import second_practice, third_practice

STARTS = (0, 12, 20, 25, 30, 41)  # points; edges of the groups of first scores
SESSIONS = (2, 3, 8, 12, 100)  # edges of the groups of sessions
CUTOFF = 25
MIN_CLIENTS = 100  # the rule course.min_clients


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Scores of session 2 and later, by client and session.

    client: any number, ascending; session, score, intake: one entry per score; still_open: whether the client had not
    ended, None if the generator does not tell.
    """

    client: np.ndarray
    session: np.ndarray
    score: np.ndarray
    intake: np.ndarray
    still_open: np.ndarray | None = None

    def of(self, chosen: np.ndarray) -> Scores:
        """Return the scores for which `chosen` is true."""
        return Scores(
            client=self.client[chosen],
            session=self.session[chosen],
            score=self.score[chosen],
            intake=self.intake[chosen],
            still_open=None if self.still_open is None else self.still_open[chosen],
        )

    def split(self, seed: int, fitted: int | None) -> tuple[Scores, Scores]:
        """Return the scores of some clients drawn at random (None: of half of them), and those of the others."""
        clients = np.unique(self.client)
        np.random.default_rng([seed, 9]).shuffle(clients)
        mine = np.isin(self.client, clients[: clients.size // 2 if fitted is None else fitted])
        return self.of(mine), self.of(~mine)

    def course(self) -> Expected:
        """Fit the expected course to these scores, as the product does."""
        codes = np.unique(self.client, return_inverse=True)[1]
        return of_scores(self.score, self.session, self.intake, codes, self.intake < CUTOFF, MIN_CLIENTS)


@dataclass
class Tally:
    """Counts of held-out scores by group of first scores and of sessions, summed over practices.

    n, below, above: shape (5, 4). top: scores whose upper edge is the top of the scale. said, pairs, last_two, ever:
    per practice, two scores in a row below, in 100 clients: what the course says (now, ever), and what happened to all
    pairs, to the last two of clients still open, and up to session 10.
    """

    n: np.ndarray = field(default_factory=lambda: np.zeros((5, 4)))
    below: np.ndarray = field(default_factory=lambda: np.zeros((5, 4)))
    above: np.ndarray = field(default_factory=lambda: np.zeros((5, 4)))
    top: np.ndarray = field(default_factory=lambda: np.zeros((5, 4)))
    said: list[tuple[float, float]] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)
    last_two: list[float] = field(default_factory=list)
    ever: list[float] = field(default_factory=list)

    @property
    def inside(self) -> np.ndarray:
        """Scores inside the range, in 100."""
        return 100 * (1 - (self.below + self.above) / np.maximum(self.n, 1))


def third(seed: int, world: third_practice.World | None = None) -> Scores:
    """Simulate the third practice: 20 therapists with 25 to 69 clients unless `world` says otherwise."""
    made = third_practice.simulate(
        seed, world or third_practice.World(clients_of=third_practice.even_caseloads(seed, 20))
    )
    return _later(made.client, made.session, made.ors, made.ending == third_practice.OPEN)


def second(seed: int, clients: int = 940) -> Scores:
    """Simulate the second practice."""
    rows = second_practice.simulate(seed, clients, risks=False).rows
    names, codes = np.unique([row[0] for row in rows], return_inverse=True)
    held = np.zeros(names.size, dtype=int)
    session = np.empty(codes.size, dtype=int)
    for place, code in enumerate(codes):
        held[code] += 1
        session[place] = held[code]
    return _later(codes, session, np.array([float(row[4]) if row[4] else np.nan for row in rows]), None)


def _later(
    client: np.ndarray, session: np.ndarray, score: np.ndarray, still_open: np.ndarray | None
) -> Scores:
    """Return the scores from session 2 on of clients with a score at session 1, ordered."""
    order = np.lexsort((session, client))
    order = order[~np.isnan(score[order])]
    client, session, score = client[order], session[order], score[order]
    intake = np.full(client.max() + 1, np.nan)
    intake[client[session == 1]] = score[session == 1]
    kept = (session > 1) & ~np.isnan(intake[client])
    client = client[kept]
    return Scores(
        client=client,
        session=session[kept].astype(float),
        score=score[kept],
        intake=intake[client],
        still_open=None if still_open is None else still_open[client],
    )


def measure(practices: Iterable[tuple[int, Scores]], fitted: int | None) -> Tally:
    """Fit the course to part of the clients of each practice, and count the scores of the others.

    practices: pairs of seed and scores. fitted: clients to fit to, None for half of them. Scores beyond the end of the
    course are left out, as in the product.
    """
    tally = Tally()
    for seed, scores in practices:
        mine, others = scores.split(seed, fitted)
        course = mine.course()
        assert course.model is not None, course.why
        _count(tally, course, others.of(others.session <= course.last_session))
    return tally


def _count(tally: Tally, course: Expected, scores: Scores) -> None:
    """Add the scores of one practice to the tally."""
    low, high = (np.empty(scores.score.size) for _ in range(2))
    for intake in np.unique(scores.intake):
        rows = np.flatnonzero(scores.intake == intake)
        band = course.band(intake, course.last_session)
        edges = np.array([(point.p10, point.p90) for point in band])
        low[rows], high[rows] = edges[scores.session[rows].astype(int) - 1].T
    below, above = scores.score < low, scores.score > high
    cell = (
        np.searchsorted(STARTS, scores.intake, side="right") - 1,
        np.searchsorted(SESSIONS, scores.session, side="right") - 1,
    )
    for counts, chosen in (
        (tally.n, None),
        (tally.below, below),
        (tally.above, above),
        (tally.top, high >= 40),
    ):
        np.add.at(counts, cell, 1 if chosen is None else chosen)
    _twice(tally, course, scores.of(scores.intake < CUTOFF), below[scores.intake < CUTOFF])


def _twice(tally: Tally, course: Expected, scores: Scores, below: np.ndarray) -> None:
    """Add what is said of two scores in a row below, and what happened to these clients, client by client."""
    assert course.below_twice_now is not None and course.below_twice_ever is not None
    tally.said.append((100 * course.below_twice_now, 100 * course.below_twice_ever))
    pairs, last_two, ever = [], [], []
    for client in np.unique(scores.client):
        rows = np.flatnonzero(scores.client == client)
        twice = [below[k - 1] and below[k] for k in rows[1:]]
        early = [twice[k - 1] for k in range(1, rows.size) if scores.session[rows[k]] <= 10]
        pairs += twice
        if early:
            ever.append(any(early))
        if twice and scores.still_open is not None and scores.still_open[rows[0]]:
            last_two.append(twice[-1])
    tally.pairs.append(100 * float(np.mean(pairs)))
    tally.ever.append(100 * float(np.mean(ever)))
    if last_two:
        tally.last_two.append(100 * float(np.mean(last_two)))
