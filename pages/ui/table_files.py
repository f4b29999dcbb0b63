"""Download buttons for a table as CSV and xlsx; the file is created on click."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from analytics import table_export

KINDS = {
    "csv": ("Download as CSV", "text/csv"),
    "xlsx": ("Download as Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def content(columns: Mapping[str, Sequence], kind: str, name: str) -> bytes:
    """Return a table as the bytes of a CSV or xlsx file without formulas; `name` becomes the sheet name."""
    rows = zip(*columns.values(), strict=True)
    if kind == "csv":
        return table_export.csv_bytes(list(columns), rows)
    return table_export.xlsx_bytes(list(columns), rows, name.replace("-", " "))


def offer(make: Callable[[], Mapping[str, Sequence]], *, key: str, name: str, note: str = "") -> None:
    """Draw one download button per file kind (CSV, xlsx), followed by a note."""
    with st.container(horizontal=True, gap="small", key=f"files-{key}"):
        for kind, (label, mime) in KINDS.items():
            st.download_button(
                label,
                data=lambda kind=kind: content(make(), kind, name),
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"{kind}-{key}",
                on_click="ignore",
                icon=":material/download:",
            )
    if note:
        st.markdown(note)
