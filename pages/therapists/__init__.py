"""Therapist comparison page: each therapist beside the practice, with how sure the difference is."""
