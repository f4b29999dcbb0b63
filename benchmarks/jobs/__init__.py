"""Benchmark jobs, each run as a separate process, so that memory and CPU time are of that job only."""
