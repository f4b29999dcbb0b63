"""Command line run in the test's own process, faster than a new Python process.

said.status, said.document, said.out, said.err
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.__main__ import OF_PAGES
from analytics.cli import main


@dataclass(frozen=True)
class Said:
    """Output and exit status of one command."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output parsed as a single JSON document; NaN and Infinity are refused."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def run(*arguments: str | Path, data: Path) -> Said:
    """Run one command on a data folder; return its output and exit status."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(["--data", str(data), *map(str, arguments)], OF_PAGES)
        except SystemExit as left:  # argparse
            status = left.code if isinstance(left.code, int) else 1
    return Said(status, out.getvalue(), err.getvalue())


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder except the write lock, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "lock"
    }
