"""Definitions & settings page: the counting rules, and how to change them."""
