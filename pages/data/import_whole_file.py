"""Input field for a value that applies to every row but is not in the file, such as the only therapist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.ingest.rows import constants
from pages.data import column_text
from pages.shell import import_session
from pages.ui import cards

_FIRST = ("therapist", "site", "program", "client_id")  # most often the same in every row
_NAMES = {"therapist_name", "therapist_first", "therapist_last", "therapist_email"}


def open_fields(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the fields that no column contains; fields that often have one value per file come first."""
    held = {entry["field"] for entry in entries}
    held |= {"therapist"} if held & _NAMES else set()
    fields = [
        *_FIRST,
        *(field for field in constants.FIELDS if field not in _FIRST and field != "therapist_name"),
    ]
    return [field for field in fields if field not in held]


def show(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the input field for a value that applies to every row of the files; the value is stored as an answer."""
    fields = open_fields(entries)
    if not fields:
        return
    with st.form("whole-file", border=False):
        cards.footnote(
            "Is something the same in every row and in no column, such as one therapist for the whole file?"
        )
        left, right = st.columns(2)
        with left:
            st.selectbox("The same in every row", fields, format_func=column_text.field, key="whole-field")
        with right:
            st.text_input("Its value", key="whole-value", max_chars=80)
        st.form_submit_button("Use it for every row", on_click=_said)


def _said() -> None:
    value = str(st.session_state.get("whole-value") or "").strip()
    if value:
        import_session.add_answers({f"{constants.PREFIX}{st.session_state['whole-field']}": value})
