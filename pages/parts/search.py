"""A search for a client by code: a field, and a link for each client found. The code never stands in the address."""

from __future__ import annotations

import streamlit as st

from analytics import client
from pages.parts import answers, cards, wording

KEY = "find-client"
NOBODY = "No client whom you may see has this code."


def field() -> str:
    """Draw the field and return what was typed."""
    return (
        st.text_input("Find a client", placeholder="Client code", key=KEY, max_chars=200, width=200) or ""
    ).strip()


def results(context, code: str) -> None:
    """A link for each client found, or one sentence; nothing where nothing was typed."""
    if not code:
        return
    found = answers.of(context, client.find, code=code)
    if not found:
        cards.how(NOBODY)
        return
    with st.container(horizontal=True, gap="medium", key="found-clients"):
        for one in found:
            state = "open" if one.is_open else f"ended, last session {wording.day(one.last_date)}"
            cards.action(f"{wording.show_id(one.client_id)} · {state}", "client", client=one.record_id)
