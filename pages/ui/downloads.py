"""Download buttons that make the file on click and record every download.

The router sets the recording function (`recorded_by`); in a practice with accounts it writes the audit log. A
file whose download cannot be recorded is not delivered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

import streamlit as st

from analytics.access.client_codes import NONE

Record = Callable[[str, int, str], None]  # table, number of rows, how clients are named (`client_codes`)
_record: ContextVar[Record | None] = ContextVar("holdfast_download_record", default=None)


@contextlib.contextmanager
def recorded_by(record: Record) -> Iterator[None]:
    """Call the function `record` at each download from buttons drawn during the `with` block."""
    token = _record.set(record)
    try:
        yield
    finally:
        _record.reset(token)


def button(
    label: str,
    make: Callable[[], tuple[bytes, int]],
    *,
    table: str,
    file_name: str,
    mime: str,
    key: str,
    clients: str = NONE,
) -> None:
    """Draw a download button whose file is made and recorded on click.

    Parameters
    ----------
    label
        Words on the button.
    make
        Returns the file and its number of rows; called on each click.
    table
        Name of the table in the audit log.
    file_name, mime
        Name and media type of the file.
    key
        Unique on the page.
    clients
        How the rows name clients, for the audit log.
    """
    record = _record.get()  # read now, because no page run is active when the button is clicked

    def file() -> bytes:
        if record is None:
            raise RuntimeError("A download button was drawn outside of a page run.")
        content, rows = make()
        record(table, rows, clients)
        return content

    st.download_button(
        label,
        data=file,
        file_name=file_name,
        mime=mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
