"""Benchmark that imports hostile 20 MB files and measures CPU time, peak memory and changes to the store.

`python -m benchmarks.adversarial_imports` makes each file, delivers it into a store that holds one session, and prints a
table. Exit status 1 when a file cost more than 10 s or 300 MB, or a refused one changed something.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from analytics.ingest import deliver
from analytics.store import DataFolder
from benchmarks import goals
from benchmarks.adversarial_inputs import HEAD, MADE
from benchmarks.processes import ROOT, JobFailed, environment

TODAY = datetime.date(2026, 11, 22)
MOST_SECONDS, MOST_MB = 10.0, 300.0  # of the importing process
KNOWN = HEAD + b"K1,2025-03-04,T1,12.5,31\n"  # what the store holds before


def main(arguments: list[str]) -> int:
    """Import the chosen hostile files and print a table of their cost; return 1 if a limit was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adversarial_imports", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or several of: {', '.join(MADE)}")
    chosen = parser.parse_args(arguments).names or list(MADE)
    unknown = next((name for name in chosen if name not in MADE), None)
    if unknown:
        parser.error(f"{unknown} is none of the files")
    rows: list[tuple[str, ...]] = [
        ("file", "MB", "outcome", "CPU s", "wall s", "peak MB", "changed", "message")
    ]
    kept = True
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch:
            row, fine = _one(name, Path(scratch))
        rows.append(row)
        kept = kept and fine
        print("  ".join(row), flush=True)
    print("\n" + goals.plain([row[:-1] for row in rows]))
    return 0 if kept else 1


def _one(name: str, scratch: Path) -> tuple[tuple[str, ...], bool]:
    """Import one hostile file; return a row for the table, and True if no limit was broken."""
    file, data = scratch / "file.csv", scratch / "data"
    store = DataFolder(data).practice
    deliver(store, [("known.csv", KNOWN)], today=TODAY)
    MADE[name](file)
    before = _state(store.folder)
    job = [sys.executable, "-m", "benchmarks.jobs.delivered", str(data), TODAY.isoformat(), str(file)]
    done = subprocess.run(job, cwd=ROOT, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise JobFailed(f"{name}: {done.stderr.strip()[-600:]}")
    said = json.loads(done.stdout)
    taken = said["outcome"].startswith("accept")
    changed = _state(store.folder) != before
    peak = said["peak"] / 1e6
    broken = said["cpu"] > MOST_SECONDS or peak > MOST_MB or (changed and not taken)
    return (
        name, f"{file.stat().st_size / 1e6:.1f}", said["outcome"], f"{said['cpu']:.1f}", f"{said['wall']:.1f}",
        f"{peak:.0f}", ("no", "yes")[changed] + (" BROKEN" if broken else ""), said["message"][:150],
    ), not broken  # fmt: skip


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Map the path of each file in a store, except the lock file, to its size and modification time."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
