"""When something breaks: one sentence with an error number on the page, and a log line without client data.

The log names the type of the error and the places in the code it passed through; never its message, which
may quote a client's row. Streamlit prints the message itself, so its log of uncaught errors is switched off.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from pathlib import Path

import streamlit as st

LOG = logging.getLogger("holdfast")
_ROOT = Path(__file__).resolve().parents[2]


def places(error: BaseException) -> str:
    """Where an error came from: `file:line` of each step, innermost last; no text of the message or source."""
    steps = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        inside = path.is_relative_to(_ROOT) and ".venv" not in path.parts
        steps.append(f"{path.relative_to(_ROOT) if inside else path.name}:{frame.lineno}")
    return " > ".join(steps)


def report(error: BaseException) -> str:
    """Log an error under a new number and return the number."""
    number = secrets.token_hex(3).upper()
    chain, cause = [], error
    while cause is not None and len(chain) < 5:
        chain.append(f"{type(cause).__name__} at {places(cause)}")
        cause = cause.__cause__ or cause.__context__
    LOG.error("error %s: %s", number, " | caused by ".join(chain))
    return number


def on_script_error(error: Exception) -> bool:
    """The hook of `st.App`: one sentence instead of a traceback."""
    number = report(error)
    st.warning(
        f"Something went wrong on this page and nothing was changed. Error number {number}: it is in the log, "
        "without client data.",
        icon=":material/error:",
    )
    return True


class _WithoutMessages(logging.Filter):
    """Keeps a log line but takes the exception, and so its message, out of it; drops what `report` logs better."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.msg == "Uncaught app execution":
            return False
        if record.exc_info and record.exc_info[1] is not None:
            kind = record.exc_info[1]
            record.msg, record.args = "%s at %s", (type(kind).__name__, places(kind))
            record.exc_info = record.exc_text = None
        return True


def quiet_logs() -> None:
    """Take exception messages out of every log line of this process, Streamlit's and the server's included."""
    if not LOG.handlers:
        LOG.addHandler(logging.StreamHandler())
        LOG.handlers[0].setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
    for logger in [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]:
        for target in (logger, *logger.handlers):
            if not any(isinstance(one, _WithoutMessages) for one in target.filters):
                target.addFilter(_WithoutMessages())
