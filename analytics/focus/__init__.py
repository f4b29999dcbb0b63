"""What supervision could work on with each therapist: one focus, or none, or not enough data; and one strength."""

from analytics.focus.focus import focus
from analytics.focus.results import SIGNALS, Deficit, Focus, Signal, TherapistFocus

__all__ = ["SIGNALS", "Deficit", "Focus", "Signal", "TherapistFocus", "focus"]
