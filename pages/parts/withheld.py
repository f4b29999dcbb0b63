"""A page whose whole answer cannot be given: says why, offers the way back, and stops."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics.answers import Answer
from pages.parts import cards, filters, wording_withheld


def stop(context, answer: Answer) -> NoReturn:
    """The lead says that nothing can be shown, the second sentence why; a button clears narrow filters."""
    cards.lead(*wording_withheld.nothing(answer, context.version.newest_session))
    if context.page.filters:
        st.button("Show all data", on_click=filters.show_all, key="withheld-all")
    st.stop()
