"""Therapist comparison page: difference of each therapist from the practice, with uncertainty."""
