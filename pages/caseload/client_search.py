"""Client search: an input field for a client code, and links to the clients found.

No code stands in the page address.
"""

from __future__ import annotations

import streamlit as st

from analytics import client
from analytics.messages import gettext
from pages.shell import answer_cache
from pages.shell.page_context import Context
from pages.ui import cards, formatting

KEY = "find-client"
LONGEST = 200  # characters of a code that are looked for
NOBODY = "No client whom you may see has this code."


def field() -> str:
    """Draw the client search field; return the text typed, stripped and cut to 200 characters.

    The field itself has no limit, because Streamlit shows a counter for one.
    """
    return (st.text_input("Find a client", placeholder="Client code", key=KEY, width=200) or "").strip()[
        :LONGEST
    ]


def results(context: Context, code: str) -> None:
    """Draw a link to each client with this code, or say that there is none.

    Nothing is drawn for an empty code.
    """
    if not code:
        return
    clients = answer_cache.get(context, client.find, code=code)
    if not clients:
        cards.footnote(NOBODY)
        return
    with st.container(horizontal=True, gap="medium", key="found-clients"):
        for one in clients:
            state = (
                "open"
                if one.is_open
                else gettext("ended, last session {last_date}").format(
                    last_date=formatting.day(one.last_date)
                )
            )
            cards.action(f"{formatting.show_id(one.client_id)} · {state}", "client", client=one.record_id)
