"""Changes of the notes file by a click: what could not be kept is said in the next run of the page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.notes import NotesUnusable


def guarded(said: str, change: Callable[..., object], *arguments: object) -> None:
    """Call a function that changes the notes; if that fails, keep its sentence under the session key `said`."""
    try:
        change(*arguments)
    except NotesUnusable as error:
        st.session_state[said] = str(error)
