"""Test that the command line does not load the large libraries that DuckDB could import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import runpy, sys
sys.argv = ["analytics", *sys.argv[1:]]
try:
    runpy.run_module("analytics", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code, end.code
print(sorted({"pandas", "pyarrow", "sklearn", "streamlit"} & set(sys.modules)), file=sys.stderr)
"""


def loaded(folder: Path, *arguments: str) -> str:
    """Return which large libraries a command has loaded when it ends."""
    command = [sys.executable, "-c", PROBE, "--data", str(folder), "--sample", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["show overview", "show caseload", "export clients"])
def test_text_needs_neither_pandas_nor_pyarrow(sample_folder, command):
    assert loaded(sample_folder, *command.split()) == "[]"


def test_parquet_is_written_without_pandas(sample_folder, tmp_path):
    file = tmp_path / "clients.parquet"
    assert loaded(sample_folder, "export", "clients", "--out", str(file)) == "['pyarrow']"
    assert file.read_bytes()[:4] == b"PAR1"
