"""Therapists compared with the practice, with how sure that is."""
