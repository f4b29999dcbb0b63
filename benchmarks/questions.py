"""Benchmark of the pages' SQL queries: against pandas (P5), an empty query (P6), practice size (P7)."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import duckdb

from analytics import definitions
from analytics.store import Warehouse
from analytics.store.rows import Rows
from benchmarks import pandas_episodes, pandas_suite
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.recorded_queries import Query, caseload_of_one, queries_of_pages, timeline_of_one
from benchmarks.reporting import Report
from benchmarks.timing import InterleavedRuns, Sample, run_interleaved, timed
from sample_data import parameters

SUITE_REPS, QUESTION_REPS, POINT_REPS = 5, 20, 40
BATCH = 10  # floors of a millisecond: noise is judged by medians of so many
FLOOR = "select 42"


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Time the pages' SQL queries at each practice size and add the results to the report."""
    for practice in practices:
        asks = queries_of_pages(practice.store)
        if practice.size != "10m":
            _rival(practice, asks, report, reps or SUITE_REPS)
        _each(practice, asks, report, max(reps or QUESTION_REPS, 10))
    _independence(practices, report, max(reps or POINT_REPS, 20))


def _rival(practice: Dataset, asks: Sequence[Query], report: Report, reps: int) -> None:
    """Time the queries in SQL and in pandas, after checking that both give the same answers (P5)."""
    frame = pandas_episodes.sessions(practice.csv)
    both = [ask for ask in asks if ask.question in pandas_suite.COLUMNS]
    suites = {
        name: pandas_suite.Suite(frame, definitions.DEFAULTS, parameters.DATA_DATE, keep)
        for name, keep in (("pandas", False), ("pandas, episodes kept", True))
    }
    warehouse = practice.store.warehouse()
    for ask in both:
        _compare(
            ask,
            warehouse.query(ask.question, ask.scope, ask.filters, **ask.params),
            _in_pandas(suites["pandas, episodes kept"], ask),
        )
    jobs = {"ours": lambda: timed(lambda: [ask.run(warehouse) for ask in both])}
    for name, suite in suites.items():
        jobs[name] = partial(timed, partial(_all_in_pandas, suite, both))
    found = run_interleaved(jobs, reps)
    title = f"{len(both)} questions of the pages at {practice.size} sessions, equal answers"
    report.measured(title, list(found.values()), "pandas", by="cpu")
    ours, rival, kept = found["ours"], found["pandas"], found["pandas, episodes kept"]
    note = f"{len(both)} questions; {kept.median('cpu') / ours.median('cpu'):.1f}x less than pandas with episodes kept"
    ratio = ours.median("cpu") / rival.median("cpu")
    noise = found.noise("pandas", by="cpu")
    left = sorted({ask.question for ask in asks} - set(pandas_suite.COLUMNS))
    print(f"not in the suite: {', '.join(left)}", flush=True)
    report.add(
        Figure(
            goal="P5", size=practice.size, value=ratio, noise=noise, note=note, judged=practice.size != "20k"
        )
    )


def _in_pandas(suite: pandas_suite.Suite, ask: Query) -> list[tuple]:
    return pandas_suite.question(suite, ask.question)(ask.filters, **ask.params)


def _all_in_pandas(suite: pandas_suite.Suite, asks: Sequence[Query]) -> None:
    for ask in asks:
        _in_pandas(suite, ask)


def _compare(ask: Query, ours: Rows, theirs: list[tuple]) -> None:
    """Raise AssertionError if SQL and pandas give different answers to the same query."""
    columns = pandas_suite.COLUMNS[ask.question]
    filled = [
        row for row in ours.dicts() if row.get("n") != 0
    ]  # pandas has no rows for groups without anything
    mine = sorted((tuple(_plain(row[name]) for name in columns) for row in filled), key=_sortable)
    other = sorted((tuple(map(_plain, row)) for row in theirs), key=_sortable)
    if len(mine) != len(other) or not all(map(_alike, mine, other)):
        first = next(
            (pair for pair in zip(mine, other, strict=False) if not _alike(*pair)), (len(mine), len(other))
        )
        raise AssertionError(f"{ask.question} differs from pandas: {first[0]} and {first[1]}")


def _plain(value: Any) -> str | bool | float | None:
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    return float(value) if isinstance(value, (int, float, decimal.Decimal)) else float(value)


def _sortable(row: tuple) -> tuple:
    return tuple(round(value, 3) if isinstance(value, float) else str(value) for value in row)


def _alike(mine: tuple, other: tuple) -> bool:
    return len(mine) == len(other) and all(
        math.isclose(a or 0, b or 0, rel_tol=1e-4, abs_tol=1e-6) if isinstance(b, float) else a == b
        for a, b in zip(mine, other, strict=True)
    )


def _each(practice: Dataset, asks: Sequence[Query], report: Report, reps: int) -> None:
    """Time each SQL query of the pages, as a ratio to an empty query (P6)."""
    warehouse = practice.store.warehouse()
    jobs: dict[str, Callable[[], Sample]] = {FLOOR: _nothing()}
    for ask in asks:
        jobs[ask.name] = partial(timed, partial(ask.run, warehouse))
    found = run_interleaved(jobs, reps, warm=2)
    noise = found.noise(FLOOR, batch=min(BATCH, reps // 2))
    floor = found.pop(FLOOR)
    slowest = sorted(found.values(), key=lambda one: one.percentile(95), reverse=True)
    report.measured(f"single questions at {practice.size}, the slowest ten", [floor, *slowest[:10]], FLOOR)
    named = ", ".join(f"{one.name} {one.percentile(95) / floor.median():.0f}x" for one in slowest[:3])
    cpu = max(one.median("cpu") for one in slowest) / floor.median("cpu")
    note = f"{named}; CPU of the dearest {cpu:.0f}x"
    report.add(
        Figure(
            goal="P6",
            size=practice.size,
            value=slowest[0].percentile(95) / floor.median(),
            noise=noise,
            note=note,
        )
    )


def _nothing() -> Callable[[], Sample]:
    connection = duckdb.connect()
    connection.execute(FLOOR).df()
    return lambda: timed(lambda: connection.execute(FLOOR).df())


def _independence(practices: Sequence[Dataset], report: Report, reps: int) -> None:
    """Time queries about one client and one caseload in small and large practices (goal P7)."""
    jobs: dict[str, Callable[[], Sample]] = {}
    for practice in practices:
        warehouse = practice.store.warehouse()
        for name, asks in (
            ("timeline", timeline_of_one(practice.store)), ("caseload", caseload_of_one(practice.store))
        ):  # fmt: skip
            jobs[f"{name} {practice.size}"] = partial(timed, partial(_run_all, warehouse, asks))
    found = run_interleaved(jobs, reps, warm=3)
    for name, code in (("timeline", "P7a"), ("caseload", "P7b")):
        names = [f"{name} {practice.size}" for practice in practices]
        report.measured(f"{name} of one, by size of the practice", [found[one] for one in names], names[0])
        _judge_growth(code, practices, names, found, report)


def _run_all(warehouse: Warehouse, asks: Sequence[Query]) -> None:
    for ask in asks:
        ask.run(warehouse)


def _judge_growth(
    code: str, practices: Sequence[Dataset], names: Sequence[str], found: InterleavedRuns, report: Report
) -> None:
    if practices[0].size != "20k":
        return
    floor, noise = found[names[0]], found.noise(names[0], batch=BATCH)
    for practice, one in zip(practices[1:], [found[name] for name in names[1:]], strict=True):
        note = f"{floor.median() * 1000:.1f} ms and {one.median() * 1000:.1f} ms"
        report.add(
            Figure(goal=code, size=practice.size, value=one.median() / floor.median(), noise=noise, note=note)
        )
