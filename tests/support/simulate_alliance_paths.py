"""Simulated SRS courses of open clients, one form after the other, whose true alliance is known.

Independent of the sample and of the other generators. A fifth of clients rate near the maximum, scores of one client
hang together in time, one form in ten is missing. Worlds: nobody's alliance moves; clients who begin politely; slow
drift; a lasting fall that began a known number of forms before the last.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

MOST = 30  # sessions of a client at most
DATA_DATE = datetime.date(2026, 6, 30)


@dataclass(frozen=True, kw_only=True)
class Paths:
    """How the SRS of a client moves; the defaults are clients whose alliance never changes.

    noise: SD of a form around the client's level, points; phi: its correlation from form to form. polite: share of
    clients whose first two or three forms are nearly full. drift: mean step of the level per form, points, with SD
    0.5 (0: none). fall: points by which every client's level drops for good, `fall_forms` forms before the newest.
    missing: share of forms that were not filled in; before a fall there are at least five forms.
    """

    noise: float = 1.8
    phi: float = 0.35
    polite: float = 0.0
    drift: float = 0.0
    fall: float = 0.0
    fall_forms: tuple[int, int] = (0, 0)
    missing: float = 0.10


def simulate(seed: int, paths: Paths, clients: int = 3000) -> list[np.ndarray]:
    """Return the SRS totals of each client by session, points in tenths, NaN where a form is missing."""
    rng = np.random.default_rng([seed, 5])
    length = np.minimum(rng.geometric(0.11, clients), MOST)
    since = rng.integers(paths.fall_forms[0], paths.fall_forms[1] + 1, clients)
    if paths.fall:
        length = np.clip(length, 6 + since, MOST)
    high = rng.random(clients) < 0.20
    level = np.where(high, 41.5, 40 - rng.gamma(1.6, 2.6, clients))
    wander = rng.standard_normal((clients, MOST)) * paths.noise * np.sqrt(1 - paths.phi**2)
    wander[:, 0] /= np.sqrt(1 - paths.phi**2)
    for k in range(1, MOST):
        wander[:, k] += paths.phi * wander[:, k - 1]
    number = np.arange(MOST)
    srs = level[:, None] + 0.5 * np.log(number + 1) + wander
    if paths.drift:
        srs[:, 1:] += np.cumsum(rng.normal(paths.drift, 0.5, (clients, MOST - 1)), axis=1)
    if paths.fall:
        srs -= paths.fall * (number >= (length - 1 - since)[:, None])
    starts = np.where(rng.random(clients) < paths.polite, rng.integers(2, 4, clients), 0)
    polite = number < starts[:, None]
    srs = np.where(polite, np.maximum(srs, 39 + rng.uniform(0, 2, srs.shape)), srs)
    srs = np.clip(srs, 0, 40).round(1)
    srs[rng.random(srs.shape) < paths.missing] = np.nan
    return [row[:n] for row, n in zip(srs, length.tolist(), strict=True)]


def sessions(courses: list[np.ndarray]) -> pd.DataFrame:
    """Return weekly sessions up to the data date, with steady ORS, as an import would type them."""
    length = np.array([len(course) for course in courses])
    client = np.repeat(np.arange(length.size), length)
    left = np.concatenate([np.arange(n)[::-1] for n in length.tolist()])
    return pd.DataFrame(
        {
            "client_id": np.array([f"P{n:05d}" for n in range(length.size)])[client],
            "session_date": pd.Timestamp(DATA_DATE) - pd.to_timedelta(7 * left + 1, unit="D"),
            "therapist": np.array([f"T{n:02d}" for n in range(10)])[client % 10],
            "ors_total": 22.0,
            "srs_total": np.concatenate(courses),
        }
    )
