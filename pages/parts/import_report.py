"""What became of an import, in words a person can act on; and the history of all of them."""

from __future__ import annotations

import streamlit as st

from analytics.risk import refresh
from analytics.store import StoreBusy
from pages.parts import cards, importing, tables
from pages.parts import wording_data as say


def show(context, report: dict) -> None:
    """The report of this visit's import: what happened, what to do, what moved."""
    with cards.card("Your import", key="report"):
        cards.lead(say.outcome(report), report.get("message") or "")
        if report["outcome"] == "needs_choice":
            _question(report["question"])
            return
        if report["outcome"] == "reject":
            cards.how("Nothing was changed. Your data are as they were.")
            _close()
            return
        left, right = st.columns([1, 1.4], gap="medium")
        with left:
            cards.facts(say.counts(report))
        with right:
            _moved(report)
            cards.bullets(say.warnings(report)) if say.warnings(report) else None
            cards.how(say.recognised(report))
        _issues(report)
        columns = say.columns(report)
        if columns["Read as"]:
            with st.expander("How the columns were read", key="report-columns"):
                st.dataframe(
                    columns,
                    hide_index=True,
                    key="frame-columns",
                    alt="columns of the file and how each was read",
                )
        _close()


def _question(question: dict) -> None:
    """The question with examples; each choice is a button."""
    cards.text(f"**{question['text']}**")
    if question.get("examples"):
        cards.bullets([str(one) for one in question["examples"][:5]])
    with st.container(horizontal=True, key="choices"):
        for index, choice in enumerate(question["choices"]):
            st.button(
                str(choice).replace("_", " "),
                key=f"choice-{index}",
                on_click=_answer,
                args=(question["key"], choice),
            )


def _answer(key: str, choice: str) -> None:
    st.session_state["import_answers"] = {**st.session_state.get("import_answers", {}), key: choice}
    st.session_state["import_again"] = True


def _moved(report: dict) -> None:
    """What changed on Overview because of it; only for people who may see Overview."""
    if "moved" not in report:
        return
    cards.text("What moved on Overview, over all data:")
    cards.bullets(say.moved(*report["moved"]))


def _issues(report: dict) -> None:
    issues = say.issues(report)
    if not issues["What"]:
        cards.how("No row was left out.")
        return
    st.dataframe(issues, hide_index=True, key="frame-issues", alt="kinds of issues, what blocks first")
    rows = say.left_out_rows(report)
    st.download_button(
        "Download the rows left out",
        data=lambda: tables.to_csv(rows),
        file_name="left-out-rows.csv",
        mime="text/csv",
        key="csv-left-out",
        on_click="ignore",
        icon=":material/download:",
    )


def _close() -> None:
    st.button("Done", key="report-close", on_click=importing.forget)


def history(context) -> None:
    """Every delivery, and taking the last one back; for people who may import."""
    if not context.viewer.may_import:
        return
    with cards.card("What came in when?", key="history"):
        rows = context.store.history()
        st.dataframe(
            say.history(rows), hide_index=True, key="frame-history", alt=f"{len(rows)} imports, newest first"
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
