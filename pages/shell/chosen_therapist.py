"""Selection of a therapist, shared by all pages and kept in the page address.

The address contains the therapist's opaque key (`?therapist=`). A widget bound to the address shows the text
in the address, so a hidden selector has the keys, and each page that needs it draws a visible selector with
the names. A key that is unknown or out of the viewer's scope is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from analytics.outcomes.filter_values import Therapist

if TYPE_CHECKING:
    from pages.shell.page_context import Context

KEY = "therapist"  # of the selector out of sight, and of the address
LABEL = "Therapist"
ALL = "All therapists"
_NONE = "all"  # the default, which does not stand in the address


def current(therapists: Sequence[Therapist]) -> Therapist | None:
    """Draw the hidden select box that keeps the chosen therapist in the URL; return the choice or None.

    therapists: those whom the viewer may choose; with fewer than two there is nothing to choose.
    """
    if len(therapists) < 2:
        return None
    by_key = {one.record_id: one for one in therapists}
    former = {old: one.record_id for one in therapists for old in one.former_ids}
    if st.session_state.get(KEY) in former:  # an address from before two codes were joined
        st.session_state[KEY] = former[st.session_state[KEY]]
    if st.session_state.get(KEY, _NONE) not in by_key:
        st.session_state[KEY] = _NONE
    with st.container(key="therapist-out-of-sight"):
        choice = st.selectbox("Therapist key", [_NONE, *by_key], key=KEY, bind="query-params")
    return by_key.get(choice)


def selector(
    context: Context, key: str, labels: Mapping[str, str], *, everybody: str | None = ALL
) -> str | None:
    """Draw the therapist select box; return the chosen code, or None for all therapists.

    Parameters
    ----------
    context
        Of the page.
    key
        Of the widget, unique on the page.
    labels
        Code -> label, in order.
    everybody
        Label of the entry for all therapists; None if the page needs one therapist (by default the first
        one).
    """
    keys = {one.record_id: one.code for one in context.therapists if one.code in labels}
    shown = ({_NONE: everybody} if everybody else {}) | {one: labels[code] for one, code in keys.items()}
    options = list(shown)
    now = context.therapist.record_id if context.therapist else _NONE
    st.session_state[key] = now if now in options else options[0]
    choice = st.selectbox(
        LABEL,
        options,
        key=key,
        format_func=lambda key: shown[key],
        on_change=_chosen,
        args=(key,),
        width=320,
    )
    return keys.get(choice)


def choose(context: Context, code: str) -> None:
    """Set the chosen therapist from a callback, such as a click in a chart; ignore unknown codes."""
    key = next((one.record_id for one in context.therapists if one.code == code), None)
    if key is not None:
        st.session_state[KEY] = key


def names(context: Context) -> dict[str, str]:
    """Return the names, by code, of the therapists among whom the viewer may choose."""
    return {one.code: one.name or one.code for one in context.therapists}


def _chosen(key: str) -> None:
    st.session_state[KEY] = st.session_state[key]
