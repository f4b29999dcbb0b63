"""Whom to talk about, and what to train."""
