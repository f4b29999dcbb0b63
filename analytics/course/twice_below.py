"""Share of a practice's own clients with two ORS scores in a row under the expected range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LOOKED_AT = 10  # sessions, for "at some point"
MIN_CLIENTS = 30  # clients with two scores after the first; below it no share is given; own choice


@dataclass(frozen=True, kw_only=True)
class TwiceBelow:
    """How often two scores in a row lie under the expected range, for clients who started under the cutoff.

    now: share of all pairs of consecutive scores after the first. ever: share of clients with such a pair up to
    session 10. clients: clients with a pair up to session 10. All three are None under 30 clients.
    """

    now: float | None = None
    ever: float | None = None
    clients: int | None = None


def twice_below(under: np.ndarray, clients: np.ndarray, session: np.ndarray) -> TwiceBelow:
    """Count pairs of consecutive scores that both lie under the expected range.

    Parameters
    ----------
    under : np.ndarray of bool, shape (n,)
        Whether each score lies under the range; scores from session 2 on, up to the end of the course.
    clients : np.ndarray of int, shape (n,)
        Client of each score, in ascending order.
    session : np.ndarray, shape (n,)
        Session numbers, ascending within a client.

    Returns
    -------
    TwiceBelow

    Notes
    -----
    Nothing is assumed about how scores of a client hang together. A pair counts whatever happened afterwards, so
    `now` is the share at any one time of therapy; who left early counts in `ever` with the scores there are.
    """
    pair = clients[1:] == clients[:-1]
    both = (under[1:] & under[:-1])[pair]
    who, at = clients[1:][pair], session[1:][pair]
    early = at <= LOOKED_AT
    seen = np.unique(who[early]).size
    if seen < MIN_CLIENTS:
        return TwiceBelow()
    return TwiceBelow(now=float(both.mean()), ever=np.unique(who[early & both]).size / seen, clients=seen)
