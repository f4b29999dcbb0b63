"""Rows of a caseload list, drawn as Streamlit elements or as one HTML block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.caseload.row_content import Row
from pages.shell import request_context
from pages.ui import page_links
from pages.ui.safe_html import Html, html, rich, show


def _cells(row: Row, code: Html) -> Html:
    return html(
        '<div class="hf-row"><div class="who"><span class="id">{code}</span>{label}{therapist}{facts}</div>'
        '<div class="spark">{spark}</div>'
        '<div class="why"><div>{chips}</div>{why}{ask}</div>'
        '<div class="hf-freq">{count}<small>{note}</small></div></div>',
        code=code,
        facts=[html('<span class="hf-sub">{f}</span>', f=fact) for fact in row.facts],
        spark=row.spark,
        chips=list(row.chips),
        label=[html('<span class="hf-whose">{l}</span>', l=row.label)] if row.label else [],
        therapist=[html('<span class="hf-whose">{t}</span>', t=row.therapist)] if row.therapist else [],
        why=rich(row.why),
        ask=[html('<span class="hf-ask">“{q}”</span>', q=row.ask)] if row.ask else [],
        count=row.count,
        note=row.count_note,
    )


def native(rows: Sequence[Row], *, page: str = "client", beside: Callable[[Row], None] | None = None) -> None:
    """Draw caseload rows with Streamlit page links; suitable for up to about 25 rows.

    beside: draws more under the link of a row, such as a button.
    """
    for index, row in enumerate(rows):
        key = f"next-row-{row.record}" if index else f"first-row-{row.record}"
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
            show(_cells(row, html("{c}", c=row.code)))
            with st.container(width="content", gap=None, key=f"beside-{row.record}"):
                st.page_link(
                    page_links.target(page),
                    label="Open",
                    icon=":material/chevron_right:",
                    icon_position="right",
                    query_params=page_links.address(client=row.record),
                    help=None,
                    width="content",
                )
                if beside:
                    beside(row)


def block(rows: Sequence[Row], *, page: str = "client") -> None:
    """Draw caseload rows as one HTML block with plain links; suitable for long lists."""
    blocks = []
    for row in rows:
        link = html(
            '<a href="{href}" target="_self">{c}</a>',
            href=request_context.href(page, client=row.record),
            c=row.code,
        )
        blocks.append(_cells(row, link))
    show(html('<div class="hf-rows">{r}</div>', r=blocks))
