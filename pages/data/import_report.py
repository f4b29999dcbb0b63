"""Report on the last import, and history of all imports."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.messages import gettext
from analytics.store import history as store_history
from pages.data import history_text as words
from pages.data import import_columns, import_issues, import_text, not_in_file
from pages.data import import_day_text as of_day
from pages.shell import import_session, recovery
from pages.shell.page_context import Context
from pages.ui import cards, table_files, tables


def show(context: Context, report: dict[str, Any]) -> None:
    """Draw the report on this session's last import: result, changed key figures, rows left out."""
    with cards.card("Your import", key="report"):
        cards.lead(import_text.outcome(report), report.get("message") or "")
        if not report["outcome"].startswith("accept"):
            cards.footnote("Nothing was changed. Your data are as they were.")
            _close()
            return
        cards.text(of_day.SEEN_NOW)
        with st.container(horizontal=True, gap="small", key="report-pages"):
            for label, page in (("Open Overview", "overview"), ("Open My caseload", "caseload")):
                if context.allowed(page):
                    cards.action(label, page)
        left, right = st.columns([1, 1.4], gap="medium")
        with left:
            cards.facts(import_text.counts(report))
        with right:
            if "moved" in report:  # only for people who may see Overview
                cards.text("What moved on Overview, over all data:")
                cards.bullets(import_text.changed_figures(*report["moved"]))
            if sentences := import_text.warnings(report):
                cards.text("Worth a check:")
                cards.bullets(sentences)
        not_in_file.in_report(report)
        import_issues.show_all(report, correct=False)
        import_columns.show_all(report, correct=False)
        cards.footnote(
            "Not what you wanted? Below, under **What came in when?**, the import can be taken back."
        )
        _close()


def _close() -> None:
    st.button("Done", key="report-close", on_click=import_session.forget)


def history(context: Context) -> None:
    """Draw the history of data changes with undo and redo buttons, for viewers who may import."""
    if not context.viewer.may_import:
        return
    if context.version is None and not context.store.steps().forward:
        recovery.show_last_action()
        return
    with cards.card("What came in when?", key="history"):
        rows = store_history.list_entries(context.store)
        if rows:
            table_files.offer(lambda: words.history(rows), key="history", name="imports")
            tables.frame(
                words.on_screen(rows),
                key="frame-history",
                alt=gettext("{n} entries, newest first").format(n=len(rows)),
            )
            cards.footnote(words.READING)
        if context.demo:
            cards.footnote("The made-up practice was written by its generator.")
            recovery.retry_button(context)
            recovery.show_last_action()
            return
        recovery.undo_redo_buttons(context)
