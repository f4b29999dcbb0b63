"""Benchmark of the time from server start to the first chart, and of the libraries loaded by then (P14).

Needs Playwright and any Chromium, Chrome or Edge; without them the time is not measured.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes, servers
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.reporting import Report
from benchmarks.timing import Sample, run_interleaved

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPS = 5
FLOOR, OURS = "empty app, first text", "our app, first chart"
TEXT = "text=Nothing here."
CHART = ".stPlotlyChart .main-svg"
PATIENCE = 60_000  # milliseconds
NO_BROWSER = "No Chromium, Chrome or Edge driven by Playwright was found: P14 (time) is not measured."


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Compare the time to Holdfast's first chart with the time to an empty app's first text.

    It also counts the modules loaded after the first page; these are goals P14a and P14b.
    """
    for practice in practices:
        data = str(practice.data)
        loaded = processes.output("benchmarks.jobs.loaded_modules", HOLDFAST_DATA=data).split()
        report.add(
            Figure(goal="P14b", size=practice.size, value=len(loaded), noise=1.0, note=", ".join(loaded))
        )
        with _browser() as browser:
            if browser is None:
                report.note(NO_BROWSER)
                continue
            found = run_interleaved(
                {
                    FLOOR: partial(_cold, browser, servers.FLOOR, TEXT, {}),
                    OURS: partial(_cold, browser, servers.PRODUCT, CHART, {"HOLDFAST_DATA": data}),
                },
                min(reps or REPS, REPS),
            )
        report.measured(f"cold start with {practice.size} sessions", list(found.values()), FLOOR)
        floor, ours = found[FLOOR], found[OURS]
        note = f"{ours.median():.1f} s over {floor.median():.1f} s"
        report.add(
            Figure(
                goal="P14a",
                size=practice.size,
                value=ours.median() / floor.median(),
                noise=found.noise(FLOOR),
                note=note,
            )
        )


def _cold(browser: Browser, app: Path, wanted: str, env: Mapping[str, str]) -> Sample:
    """Start a server; return the time until a given element appears in the browser, as a Sample.

    wanted: CSS selector of the element.
    """
    with servers.running(app, wait=False, env=env) as server:
        while not servers.healthy(server.port):
            if server.process.poll() is not None:
                raise RuntimeError(f"a server did not start: {server.last_words()}")
            time.sleep(0.02)
        healthy = time.perf_counter() - server.started
        context = browser.new_context()
        try:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.port}/", wait_until="commit")
            page.wait_for_selector(wanted, timeout=PATIENCE)
            wall = time.perf_counter() - server.started
        finally:
            context.close()
        return Sample(wall, processes.cpu_of(server.process.pid), {"healthy": healthy})


@contextlib.contextmanager
def _browser() -> Iterator[Browser | None]:
    """Yield a headless Chromium, Chrome or Edge, or None if no browser is installed."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.support.browser import ARGUMENTS, find
    except ImportError:
        yield None
        return
    path = find()
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
