"""Card for owners to erase one client, after a summary of the stored data and a confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics import erase_request
from analytics.accounts import audit
from analytics.risk import refresh
from analytics.store import Store, StoreBusy, StoreUnusable, erasure
from pages.shell import import_session, signed_in
from pages.ui import cards

if TYPE_CHECKING:
    from pages.shell.page_context import Context

_CODE, _SAID = "erase_code", "erase_said"


def card(context: Context) -> None:
    """Draw the card to erase a client, for owners of a practice with data; not for the made-up practice."""
    if context.demo or context.version is None or "owner" not in context.viewer.roles:
        return
    with cards.card("Erase a client", key="erase"):
        cards.text(
            "For a client who asks for it: sessions, marks and everything that names them go, and later imports leave "
            "their rows out. It cannot be taken back, and nothing before it either."
        )
        for line in st.session_state.pop(_SAID, ()):
            cards.text(line)
        with st.popover("Erase a client", key="erase-open"):
            st.text_input("Client code, as in the export", key=_CODE, max_chars=200, autocomplete="off")
            _confirm(context.store, str(st.session_state.get(_CODE) or ""))


def _confirm(store: Store, client: str) -> None:
    """Draw a summary of what would be erased with a client, and the button that erases it."""
    if not client.strip():
        return
    try:
        _, held = erase_request.find(store, client)
    except (erasure.NotHeld, StoreBusy, StoreUnusable) as problem:
        cards.text(str(problem))
        return
    cards.bullets(erase_request.lines(held, done=False))
    st.button("Erase for good", key="erase-now", on_click=_erase, args=(store, client))


def _erase(store: Store, client: str) -> None:
    """Erase a client if the user is still signed in as an owner; save the result text for the next run."""
    own = signed_in.own_viewer(store, None)
    if "owner" not in own.roles:
        return
    import_session.forget()
    st.session_state[_CODE] = ""
    try:
        code, _ = erase_request.find(store, client)
        held = erasure.erase(store, [code], own.name)
        audit.note(store.folder, own.person, "erased")
    except (erasure.NotHeld, StoreBusy, StoreUnusable) as problem:
        st.session_state[_SAID] = [str(problem)]
        return
    refresh.start_process(store)
    st.session_state[_SAID] = [erase_request.ERASED, *erase_request.lines(held, done=True)]
