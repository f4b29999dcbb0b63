"""List of a file's columns with the recognised field of each, and inputs to correct the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.ingest.rows import column_mapping
from analytics.messages import ngettext
from pages.data import column_text, import_whole_file
from pages.shell import import_session
from pages.ui import cards
from pages.ui.formatting import count
from pages.ui.safe_html import html, show

MOST = 80  # columns shown; used ones first


def show_all(report: Mapping[str, Any], *, correct: bool) -> None:
    """Draw an expander with one line per column: header, recognised field, certainty, sample values.

    Parameters: correct, whether a person may still say otherwise.
    """
    entries = (report.get("recognised") or {}).get("matching") or []
    if not entries:
        return
    refused = report["outcome"] == "reject"
    may_say = correct and report["recognised"].get("layout") not in ("one_row_per_client", "one_row_per_day")
    doubtful = refused or correct and any(entry["confidence"] == column_mapping.GUESSED for entry in entries)
    with st.expander(
        "How the columns were read", key="columns-look" if correct else "columns-report", expanded=doubtful
    ):
        if may_say:
            _correction(entries)
            import_whole_file.show(entries)
        _table(entries, report, values=correct)


def _correction(entries: Sequence[Mapping[str, Any]]) -> None:
    cards.footnote(
        "Is a column read wrongly? Choose it and say what it holds. "
        "With the import this is remembered for files like this one."
    )
    left, right = st.columns(2)
    names = list(dict.fromkeys(entry["column"] for entry in entries if entry["column"]))
    with left:
        column = st.selectbox("Column in the file", names, key="correct-column")
    if column is None:
        return
    with right:
        field_select(entries, column, key="correct-meaning", label="What it holds")


def field_select(entries: Sequence[Mapping[str, Any]], column: str, *, key: str, label: str) -> None:
    """Draw a select box that assigns a field to one column; the choice is stored as an answer."""
    now = (
        next((entry["field"] for entry in entries if entry["column"] == column), None)
        or column_mapping.NOT_USED
    )
    options = [
        name
        for name in column_text.FIELDS
        if name in column_mapping.FIELDS or name == column_mapping.NOT_USED
    ]
    options += sorted(column_mapping.FIELDS - set(options))
    options += [] if now in options else [now]
    key = f"{key}-{column}-{now}"
    st.selectbox(
        label,
        options,
        index=options.index(now),
        format_func=column_text.field,
        key=key,
        on_change=_said,
        args=(column, key),
    )


def _said(column: str, key: str) -> None:
    import_session.add_answers({f"column:{column}": st.session_state[key]})


def _table(entries: Sequence[Mapping[str, Any]], report: Mapping[str, Any], *, values: bool) -> None:
    shown = sorted(entries, key=lambda entry: entry["field"] is None)[:MOST]
    several = len({entry["file"] for entry in entries}) > 1
    lines = [
        html(
            '<tr><th scope="row">{c}{f}</th><td>{m}<span class="hf-sub">{s}</span></td>{v}</tr>',
            c=entry["column"] or "(no name)",
            f=html('<span class="hf-sub">{n}</span>', n=entry["file"]) if several else "",
            m=column_text.field(entry["field"] or column_mapping.NOT_USED),
            s=column_text.certainty(entry, report),
            v=html("<td>{v}</td>", v=column_text.values(entry)) if values else "",
        )
        for entry in shown
    ]
    show(
        html(
            '<table class="hf-table"><thead><tr><th scope="col">Column</th><th scope="col">Holds</th>{v}</tr></thead>'
            "<tbody>{r}</tbody></table>",
            v=html('<th scope="col">For example</th>') if values else "",
            r=lines,
        )
    )
    if len(entries) > MOST:
        cards.footnote(
            ngettext("{n} more column not shown.", "{n} more columns not shown.", len(entries) - MOST).format(
                n=count(len(entries) - MOST)
            )
        )
