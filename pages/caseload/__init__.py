"""Caseload page: open clients, those to think about first at the head of the list."""
