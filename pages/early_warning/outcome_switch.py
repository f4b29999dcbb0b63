"""Switch between the two outcomes predicted by the early warning, shared by three pages."""

from __future__ import annotations

import streamlit as st

from analytics.endings import default_outcome
from analytics.risk import model_store
from pages.early_warning import text
from pages.shell.page_context import Context


def _default(context: Context) -> str:
    """Return the outcome set in the definitions, or `poor_outcome` if the practice records no endings."""
    if context.version is None:
        return context.definitions.early_warning.outcome
    return default_outcome(context.version)


def selected_outcome(context: Context) -> str:
    """Return the outcome selected in the switch or the page address, or else the default."""
    return text.OUTCOMES.get(
        str(st.session_state.get("outcome") or st.query_params.get("outcome") or ""), _default(context)
    )


def choose(context: Context, *, narrow: bool = False) -> str:
    """Draw the outcome switch and return the selected outcome.

    Nothing is drawn where the practice has switched the early warning off. `narrow` draws a select box, for a slim
    card.
    """
    default = _default(context)
    if context.version is not None and model_store.is_off(context.version):
        return default
    words = {outcome: label for label, outcome in text.OUTCOMES.items()}
    label, options = "Early warning of", tuple(text.OUTCOMES)
    if narrow:
        choice = st.selectbox(
            label, options, index=options.index(words[default]), key="outcome", bind="query-params"
        )
    else:
        choice = st.segmented_control(
            label,
            options,
            default=words[default],
            key="outcome",
            bind="query-params",
            required=True,
            wrap=True,
        )
    return text.OUTCOMES.get(choice, default)
