"""Download buttons for a table as CSV and xlsx; the file is created on click."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from analytics import table_export
from analytics.access.client_codes import CODES, NONE, PSEUDONYMS
from pages.ui import downloads

Table = Callable[[], Mapping[str, Sequence]]  # heading -> values, all of one length

KINDS = {
    "csv": ("Download as CSV", "text/csv"),
    "xlsx": ("Download as Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
KEYED = (
    "In the files each client stands as a key that only this practice can trace back: k- and the last part of the"
    " address of the client's page. Everything else is as on the page, so such a file is still about people."
)
CODED = "The files name clients by the codes of the practice. Keep them as you keep a client's record."
ASK = "With the practice's client codes"


def content(columns: Mapping[str, Sequence], kind: str, name: str) -> bytes:
    """Return a table as the bytes of a CSV or xlsx file without formulas; `name` becomes the sheet name."""
    rows = zip(*columns.values(), strict=True)
    if kind == "csv":
        return table_export.csv_bytes(list(columns), rows)
    return table_export.xlsx_bytes(list(columns), rows, name.replace("-", " "))


def offer(
    make: Table, *, key: str, name: str, note: str = "", clients: str = NONE, codes: Table | None = None
) -> None:
    """Draw one download button per file kind (CSV, xlsx), followed by notes.

    Parameters
    ----------
    make
        Gives the columns of the files.
    key
        Unique on the page.
    name
        File name without ending; also the name of the table in the audit log.
    note
        A sentence beside the files.
    clients
        How the rows name clients: NONE, or PSEUDONYMS for rows of clients.
    codes
        Gives the columns with the practice's own codes, for who may have them; a box asks for them.
    """
    if codes is not None and st.checkbox(ASK, key=f"codes-{key}"):
        make, clients = codes, CODES
    with st.container(horizontal=True, gap="small", key=f"files-{key}"):
        for kind, (label, mime) in KINDS.items():
            downloads.button(
                label,
                lambda kind=kind: _file(make(), kind, name),
                table=name,
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"{kind}-{key}",
                clients=clients,
            )
    for sentence in (note, {PSEUDONYMS: KEYED, CODES: CODED}.get(clients, "")):
        if sentence:
            st.markdown(sentence)


def _file(columns: Mapping[str, Sequence], kind: str, name: str) -> tuple[bytes, int]:
    """Return a table as the bytes of a CSV or xlsx file, and its number of rows."""
    return content(columns, kind, name), len(next(iter(columns.values()), ()))
