"""Benchmarks of the product: every time and size as a ratio to a baseline (floor) of the same run.

`python -m benchmarks` prints what was measured and a table of goals: value, limit, verdict. Milliseconds of one
machine say little about another; a ratio against an empty page, a bare `read_csv` or the same question in
pandas says what the product itself costs. Where the machine was busy with something else, nothing is judged.
"""
