"""Servers to be measured on free local ports: the product as started by `start.py`, and small apps."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import ROOT, environment

START_SECONDS = 90
APPS = Path(__file__).parent / "apps"
PRODUCT = ROOT / "app.py"
FLOOR, SHELL = APPS / "floor_app.py", APPS / "product_shell.py"  # an empty page: bare, and inside the product
STREAMLIT = ("-m", "streamlit")
UNFROZEN = ("-m", "benchmarks.jobs.unfrozen")  # the same command, with freezing switched off


@dataclass(frozen=True)
class Server:
    """A running server: port, process, log file, and when the process was started."""

    port: int
    process: subprocess.Popen
    log: Path
    started: float

    def last_words(self) -> str:
        """Return the last 2,000 characters of what the server printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]


@contextlib.contextmanager
def running(
    app: Path, *, by: tuple[str, ...] = STREAMLIT, wait: bool = True, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run an app on a free port of 127.0.0.1 until the `with` block ends; yield the running Server.

    Parameters
    ----------
    app
        The file of the app.
    by
        How Python is told to run it.
    wait
        Until it answers.
    env
        Its extra environment.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch:
        log = Path(scratch) / "log"
        with log.open("wb") as out:
            started = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *by, "run", str(app), f"--server.port={port}", "--server.address=127.0.0.1",
                 "--server.headless=true"],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=environment(PYTHONPATH=str(ROOT), **(env or {})),
            )  # fmt: skip
        server = Server(port, process, log, started)
        try:
            if wait:
                _until_healthy(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def healthy(port: int) -> bool:
    """Return whether the server on this port answers its health check with status 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _until_healthy(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while not healthy(server.port):
        if server.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"a server did not start: {server.last_words()}")
        time.sleep(0.05)
