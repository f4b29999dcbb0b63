"""Caseload page: list of open clients; those to talk about first stand at the top."""
