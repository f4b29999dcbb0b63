"""Placeholder."""

from pages.parts import guard

context = guard.enter("definitions")
