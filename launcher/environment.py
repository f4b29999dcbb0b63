"""Creation, check and repair of the environment `.venv`, with the standard library only.

Like start.py, this module must be parsable by any Python 3, so that an old Python can print that it is too
old.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "holdfast.json"
RUN_LOCK, TEST_LOCK = ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 14)
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


class Refused(Exception):
    """Error whose cause the user can correct; its text is the whole message shown."""


def say(sentence: str) -> None:
    """Print a sentence and flush standard output at once."""
    print(sentence, flush=True)


def check_python(version: tuple[int, int]) -> None:
    """Raise Refused unless Holdfast supports this Python version, given as (major, minor)."""
    if not OLDEST <= version <= NEWEST:
        raise Refused(
            f"Holdfast needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {version[0]}.{version[1]}. "
            "Run it again with a fitting one, for example: python3.13 start.py"
        )


def python_in_venv() -> Path:
    """Return the path of the Python executable inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(lock: Path) -> str:
    """Return the SHA-256 of a lock file, with Windows line ends read as Unix ones."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def stamped() -> dict[str, str]:
    """Return a dict: lock file name -> SHA-256 recorded when `.venv` was filled.

    Empty if unreadable.
    """
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_ready(lock: Path) -> bool:
    """Return whether `.venv` has a Python and was filled from the current content of this lock file."""
    return python_in_venv().exists() and stamped().get(lock.relative_to(ROOT).as_posix()) == digest(lock)


def imports(packages: tuple) -> bool:
    """Return whether the Python in `.venv` starts, has a supported version and can import these packages."""
    try:
        done = subprocess.run(
            [str(python_in_venv()), "-c", PROBE, *packages], capture_output=True, text=True, cwd=str(ROOT)
        )
    except OSError:  # its Python was taken away, or is of another kind of computer
        return False
    found = done.stdout.split()
    return done.returncode == 0 and len(found) == 2 and OLDEST <= (int(found[0]), int(found[1])) <= NEWEST


def broken_python() -> bool:
    """Return whether `.venv` exists but has no Python that starts and is supported."""
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
    """Return the locked packages that are not installed in `.venv` in exactly the locked version.

    Packages that are locked for some operating systems only are ignored.
    """
    lines = lock.read_text(encoding="utf-8").splitlines()
    pinned = [line.split()[0] for line in lines if "==" in line and ";" not in line and line[:1].isalnum()]
    done = subprocess.run([str(python_in_venv()), "-c", INSTALLED, *pinned], capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else []


def mend(lock: Path, thorough: bool) -> None:
    """Check `.venv`: delete it if it is broken; mark it for reinstallation if locked packages are missing.

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
    """Raise Refused if one of the main packages, such as numpy and streamlit, cannot be imported.

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
    """Create `.venv` and install the packages of this lock file, unless that was done already."""
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
    """Create `.venv` with uv if that is installed, else with Python's venv module."""
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
    """Install the lock file's packages into `.venv`, as wheels only, with hashes checked."""
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
