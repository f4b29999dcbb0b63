"""Start, announcement and end of the app's server process, with the standard library only.

The server listens on 127.0.0.1. Without accounts, the practice's data open only at the printed address, which
contains a key. If other computers are served, a TLS proxy on this computer forwards their requests.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

from launcher import environment

USUAL_PORT = 8501
STOP_SECONDS = 10
START_TOKEN, SERVED_ADDRESS = "HOLDFAST_START_TOKEN", "HOLDFAST_SERVE"  # what the server reads
PREPARE = (
    "from analytics.store import DataFolder; from sample_data.install import install; install(DataFolder())"
)


def child_variables(data: str | None) -> dict[str, str]:
    """Return the environment variables for child processes; `data`, if given, becomes HOLDFAST_DATA."""
    chosen = os.environ | {"PYTHONUNBUFFERED": "1"}
    return chosen | ({"HOLDFAST_DATA": str(Path(data).expanduser().resolve())} if data else {})


def free(port: int) -> bool:
    """Return whether a port of 127.0.0.1 is free."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_port(asked: int | None) -> int:
    """Return the port to use: `asked` if given, else 8501 if free, else any free port."""
    if asked is not None:
        if not free(asked):
            raise environment.Refused(
                f"Port {asked} is taken by another program. Choose another with --port."
            )
        return asked
    if free(USUAL_PORT):
        return USUAL_PORT
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def healthy(port: int) -> bool:
    """Return whether the app on this port answers its health check with status 200."""
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer,
    ):
        return answer.status == 200
    return False


def announce(address: str, port: int, process: subprocess.Popen, browser: bool) -> None:
    """Wait until the app answers, print its address and, if `browser`, open it."""
    while process.poll() is None:
        if healthy(port):
            environment.say(f"\nHoldfast is running: {address}\nCtrl-C ends it.\n")
            if browser:
                open_browser(address)
            return
        time.sleep(0.1)


def open_browser(address: str) -> None:
    """Open the address in the default browser, by way of a private HTML file that redirects to the address.

    All users of a computer can read the arguments of programs, so the address with its key is not passed as one.
    """
    folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=environment.VENV))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    page = folder / "open.html"
    with os.fdopen(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}">')
    os.environ.pop("HOLDFAST_KEY", None)  # the server has it; a browser needs no key of the data
    webbrowser.open(page.as_uri())


def serve(port: int | None, data: str | None, browser: bool) -> int:
    """Run the app for users of this computer until the server ends or is stopped; return the exit status."""
    env, port = child_variables(data), choose_port(port)
    python = str(environment.python_in_venv())
    if subprocess.run([python, "-c", PREPARE], cwd=environment.ROOT, env=env).returncode:
        environment.say(
            "The made-up practice could not be prepared (the reason is above); starting without it."
        )
    token = secrets.token_urlsafe(32)
    address = f"http://127.0.0.1:{port}/open?token={token}"
    return _run(port, env | {START_TOKEN: token}, address, browser)


def serve_others(port: int | None, data: str | None, address: str) -> int:
    """Run the app for people who sign in from other computers through a TLS proxy; return the exit status.

    Parameters
    ----------
    port : of 127.0.0.1, to which the proxy passes requests on.
    data : data folder.
    address : https address under which the proxy is reached.

    Raises
    ------
    environment.Refused
        If this installation is unsafe to serve, in the words of the command `serving`.
    """
    env, port = child_variables(data), choose_port(port)
    command = [str(environment.python_in_venv()), "-P", "-m", "analytics", "serving", address, "--json"]
    paths = os.pathsep.join(filter(None, (str(environment.ROOT), env.get("PYTHONPATH"))))
    asked = subprocess.run(command, env=env | {"PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True)
    try:
        found = json.loads(asked.stdout)
    except ValueError:
        raise environment.Refused(
            "Whether it is safe to serve could not be found out; the reason is above."
        ) from None
    if asked.returncode:
        raise environment.Refused("\n".join(found.get("problems") or [found.get("error", "")]))
    for note in found["notes"]:
        environment.say(note)
    if found["owner_path"]:
        environment.say(
            "The owner's account is set with this address, once, within three days: "
            f"{found['address']}{found['owner_path']}"
        )
    name = found["host"]
    options = (f"--browser.serverAddress={name}", f"--server.allowedHosts={name}")
    words = f"{found['address']} (the proxy passes requests on to 127.0.0.1:{port})"
    return _run(port, env | {SERVED_ADDRESS: found["address"]}, words, False, options)


def _run(port: int, env: dict[str, str], address: str, browser: bool, options: tuple[str, ...] = ()) -> int:
    """Run the server process until it ends or a signal stops this process; return the exit status."""
    command = [
        str(environment.python_in_venv()),
        "-m",
        "streamlit",
        "run",
        "app.py",
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--logger.hideWelcomeMessage=true",
        *options,
    ]
    # A session of its own, so that Ctrl-C is heard here only and ends it in order.
    process = subprocess.Popen(command, cwd=environment.ROOT, env=env, start_new_session=os.name != "nt")
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGINT too: a background job inherits it ignored
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    threading.Thread(target=announce, args=(address, port, process, browser), daemon=True).start()
    try:
        return process.wait()
    except KeyboardInterrupt:
        return end(process)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def end(process: subprocess.Popen) -> int:
    """Stop the app process, by force if necessary; return 0.

    On Windows it is not asked at first: it received Ctrl-C itself.
    """
    if os.name != "nt":
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    environment.say("Holdfast has ended.")
    return 0
