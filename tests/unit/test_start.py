"""Tests of start.py: set-up and run, without installing anything."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import start
from launcher import environment, server_process
from tests.support.server import ROOT, free_port

SLOW_CLONE_SECONDS = 900


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7), (4, 0)])
def test_other_pythons_are_refused_in_one_sentence(version):
    with pytest.raises(environment.Refused, match=r"needs Python 3\.11 to 3\.14"):
        environment.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_fitting_pythons_pass(version):
    environment.check_python(version)


@pytest.mark.parametrize(
    "name", ["start.py", "launcher/__init__.py", "launcher/environment.py", "launcher/server_process.py"]
)
def test_it_parses_on_a_python_too_old_to_run_it(name):
    """start.py can be parsed by an old Python, so that its error message is shown."""
    compile(
        (ROOT / name).read_text(encoding="utf-8"),
        name,
        "exec",
        dont_inherit=True,
        _feature_version=8,
    )


def test_it_needs_the_standard_library_only():
    script = "import sys; sys.path.insert(0, sys.argv[1]); import start; print(len(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(ROOT)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Prepare a project folder without an environment; return the list of set-up steps done there."""
    (tmp_path / "tests").mkdir()
    for name, lock in (("RUN_LOCK", "requirements.txt"), ("TEST_LOCK", "tests/requirements.txt")):
        (tmp_path / lock).write_text(f"# {lock}\n")
        monkeypatch.setattr(environment, name, tmp_path / lock)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "holdfast.json")
    done = []

    def make_venv(uv):
        done.append("venv")
        environment.python_in_venv().parent.mkdir(parents=True)
        environment.python_in_venv().touch()

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(
        environment, "install", lambda lock, uv: done.append(lock.relative_to(tmp_path).as_posix())
    )
    return done


def test_a_second_start_installs_nothing(elsewhere):
    environment.set_up(environment.RUN_LOCK)
    environment.set_up(environment.RUN_LOCK)
    assert elsewhere == ["venv", "requirements.txt"]


def test_the_test_set_up_serves_a_run_too_but_not_the_other_way_round(elsewhere):
    environment.set_up(environment.RUN_LOCK)
    environment.set_up(environment.TEST_LOCK)
    environment.set_up(environment.RUN_LOCK)
    assert elsewhere == ["venv", "requirements.txt", "tests/requirements.txt"]


def test_a_changed_lock_is_installed_and_forgets_the_other(elsewhere):
    environment.set_up(environment.TEST_LOCK)
    environment.RUN_LOCK.write_text("# changed\n")
    environment.set_up(environment.RUN_LOCK)
    assert elsewhere[-1] == "requirements.txt"
    assert list(environment.stamped()) == ["requirements.txt"]


def test_a_broken_stamp_or_other_line_ends_do_no_harm(elsewhere):
    environment.set_up(environment.RUN_LOCK)
    environment.RUN_LOCK.write_bytes(environment.RUN_LOCK.read_bytes().replace(b"\n", b"\r\n"))
    assert environment.is_ready(environment.RUN_LOCK)
    environment.STAMP.write_text("{")
    assert not environment.is_ready(environment.RUN_LOCK)


def test_a_taken_port_is_refused_when_asked_for_and_avoided_when_not(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(environment.Refused, match="taken"):
            server_process.choose_port(taken)
        monkeypatch.setattr(server_process, "USUAL_PORT", taken)
        assert server_process.choose_port(None) != taken
    monkeypatch.setattr(server_process, "USUAL_PORT", free_port())
    assert server_process.choose_port(None) == server_process.USUAL_PORT


def test_the_command_line():
    assert start.parse(["--port", "9000", "--no-browser"])[0].port == 9000
    assert start.parse(["setup"])[0].command == "setup"
    chosen, rest = start.parse(["test", "--slow", "-k", "name"])
    assert (chosen.command, rest) == ("test", ["--slow", "-k", "name"])
    with pytest.raises(SystemExit) as stopped:
        start.parse(["dance"])
    assert stopped.value.code == 2
    assert start.parallel(["-n", "0"]) == start.parallel(["tests/unit"]) == start.parallel(["--pdb"]) == []


def test_it_serves_prints_the_address_and_ends_with_ctrl_c(tmp_path):
    port = free_port()
    script = (
        "import sys; from pathlib import Path; from launcher import environment, server_process;"
        " environment.python_in_venv = lambda: Path(sys.executable);"
        f"sys.exit(server_process.serve({port}, {str(tmp_path / 'data')!r}, False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT")},
    )
    try:
        _wait_for(port, process)
        assert (tmp_path / "data" / "sample" / "CURRENT").exists()
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        printed, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert re.search(rf"http://127\.0\.0\.1:{port}/open\?token=\S{{43}}\n", printed)
    assert "Traceback" not in printed
    if os.name != "nt":
        assert process.returncode == 0
        assert "Holdfast has ended." in printed
        assert server_process.free(port)


def _wait_for(port: int, process: subprocess.Popen, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(process.stdout.read())
        if server_process.healthy(port):
            time.sleep(0.5)  # the address is printed by a thread that asks every tenth of a second
            return
        time.sleep(0.2)
    raise AssertionError("the app did not come up")


@pytest.mark.slow
def test_an_empty_clone_runs(tmp_path):
    """A fresh clone with nothing but Python can be set up, started and stopped.

    Needs the package registry.
    """
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tmp_path / "clone")], check=True)
    port = free_port()
    command = [
        sys.executable,
        "start.py",
        "--no-browser",
        "--port",
        str(port),
        "--data",
        str(tmp_path / "data"),
    ]
    process = subprocess.Popen(
        command, cwd=tmp_path / "clone", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait_for(port, process, SLOW_CLONE_SECONDS)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/overview", timeout=10) as answer:
            assert answer.status == 200
        stamp = json.loads((tmp_path / "clone" / ".venv" / "holdfast.json").read_text())
        assert list(stamp) == ["requirements.txt"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert Path(tmp_path / "data" / "sample" / "CURRENT").exists()
