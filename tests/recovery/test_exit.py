"""Tests that a command keeps its exit status after printing its answer, even under load."""

from __future__ import annotations

import collections
import contextlib
import gc
import os
import subprocess
import sys
import threading
import weakref

import pytest

from analytics.access import Scope
from analytics.store import DataFolder
from tests.support import openfit
from tests.support.server import ROOT

RUNS, BUSY = 84, 4


def test_the_time_limit_of_a_question_does_not_own_its_cursor(sample_folder, monkeypatch):
    """The timer of a query's time limit keeps no reference to the cursor.

    A cursor that the timer's thread closes while Python ends aborts the process.
    """
    made = []

    class Timer(threading.Timer):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, **more)
            made.append(self)

    monkeypatch.setattr(threading, "Timer", Timer)
    warehouse = DataFolder(sample_folder).sample.warehouse()
    with warehouse.cursor(Scope(every_therapist=True)) as cursor:
        gone = weakref.ref(cursor)
    warehouse.close()
    del cursor
    gc.collect()
    assert made
    assert gone() is None


@contextlib.contextmanager
def busy(processes: int):
    """Keep this many processes busy during the `with` block."""
    lazy = ["nice", "-n", "10"] if os.name != "nt" else []
    started = [subprocess.Popen([*lazy, sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_no_command_aborts_at_exit_under_load(sample_folder, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(openfit.text(openfit.rows()))
    own = str(tmp_path / "own")
    commands = [
        ("--data", str(sample_folder), "--sample", "show", "overview"),
        ("--data", str(sample_folder), "--sample", "export", "sessions"),
        ("--data", own, "import", str(file), "--today", "2026-09-30"),
        ("--data", str(sample_folder), "--sample", "show", "early_warning", "--json"),
        ("--data", str(sample_folder), "--sample", "show", "caseload", "--json"),
        ("--data", str(sample_folder), "--sample", "show", "therapists"),
        ("--data", own, "imports"),
    ]
    ends: collections.Counter = collections.Counter()
    with busy(BUSY):
        for number in range(RUNS):
            arguments = commands[number % len(commands)]
            done = subprocess.run(
                [sys.executable, "-m", "analytics", *arguments], cwd=ROOT, capture_output=True, text=True
            )
            ends[(done.returncode, "terminate" in done.stderr)] += 1
    assert ends == {(0, False): RUNS}
