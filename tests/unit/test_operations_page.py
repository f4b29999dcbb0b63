"""Tests of docs/operations.md: its shell blocks run, its systemd units and cron lines are valid."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start
from analytics.cli import exits
from analytics.ingest import KINDS
from tests.support import openfit
from tests.support.command import run
from tests.support.server import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FIELD = re.compile(r"(\*|\d+)([-/,]\d+)*")


def blocks(kind: str) -> list[str]:
    """Return the fenced code blocks of one language, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(os.name == "nt", reason="the blocks are for a POSIX shell")
def test_every_shell_block_runs(tmp_path):
    """All shell blocks of the operations page run one after the other in one shell."""
    export = tmp_path / "an export.csv"
    export.write_text(openfit.text(openfit.rows()))
    home = tmp_path / "home with blank"
    home.mkdir()
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    done = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(blocks("sh"))],
        cwd=home,
        capture_output=True,
        text=True,
        timeout=600,
        env={
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(home),
            "HOLDFAST": str(ROOT),
            "HOLDFAST_DATA": str(home / "data"),
            "EXPORT": str(export),
        },
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Ready" in done.stdout
    assert (
        "('no_change'" in done.stdout or "('recovered'" in done.stdout or "('not_assessable'" in done.stdout
    )
    assert not (home / "data").exists()
    left = {path.name for path in home.iterdir()}
    assert {"data.sessions.csv", "data.episodes.xlsx", "data.report.json"} <= left
    by_tools = {".cache", ".rustup"}  # pip asks a compiler for its version, which then makes its own folder
    assert [name for name in left - by_tools if not name.startswith("data.")] == []


def test_the_cron_line_is_one_command_that_the_program_understands():
    (line,) = [one for one in blocks("cron")[0].splitlines() if one]
    fields = line.split(None, 5)
    assert all(FIELD.fullmatch(field) for field in fields[:5])
    assert "%" not in fields[5]  # cron makes a line break of it
    words = shlex.split(fields[5])
    assert words[0].startswith("HOLDFAST_DATA=/")
    assert all(word.startswith("/") for word in (words[1], words[2], words[5]))
    assert (words[3], words[4], words[6]) == ("run", "import", "--json")


def test_the_units_are_what_systemd_expects(tmp_path):
    service, timer = blocks("ini")
    names = {"holdfast-import.service": service, "holdfast-import.timer": timer}
    for name, text in names.items():
        assert f"/etc/systemd/system/{name}" in PAGE
        (tmp_path / name).write_text(text)
        unit = configparser.ConfigParser(strict=True, interpolation=None)
        unit.optionxform = str
        unit.read_string(text)
        assert unit["Unit"]["Description"]
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / "holdfast-import.timer")],
            capture_output=True,
            text=True,
        )
        assert "Unknown" not in done.stderr
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str
    parsed.read_string(service)
    command = shlex.split(parsed["Service"]["ExecStart"])
    assert command[:4] == ["/usr/bin/python3", "/opt/holdfast/start.py", "run", "import"]
    assert parsed["Service"]["ReadWritePaths"] in parsed["Service"]["Environment"]


def test_the_unit_of_the_office_server_runs_what_start_py_understands(tmp_path):
    text = (ROOT / "deploy" / "holdfast.service").read_text()
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str
    unit.read_string(text)
    command = shlex.split(unit["Service"]["ExecStart"])
    assert command[:2] == ["/usr/bin/python3", "/opt/holdfast/start.py"]
    assert start.parse(command[2:])[0].serve.startswith("https://")
    assert unit["Service"]["User"] == "holdfast" and unit["Service"]["UMask"] == "0077"
    assert unit["Service"]["ReadWritePaths"] in unit["Service"]["Environment"]
    assert shlex.join(command[1:]).replace("/opt/holdfast/", "") in PAGE
    if shutil.which("systemd-analyze"):
        (tmp_path / "holdfast.service").write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / "holdfast.service")],
            capture_output=True,
            text=True,
        )
        assert "Unknown" not in done.stderr


def test_the_table_of_exit_statuses_is_the_one_of_the_program():
    for status, meaning in exits.MEANINGS.items():
        assert f"| {status} | {meaning} |" in PAGE
        assert f"  {status}  {meaning}" in run("check", "--help", data=Path("nowhere")).out


def test_help_lists_every_format_that_is_read(tmp_path):
    shown = " ".join(run("import", "--help", data=tmp_path).out.split())
    assert all(kind in shown for kind in KINDS)


@pytest.mark.parametrize("link", re.findall(r"`((?:docs|tests)/[\w./-]+)`", PAGE))
def test_files_the_page_names_are_there(link):
    assert (ROOT / link).exists()


def test_no_message_advises_what_does_not_exist():
    """No message recommends a backup command, because there is none."""
    for folder in ("analytics", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "estore a backup" not in text, path
