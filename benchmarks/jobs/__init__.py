"""Benchmark jobs; each runs in its own process, so that its memory and CPU time are measured alone."""
