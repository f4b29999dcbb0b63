"""Comparing therapists fairly: differences after who came, how sure they are, and silence where data are silent."""

from analytics.therapists.compare import comparison
from analytics.therapists.results import MEASURES, Band, Comparison, Funnel, Therapist

__all__ = ["MEASURES", "Band", "Comparison", "Funnel", "Therapist", "comparison"]
