"""Card for owners to switch the early warning off or on for the whole practice."""

from __future__ import annotations

import streamlit as st

from analytics.accounts import audit
from analytics.messages import gettext
from analytics.risk import refresh
from analytics.store import StoreBusy, StoreUnusable, early_warning_switch
from pages.shell.page_context import Context
from pages.ui import cards, empty_states

OFF_MEANS = gettext(
    "Switched off, no page, command or exported table shows a figure or a flag of it, to anybody in the practice, and no"
    " model is made. Imports and undo leave it off. The groups of the caseload come from other rules and stay."
)


def card(context: Context) -> None:
    """Draw the card with the early-warning switch, for owners only."""
    if "owner" not in context.viewer.roles:
        return
    is_off = early_warning_switch.is_off(context.store.folder)
    with cards.card("Use in this practice", key="practice-switch") as box:
        box.text(
            gettext("The early warning is off for the whole practice.")
            if is_off
            else gettext("The early warning is on for the whole practice.")
        )
        box.footnote(OFF_MEANS)
        box.flush()
        label = gettext("Switch it on for everybody") if is_off else gettext("Switch it off for everybody")
        if st.button(label, key="early-warning-switch"):
            _change(context, off=not is_off)


def _change(context: Context, *, off: bool) -> None:
    """Switch the early warning off or on, log the change in the audit log, and rerun the page."""
    try:
        early_warning_switch.change(context.store, off=off)
        audit.note(
            context.store.folder,
            context.viewer.person,
            "early_warning_off" if off else "early_warning_on",
        )
    except (StoreBusy, StoreUnusable) as error:
        empty_states.info_bar(str(error))
        return
    if not off:
        refresh.start_process(context.store)
    st.rerun()
