"""Input field on the client timeline in which users type a display name or initials for the client."""

from __future__ import annotations

import streamlit as st

from analytics.client.results import Timeline
from analytics.messages import gettext
from analytics.notes import ClientLabels, NotesUnusable
from analytics.notes.client_labels import LONGEST, is_visible, other_records
from pages.shell import client_labels, signed_in
from pages.shell.page_context import Context
from pages.ui import cards

FIELD = "Initials or a name"
_SAID = "name_on_screen_said"  # why a name could not be kept, shown once
WHERE = (
    "Shown on My caseload and on this page to whoever may see this client, and nowhere else: not in files, addresses or"
    " the log. An empty field removes it."
)


def form(context: Context, answer: Timeline) -> None:
    """Draw the input field that sets or removes a client's display name, if the practice shows display names."""
    if context.demo or not client_labels.are_on(context):
        return
    held = client_labels.shown(context).get(answer.record_id, "")
    key = f"label-{answer.record_id}"
    label = gettext("Change the name on screen") if held else gettext("Add a name on screen")
    with st.popover(label, key="name-on-screen", icon=":material/badge:"):
        with st.form("name-on-screen-form", border=False):
            st.text_input(FIELD, held, max_chars=LONGEST, key=key, autocomplete="off")  # no browser keeps it
            st.form_submit_button("Save", on_click=_save, args=(context, answer.record_id, key))
        cards.footnote(WHERE)
    if said := st.session_state.pop(_SAID, None):
        cards.footnote(said)


def _save(context: Context, record_id: str, key: str) -> None:
    """Store the typed display name, if names are still shown and the viewer may still see the client.

    If the file cannot be written, the next run says so.
    """
    text = str(st.session_state.pop(key, None) or "")
    kept, warehouse = ClientLabels(context.store.folder), context.warehouse
    now = signed_in.own_viewer(context.store, context.version).as_shown(warehouse.shown_therapist)
    try:
        if kept.is_on() and is_visible(warehouse, now.scope, record_id):
            kept.put(record_id, text, other_records(warehouse, now.scope, kept, record_id))
    except NotesUnusable as error:
        st.session_state[_SAID] = str(error)
