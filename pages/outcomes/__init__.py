"""Outcomes & benchmarks page: how far clients changed, next to published services."""
