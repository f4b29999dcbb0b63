"""Log of the app and the command line: error types and places in the code, never client data.

It lies in the data folder as `log/holdfast.log`, private to the user, at most a few megabytes in all. Where the folder
cannot be written, the lines go to standard error only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG = logging.getLogger("holdfast")
FILE = Path("log") / "holdfast.log"  # in the data folder
BYTES, KEPT = 1_000_000, 3  # of one file, and how many earlier ones stay
FORMAT = "%(asctime)s %(levelname)s %(message)s"
_ROOT = Path(__file__).resolve().parents[1]
_CAUSES = 5  # errors of one chain that are named


class PrivateFile(RotatingFileHandler):
    """Rotating log file that only this user can read; the program continues if the file cannot be written."""

    def _open(self) -> TextIOWrapper:
        """Create the log file and its folders with access for this user only, and open the file to append."""
        path = Path(self.baseFilename)
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")

    def doRollover(self) -> None:
        """Start a new log file, or continue the old one while another process keeps it open (Windows)."""
        with contextlib.suppress(OSError):
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """Write a log line to standard error when it could not be written to the log file."""
        if isinstance(sys.exc_info()[1], OSError) and sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(self.format(record) + "\n")
        else:
            super().handleError(record)


def to_folder(folder: Path) -> Path:
    """Write all further log lines to a file in this data folder, and return the path of the file."""
    path = Path(folder) / FILE
    for handler in [one for one in LOG.handlers if isinstance(one, PrivateFile)]:
        if Path(handler.baseFilename) == path:
            return path
        LOG.removeHandler(handler)
        handler.close()
    handler = PrivateFile(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return path


def code_locations(error: BaseException) -> str:
    """Return the call stack of an error as `file:line > file:line`, without the error's message."""
    steps = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        inside = path.is_relative_to(_ROOT) and ".venv" not in path.parts
        steps.append(f"{path.relative_to(_ROOT) if inside else path.name}:{frame.lineno}")
    return " > ".join(steps)


def report(error: BaseException) -> str:
    """Log an error under a new random error number and return that number."""
    number = secrets.token_hex(3).upper()
    chain, cause = [], error
    while cause is not None and len(chain) < _CAUSES:
        chain.append(f"{type(cause).__name__} at {code_locations(cause)}")
        cause = cause.__cause__ or cause.__context__
    LOG.error("error %s: %s", number, " | caused by ".join(chain))
    return number
