"""Benchmarks of run time and size; each value is divided by a baseline measured in the same run.

`python -m benchmarks` prints what was measured and a table of goals: value, limit, verdict. Milliseconds of one
machine say little about another; a ratio against an empty page, a bare `read_csv` or the same question in
pandas says what the product itself costs. Where the machine was busy with something else, nothing is judged.
"""
