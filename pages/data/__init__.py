"""Imports: what is known, what was left out, and how to take it back."""
