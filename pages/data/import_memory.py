"""Card of remembered answers to questions about a practice's files, to change or delete them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.ingest import remembered
from analytics.ingest.remembered import Remembered
from analytics.store import Store, StoreBusy, StoreUnusable
from pages.data import answer_text
from pages.data import memory_text as words
from pages.shell import import_session, signed_in
from pages.shell.page_context import Context
from pages.ui import cards
from pages.ui.formatting import show_id
from pages.ui.safe_html import html, show

SAID = "memory_said"  # what the last change said, shown once
AT_ONCE = 12  # lines shown before one asks for all


def card(context: Context) -> None:
    """Draw the card of remembered answers, if there are any and the viewer may import."""
    if context.demo or not context.viewer.may_import:
        return
    held = remembered.listed(context.store)
    sentence = st.session_state.pop(SAID, None)
    if not held and not sentence:
        return
    with cards.card("What does Holdfast remember about your files?", key="memory"):
        if sentence:
            cards.text(sentence)
        if not held:
            return
        cards.footnote(words.HOW)
        every = len(held) <= AT_ONCE or st.toggle(words.all_of(len(held)), key="memory-all")
        for one in held if every else held[:AT_ONCE]:
            _line(context, one)


def _line(context: Context, one: Remembered) -> None:
    left, right = st.columns([2.2, 1], gap="medium", vertical_alignment="center")
    with left:
        show(
            html(
                '<p class="hf-note"><b>{w}</b>: {v}<span class="hf-sub">{s}</span></p>',
                w=words.about(one.key),
                v=answer_text.choice(one.key, one.value),
                s=words.when(one),
            )
        )
    with right, st.container(horizontal=True, gap="small", key=f"memory-acts-{one.number}"):
        if others := [choice for choice in one.choices if choice != one.value]:
            with st.popover("Change", key=f"memory-{one.number}"):
                _change(context, one, others)
        st.button(
            "Forget",
            key=f"memory-forget-{one.number}",
            type="tertiary",
            on_click=_say,
            args=(context.store, one, None),
        )


def _change(context: Context, one: Remembered, others: Sequence[str]) -> None:
    chosen = st.selectbox(
        show_id(words.about(one.key)),
        others,
        index=None,
        format_func=lambda choice: show_id(answer_text.choice(one.key, choice)),
        placeholder="Choose",
        key=f"memory-choice-{one.number}",
    )
    cards.footnote(words.FROM_NOW_ON)
    if chosen is not None:
        st.button(
            "Use this", key=f"memory-use-{one.number}", on_click=_say, args=(context.store, one, chosen)
        )


def _say(store: Store, one: Remembered, value: str | None) -> None:
    """Change or delete a remembered answer, and save the result text for the next run of the page.

    value: the new answer; None deletes it.
    """
    import_session.forget_look()
    own = signed_in.own_viewer(store, None)
    if not own.may_import:
        return
    try:
        remembered.change(store, one.number, value, own.name)
    except (StoreBusy, StoreUnusable, remembered.NotRemembered) as error:
        st.session_state[SAID] = str(error)
        return
    import_session.forget()
    st.session_state[SAID] = words.done(one, value)
