"""Test that the same data give the same bytes in another process, with another number of threads."""

from __future__ import annotations

import subprocess
import sys

from tests.support.server import ROOT

VIEWS = (
    "overview",
    "outcomes",
    "alliance",
    "caseload",
    "course",
    "decomposition",
    "focus",
    "therapists",
    "quality",
)
CODE = """
import sys
from analytics.cli import main
from analytics.store import read_only_connection as opening
opening.THREADS = opening.LARGE_THREADS = int(sys.argv[1])
for view in sys.argv[3:]:
    main(["--data", sys.argv[2], "--sample", "show", view, "--json"])
"""


def _printed(folder, threads: int) -> bytes:
    arguments = [sys.executable, "-c", CODE, str(threads), str(folder), *VIEWS]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True)
    return done.stdout


def test_numbers_are_the_same_to_the_last_digit(sample_folder):
    once, again = _printed(sample_folder, 1), _printed(sample_folder, 2)
    assert once.count(b"\n") == len(VIEWS) and len(once) > 100_000
    assert once == again
