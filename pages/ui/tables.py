"""Expander `Show as table` below each chart, with its numbers for screen readers and spreadsheets.

The files come from `analytics.table_export`: a spreadsheet runs a cell that begins with = + - @ as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from analytics.access.client_codes import NONE
from analytics.messages import gettext
from analytics.table_export import csv_bytes, csv_cell
from pages.ui import table_files
from pages.ui.safe_html import Html, html, show

ROWS_ON_SCREEN = 200


def cell(value: object) -> str:
    """Return a value as text for a CSV cell: empty for None, formulas made harmless."""
    return csv_cell(str(value) if isinstance(value, bool) else value)


def to_csv(columns: Mapping[str, Sequence]) -> bytes:
    """Return a table as the bytes of a CSV file that is safe to open in spreadsheets.

    UTF-8 with BOM, comma, CRLF, one header row, no formulas.
    """
    named = ([str(one) if isinstance(one, bool) else one for one in values] for values in columns.values())
    return csv_bytes(list(columns), zip(*named, strict=True))


def frame(columns: Mapping[str, Sequence], *, key: str, alt: str) -> None:
    """Draw a sortable table for the screen and the same rows as an HTML table for printing.

    The grid is a picture in the colours of the theme, and only the rows in sight are in it: printed, it would be dark
    on white paper and cut. The stylesheet shows one of the two.
    """
    st.dataframe(
        {heading: list(values) for heading, values in columns.items()}, hide_index=True, key=key, alt=alt
    )
    with st.container(key=f"paper-{key}"):
        show(on_paper(columns))


def on_paper(columns: Mapping[str, Sequence]) -> Html:
    """Return a table as HTML for printing."""
    heads = [html("<th>{h}</th>", h=heading) for heading in columns]
    rows = [
        html("<tr>{cells}</tr>", cells=[html("<td>{v}</td>", v=_printed(value)) for value in row])
        for row in zip(*columns.values(), strict=True)
    ]
    return html(
        '<table class="hf-table"><thead><tr>{h}</tr></thead><tbody>{r}</tbody></table>', h=heads, r=rows
    )


def _printed(value: object) -> str:
    """Format a value for printing: empty if missing, fractions with up to four digits."""
    if value is None or value != value:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def show_as_table(
    make: Callable[[], Mapping[str, Sequence]],
    *,
    key: str,
    name: str,
    files: Callable[[], Mapping[str, Sequence]] | None = None,
    note: str = "",
    clients: str = NONE,
    codes: Callable[[], Mapping[str, Sequence]] | None = None,
) -> None:
    """Draw an expander with a table and downloads as CSV and xlsx.

    The table is made only when it is opened, a file only when it is asked for. More than ROWS_ON_SCREEN rows are cut
    on screen, and it says so.

    Parameters
    ----------
    make
        Gives heading -> values, all of one length.
    key
        Unique on the page.
    name
        File name without ending.
    files
        Gives the columns of the files where they differ from those on the screen (client-level tables leave with keys
        in place of codes).
    note
        A sentence beside the files.
    clients, codes
        How the files name clients, and the columns with the practice's codes, see `table_files.offer`.
    """
    box = st.expander("Show as table", key=f"table-{key}", on_change="rerun")
    if not box.open:
        return
    columns = make()
    length = len(next(iter(columns.values()), ()))
    with box:
        shown = {heading: list(values)[:ROWS_ON_SCREEN] for heading, values in columns.items()}
        frame(
            shown,
            key=f"frame-{key}",
            alt=gettext("{name}, {length} rows").format(name=name.replace("-", " "), length=length),
        )
        if length > ROWS_ON_SCREEN:
            st.markdown(
                gettext("The first {rows_on_screen} of {length:,} rows.").format(
                    rows_on_screen=ROWS_ON_SCREEN, length=length
                )
            )
        table_files.offer(
            files or (lambda: columns), key=key, name=name, note=note, clients=clients, codes=codes
        )
