"""Outcomes & benchmarks page: how much clients changed, compared with published services."""
