"""Set Holdfast up from nothing and run it. Needs Python 3.11 to 3.14 and nothing else.

    python3 start.py [--port N] [--data DIR] [--no-browser]    set up, then run; Ctrl-C ends it
    python3 start.py test [--slow] [pytest arguments]          set up with the test tools, then test
    python3 start.py setup                                     only set up

The environment is `.venv` beside this file. It is filled from `requirements.txt` (for tests from
`tests/requirements.txt`), where every package is pinned by hash, with uv if there is one, else with pip.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "holdfast.json"
RUN_LOCK, TEST_LOCK = ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 14)
USUAL_PORT = 8501
STOP_SECONDS = 10
PREPARE = (
    "from analytics.store import DataFolder; from sample_data.install import install; install(DataFolder())"
)


class Refused(Exception):
    """Something a person can mend; the text is the whole message."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that the pinned packages do not exist for."""
    if not OLDEST <= version <= NEWEST:
        raise Refused(
            f"Holdfast needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {version[0]}.{version[1]}. "
            "Run it again with a fitting one, for example: python3.13 start.py"
        )


def python_in_venv() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(lock: Path) -> str:
    """The fingerprint of a lock file; line ends do not matter."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def stamped() -> dict[str, str]:
    """Which locks the environment was filled from; nothing for a missing or broken stamp."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_ready(lock: Path) -> bool:
    """Whether the environment already holds exactly what this lock says."""
    return python_in_venv().exists() and stamped().get(lock.relative_to(ROOT).as_posix()) == digest(lock)


def set_up(lock: Path) -> None:
    """Make the environment hold what the lock says; does nothing when it already does."""
    if is_ready(lock):
        return
    uv = shutil.which("uv")
    if not python_in_venv().exists():
        say("Making .venv ...")
        make_venv(uv)
    say(f"Installing the packages of {lock.relative_to(ROOT).as_posix()} (once, some minutes) ...")
    install(lock, uv)
    locks = [lock] if lock == RUN_LOCK else [RUN_LOCK, lock]  # the test lock holds everything of the other
    STAMP.write_text(
        json.dumps({one.relative_to(ROOT).as_posix(): digest(one) for one in locks}), encoding="utf-8"
    )


def make_venv(uv: str | None) -> None:
    if uv:
        run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)])
        return
    try:
        run([sys.executable, "-m", "venv", str(VENV)])
    except Refused as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Refused(
            "Python could not make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv"
        ) from error


def install(lock: Path, uv: str | None) -> None:
    """Install the lock with its hashes checked, as wheels only, compiled to byte code."""
    python = str(python_in_venv())
    checked = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if uv:
        run([uv, "pip", "install", "--python", python, "--compile-bytecode", *checked])
        return
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        run([python, "-m", "ensurepip", "--upgrade"])
    run([python, "-m", "pip", "install", "--disable-pip-version-check", *checked])


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a step of the set-up and refuse with its name when it fails."""
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        raise Refused(f"This step failed (its own message is above): {' '.join(command[:6])}")


def environment(data: str | None) -> dict[str, str]:
    """The environment of the programs started here; `data` becomes HOLDFAST_DATA."""
    chosen = os.environ | {"PYTHONUNBUFFERED": "1"}
    return chosen | ({"HOLDFAST_DATA": str(Path(data).expanduser().resolve())} if data else {})


def free(port: int) -> bool:
    """Whether nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_port(asked: int | None) -> int:
    """The port asked for, or 8501, or any free one when 8501 is taken."""
    if asked is not None:
        if not free(asked):
            raise Refused(f"Port {asked} is taken by another program. Choose another with --port.")
        return asked
    if free(USUAL_PORT):
        return USUAL_PORT
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def healthy(port: int) -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer,
    ):
        return answer.status == 200
    return False


def announce(port: int, process: subprocess.Popen, browser: bool) -> None:
    """Print the address as soon as the app answers, and open it."""
    while process.poll() is None:
        if healthy(port):
            say(f"\nHoldfast is running: http://127.0.0.1:{port}\nCtrl-C ends it.\n")
            if browser:
                webbrowser.open(f"http://127.0.0.1:{port}")
            return
        time.sleep(0.1)


def serve(port: int | None, data: str | None, browser: bool) -> int:
    """Run the app in the foreground until it ends or is told to."""
    env, port = environment(data), choose_port(port)
    if subprocess.run([str(python_in_venv()), "-c", PREPARE], cwd=ROOT, env=env).returncode:
        say("The made-up practice could not be prepared (the reason is above); starting without it.")
    options = ["--server.address=127.0.0.1", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
    command = [str(python_in_venv()), "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options]
    # A session of its own, so that Ctrl-C is heard here only and ends it in order.
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=os.name != "nt")
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGINT too: a background job inherits it ignored
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    threading.Thread(target=announce, args=(port, process, browser), daemon=True).start()
    try:
        return process.wait()
    except KeyboardInterrupt:
        return end(process)


def _interrupt(*_) -> None:
    raise KeyboardInterrupt


def end(process: subprocess.Popen) -> int:
    """Tell the app to finish (on Windows it heard Ctrl-C itself), wait, then insist."""
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
    say("Holdfast has ended.")
    return 0


def test(arguments: list[str]) -> int:
    """Style, architecture, tests; 0 only when all three are well."""
    python, env = str(python_in_venv()), environment(None)
    tools = python_in_venv().parent
    steps = [
        ("Style", [python, "-m", "ruff", "check", "."]),
        ("Architecture", [str(tools / "lint-imports"), "--no-logo"]),
        ("Tests", [python, "-m", "pytest", *parallel(arguments), *arguments]),
    ]
    failed = []
    for name, command in steps:
        say(f"== {name}")
        if subprocess.run(command, cwd=ROOT, env=env).returncode:
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def parallel(arguments: list[str]) -> list[str]:
    """Spread the tests over the processors, file by file, unless the caller says how or asks for single tests."""
    said = any(
        one in ("-n", "-p", "--pdb") or one.startswith(("-n", "--numprocesses", "tests")) for one in arguments
    )
    workers = min(os.cpu_count() or 1, 4)
    # Whole files, in the order they are found: the browser tests are the longest and come first.
    return [] if said or workers < 2 else ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Set Holdfast up and run it.",
        epilog="start.py test [--slow] [pytest arguments] runs the tests; start.py setup only sets up.",
    )
    parser.add_argument(
        "--port", type=int, help=f"port on 127.0.0.1 (default: {USUAL_PORT}, or any free one)"
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: the private per-user one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("command", nargs="?", choices=("test", "setup"), help=argparse.SUPPRESS)
    if arguments[:1] == ["test"]:
        return argparse.Namespace(command="test"), arguments[1:]
    return parser.parse_args(arguments), []


def main(arguments: list[str]) -> int:
    chosen, rest = parse(arguments)
    try:
        check_python(sys.version_info[:2])
        set_up(TEST_LOCK if chosen.command == "test" else RUN_LOCK)
        if chosen.command == "setup":
            say("Ready. Run: python3 start.py")
            return 0
        if chosen.command == "test":
            return test(rest)
        return serve(chosen.port, chosen.data, not chosen.no_browser)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
