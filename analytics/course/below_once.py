"""Share of clients who ended higher than they began, of those with a score under the expected range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MIN_CLIENTS = 20  # clients with a score under the range; below it no share is given, as on every page
HIGHER = 1.0  # ORS points; from there on a last score counts as above the first


@dataclass(frozen=True)
class BelowOnce:
    """Share (0 to 1) of clients with a score under the expected range whose last score is above their first.

    clients: how many had such a score. Both are None under 20 clients.
    """

    clients: int | None = None
    higher: float | None = None


def below_once(
    score: np.ndarray, under: np.ndarray, intake: np.ndarray, clients: np.ndarray, counted: np.ndarray
) -> BelowOnce:
    """Count clients with a score under the expected range at some session, and those who ended higher.

    Parameters
    ----------
    score, intake : np.ndarray of float, shape (n,)
        Score and first score in points; scores from session 2 on, in order of session within a client.
    under : np.ndarray of bool, shape (n,)
        Whether each score lies under the range.
    clients : np.ndarray of int, shape (n,)
        Client of each score, in ascending order, from 0 without gaps.
    counted : np.ndarray of bool, shape (n,)
        Scores that have a range and belong to a client who started under the cutoff.

    Returns
    -------
    BelowOnce

    Notes
    -----
    Open courses count with their last score so far, and a score under the range counts also where it is the last.
    """
    last = np.append(np.flatnonzero(np.diff(clients)), clients.size - 1)
    rose = (score - intake)[last] >= HIGHER
    once = np.unique(clients[counted & under])
    if once.size < MIN_CLIENTS:
        return BelowOnce()
    return BelowOnce(clients=int(once.size), higher=float(rose[once].mean()))
