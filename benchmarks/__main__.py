"""Command line of the benchmarks: measures time and memory and compares them with the goals.

`python -m benchmarks` measures everything with 20,000 and with a million sessions, in about half an hour.
Exit status: 0 every goal reached, 1 one was missed, 2 one could not be judged because the machine was busy.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks import goals, reporting
from benchmarks.datasets import SIZES, Dataset

PARTS = {
    "import": "benchmarks.imports",
    "questions": "benchmarks.questions",
    "engines": "benchmarks.model_rivals",
    "early-warning": "benchmarks.early_warning",
    "pages": "benchmarks.pages",
    "first-chart": "benchmarks.first_chart",
    "people": "benchmarks.signed_in",
    "reports": "benchmarks.printed_reports",
}


def _names(known: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    def parse(text: str) -> tuple[str, ...]:
        chosen = tuple(name.strip().lower() for name in text.split(",") if name.strip())
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is not one of {', '.join(known)}")
        return chosen

    return parse


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return the parsed command-line options of `python -m benchmarks`."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=_names(SIZES), default=("20k", "1m"), help="20k,1m (default) and 10m")
    parser.add_argument("--only", type=_names(PARTS), default=tuple(PARTS), help=", ".join(PARTS))
    parser.add_argument("--reps", type=int, help="repeats of each measurement (default: as each part needs)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table of goals")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep exports and stores for the next run")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure the chosen parts, print the table of goals and return the exit status."""
    chosen = parsed(arguments)
    report = reporting.Report()
    print(reporting.sentence(), flush=True)
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch:
        home = chosen.keep or Path(scratch)
        practices = [Dataset(size, SIZES[size], home) for size in SIZES if size in chosen.sizes]
        for part in PARTS:
            if part in chosen.only:
                importlib.import_module(PARTS[part]).measure(practices, report, chosen.reps)
    print("\n" + goals.plain(goals.table(report.figures)), flush=True)
    if chosen.json:
        report.write_json(chosen.json)
    if chosen.markdown:
        report.write_markdown(chosen.markdown)
    return goals.status(report.figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
