"""Benchmark of imports: time, memory and stored size, relative to only reading the file (P1 to P3, P18)."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from analytics.ingest import deliver, make_ready
from analytics.store import DataFolder
from benchmarks import processes
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.recorded_queries import imported
from benchmarks.reporting import Report
from benchmarks.timing import InterleavedRuns, Sample, run_interleaved, timed
from sample_data import parameters

REPS = {"20k": 5, "1m": 3, "10m": 1}


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Import each practice; add time, memory and size of the stored data to the report."""
    per_row = {}
    for practice in practices:
        found = _one(practice, reps or REPS[practice.size])
        report.measured(f"import of {practice.size} sessions", list(found.values()), "read_csv", by="cpu")
        _judge(practice, found, report)
        per_row[practice.size] = found["whole import"].median("cpu") / practice.rows
    if "1m" in per_row and "10m" in per_row:
        report.add(Figure(goal="P2a", size="10m", value=per_row["10m"] / per_row["1m"]))


def _one(practice: Dataset, reps: int) -> InterleavedRuns:
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch:
        folder = Path(scratch)
        jobs = {
            "read_csv": partial(_fresh, folder, _floor, practice),
            "typed and checked": partial(_fresh, folder, _staged, practice),
            "whole import": partial(_fresh, folder, _whole, practice),
        }
        if practice.size == "20k":
            jobs["in a running process"] = partial(_fresh, folder, _warm, practice)
        return run_interleaved(jobs, reps)


def _fresh(folder: Path, job: Callable[[Dataset, Path], Sample], practice: Dataset) -> Sample:
    """Run a job in a temporary empty folder; return the job's timing (a Sample)."""
    target = Path(tempfile.mkdtemp(dir=folder))
    try:
        return job(practice, target)
    finally:
        shutil.rmtree(target, ignore_errors=True)


def _floor(practice: Dataset, target: Path) -> Sample:
    return processes.run("benchmarks.jobs.read_csv", target / "floor.duckdb", *practice.files)


def _staged(practice: Dataset, target: Path) -> Sample:
    return processes.run("benchmarks.jobs.staging_only", target, practice.today, *practice.files)


def _whole(practice: Dataset, target: Path) -> Sample:
    sample = processes.run("benchmarks.jobs.full_import", target / "data", practice.today, *practice.files)
    size = imported(DataFolder(target / "data").practice).path.stat().st_size
    return Sample(sample.wall, sample.cpu, {**sample.more, "bytes": size})


def _warm(practice: Dataset, target: Path) -> Sample:
    """Time an import started from this process, as in the running app; return the Sample.

    Most CPU time is spent in the child process.

    As in the app, the worker is started when the file has been chosen; whoever chose it takes a second to click.
    """
    store = DataFolder(target / "data").practice
    make_ready()
    time.sleep(1)
    return timed(lambda: deliver(store, practice.files, today=parameters.DATA_DATE))


def _judge(practice: Dataset, found: InterleavedRuns, report: Report) -> None:
    floor, size = found["read_csv"], practice.size
    staged, whole = found["typed and checked"], found["whole import"]
    if size == "20k":
        note = f"floor {floor.median():.2f} s"
        report.add(
            Figure(
                goal="P3",
                size=size,
                value=found["in a running process"].median(),
                noise=found.noise("read_csv"),
                note=note,
            )
        )
        return
    noise = found.noise("read_csv", by="cpu")
    for code, series in (("P1a", staged), ("P1b", whole)):
        note = f"wall {series.median() / floor.median():.1f}x"
        report.add(
            Figure(
                goal=code, size=size, value=series.median("cpu") / floor.median("cpu"), noise=noise, note=note
            )
        )
    report.add(Figure(goal="P2b" if size == "10m" else "P1c", size=size, value=whole.most("peak")))
    report.add(Figure(goal="P18", size=size, value=100 * whole.median("bytes") / practice.bytes))
