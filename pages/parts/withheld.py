"""A page whose whole answer cannot be given: says why, offers the way back, and stops."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics.answers import Answer
from analytics.outcomes import colleagues
from pages.parts import cards, filters, wording_withheld

FEW_COLLEAGUES = "There are too few colleagues to show practice figures without naming them."


def stop(context, answer: Answer) -> NoReturn:
    """The lead says that nothing can be shown, the second sentence why; a button clears narrow filters."""
    if answer.why == colleagues.TOO_FEW:
        cards.lead(FEW_COLLEAGUES, _needed(context))
        st.stop()
    cards.lead(*wording_withheld.nothing(answer, context.version.newest_session))
    again(context)
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


def again(context) -> None:
    """A button that clears narrow filters, where the page has filters and they hide something."""
    if context.page.filters:
        st.button("Show all data", on_click=filters.show_all, key="withheld-all")
