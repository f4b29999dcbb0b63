"""What became of an import, in words a person can act on; and the history of all of them."""

from __future__ import annotations

import streamlit as st

from analytics.risk import refresh
from analytics.store import StoreBusy
from pages.parts import cards, import_columns, import_issues, importing, table_files
from pages.parts import wording_data as loaded
from pages.parts import wording_import as say


def show(report: dict) -> None:
    """The report of this visit's import: what happened, what moved, what was left out."""
    with cards.card("Your import", key="report"):
        cards.lead(say.outcome(report), report.get("message") or "")
        if not report["outcome"].startswith("accept"):
            cards.how("Nothing was changed. Your data are as they were.")
            _close()
            return
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
    with cards.card("What came in when?", key="history"):
        rows = context.store.history()
        table_files.offer(lambda: loaded.history(rows), key="history", name="imports")
        st.dataframe(
            loaded.history(rows), hide_index=True, key="frame-history", alt=f"{len(rows)} imports, newest first"
        )
        if context.demo:
            cards.how("The made-up practice was written by its generator.")
            return
        with st.popover("Take the last change back", key="undo"):
            cards.text("The data go back to how they were before the last import or change of rules.")
            st.button("Take it back", key="undo-now", on_click=_undo, args=(context,))
        if sentence := st.session_state.pop("undo_said", None):
            cards.text(sentence)


def _undo(context) -> None:
    try:
        back = context.store.undo()
    except StoreBusy as error:
        st.session_state["undo_said"] = str(error)
        return
    if back:
        refresh.begin(context.store)
    st.session_state["undo_said"] = "Taken back." if back else "There is no earlier version to go back to."
    importing.forget()
