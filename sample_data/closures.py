"""Recorded endings of made-up episodes, with delays, gaps, errors and varied wording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sample_data import parameters
from sample_data.random_stream import RandomStream
from sample_data.sessions import ENDINGS, OPEN, PLANNED, UNPLANNED, Latent

# class of the product -> the practice's words for it and how often each is chosen
WORDS = {
    "planned": (("Completed", 50), ("Goals met", 35), ("Mutual agreement", 15)),
    "unplanned": (("Dropped out", 30), ("Did not return", 35), ("Lost contact", 20), ("Client withdrew", 15)),
    "transferred": (("Referred on", 60), ("Moved", 40)),
    "administrative": (("Therapist left", 45), ("Insurance ended", 55)),
    "not_a_course": (("Assessment only", 100),),
    "ongoing": (("Active", 100),),
    "unknown": (("Not known", 100),),
}
CLASSES = ("", *WORDS)  # place 0: nothing recorded


@dataclass
class Closures:
    """Recorded ending of each made-up episode: its index in CLASSES, and the practice's wording.

    recorded: place in CLASSES; text: the words of it ('' for nothing).
    """

    recorded: np.ndarray
    text: list[str]


def simulate_closures(latent: Latent, today: int, draws: RandomStream) -> Closures:
    """Simulate the recorded ending of every episode.

    Parameters
    ----------
    latent
        What really happened.
    today
        The data date in days; a reason is recorded some days after the last session.
    draws
        Random numbers.
    """
    n = len(latent.ending)
    share = np.array([parameters.REASON_SHARE.get(e, 0.0) for e in ENDINGS])[latent.ending]
    u, wrong = draws.uniform(n), draws.uniform(n) < parameters.WRONG_REASON_SHARE
    ending = np.where(
        wrong & (latent.ending == PLANNED),
        UNPLANNED,
        np.where(wrong & (latent.ending == UNPLANNED), PLANNED, latent.ending),
    )
    index = np.array([CLASSES.index(e) if e in CLASSES else 0 for e in ENDINGS])[ending]
    settled = latent.last_day <= today - parameters.REASON_DELAY_DAYS
    recorded = np.where((u < share) & settled, index, 0)
    other = draws.uniform(n)
    ended = latent.ending != OPEN
    unknown = ended & settled & (other < parameters.UNKNOWN_REASON_SHARE)
    recorded = np.where(unknown, CLASSES.index("unknown"), recorded)
    stale = ended & (other >= parameters.UNKNOWN_REASON_SHARE)
    stale &= other < parameters.UNKNOWN_REASON_SHARE + parameters.STALE_OPEN_SHARE
    marked = ~ended & (other < parameters.OPEN_MARKED_SHARE)
    recorded = np.where(stale | marked, CLASSES.index("ongoing"), recorded)
    return Closures(recorded, _words(recorded, draws))


def _words(recorded: np.ndarray, draws: RandomStream) -> list[str]:
    chosen = {0: [""] * len(recorded)}
    for index, options in enumerate(WORDS.values(), start=1):
        picks = draws.choice(len(recorded), [weight for _, weight in options]).tolist()
        chosen[index] = [options[k][0] for k in picks]
    return [chosen[index][i] for i, index in enumerate(recorded.tolist())]
