"""`Show as table`: the numbers of a chart for keyboards, screen readers and spreadsheets.

The files come from `analytics.tables_out`: a spreadsheet runs a cell that begins with = + - @ as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from analytics.tables_out import csv_bytes, csv_cell

ROWS_ON_SCREEN = 200


def cell(value: object) -> str:
    """One CSV cell as text: missing is empty, a number stays a number, a formula is made harmless."""
    return csv_cell(str(value) if isinstance(value, bool) else value)


def to_csv(columns: Mapping[str, Sequence]) -> bytes:
    """The columns as CSV: UTF-8 with BOM (spreadsheets), comma, CRLF, one header line, formula-safe."""
    named = ([str(one) if isinstance(one, bool) else one for one in values] for values in columns.values())
    return csv_bytes(list(columns), zip(*named, strict=True))


def show_as_table(
    make: Callable[[], Mapping[str, Sequence]], *, key: str, name: str, download: bool = True
) -> None:
    """An expander with the table and, unless `download` is false, its CSV.

    Parameters: make, a function that gives heading -> values, all of one length; key: unique on the page;
    name: file name without ending. The body is built only when opened. More than 200 rows are cut on screen, and
    it says so.
    Client-level tables pass `download=False`: identified rows leave through the export only.
    """
    box = st.expander("Show as table", key=f"table-{key}", on_change="rerun")
    if not box.open:
        return
    columns = make()
    length = len(next(iter(columns.values()), ()))
    with box:
        st.dataframe(
            {heading: list(values)[:ROWS_ON_SCREEN] for heading, values in columns.items()},
            hide_index=True,
            key=f"frame-{key}",
            alt=f"{name.replace('-', ' ')}, {length} rows",
        )
        if length > ROWS_ON_SCREEN:
            st.markdown(f"The first {ROWS_ON_SCREEN} of {length:,} rows.")
        if download:
            st.download_button(
                "Download as CSV",
                data=lambda: to_csv(columns),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"csv-{key}",
                on_click="ignore",
                icon=":material/download:",
            )
