"""What supervision could work on with each therapist: at most one focus and one strength, where the data carry them."""

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
