"""Therapist comparison page: each therapist's difference from the practice and its uncertainty."""
