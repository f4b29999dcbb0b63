"""The early warning beside the question its features come from (P19): making both models, scoring, and size.

Does not depend on the sizes chosen: exports with about 2,000 and 50,000 episodes. In these nothing goes with leaving,
so that both recipes are tried for unplanned endings before one is settled on: the dearest case.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

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
    """Make the models of both sizes and score the open clients."""
    found = {}
    with threadpool_limits(1):  # as in the process that makes the models of the product
        for size, rows in SIZES.items():
            practice = Dataset(f"{size}-episodes", rows, practices[0].home)
            warehouse = practice.store.warehouse()
            told = landmarks.read(warehouse)
            found[size] = _make(size, warehouse, told, report, reps or REPS[size])
            _score(size, warehouse, told, report)
    small, large = (_both(found[size]) for size in SIZES)
    note = f"{seconds(small)} and {seconds(large)}, both outcomes"
    report.add(Figure("P19c", "50k episodes", large / small, found["2k"].noise(FEATURES), note))


def _both(found: InterleavedRuns) -> float:
    return sum(found[outcome].median() for outcome in landmarks.OUTCOMES)


def _make(
    size: str, warehouse: Warehouse, told: landmarks.Landmarks, report: Report, reps: int
) -> InterleavedRuns:
    """P19a: fit, folds and bootstrap of one recipe, beside all that is done for an outcome."""
    rules = warehouse.version.definitions
    jobs: dict[str, Callable[[], Sample]] = {FEATURES: partial(_typical, partial(_features, warehouse))}
    for one in landmarks.OUTCOMES:
        jobs[one] = partial(timed, partial(assessment.assess, told, one, rules))
    jobs[NARROW] = partial(timed, partial(_narrow, told))
    found = run_interleaved(jobs, reps, warm=int(size == "2k"))
    report.measured(f"models of {_episodes(told)} episodes", list(found.values()), FEATURES)
    floor = found[FEATURES].median()
    dearest = max((found[one] for one in landmarks.OUTCOMES), key=Series.median)
    note = (
        f"of {seconds(floor)}; with the check over time, all simpler predictions and therapists left out"
        f" {dearest.median() / floor:.0f}x for {dearest.name}, {_both(found) / floor:.0f}x for both outcomes"
    )
    noise, judged = found.noise(FEATURES), size == "2k"
    report.add(Figure("P19a", f"{size} episodes", found[NARROW].median() / floor, noise, note, judged))
    return found


def _narrow(told: landmarks.Landmarks) -> None:
    """One recipe without the check over time, its simpler predictions and the therapists left out."""
    outcome = landmarks.OUTCOMES[0]
    ready = told.ready(outcome)
    model.fit(ready, outcome, model.FULL)
    validation.grouped(ready, outcome, model.FULL, "client")
    bootstrap.optimism(ready, outcome, model.FULL)


def _score(size: str, warehouse: Warehouse, told: landmarks.Landmarks, report: Report) -> None:
    """P19b: what is said about every open client, from rows at hand; as if a model were shown, whether it is or not."""
    outcome = landmarks.OUTCOMES[0]
    ready = told.ready(outcome)
    assessed = dataclasses.replace(
        assessment.assess(ready.take(slice(0)), outcome, warehouse.version.definitions),
        tier=FULL,
        model=model.fit(ready, outcome),
    )
    waiting = _open(told)
    jobs = {
        FEATURES: partial(_typical, partial(_features, warehouse)),
        "scores with reasons": partial(_typical, partial(scoring.score, waiting, assessed)),
        "probabilities only": partial(_typical, partial(assessed.model.predict, waiting)),
    }
    found = run_interleaved(jobs, SCORING_REPS)
    title = f"{waiting.n:,} open clients of {_episodes(told)} episodes"
    report.measured(title, list(found.values()), FEATURES)
    floor = found[FEATURES].median()
    told_why = floor / found["scores with reasons"].median()
    note = f"{waiting.n:,} open clients; with ranges, reasons and sentences 1/{told_why:.0f}"
    ratio = found["probabilities only"].median() / floor
    report.add(Figure("P19b", f"{size} episodes", ratio, found.noise(FEATURES), note))


def _episodes(told: landmarks.Landmarks) -> str:
    return f"{np.unique(told.episode).size:,}"


def _open(told: landmarks.Landmarks) -> landmarks.Landmarks:
    """Open episodes at their latest landmark."""
    return told.take(~told.ended & (told.landmark == np.minimum(told.sessions, landmarks.LANDMARKS[-1])))


def _features(warehouse: Warehouse):
    warehouse.forget()
    return warehouse.arrays("landmark_rows", EVERYTHING)


def _typical(job: Callable[[], object]) -> Sample:
    """The median of several runs as one repeat."""
    runs = [timed(job) for _ in range(TIMES)]
    return Sample(statistics.median(one.wall for one in runs), statistics.median(one.cpu for one in runs))
