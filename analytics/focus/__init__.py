"""Return the period in words, such as `1 Nov 2025 to 31 Oct 2026`, `since ...` or `all data`."""

from analytics.focus.clients import WhereItShows, where_it_shows
from analytics.focus.focus import focus
from analytics.focus.practices import Practice, practices
from analytics.focus.results import SIGNALS, Focus, Signal, TherapistFocus

__all__ = [
    "SIGNALS",
    "Focus",
    "Practice",
    "Signal",
    "TherapistFocus",
    "WhereItShows",
    "focus",
    "practices",
    "where_it_shows",
]
