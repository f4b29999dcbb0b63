"""Import preview: recognised columns, data date, rows left out, and one question to the user."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.ingest import data_day, data_day_report
from pages.data import (
    answer_text,
    import_columns,
    import_issues,
    import_text,
    memory_text,
    not_in_file,
)
from pages.data import import_day_text as of_day
from pages.shell import import_session
from pages.ui import cards
from pages.ui.formatting import show_id


def show(report: Mapping[str, Any]) -> DeltaGenerator | None:
    """Draw the import preview; return a placeholder for the progress bar if Import was pressed, else None."""
    with cards.card("What was understood?", key="look"):
        cards.lead(*import_text.dry_run_summary(report))
        placeholder = None
        if report["outcome"] == "needs_choice":
            question(report["question"])
            if report["question"]["key"] == data_day.KEY:
                _day_control(report)
        elif report["outcome"] == "reject":
            cards.footnote("Nothing was changed. Your data are as they were.")
            if report.get("busy"):
                st.button("Look again", key="look-again", icon=":material/refresh:")
            import_columns.show_all(report, correct=True)
        else:
            placeholder = _understood(report)
        _answers()
    return placeholder


def _understood(report: Mapping[str, Any]) -> DeltaGenerator | None:
    left, right = st.columns(2, gap="medium")
    with left:
        cards.facts(import_text.counts(report))
    with right:
        cards.facts(import_text.recognised(report))
    _day(report)
    if sentences := memory_text.remembered_lines(report):
        cards.text("Settled by what you said before:")
        cards.bullets(sentences)
    if sentences := import_text.warnings(report):
        cards.text("Worth a check:")
        cards.bullets(sentences)
    if sentences := of_day.missing_notes(report):
        cards.text("Not in this export:")
        cards.bullets(sentences)
    not_in_file.in_look(report)
    import_issues.endings(report)
    import_issues.show_all(report, correct=True)
    go = st.button("Import now", type="primary", icon=":material/upload_file:", key="go")
    placeholder = st.empty()
    import_columns.show_all(report, correct=True)
    return placeholder if go else None


def question(asked: Mapping[str, Any]) -> None:
    """Draw a question about the files, with examples from them and one button per answer."""
    cards.text(f"**{asked['text']}**")
    if asked.get("examples"):
        cards.bullets([str(one) for one in asked["examples"][:5]])
    with st.container(horizontal=True, key="choices"):
        for index, option in enumerate(asked["choices"]):
            words = answer_text.choice(asked["key"], str(option))
            st.button(
                show_id(words[:1].upper() + words[1:]),
                key=f"choice-{index}",
                on_click=import_session.add_answers,
                args=({asked["key"]: option},),
            )


def _day(report: Mapping[str, Any]) -> None:
    """Draw the data date of the import, with a control to change it and the effect of a change."""
    proposal = report.get("data_day")
    if not proposal:
        return
    cards.text(f"**{data_day_report.sentence(proposal)}**")
    if effect := of_day.another_day(proposal):
        cards.text(effect)
    _day_control(report)


def _day_control(report: Mapping[str, Any]) -> None:
    chosen, proposal = import_session.chosen_day(), report.get("data_day")
    if chosen is None and not st.session_state.get("day-wanted"):
        if proposal:
            icon = ":material/calendar_month:"
            st.button("Choose another day", key="day-wanted-now", type="tertiary", icon=icon, on_click=_want_day,
                      args=(True,))  # fmt: skip
        return
    shown = chosen or datetime.date.fromisoformat(
        proposal["day"] if proposal else report["question"]["choices"][0]
    )
    with st.form("data-day", border=False):  # a day is typed part by part; half of one is no choice
        st.date_input(of_day.WHICH_DAY, value=shown, key="data-date", width=320)
        st.form_submit_button("Use this day", on_click=_chosen)
    st.button("Use the proposed day", key="day-proposed", type="tertiary", on_click=_want_day, args=(False,))


def _want_day(wanted: bool) -> None:
    st.session_state["day-wanted"] = wanted
    if not wanted:
        import_session.choose_day(None)


def _chosen() -> None:
    import_session.choose_day(st.session_state["data-date"])


def _answers() -> None:
    if not import_session.answers():
        return
    cards.text("What you said:")
    cards.bullets(answer_text.answer_lines(import_session.answers()))
    st.button("Take my answers back", key="unsettle", type="tertiary", on_click=import_session.clear_answers)
