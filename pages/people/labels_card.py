"""Card on the People page to show, hide or erase the display names of clients."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.accounts import audit
from analytics.messages import gettext, ngettext
from analytics.notes import ClientLabels, NotesUnusable
from pages.shell import signed_in
from pages.shell.page_context import Context
from pages.ui import cards, formatting

_SAID = "labels_said"  # what the last change did, shown once
WHAT = gettext(
    "While names are on, therapists and supervisors can type initials or a name for a client on the client's page, up to 40"
    " characters. It stands beside the code on My caseload and on that page, for whoever may see the client. Tables that"
    " are downloaded, addresses, the log and data versions never hold it; backups do."
)


def card(context: Context) -> None:
    """Draw the card on clients' display names: whether they are shown, how many exist, and the buttons."""
    kept = ClientLabels(context.store.folder)
    with cards.card("Names of clients on the screen", key="labels"):
        try:
            is_on, n = kept.is_on(), len(kept.all())
        except NotesUnusable as error:
            cards.text(str(error))
            return
        cards.text(state(is_on, n), WHAT)
        said = st.session_state.pop(_SAID, None)
        if said:
            cards.text(f"**{said}**")
        with st.container(horizontal=True, gap="small", key="labels-acts"):
            label = gettext("Turn names off") if is_on else gettext("Turn names on")
            st.button(label, key="labels-switch", on_click=_switch, args=(context, not is_on))
            if is_on or n or said:  # also to try again
                with st.popover("Erase all names", key="labels-erase"):
                    cards.text(
                        gettext("Every name is erased from the file. Backups made before still hold them.")
                    )
                    st.button("Erase now", key="labels-erased", on_click=_erase, args=(context,))


def state(is_on: bool, n: int) -> str:
    """Return the sentence on whether display names are shown and how many are stored."""
    if is_on:
        return ngettext("Names are on; {n} client has one.", "Names are on; {n} clients have one.", n).format(
            n=formatting.count(n)
        )
    if not n:
        return gettext("Names are off: clients stand under their codes alone.")
    return ngettext(
        "Names are off: clients stand under their codes alone. {n} name is kept until it is erased.",
        "Names are off: clients stand under their codes alone. {n} names are kept until they are erased.",
        n,
    ).format(n=formatting.count(n))


def _switch(context: Context, is_on: bool) -> None:
    """Show or hide the display names of clients."""

    def work() -> str:
        ClientLabels(context.store.folder).switch(is_on)
        audit.note(context.store.folder, context.viewer.person, "labels_on" if is_on else "labels_off")
        return ""

    _do(context, work)


def _erase(context: Context) -> None:
    """Erase the display names of all clients."""

    def work() -> str:
        n = ClientLabels(context.store.folder).erase()
        audit.note(context.store.folder, context.viewer.person, "labels_erased", names=n)
        return ngettext("{n} name was erased.", "{n} names were erased.", n).format(n=formatting.count(n))

    _do(context, work)


def _do(context: Context, work: Callable[[], str]) -> None:
    """Run a change if the user is still signed in as an owner; save its result text or the error message."""
    if "owner" not in signed_in.own_viewer(context.store, None).roles or context.demo:
        return
    try:
        st.session_state[_SAID] = work()
    except NotesUnusable as error:
        st.session_state[_SAID] = str(error)
