"""What became of an import, in words a person can act on; and the history of all of them."""

from __future__ import annotations

import streamlit as st

from pages.parts import cards, import_columns, import_issues, importing, recovery, table_files
from pages.parts import wording_data as loaded
from pages.parts import wording_import as say
from pages.parts import wording_import_day as of_day


def show(context, report: dict) -> None:
    """The report of this visit's import: what happened, what can be seen now, what moved, what was left out."""
    with cards.card("Your import", key="report"):
        cards.lead(say.outcome(report), report.get("message") or "")
        if not report["outcome"].startswith("accept"):
            cards.how("Nothing was changed. Your data are as they were.")
            _close()
            return
        cards.text(of_day.SEEN_NOW)
        with st.container(horizontal=True, gap="small", key="report-pages"):
            for label, page in (("Open Overview", "overview"), ("Open My caseload", "caseload")):
                if context.allowed(page):
                    cards.action(label, page)
        left, right = st.columns([1, 1.4], gap="medium")
        with left:
            cards.facts(say.counts(report))
        with right:
            if "moved" in report:  # only for people who may see Overview
                cards.text("What moved on Overview, over all data:")
                cards.bullets(say.moved(*report["moved"]))
            if found := say.warnings(report):
                cards.text("Worth a check:")
                cards.bullets(found)
        import_issues.show_all(report, correct=False)
        import_columns.show_all(report, correct=False)
        cards.how("Not what you wanted? Below, under **What came in when?**, the import can be taken back.")
        _close()


def _close() -> None:
    st.button("Done", key="report-close", on_click=importing.forget)


def history(context) -> None:
    """Every delivery, and taking the last one back; for people who may import."""
    if not context.viewer.may_import:
        return
    if context.version is None and not context.store.steps().forward:
        recovery.said()
        return
    with cards.card("What came in when?", key="history"):
        rows = context.store.history()
        if rows:
            table_files.offer(lambda: loaded.history(rows), key="history", name="imports")
            st.dataframe(
                loaded.history(rows), hide_index=True, key="frame-history", alt=f"{len(rows)} imports, newest first"
            )
        if context.demo:
            cards.how("The made-up practice was written by its generator.")
            recovery.again(context)
            recovery.said()
            return
        recovery.moves(context)
