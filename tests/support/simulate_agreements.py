"""Simulated practices for the question whether a signal moved after an agreement, as rows of `agreement_areas.sql`.

Clients begin all through three and a half years and rate every one or two weeks. Half of the clients give the full
score for everything nearly always, scores of one client hang together in time, ratings rise a little with the number of
the session, and caseloads differ. Nobody's ratings move unless `shift` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

START = 1000  # day on which the agreement begins; the history begins on day 0
AFTER = 400  # days simulated after it
MOST = 24  # sessions of a client


@dataclass(frozen=True, kw_only=True)
class World:
    """What holds in a practice; the defaults are an ordinary one in which therapists do not differ.

    clients_a_year: new clients of a therapist, lowest and highest. spread: SD of therapists' differences, points (or
    logits of a rate). low: difference of the first therapist alone. calendar: points by which everybody rates higher
    from the start on. wander: SD of what each therapist gains or loses from one half year to the next. phi:
    autocorrelation of one client's scores. drift: SD of a client's slope per session. rate: share of forms with an
    event; None simulates an area.
    """

    therapists: int = 12
    clients_a_year: tuple[float, float] = (12, 40)
    spread: float = 0.0
    low: float = 0.0
    calendar: float = 0.0
    wander: float = 0.0
    phi: float = 0.4
    drift: float = 0.0
    polite: float = 0.45
    rate: float | None = None


@dataclass(frozen=True, kw_only=True)
class Forms:
    """Ratings, one entry per form: therapist from 0, client, day, and value (points, or 0 and 1)."""

    therapist: np.ndarray
    client: np.ndarray
    day: np.ndarray
    value: np.ndarray

    def shifted(
        self, therapist: int, by: float, since: int = START, rng: np.random.Generator | None = None
    ) -> Forms:
        """Return the forms with the later ratings of one therapist shifted: points, or a share of the events undone."""
        later = (self.therapist == therapist) & (self.day >= since)
        if rng is None:
            return Forms(
                therapist=self.therapist, client=self.client, day=self.day, value=self.value + by * later
            )
        undone = later & (self.value == 0) & (rng.random(later.size) < by)
        return Forms(
            therapist=self.therapist,
            client=self.client,
            day=self.day,
            value=np.where(undone, 1.0, self.value),
        )

    def until(self, day: int) -> Forms:
        """Return the forms of the days before a day."""
        kept = self.day < day
        return Forms(
            therapist=self.therapist[kept],
            client=self.client[kept],
            day=self.day[kept],
            value=self.value[kept],
        )


def simulate(seed: int, world: World = World()) -> Forms:
    """Simulate all forms of a practice."""
    rng = np.random.default_rng([seed, 7])
    days = START + AFTER
    a_year = rng.uniform(*world.clients_a_year, world.therapists)
    therapist = np.repeat(np.arange(world.therapists), rng.poisson(a_year * days / 365))
    n = therapist.size
    own = world.spread * rng.standard_normal(world.therapists)
    own[0] += world.low
    day = rng.uniform(-60, days, n)[:, None] + np.cumsum(rng.choice([7, 7, 14, 21], (n, MOST)), axis=1) - 7
    length = np.minimum(rng.geometric(0.14, n), MOST)
    half_year = np.clip((day + 200 - START % 182) // 182, 0, 9).astype(int)
    wandering = world.wander * rng.standard_normal((world.therapists, 10))
    level = (
        own[therapist][:, None] + wandering[therapist[:, None], half_year] + world.calendar * (day >= START)
    )
    number = np.arange(MOST)
    slope = world.drift * rng.standard_normal(n)[:, None] * number
    if world.rate is None:
        value = _area(rng, n, level + slope, number, world)
    else:
        logit = np.log(world.rate / (1 - world.rate)) - level - slope + rng.standard_normal(n)[:, None]
        value = (rng.random((n, MOST)) > 1 / (1 + np.exp(-logit))).astype(float)
    kept = (number < length[:, None]) & (day >= 0) & (day < days) & (rng.random((n, MOST)) < 0.92)
    client, session = np.nonzero(kept)
    return Forms(
        therapist=therapist[client],
        client=client,
        day=day[client, session].astype(int),
        value=value[client, session],
    )


def _area(
    rng: np.random.Generator, n: int, level: np.ndarray, number: np.ndarray, world: World
) -> np.ndarray:
    """Return an area less the mean of the other three, (n, MOST) points, from four areas cut at 10."""
    general = np.where(rng.random(n) < world.polite, 10.3, 10.0 - rng.gamma(1.4, 0.65, n))[:, None]
    close = rng.standard_normal((n, MOST)) * 0.35
    for k in range(1, MOST):
        close[:, k] = world.phi * close[:, k - 1] + np.sqrt(1 - world.phi**2) * close[:, k]
    areas = []
    for place, offset in enumerate((-0.1, 0.15, 0.0, -0.05)):
        own = 0.3 * rng.standard_normal(n)[:, None] + 0.35 * rng.standard_normal((n, MOST))
        moved = level + close if place == 0 else 0.0
        areas.append(np.clip(general + 0.12 * np.log(number + 1) + offset + own + moved, 0, 10).round(1))
    return areas[0] - (areas[1] + areas[2] + areas[3]) / 3
