"""Tests that start.py detects and repairs a broken environment."""

import os
import subprocess
import sys

import pytest

import start
from launcher import environment, server_process
from tests.support.server import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="scripts in place of a Python are for POSIX systems")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project folder with a simulated environment, and a list of environments created."""
    (tmp_path / "tests").mkdir()
    for name, lock in (("RUN_LOCK", "requirements.txt"), ("TEST_LOCK", "tests/requirements.txt")):
        (tmp_path / lock).write_text("numpy==2.0 \\\n    --hash=sha256:00\n")
        monkeypatch.setattr(environment, name, tmp_path / lock)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "holdfast.json")
    made: list[str] = []

    def make_venv(uv):
        made.append("venv")
        python(tmp_path)

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "install", lambda lock, uv: made.append("packages"))
    monkeypatch.setattr(server_process, "serve", lambda *_: made.append("served") or 0)
    return tmp_path, made


def python(folder, imports: str = "echo 3 11", lacking: str = "true") -> None:
    """Write a fake Python for the environment, with given results of its import and version checks."""
    path = folder / ".venv" / "bin" / "python"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\ncase "$2" in *metadata*) {lacking};; *) {imports};; esac\n')
    path.chmod(0o755)


@posix
def test_set_up_says_ready_only_after_loading_the_packages(project, capsys):
    folder, made = project
    assert start.main(["setup"]) == 0
    assert made == ["venv", "packages"]
    assert "Ready" in capsys.readouterr().out
    python(folder, imports='[ -z "$3" ] && echo 3 11 || exit 1')  # starts, but no package loads
    assert start.main(["setup"]) == 0  # made anew, and then fine
    assert made == ["venv", "packages"] * 2
    assert "broken" in capsys.readouterr().out


@posix
def test_packages_that_never_load_are_said(project, capsys, monkeypatch):
    folder, made = project

    def make_venv(uv):
        made.append("venv")
        python(folder, imports='[ -z "$3" ] && echo 3 11 || exit 1')

    monkeypatch.setattr(environment, "make_venv", make_venv)
    assert start.main(["setup"]) == 2
    shown = capsys.readouterr()
    assert "Ready" not in shown.out
    assert "cannot be loaded" in shown.err
    assert not environment.is_ready(environment.RUN_LOCK)


@posix
@pytest.mark.parametrize("arguments", [["setup"], []])
def test_a_missing_package_is_installed_again(project, capsys, arguments):
    folder, made = project
    start.main(["setup"])
    python(folder, lacking="echo numpy")
    assert start.main(arguments) == 0
    assert made[2:3] == ["packages"]
    assert "Missing in the environment: numpy" in capsys.readouterr().out


@posix
@pytest.mark.parametrize(
    "kind", ["gone", "dangling", "folder_left", "unsupported", "of_another_kind", "does_not_start"]
)
def test_an_environment_without_a_working_python_is_made_anew(project, capsys, kind):
    folder, made = project
    start.main(["setup"])
    path = folder / ".venv" / "bin" / "python"
    if kind in ("gone", "folder_left", "dangling"):
        path.unlink()
    if kind == "dangling":
        path.symlink_to("/nowhere/python3.10")
    if kind == "unsupported":
        python(folder, imports="echo 3 10")
    if kind == "of_another_kind":
        path.write_bytes(b"MZ\x00\x00")
    if kind == "does_not_start":
        python(folder, imports="exit 127", lacking="exit 127")
    made.clear()
    assert start.main([]) == 0
    assert made[:2] == ["venv", "packages"]
    assert made[-1] == "served"
    assert "no longer works" in capsys.readouterr().out


@posix
def test_a_link_is_taken_away_and_never_what_it_points_to(project):
    folder, made = project
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("")
    (folder / ".venv").symlink_to(elsewhere)
    assert start.main(["setup"]) == 0
    assert (elsewhere / "precious").exists()
    assert not (folder / ".venv").is_symlink()


def test_the_version_is_the_one_of_the_product():
    from analytics import __version__

    assert start.version() == __version__
    done = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--version"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"Holdfast {__version__}\n")


@posix
def test_the_command_line_runs_from_any_folder_with_its_own_exit_status(tmp_path):
    """The command line works from any folder, even one with files named like modules."""
    (tmp_path / "analytics").mkdir()
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    (tmp_path / "export.csv").write_text("client_id,session_date,ors_total,srs_total\n1,2026-09-01,20,30\n")

    def said(*words):
        command = [sys.executable, str(ROOT / "start.py"), "run", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    done = said("--", "--data", "own", "import", "export.csv", "--today", "2026-09-30")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "own" / "practice" / "CURRENT").exists()
    assert said("show", "nonsense", "--data", "own").returncode == 2
    assert said("--data", "empty", "show", "overview").returncode == 4


def test_what_only_other_systems_have_is_not_missing(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "pytest==0.0.1 \\\n    --hash=sha256:00\npywin32==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
        "nothing-of-this-name==1.0 \\\n    --hash=sha256:00\n"
    )
    assert environment.missing(lock) == ["pytest", "nothing-of-this-name"]
    assert environment.missing(environment.RUN_LOCK) == []
