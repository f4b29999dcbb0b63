"""Training focus: what each therapist could practise, based on SRS and endings, and one strength."""

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
