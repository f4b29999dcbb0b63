"""Set-up and start of Holdfast; needs only Python 3.11 to 3.14.

    python3 start.py [--port N] [--data DIR] [--no-browser]    set up, then run; Ctrl-C ends it
    python3 start.py test [--slow] [pytest arguments]          set up with the test tools, then test
    python3 start.py setup                                     only set up, and check what was set up
    python3 start.py run ARGUMENTS                             the command line, from any folder (run --help)
    python3 start.py --version                                 the version of Holdfast

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
KEY_PACKAGES = ("duckdb", "numpy", "pandas", "plotly", "pyarrow", "scipy", "sklearn", "streamlit")
PROBE = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]; print(*sys.version_info[:2])"
INSTALLED = """
import importlib.metadata as metadata, sys
for pin in sys.argv[1:]:
    name, version = pin.split("==")
    try:
        lacks = metadata.version(name) != version
    except metadata.PackageNotFoundError:
        lacks = True
    if lacks:
        print(name)
"""
PREPARE = (
    "from analytics.store import DataFolder; from sample_data.install import install; install(DataFolder())"
)


class Refused(Exception):
    """Error that the user can correct; its text is shown as the whole message."""


def say(sentence: str) -> None:
    """Print a sentence at once, without buffering."""
    print(sentence, flush=True)


def check_python(version: tuple[int, int]) -> None:
    """Raise Refused if a Python version (major, minor) is not supported."""
    if not OLDEST <= version <= NEWEST:
        raise Refused(
            f"Holdfast needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {version[0]}.{version[1]}. "
            "Run it again with a fitting one, for example: python3.13 start.py"
        )


def python_in_venv() -> Path:
    """Return the path of the Python executable inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(lock: Path) -> str:
    """Return the SHA-256 of a lock file, independent of Windows or Unix line ends."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def stamped() -> dict[str, str]:
    """Return the recorded SHA-256 of each lock file from which `.venv` was filled, by file name.

    Empty if unreadable.
    """
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_ready(lock: Path) -> bool:
    """Return whether `.venv` has a Python and was filled from this version of the lock file."""
    return python_in_venv().exists() and stamped().get(lock.relative_to(ROOT).as_posix()) == digest(lock)


def imports(packages: tuple) -> bool:
    """Return whether the Python in `.venv` works, is a supported version and imports these packages."""
    try:
        done = subprocess.run(
            [str(python_in_venv()), "-c", PROBE, *packages], capture_output=True, text=True, cwd=str(ROOT)
        )
    except OSError:  # its Python was taken away, or is of another kind of computer
        return False
    found = done.stdout.split()
    return done.returncode == 0 and len(found) == 2 and OLDEST <= (int(found[0]), int(found[1])) <= NEWEST


def broken_python() -> bool:
    """Return whether `.venv` exists without a working, supported Python."""
    return (VENV.exists() or VENV.is_symlink()) and not imports(())


def remove_venv() -> None:
    """Delete `.venv`; if it is a symbolic link, delete only the link."""
    try:
        if VENV.is_symlink():
            VENV.unlink()
        else:
            shutil.rmtree(VENV)
    except OSError as error:
        raise Refused(
            f"The environment {VENV} is broken and cannot be removed ({error.strerror}). Delete that folder, then "
            "run this again."
        ) from error


def missing(lock: Path) -> list[str]:
    """Return the packages of a lock file that `.venv` lacks, or has in another version."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    pinned = [line.split()[0] for line in lines if "==" in line and ";" not in line and line[:1].isalnum()]
    done = subprocess.run([str(python_in_venv()), "-c", INSTALLED, *pinned], capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else []


def mend(lock: Path, thorough: bool) -> None:
    """Delete a broken `.venv`, or only the record that it is complete if packages are missing.

    thorough: import the key packages too, which takes some seconds.
    """
    if broken_python():
        say("The environment .venv no longer works (its Python is gone or another one). Making it anew ...")
        remove_venv()
    if not is_ready(lock):
        return
    lacking = missing(lock)
    if lacking:
        say(f"Missing in the environment: {', '.join(lacking[:5])}. Installing again ...")
        STAMP.unlink()
    elif thorough and not imports(KEY_PACKAGES):
        say("A package of the environment is broken. Making .venv anew ...")
        remove_venv()


def verify() -> None:
    """Raise Refused if the key packages cannot be imported.

    Before that, delete the record that `.venv` is complete.

    Deleting the record makes the next run install again.
    """
    if imports(KEY_PACKAGES):
        return
    STAMP.unlink(missing_ok=True)
    raise Refused(
        "The packages are installed, but they cannot be loaded. Delete the folder .venv and run this again; if it "
        "happens again, this computer lacks a library that the packages need."
    )


def set_up(lock: Path) -> None:
    """Create `.venv` and install the packages of a lock file, unless this was already done."""
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
    """Create `.venv` with uv if available, else with Python's venv module."""
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
    """Install the packages of a lock file into `.venv`: only wheels, with checked hashes."""
    python = str(python_in_venv())
    checked = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if uv:
        run([uv, "pip", "install", "--python", python, "--compile-bytecode", *checked])
        return
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        run([python, "-m", "ensurepip", "--upgrade"])
    run([python, "-m", "pip", "install", "--disable-pip-version-check", *checked])


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a command in the project folder; raise Refused if it fails."""
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        raise Refused(f"This step failed (its own message is above): {' '.join(command[:6])}")


def environment(data: str | None) -> dict[str, str]:
    """Return environment variables for child processes, with HOLDFAST_DATA set to `data` if given."""
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
            raise Refused(f"Port {asked} is taken by another program. Choose another with --port.")
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


def announce(port: int, process: subprocess.Popen, browser: bool) -> None:
    """Wait until the app answers, print its address and, if `browser`, open it."""
    while process.poll() is None:
        if healthy(port):
            say(f"\nHoldfast is running: http://127.0.0.1:{port}\nCtrl-C ends it.\n")
            if browser:
                webbrowser.open(f"http://127.0.0.1:{port}")
            return
        time.sleep(0.1)


def command_line(arguments: list[str]) -> int:
    """Run `python -m analytics` with these arguments in the caller's working directory."""
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [str(python_in_venv()), "-P", "-m", "analytics", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, env)  # signals and the exit status are the command's own
    return subprocess.run(command, env=env).returncode


def version() -> str:
    """Return Holdfast's version from pyproject.toml."""
    lines = Path(__file__).with_name("pyproject.toml").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("version"))


def serve(port: int | None, data: str | None, browser: bool) -> int:
    """Run the app until it ends or is stopped by a signal; return the exit status."""
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
    say("Holdfast has ended.")
    return 0


def test(arguments: list[str]) -> int:
    """Run style, format, architecture and type checks, then the tests; return 0 if all pass."""
    python, env = str(python_in_venv()), environment(None)
    tools = python_in_venv().parent
    steps = [
        ("Style", [python, "-m", "ruff", "check", "."]),
        ("Format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("Architecture", [str(tools / "lint-imports"), "--no-logo"]),
        ("Types", [str(tools / "basedpyright")]),
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
    """Return pytest options for parallel runs; empty if the arguments select tests or processes."""
    said = any(
        one in ("-n", "-p", "--pdb") or one.startswith(("-n", "--numprocesses", "tests")) for one in arguments
    )
    workers = min(os.cpu_count() or 1, 4)
    # Whole files, in the order they are found: the browser tests are the longest and come first.
    return [] if said or workers < 2 else ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Parse the command line; return (options of start.py, arguments to pass on).

    After `test` and `run` every argument is passed on.
    """
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Set Holdfast up and run it.",
        epilog="start.py run ARGUMENTS is the command line (start.py run --help); start.py setup only sets up and "
        "checks; start.py test [--slow] [pytest arguments] runs the tests.",
    )
    parser.add_argument("--version", action="version", version=f"Holdfast {version()}")
    parser.add_argument(
        "--port", type=int, help=f"port on 127.0.0.1 (default: {USUAL_PORT}, or any free one)"
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: the private per-user one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("command", nargs="?", choices=("test", "setup", "run"), help=argparse.SUPPRESS)
    if arguments[:1] in (["test"], ["run"]):
        return argparse.Namespace(command=arguments[0]), arguments[1:]
    return parser.parse_args(arguments), []


def main(arguments: list[str]) -> int:
    """Run start.py with the given arguments and return its exit status."""
    chosen, rest = parse(arguments)
    try:
        check_python(sys.version_info[:2])
        lock = TEST_LOCK if chosen.command == "test" else RUN_LOCK
        mend(lock, thorough=chosen.command == "setup")
        checked = chosen.command == "setup" or not is_ready(lock)
        set_up(lock)
        if checked:
            verify()
        if chosen.command == "setup":
            say("Ready, and checked: every package can be loaded. Run: python3 start.py")
            return 0
        if chosen.command == "run":
            return command_line(rest)
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
