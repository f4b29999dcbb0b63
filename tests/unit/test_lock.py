"""Tests of the lock files: hashes, agreement of run and test lock, wheels for every platform."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.server import ROOT

LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "tests" / "requirements.txt"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("windows", "macos", "linux")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_UNREACHABLE = (
    "error sending request",
    "failed to fetch",
    "could not connect",
    "connect error",
    "timed out",
    "offline",
    "dns error",
)


def pins(lock: str) -> set[tuple[str, str]]:
    """Return the (package, version) pairs of a lock file."""
    return set(_PIN.findall(LOCKS[lock].read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_a_hash(lock):
    text = LOCKS[lock].read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    blocks = [block for block in blocks if not block.startswith("#")]
    assert len(blocks) > 20
    for block in blocks:
        assert "==" in block.splitlines()[0], block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"https?://|file:|--(index|extra|find)", text)


def test_the_test_set_holds_the_run_set():
    assert pins("run") <= pins("test")


def test_the_lock_fits_the_declared_dependencies():
    declared = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.S | re.M
    )
    names = re.findall(r'"([A-Za-z0-9._-]+)', declared.group(1))
    assert set(names) <= {name for name, _ in pins("run")}


# first releases without a weakness that became known: CVE-2026-48818 (Starlette), CVE-2026-33682 (Streamlit)
FIRST_SAFE = {"starlette": (1, 1), "streamlit": (1, 54)}


@pytest.mark.parametrize("lock", LOCKS)
def test_servers_are_newer_than_their_known_weaknesses(lock):
    of = {name: tuple(int(part) for part in version.split(".")[:2]) for name, version in pins(lock)
          if name in FIRST_SAFE}  # fmt: skip
    assert of.keys() == FIRST_SAFE.keys()
    assert all(of[name] >= least for name, least in FIRST_SAFE.items()), of


@pytest.fixture(scope="module")
def resolved(tmp_path_factory) -> dict[tuple[str, str], subprocess.CompletedProcess]:
    """Resolve the requirements for every (Python, system) pair in parallel; return the results."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    assert uv, "uv belongs to the test requirements"
    folder = tmp_path_factory.mktemp("resolved")

    def resolve(pair: tuple[str, str]) -> subprocess.CompletedProcess:
        python, system = pair
        return subprocess.run(
            [
                uv,
                "pip",
                "compile",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--no-header",
                "--no-annotate",
                "--python-version",
                python,
                "--python-platform",
                system,
                "--output-file",
                str(folder / f"{python}-{system}.txt"),
                str(LOCKS["run"]),
            ],
            capture_output=True,
            text=True,
            timeout=300,
        )

    pairs = [(python, system) for python in PYTHONS for system in SYSTEMS]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(pairs, pool.map(resolve, pairs), strict=True))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_wheels_exist(resolved, python, system):
    """All packages of the run lock have wheels in their pinned versions, for every Python and system."""
    done = resolved[python, system]
    if (
        done.returncode
        and not os.environ.get("CI")
        and any(word in done.stderr.lower() for word in _UNREACHABLE)
    ):
        pytest.skip("the package registry cannot be reached")
    assert done.returncode == 0, done.stderr[-1500:]
    found = set(_PIN.findall(done.stdout))
    assert found <= pins("run")
    assert {"streamlit", "duckdb", "pandas", "scikit-learn"} <= {name for name, _ in found}
