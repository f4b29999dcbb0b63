"""Measurement of processes: wall time, CPU time and memory, while they run or after they end.

Needs Linux or macOS (`wait4`); the figures of a running process need Linux (`/proc`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import Sample

ROOT = Path(__file__).resolve().parents[1]
METER = str(ROOT / "benchmarks" / "jobs" / "resource_usage.py")
_WHOLE_PROCESS = 2  # Linux: the scheduler's clock of a process has the id ~pid << 3 | 2


class JobFailed(RuntimeError):
    """Error raised when a measured process fails, with the end of its error output as the message."""


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment variables, less those of Streamlit and Holdfast, plus given ones.

    more: the variables to add.
    """
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "HOLDFAST_"))
    }
    return ours | more


def run(module: str, *arguments: object, **env: str) -> Sample:
    """Run a Python module; return wall and CPU seconds and peak MB, child processes included."""
    done = subprocess.run(
        [sys.executable, METER, module, *map(str, arguments)],
        cwd=ROOT, env=environment(PYTHONPATH=str(ROOT), **env), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise JobFailed(f"{module}: {done.stderr.strip()[-600:]}")
    used = json.loads(done.stdout)
    return Sample(used["wall"], used["cpu"], {"peak": used["peak"] / 1e6})


def output(module: str, **env: str) -> str:
    """Run a Python module as a process and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=environment(**env), capture_output=True, text=True
    )
    if done.returncode:
        raise JobFailed(f"{module}: {done.stderr.strip()[-600:]}")
    return done.stdout


def cpu_of(pid: int) -> float | None:
    """Return the CPU seconds that a running process has used; None if the system does not report them."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return time.clock_gettime(~pid << 3 | _WHOLE_PROCESS)
    except OSError:
        return None


def memory_of(pid: int) -> float | None:
    """Return the resident memory of a running process in MB; None if the system does not report it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS")), None)
