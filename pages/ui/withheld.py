"""A page whose whole answer cannot be given: says why, offers the way back, and stops."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics.answers import Answer
from analytics.outcomes import peer_suppression
from pages.shell import filters
from pages.ui import cards, withheld_text

FEW_COLLEAGUES = "There are too few colleagues to show practice figures without naming them."


def stop_suppressed(context, answer: Answer) -> NoReturn:
    """The lead says that nothing can be shown, the second sentence why; a button clears narrow filters.

    Where there are too few colleagues, a link leads to one's own clients.
    """
    if answer.why == peer_suppression.TOO_FEW:
        cards.lead(FEW_COLLEAGUES, _needed(context))
        if context.allowed("caseload"):
            cards.action("Open My caseload", "caseload")
        st.stop()
    cards.lead(*withheld_text.nothing(answer, context.version.newest_session))
    retry_button(context)
    st.stop()


def _needed(context) -> str:
    """How many colleagues practice figures need, and where one's own clients are."""
    small = context.definitions.small_numbers
    own = " Your own clients are on My caseload." if context.allowed("caseload") else ""
    both = ", both in what is chosen on the left and in the rest" if context.filters.narrowing() else ""
    return (
        f"That takes at least {small.min_colleagues} other therapists with {small.min_colleague_episodes} closed "
        f"episodes each{both}.{own}"
    )


def retry_button(context) -> None:
    """A button that clears narrow filters, where the page has filters and they hide something."""
    if context.page.filters:
        st.button("Show all data", on_click=filters.show_all, key="withheld-all")
