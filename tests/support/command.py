"""The command line in this process: `said = run("show", "overview", "--json", data=folder)`; quicker than a new Python.

said.status, said.document, said.out, said.err
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.cli import main


@dataclass(frozen=True)
class Said:
    """What one command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document it must be; NaN and Infinity are refused."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def run(*arguments: str | Path, data: Path) -> Said:
    """One command on a data folder; the options `--data` names come first."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(["--data", str(data), *map(str, arguments)])
        except SystemExit as left:  # argparse
            status = left.code if isinstance(left.code, int) else 1
    return Said(status, out.getvalue(), err.getvalue())


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its content, for 'nothing was changed'; the write lock aside."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "lock"
    }
