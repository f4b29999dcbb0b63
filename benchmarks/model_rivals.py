"""Benchmark of the model that compares therapists, against the packages statsmodels and mixedlm (P16)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.stats import random_intercept
from analytics.therapists import compare
from analytics.therapists.results import MEASURES, SHARES
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.reporting import Report
from benchmarks.timing import run_interleaved, timed
from tests.support import simulate_therapists as simulate

CLIENTS, THERAPISTS, REPS = 50_000, 500, 3
SMALL = 60  # therapists of a comparison
SAME = 1e-4  # relative


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Time the fit of the same model by Holdfast, statsmodels and the package mixedlm; report the ratios.

    Does not depend on the practices.
    """
    rng = np.random.default_rng(1)
    size = CLIENTS // THERAPISTS
    made = simulate.clients(1, rng.normal(0, 1.9, THERAPISTS), (size, size + 1))
    frame = pd.DataFrame({"y": made["y"], "x": made["x"], "g": made["therapist"].astype(str)})
    jobs = {
        "statsmodels": partial(_statsmodels, frame),
        "mixedlm": partial(_mixedlm, frame),
        "ours": lambda: random_intercept.fit(made["y"], made["x"][:, None], made["therapist"]),
    }
    ours, theirs = jobs["ours"](), jobs["statsmodels"]()
    if not np.allclose(ours.coefficients, theirs.fe_params.to_numpy(), rtol=SAME):
        raise AssertionError("statsmodels and we differ")
    found = run_interleaved({name: partial(timed, job) for name, job in jobs.items()}, reps or REPS)
    report.measured(f"{len(frame):,} clients of {THERAPISTS} therapists", list(found.values()), "statsmodels")
    ratio = found["ours"].median() / found["statsmodels"].median()
    note = f"1/{found['mixedlm'].median() / found['ours'].median():.0f} of mixedlm"
    report.add(Figure(goal="P16", size="50k", value=ratio, noise=found.noise("statsmodels"), note=note))
    _first_time(report, reps or REPS)


def _statsmodels(frame: pd.DataFrame) -> Any:
    from statsmodels.regression.mixed_linear_model import MixedLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return MixedLM.from_formula("y ~ x", frame, groups="g").fit(reml=True)


def _mixedlm(frame: pd.DataFrame) -> Any:
    import mixedlm

    return mixedlm.lmer("y ~ x + (1 | g)", frame, REML=True)


def _first_time(report: Report, reps: int) -> None:
    """Time the uncached comparison of 60 therapists, using 4,000 random draws, per measure (P16b)."""
    rows = {}
    for name in MEASURES:
        effects = np.random.default_rng(2).normal(0, 0.3 if name in SHARES else 1.0, SMALL)
        rows[name] = simulate.cells(simulate.clients(2, effects, (20, 60), name), name in SHARES)
    jobs = {
        name: partial(timed, partial(compare.fitted, cells, ("intake", "site"), name))
        for name, cells in rows.items()
    }
    found = run_interleaved(jobs, reps, warm=1)
    report.measured(f"{SMALL} therapists, 4,000 draws", list(found.values()), "change")
    slowest = max(found.values(), key=lambda one: one.median())
    report.add(
        Figure(
            goal="P16b",
            size="60 therapists",
            value=slowest.median(),
            noise=1.0,
            note=f"slowest: {slowest.name}",
        )
    )
