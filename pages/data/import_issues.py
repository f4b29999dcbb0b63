"""Rows left out of an import: reason, number, example, download, and a way to correct them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.access import client_codes
from analytics.messages import gettext, ngettext
from pages.data import answer_text, import_columns
from pages.data import issue_text as issues
from pages.shell import import_session, request_context
from pages.ui import cards, downloads, tables
from pages.ui.formatting import count, show_id
from pages.ui.safe_html import html, show

TEXTS = "Downloads with the text of the cells, which can name a client"
MOST_WORDS = 12  # unknown ending reasons settled at once


def show_all(report: Mapping[str, Any], *, correct: bool) -> None:
    """Draw one entry per reason why rows or cells were left out.

    correct: whether to draw controls to correct them.
    """
    kinds = issues.issues(report)
    if not kinds and not correct:
        cards.footnote("No row was left out.")
    texts = bool(kinds) and may_have_texts() and st.checkbox(TEXTS, key="issue-texts")
    for issue in kinds:
        words, acts = st.columns([1.7, 1], gap="medium")
        with words:
            _row(issue, named=issues.several_files(report))
        with acts, st.container(horizontal=True, gap="small", key=f"acts-{issue.key}"):
            _download(issue, texts)
            if correct:
                _fix(issue, report)
    if sentence := issues.cut(report):
        cards.footnote(sentence)


def may_have_texts() -> bool:
    """Return whether the viewer may download the original text of cells, which can name a client."""
    now = request_context.current()
    return now is not None and client_codes.may_have_codes(now.looking.viewer, "quarantine")


def _row(issue: issues.Issue, *, named: bool) -> None:
    show(
        html(
            '<div class="hf-issue"><span class="mark" aria-hidden="true">{m}</span>'
            '<p><b>{w}</b>: {n}<span class="hf-sub">For example {e}. {t}</span></p></div>',
            m=issue.mark,
            w=issue.what,
            n=issues.counted(issue),
            e=issues.example(issue.rows[0], named=named),
            t=issue.to_do,
        )
    )


def _download(issue: issues.Issue, texts: bool) -> None:
    """Draw the download of the rows with one issue; `texts` adds the text of their cells."""

    def make() -> tuple[bytes, int]:
        return tables.to_csv(issues.download(issue, texts=texts)), len(issue.rows)

    downloads.button(
        "Download these rows",
        make,
        table="rows-left-out",
        file_name=f"{issue.reason.replace('_', '-')}.csv",
        mime="text/csv",
        key=f"csv-{issue.key}",
        clients=client_codes.CODES if texts else client_codes.PSEUDONYMS,
    )


def _fix(issue: issues.Issue, report: Mapping[str, Any]) -> None:
    entries = (report.get("recognised") or {}).get("matching") or []
    column = issue.column if issue.reason in issues.COLUMN_AT_FAULT else None
    if issue.kind == "skipped" or column is None or not any(entry["column"] == column for entry in entries):
        return
    with st.popover("Fix here", key=f"fix-{issue.key}"):
        orders = ("day_first", "month_first")
        if issue.reason.startswith("date_") and report["recognised"].get("date_order") in orders:
            cards.text("Are the dates written the other way round?")
            for order in orders:
                given = {"date_order": order}
                label = answer_text.choice("date_order", order).capitalize()
                st.button(
                    label, key=f"fix-{issue.key}-{order}", on_click=import_session.add_answers, args=(given,)
                )
        cards.text(gettext("Is “{column}” read wrongly? Say what it holds.").format(column=column))
        import_columns.field_select(entries, column, key=f"fix-{issue.key}-holds", label="The column holds")


def endings(report: Mapping[str, Any]) -> None:
    """Draw the inputs that assign a kind of ending to each unknown ending word in the files."""
    words = list((report.get("recognised") or {}).get("unknown_closure_words") or [])
    if not words:
        return
    shown = words[:MOST_WORDS]
    with st.form("endings", border=False):
        cards.text("**How did these therapies end?** Not answered counts as not recorded.")
        places = st.columns(2)
        for number, word in enumerate(shown):
            places[number % 2].selectbox(
                f"“{show_id(word)}”",
                list(answer_text.CLOSURES),
                index=None,
                format_func=lambda name: answer_text.CLOSURES[name],
                placeholder="Not answered",
                key=f"ending-{word}",
            )
        st.form_submit_button("Use these endings", on_click=_ended, args=(shown,))
    if len(words) > len(shown):
        cards.footnote(
            ngettext(
                "{n} more word after these.", "{n} more words after these.", len(words) - len(shown)
            ).format(n=count(len(words) - len(shown)))
        )


def _ended(words: list[str]) -> None:
    given = {word: st.session_state.get(f"ending-{word}") for word in words}
    import_session.add_answers({f"closure:{word}": name for word, name in given.items() if name})
