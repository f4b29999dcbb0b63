"""Office server for tests: `start.py --serve` behind Debian's Caddy with TLS and its own certificate authority."""

from __future__ import annotations

import contextlib
import http.client
import os
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import server_process
from tests.support.server import ROOT, free_port

WAIT = 90


@dataclass(frozen=True)
class Office:
    """Running office server: its https address, the port behind the proxy, what start.py printed, Caddy's root."""

    address: str
    behind: int
    printed: Path
    root: Path

    def context(self) -> ssl.SSLContext:
        """Return a TLS context that trusts Caddy's own certificate authority and nothing else."""
        return ssl.create_default_context(cafile=str(self.root))


@contextlib.contextmanager
def process(command, log: Path, **variables):
    """Run a program with these environment variables during the `with` block, its output in a file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=kept | variables
        )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(30)


def wait_for(ready, *logs: Path) -> None:
    """Wait until `ready` returns something true."""
    end = time.monotonic() + WAIT
    while not ready():
        assert time.monotonic() < end, "\n".join(log.read_text() for log in logs)
        time.sleep(0.2)


@contextlib.contextmanager
def served(data: Path):
    """Serve a data folder with start.py and the project's Caddyfile, on loopback, during the `with` block."""
    behind, port, admin = free_port(), free_port(), free_port()
    home, name = data.with_name("caddy"), f"localhost:{port}"
    home.mkdir()
    config = home / "Caddyfile"
    # Two lines are for a test alone: no port for changes from outside, no attempt to trust the root in this system.
    config.write_text(
        "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
        f"\thttp_port {admin}\n}}\n{(ROOT / 'deploy' / 'Caddyfile').read_text()}"
    )
    code = (
        "import sys; from pathlib import Path; from launcher import environment, server_process;"
        " environment.python_in_venv = lambda: Path(sys.executable);"
        f"sys.exit(server_process.serve_others({behind}, {str(data)!r}, 'https://{name}'))"
    )
    app_log, proxy_log = home / "app.log", home / "proxy.log"
    variables = {
        "HOLDFAST_ADDRESS": name,
        "HOLDFAST_PORT": str(behind),
        "XDG_DATA_HOME": str(home),
        "HOME": str(home),
    }
    with (
        process([sys.executable, "-c", code], app_log),
        process(["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], proxy_log, **variables),
    ):
        root = home / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        wait_for(lambda: server_process.healthy(behind), app_log, proxy_log)
        wait_for(root.exists, app_log, proxy_log)
        office = Office(f"https://{name}", behind, app_log, root)
        wait_for(lambda: status_of(office, "/_stcore/health") == 200, app_log, proxy_log)
        yield office


def ask(office: Office, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Send one request through the proxy, its certificate checked; return the response, read whole."""
    connection = http.client.HTTPSConnection(
        "localhost", int(office.address.rpartition(":")[2]), context=office.context(), timeout=20
    )
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.body = response.read()
        return response


def status_of(office: Office, path: str) -> int | None:
    """Return the status of a path through the proxy; None while the proxy does not answer."""
    try:
        return ask(office, path).status
    except OSError:
        return None
