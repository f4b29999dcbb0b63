"""Benchmark of the board report for a practice of 60 therapists: in a running process, and as a command (P21)."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from analytics import reports, version_cache
from analytics.access import this_computer
from analytics.filters import Filters, month_start
from analytics.ingest import deliver
from analytics.store import DataFolder
from benchmarks import processes
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.reporting import Report
from benchmarks.timing import run_interleaved, timed
from pages.report import board
from pages.report.request import ReportRequest
from sample_data import generate, parameters
from sample_data.exports import openfit

THERAPISTS, CLIENTS, SEED, REPS = 60, 3000, 11, 5
MONTHS = 12


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Time a board report with nothing kept from before, and the whole command in a new process.

    Does not depend on the practices.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-reports-") as scratch:
        folder = DataFolder(_practice(Path(scratch)))
        out = Path(scratch) / "board.pdf"
        command = partial(
            processes.run,
            "analytics",
            "--data",
            folder.path,
            "report",
            "board",
            "--since",
            _since(),
            "--out",
            out,
        )
        jobs = {
            "board report, running process": partial(timed, partial(_print, folder)),
            "board report, command": command,
        }
        found = run_interleaved(jobs, reps or REPS, warm=1)
    title = f"{THERAPISTS} therapists, {CLIENTS:,} clients"
    report.measured(title, list(found.values()), "board report, running process")
    running, cold = found.values()
    report.add(
        Figure(
            goal="P21",
            size=f"{THERAPISTS} therapists",
            value=running.median(),
            noise=found.noise("board report, running process"),
            note=f"CPU {running.median('cpu'):.2f} s; as a command {cold.median():.2f} s, CPU {cold.median('cpu'):.2f} s",
        )
    )


def _since() -> str:
    return month_start(parameters.DATA_DATE, MONTHS - 1).isoformat()


def _practice(scratch: Path) -> Path:
    """Import a made-up practice of 60 therapists; return its data folder."""
    header, rows = openfit(generate(CLIENTS, THERAPISTS, SEED, parameters.DATA_DATE))
    path = scratch / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    folder = DataFolder(scratch / "data")
    delivered = deliver(
        folder.practice, [str(path)], today=parameters.DATA_DATE, calendar_day=parameters.DATA_DATE
    )
    if not delivered.outcome.startswith("accept"):
        raise RuntimeError(delivered.message)
    return folder.path


def _print(folder: DataFolder) -> None:
    """Print one board report from the data version on disk; no answer is kept from before."""
    version_cache.clear()
    store = folder.practice
    since = month_start(parameters.DATA_DATE, MONTHS - 1)
    made = board.build(
        ReportRequest(
            warehouse=store.warehouse(),
            viewer=this_computer(),
            filters=Filters(since=since),
            demo=False,
            folder=store.folder,
        )
    )
    reports.pdf(made.document)
