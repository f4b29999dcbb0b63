"""Download buttons whose file is made on click, after which the click is written down.

The router says who writes it down (`recorded_by`): in a practice with accounts it becomes a line of the audit log. A
file that cannot be written down is not handed out.
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
    """Write down, with the function `record`, each download of buttons drawn during the `with` block."""
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
    """Draw a download button.

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
    record = _record.get()  # now: on click there is no page run

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
