"""Comparison of therapists, adjusted for case mix, with the uncertainty of their differences."""

from analytics.therapists.compare import comparison
from analytics.therapists.results import MEASURES, Band, Comparison, Funnel, Therapist

__all__ = ["MEASURES", "Band", "Comparison", "Funnel", "Therapist", "comparison"]
