"""Handling of uncaught errors: an error number on the page, and a log entry without client data.

The log names the type of the error and the places in the code it passed through; never its message, which
may quote a client's row. Streamlit prints the message itself, so its log of uncaught errors is switched off.
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from analytics.log import FILE, FORMAT, LOG, code_locations, report, to_folder
from analytics.messages import gettext
from analytics.store import QueryTooLarge, QueryTooSlow

__all__ = ["on_script_error", "code_locations", "quiet_logs", "report"]


def on_script_error(error: Exception) -> bool:
    """Log an uncaught error of a page, and show its error number to the user.

    A query that was stopped at its limits is no defect: its own sentence says what to do. Hook of `st.App`.
    """
    number = report(error)
    if isinstance(error, (QueryTooSlow, QueryTooLarge)):
        st.warning(str(error), icon=":material/timer_off:")
        return True
    st.warning(
        gettext(
            "Something went wrong on this page and nothing was changed. Error number {number}: it is in the log ({file} in"
            " the data folder), without client data."
        ).format(number=number, file=FILE.as_posix()),
        icon=":material/error:",
    )
    return True


class _WithoutMessages(logging.Filter):
    """Log filter that replaces exceptions by their type and code location.

    It drops lines that `report` logs better.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Remove the exception message from a log record; return False to drop the record."""
        if record.msg == "Uncaught app execution":
            return False
        if record.exc_info and record.exc_info[1] is not None:
            kind = record.exc_info[1]
            record.msg, record.args = "%s at %s", (type(kind).__name__, code_locations(kind))
            record.exc_info = record.exc_text = None
        return True


def quiet_logs(folder: Path | None = None) -> None:
    """Remove exception messages from all logs of this process, including Streamlit's.

    folder: the data folder, where the log is written to as well.
    """
    if not LOG.handlers:
        LOG.addHandler(logging.StreamHandler())
        LOG.handlers[0].setFormatter(logging.Formatter(FORMAT))
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
    if folder is not None:
        to_folder(folder)
    for logger in [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]:
        for target in (logger, *logger.handlers):
            if not any(isinstance(one, _WithoutMessages) for one in target.filters):
                target.addFilter(_WithoutMessages())
