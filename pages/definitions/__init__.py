"""Definitions & settings page: the counting rules (definitions), and how to change them."""
