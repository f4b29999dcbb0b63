"""Outcomes & benchmarks page: how much clients changed, beside figures of published services."""
