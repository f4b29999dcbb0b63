"""Benchmark of the early-warning model: fit and score times relative to its feature query (P19).

The sizes are fixed: exports with about 2,000 and 50,000 episodes. In these, no feature predicts an unplanned
ending, so that both variants of the model are fitted before one is chosen, which is the most expensive case.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from analytics import version_cache
from analytics.risk import assessment, bootstrap, landmarks, model, scoring, validation
from analytics.risk.results import FULL
from analytics.store import Warehouse
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.recorded_queries import EVERYTHING
from benchmarks.reporting import Report, seconds
from benchmarks.timing import InterleavedRuns, Sample, Series, run_interleaved, timed

SIZES = {"2k": 13_600, "50k": 326_000}  # episodes, thousands -> rows of the export
REPS = {"2k": 3, "50k": 1}  # of making the models
SCORING_REPS = 20
TIMES = 9  # questions of tens of milliseconds: one repeat is the median of so many
FEATURES = "feature query"
NARROW = "fit, ten folds of clients, 200 bootstraps"


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Time model fitting and scoring at two practice sizes; add the results to the report (P19)."""
    found = {}
    with threadpool_limits(1):  # as in the process that makes the models of the product
        for size, rows in SIZES.items():
            practice = Dataset(f"{size}-episodes", rows, practices[0].home)
            warehouse = practice.store.warehouse()
            data = landmarks.read(warehouse)
            found[size] = _make(size, warehouse, data, report, reps or REPS[size])
            _score(size, warehouse, data, report)
    small, large = (_both(found[size]) for size in SIZES)
    note = f"{seconds(small)} and {seconds(large)}, both outcomes"
    report.add(
        Figure(
            goal="P19c",
            size="50k episodes",
            value=large / small,
            noise=found["2k"].noise(FEATURES),
            note=note,
        )
    )


def _both(found: InterleavedRuns) -> float:
    return sum(found[outcome].median() for outcome in landmarks.OUTCOMES)


def _make(
    size: str, warehouse: Warehouse, data: landmarks.Landmarks, report: Report, reps: int
) -> InterleavedRuns:
    """Time the fit of the early-warning model and its full evaluation, for each outcome.

    The fit with resampling is goal P19a.
    """
    rules = warehouse.version.definitions
    jobs: dict[str, Callable[[], Sample]] = {FEATURES: partial(_typical, partial(_features, warehouse))}
    for one in landmarks.OUTCOMES:
        jobs[one] = partial(timed, partial(assessment.assess, data, one, rules))
    jobs[NARROW] = partial(timed, partial(_narrow, data))
    found = run_interleaved(jobs, reps, warm=int(size == "2k"))
    report.measured(f"models of {_episodes(data)} episodes", list(found.values()), FEATURES)
    floor = found[FEATURES].median()
    dearest = max((found[one] for one in landmarks.OUTCOMES), key=Series.median)
    note = (
        f"of {seconds(floor)}; with the check over time, all simpler predictions and therapists left out"
        f" {dearest.median() / floor:.0f}x for {dearest.name}, {_both(found) / floor:.0f}x for both outcomes"
    )
    noise, judged = found.noise(FEATURES), size == "2k"
    report.add(
        Figure(
            goal="P19a",
            size=f"{size} episodes",
            value=found[NARROW].median() / floor,
            noise=noise,
            note=note,
            judged=judged,
        )
    )
    return found


def _narrow(data: landmarks.Landmarks) -> None:
    """Fit one model, cross-validate it by client, and bootstrap it; skip the rest of the evaluation."""
    outcome = landmarks.OUTCOMES[0]
    ready = data.ready(outcome)
    model.fit(ready, outcome, model.FULL)
    validation.grouped(ready, outcome, model.FULL, "client")
    bootstrap.optimism(ready, outcome, model.FULL)


def _score(size: str, warehouse: Warehouse, data: landmarks.Landmarks, report: Report) -> None:
    """Time the scoring of all open clients with a fitted model, without reading their data (P19b)."""
    outcome = landmarks.OUTCOMES[0]
    ready = data.ready(outcome)
    fitted = model.fit(ready, outcome)
    assessed = dataclasses.replace(
        assessment.assess(ready.take(np.zeros(ready.n, dtype=bool)), outcome, warehouse.version.definitions),
        tier=FULL,
        model=fitted,
    )
    waiting = _open(data)
    jobs = {
        FEATURES: partial(_typical, partial(_features, warehouse)),
        "scores with reasons": partial(_typical, partial(scoring.score, waiting, assessed)),
        "probabilities only": partial(_typical, partial(fitted.predict, waiting)),
    }
    found = run_interleaved(jobs, SCORING_REPS)
    title = f"{waiting.n:,} open clients of {_episodes(data)} episodes"
    report.measured(title, list(found.values()), FEATURES)
    floor = found[FEATURES].median()
    told_why = floor / found["scores with reasons"].median()
    note = f"{waiting.n:,} open clients; with ranges, reasons and sentences 1/{told_why:.0f}"
    ratio = found["probabilities only"].median() / floor
    report.add(
        Figure(goal="P19b", size=f"{size} episodes", value=ratio, noise=found.noise(FEATURES), note=note)
    )


def _episodes(data: landmarks.Landmarks) -> str:
    return f"{np.unique(data.episode).size:,}"


def _open(data: landmarks.Landmarks) -> landmarks.Landmarks:
    """Return one row of model data per open episode: the latest of its first five sessions."""
    return data.take(~data.ended & (data.landmark == np.minimum(data.sessions, landmarks.LANDMARKS[-1])))


def _features(warehouse: Warehouse) -> dict[str, Any]:
    version_cache.forget(warehouse)
    return warehouse.arrays("landmark_rows", EVERYTHING)


def _typical(job: Callable[[], object]) -> Sample:
    """Run a job several times; return the median wall and CPU time as one Sample."""
    runs = [timed(job) for _ in range(TIMES)]
    cpu = [one.cpu for one in runs if one.cpu is not None]
    return Sample(statistics.median(one.wall for one in runs), statistics.median(cpu))
