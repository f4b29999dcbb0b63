"""The way back on the screen: the bar above every page while the newest data cannot be shown, undo and redo."""

from __future__ import annotations

import streamlit as st

from analytics.risk import refresh
from analytics.store import StoreBusy, StoreUnusable
from analytics.store.standing import NEWER_MADE
from pages.parts import cards, importing
from pages.parts.markup import html, show
from pages.parts.wording import day, plural, show_id

SAID = "undo_said"  # what the last move said, shown once


def banner(context) -> None:
    """What is shown in place of the newest data and, for people who may import, the button that keeps it."""
    try:
        sentence = context.store.banner()
    except StoreUnusable as error:
        sentence = str(error)
    if sentence is None:
        return
    show(html('<div class="hf-bar" role="alert">{t}</div>', t=_on_screen(sentence)))
    if context.viewer.may_import and context.version is not None:
        st.button(
            f"Go back to the version of {day(context.version.data_date)}",
            key="banner-undo",
            icon=":material/undo:",
            on_click=_move,
            args=(context.store, "undo"),
        )


def unusable(error: StoreUnusable, stores) -> None:
    """The whole page where no version of one of the stores can be shown: the sentence, and the way to start anew."""
    st.markdown(f"The data cannot be opened. {show_id(_on_screen(str(error)))}")
    for store in stores:
        if _lost(store):
            st.button("Start anew: nothing is imported", key="start-anew", on_click=_move, args=(store, "undo"))
            break
    _said()


def _lost(store) -> bool:
    """Whether a store has nothing intact to show, and not because a newer Holdfast made it."""
    try:
        now = store.standing()
    except StoreUnusable:
        return False
    return now.shown is None and now.problem not in (None, NEWER_MADE)


def _on_screen(sentence: str) -> str:
    """The sentence with the button in place of the command that does the same."""
    return sentence.replace(" (imports --undo)", "").replace("imports --undo", "the button")


def moves(context) -> None:
    """Taking the last import back and bringing it back again, with how far either goes."""
    store, steps = context.store, context.store.steps()
    if steps.back:
        with st.popover("Take the last change back", key="undo"):
            cards.text(_undo_says(store, steps.back))
            st.button("Take it back", key="undo-now", on_click=_move, args=(store, "undo"))
    again(context)
    _said()


def again(context) -> None:
    """Bringing back what was taken back from the own practice, also where nothing else of it is left to see."""
    own = context.folder.practice
    try:
        forward = own.steps().forward
    except StoreUnusable:
        return
    if forward:
        last = "What was taken back last" if forward == 1 else f"What was taken back ({forward}, one after the other)"
        cards.text(f"{last} can be brought back until the next import.")
        st.button("Bring it back", key="redo-now", icon=":material/redo:", on_click=_move, args=(own, "redo"))


def said() -> None:
    """What the last move said, where its card is not drawn."""
    _said()


def _undo_says(store, back: int) -> str:
    far = f"{plural(back, 'import')} can be taken back, one after the other." if back > 1 else ""
    if store.standing().problem is not None:
        return "The data that are shown become the current ones."
    if back == 1 and len(store.history()) <= 1:
        return "This was the first import: afterwards nothing is imported any more. It can be brought back again."
    return f"The data, and the rules they are counted by, go back to how they were before the last import. {far}"


def _said() -> None:
    if sentence := st.session_state.pop(SAID, None):
        cards.text(sentence)


def _move(store, way: str) -> None:
    """Undo or redo, and keep a sentence about it for the next run."""
    importing.forget()
    try:
        version = store.undo() if way == "undo" else store.redo()
    except (StoreBusy, StoreUnusable) as error:
        st.session_state[SAID] = str(error)
        return
    if version is None:
        st.session_state[SAID] = "Taken back. Nothing is imported any more."
        return
    refresh.begin(store)
    done = "Taken back." if way == "undo" else "Brought back."
    st.session_state[SAID] = f"{done} The data are those up to {day(version.data_date)}."
