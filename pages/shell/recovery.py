"""Notice about damaged data, and buttons to undo and redo data changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from analytics.accounts import audit
from analytics.messages import gettext, ngettext, paragraph
from analytics.risk import refresh
from analytics.store import Store, StoreBusy, StoreUnusable, history, undo_redo
from analytics.store.served_version import NEWER_MADE, PASSED_OVER
from pages.shell import import_session, signed_in
from pages.shell.undo_text import before, far_back
from pages.ui import cards
from pages.ui.formatting import day, show_id
from pages.ui.safe_html import html, show

if TYPE_CHECKING:
    from pages.shell.page_context import Context

SAID = "undo_said"  # what the last move said, shown once


def banner(context: Context) -> None:
    """Draw a notice if newer data are unreadable, with a button to go back to the version on screen."""
    try:
        sentence = context.store.banner()
    except StoreUnusable as error:
        sentence = str(error)
    if sentence is None:
        return
    show(html('<div class="hf-bar" role="alert">{t}</div>', t=_on_screen(sentence)))
    if context.viewer.may_import and context.version is not None:
        st.button(
            gettext("Go back to the version of {data_date}").format(data_date=day(context.version.data_date)),
            key="banner-undo",
            icon=":material/undo:",
            on_click=_move,
            args=(context.store, "undo"),
        )


def unusable(error: StoreUnusable, stores: Iterable[Store]) -> None:
    """Draw the page for a store without any usable version: the reason, and a button to start over."""
    st.markdown(
        gettext("The data cannot be opened. {on_screen}").format(on_screen=show_id(_on_screen(str(error))))
    )
    for store in stores:
        if _lost(store):
            st.button(
                "Start anew: nothing is imported", key="start-anew", on_click=_move, args=(store, "undo")
            )
            break
    _said()


def _lost(store: Store) -> bool:
    """Return whether a store has no usable version.

    False where the only reason is that a newer Holdfast made the data.
    """
    try:
        now = store.standing()
    except StoreUnusable:
        return False
    return now.shown is None and now.problem not in (None, NEWER_MADE)


def _on_screen(sentence: str) -> str:
    """Return a sentence for the screen, without the command `imports --undo`.

    The command in brackets is removed; elsewhere `the button` replaces it.
    """
    return sentence.replace(" (imports --undo)", "").replace("imports --undo", "the button")


def undo_redo_buttons(context: Context) -> None:
    """Draw the undo button with the number of possible undos, and the redo button."""
    store, steps = context.store, context.store.steps()
    if steps.back:
        cards.text(far_back(steps.back, history.list_entries(store)))
        with st.popover("Take the last change back", key="undo"):
            cards.text(_undo_says(store, steps.back))
            st.button("Take it back", key="undo-now", on_click=_move, args=(store, "undo"))
    retry_button(context)
    _said()


def retry_button(context: Context) -> None:
    """Draw the button that redoes the last undo, if possible."""
    own = context.folder.practice
    if not signed_in.own_viewer(own, None).may_import:
        return
    try:
        forward = own.steps().forward
    except StoreUnusable:
        return
    if forward:
        cards.text(
            ngettext(
                "What was taken back last can be brought back until the next import.",
                "What was taken back ({n}, one after the other) can be brought back until the next import.",
                forward,
            ).format(n=forward)
        )
        st.button("Bring it back", key="redo-now", icon=":material/redo:", on_click=_move, args=(own, "redo"))


def show_last_action() -> None:
    """Draw the result of the last undo or redo, on pages without undo buttons."""
    _said()


def _undo_says(store: Store, back: int) -> str:
    if store.standing().problem is not None:
        return "The data that are shown become the current ones."
    if back == 1 and len(store.history()) <= 1:
        return "This was the first import: afterwards nothing is imported any more. It can be brought back again."
    return before(history.list_entries(store))


def _said() -> None:
    if sentence := st.session_state.pop(SAID, None):
        cards.text(sentence)


def _move(store: Store, way: str) -> None:
    """Undo or redo a store's last data change; save a result text for the next run."""
    import_session.forget()
    own = signed_in.own_viewer(store, None)
    if not own.may_import:
        return
    by = own.name
    try:
        now = store.standing()
        version = store.undo(by) if way == "undo" else store.redo(by)
        audit.note(store.folder, own.person, "undone" if way == "undo" else "redone")
    except (StoreBusy, StoreUnusable) as error:
        st.session_state[SAID] = str(error)
        return
    passed_over = (
        way == "undo"
        and now.problem is None
        and now.shown is not None
        and undo_redo.passes_over(store.folder, now.shown, version and version.name)
    )
    st.session_state[SAID] = paragraph(
        "Brought back." if way == "redo" else "Taken back.",
        gettext("The data are those up to {day}.").format(day=day(version.data_date))
        if version
        else "Nothing is imported any more.",
        PASSED_OVER if passed_over else "",
    )
    if version is not None:
        refresh.start_process(store)
