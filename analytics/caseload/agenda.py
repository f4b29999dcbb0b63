"""Agenda of the next supervision hour: at most three clients, and every client whom somebody picked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from analytics.caseload.results import CaseloadClient

MOST = 3  # clients of an hour, unless more were picked
PICKED = "picked"
# Reasons by urgency; a client who was only picked comes before those whose forms are missing.
ORDER = ("drop", "falling", "early_low", "slide", PICKED, "below_expected", "no_srs")


@dataclass(frozen=True)
class AgendaItem:
    """One client of the agenda: the caseload row, and whether somebody picked this client."""

    client: CaseloadClient
    is_picked: bool


def agenda(clients: Iterable[CaseloadClient], picked: Collection[tuple[str, int]]) -> tuple[AgendaItem, ...]:
    """Return the clients to talk about in the next hour, the most urgent first.

    Parameters
    ----------
    clients
        Open clients of one therapist, or of several, in the order of the caseload.
    picked
        (record id, episode number) of the clients picked for supervision.

    Returns
    -------
    tuple of AgendaItem
        Every picked client, and others with a reason until there are `MOST`.
    """
    items = [AgendaItem(one, (one.record_id, one.episode_no) in picked) for one in clients]
    ranked = sorted((item for item in items if _rank(item) < len(ORDER)), key=_rank)  # stable within a rank
    free = MOST - sum(item.is_picked for item in items)
    chosen = [item for item in ranked if not item.is_picked][: max(0, free)]
    return tuple(item for item in ranked if item.is_picked or item in chosen)


def _rank(item: AgendaItem) -> int:
    """Return the place in `ORDER` of the most urgent reason; the number of reasons if there is none."""
    codes = {reason.code for reason in item.client.fired if reason.recent}
    codes |= {PICKED} if item.is_picked else set()
    return min((ORDER.index(code) for code in codes if code in ORDER), default=len(ORDER))
