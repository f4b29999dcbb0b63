"""Sentences for a page without results under the current filters: the reason, and what to click."""

from __future__ import annotations

import datetime

from analytics.answers import Answer
from analytics.filters import Filters
from pages.ui import formatting


def nothing_shown(answer: Answer, newest: datetime.date | None) -> tuple[str, str]:
    """Return two sentences: that nothing matches the filters; why, and what to click.

    Parameters
    ----------
    answer
        An answer that is withheld as a whole.
    newest
        Day of the newest session of the practice, None where it is not known.
    """
    if not (answer.why or "").startswith("Nothing in the data for"):
        return "Nothing to show for this choice.", answer.why or ""
    kind = {"closed": "closed episode", "open": "open episode"}.get(answer.filters.episodes or "", "episode")
    return f"There is no {kind} {_where(answer.filters)}.", _click(answer, kind, newest)


def _where(filters: Filters) -> str:
    """Return the text for the filters, to follow "There is no closed episode"."""
    parts = []
    if filters.since and filters.until:
        parts.append(
            f"with its last session from {formatting.day(filters.since)} to {formatting.day(filters.until)}"
        )
    elif filters.since:
        parts.append(f"with its last session from {formatting.day(filters.since)} on")
    elif filters.until:
        parts.append(f"with its last session up to {formatting.day(filters.until)}")
    narrowed = filters.narrowing()
    if narrowed:
        parts.append(
            "for what is chosen on the left" if parts else "for this site, programme, age group or therapist"
        )
    return " ".join(parts) or "yet"


def _click(answer: Answer, kind: str, newest: datetime.date | None) -> str:
    filters = answer.filters
    if filters.since and newest and newest < filters.since:
        return f"The newest session is from {formatting.day(newest)}, before that. “Show all data” shows what there is."
    if filters.since or filters.until or filters.narrowing():
        return "“Show all data” takes every period, site, programme and age."
    if kind == "closed episode":
        return (
            "An episode is closed when its ending is recorded, or long after its last session. Choose Open under "
            "Episodes to see those that go on."
        )
    return "Choose All under Episodes to see every episode."
