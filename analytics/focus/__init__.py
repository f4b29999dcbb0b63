"""Training focus of each therapist: one thing to practise and one strength, from SRS and endings."""

from analytics.focus.clients import ExampleClient, examples
from analytics.focus.focus import focus
from analytics.focus.practices import Practice, practices
from analytics.focus.results import SIGNALS, Focus, Signal, TherapistFocus

__all__ = [
    "SIGNALS",
    "Focus",
    "Practice",
    "Signal",
    "TherapistFocus",
    "ExampleClient",
    "focus",
    "practices",
    "examples",
]
