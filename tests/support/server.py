"""Server for tests: the app on a free loopback port, with its own data folder.

    with running(data) as server:
        page.goto(server.url + "/overview")
        server.log()            # everything it has printed so far

It is ended by its process id. When it dies or does not answer, the error carries its log.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


def free_port() -> int:
    """Return a free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Server:
    """Running server: URL without trailing slash, process, log file."""

    url: str
    port: int
    process: subprocess.Popen
    log_file: Path

    def log(self) -> str:
        """Return everything that the server has printed."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (lower case) and body of a GET request, without following redirects."""
        request = urllib.request.Request(self.url + path)
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, {k.lower(): v for k, v in answer.headers.items()}, answer.read()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextlib.contextmanager
def running(
    data: Path, *options: str, env: dict[str, str] | None = None, app: Path = ROOT / "app.py"
) -> Iterator[Server]:
    """Run the app with a data folder during the `with` block; `options` are passed to Streamlit."""
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        log_file = Path(scratch) / "server.log"
        command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", *options]
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=app.parent,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=_environment() | {"HOLDFAST_DATA": str(data)} | (env or {}),
            )
        server = Server(f"http://127.0.0.1:{port}", port, process, log_file)
        try:
            _wait(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _environment() -> dict[str, str]:
    """Return this process's environment without Streamlit settings, so that only config.toml applies."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}


def _wait(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while not _healthy(server.port):
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with status {server.process.returncode}:\n{server.log()}")
        if time.monotonic() > end:
            raise RuntimeError(f"the server did not answer within {START_SECONDS} s:\n{server.log()}")
        time.sleep(0.1)
