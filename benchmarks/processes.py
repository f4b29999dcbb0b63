"""Processes and what they cost: wall, CPU and peak memory of one that ended, memory and CPU of one that runs.

Needs Linux or macOS (`wait4`); the figures of a running process need Linux (`/proc`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import Sample

ROOT = Path(__file__).resolve().parents[1]
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class JobFailed(RuntimeError):
    """A measured process ended with an error; the message is its own last words."""


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of Streamlit and of the product, plus `more`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "HOLDFAST_"))}
    return ours | more


def run(module: str, *arguments: str, **env: str) -> Sample:
    """Run `python -m module arguments` and measure it with its children: wall, CPU seconds, `peak` in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT, env=environment(**env), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise JobFailed(f"{module}: {said.decode(errors='replace').strip()[-600:]}")
    peak = usage.ru_maxrss * _MAXRSS_BYTES / 1e6
    return Sample(wall, usage.ru_utime + usage.ru_stime, {"peak": peak})


def cpu_of(pid: int) -> float | None:
    """CPU seconds a running process has used, threads included; None where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_of(pid: int) -> float | None:
    """Resident memory of a running process in MB; None where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS")), None)
