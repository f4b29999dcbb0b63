"""The step between dropping files and importing them: what was understood, what would be left out, one question."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.parts import cards, import_columns, import_issues, importing
from pages.parts import wording_import as say
from pages.parts.wording import show_id


def show(report: Mapping):
    """The look at the files in the box. Returns the place for the progress bar once the person wants the import."""
    with cards.card("What was understood?", key="look"):
        cards.lead(*say.looked(report))
        place = None
        if report["outcome"] == "needs_choice":
            question(report["question"])
        elif report["outcome"] == "reject":
            cards.how("Nothing was changed. Your data are as they were.")
            if report.get("busy"):
                st.button("Look again", key="look-again", icon=":material/refresh:")
            import_columns.show_all(report, correct=True)
        else:
            place = _understood(report)
        _answers()
    return place


def _understood(report: Mapping):
    left, right = st.columns(2, gap="medium")
    with left:
        cards.facts(say.counts(report))
    with right:
        cards.facts(say.recognised(report))
    if found := say.warnings(report):
        cards.text("Worth a check:")
        cards.bullets(found)
    import_issues.endings(report)
    import_issues.show_all(report, correct=True)
    go = st.button("Import now", type="primary", icon=":material/upload_file:", key="go")
    place = st.empty()
    import_columns.show_all(report, correct=True)
    return place if go else None


def question(asked: Mapping) -> None:
    """The question with examples of the file; each choice is a button."""
    cards.text(f"**{asked['text']}**")
    if asked.get("examples"):
        cards.bullets([str(one) for one in asked["examples"][:5]])
    with st.container(horizontal=True, key="choices"):
        for index, option in enumerate(asked["choices"]):
            words = say.choice(asked["key"], str(option))
            st.button(
                show_id(words[:1].upper() + words[1:]),
                key=f"choice-{index}",
                on_click=importing.settle,
                args=({asked["key"]: option},),
            )


def _answers() -> None:
    if not importing.answers():
        return
    cards.text("What you said:")
    cards.bullets(say.said(importing.answers()))
    st.button("Take my answers back", key="unsettle", type="tertiary", on_click=importing.unsettle)
