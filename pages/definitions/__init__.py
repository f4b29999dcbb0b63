"""Definitions & settings page: the rules of counting, and how to change them."""
