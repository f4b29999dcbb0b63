"""Page content if the whole answer is withheld: the reason, and a button to clear the filters."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics.answers import Answer
from analytics.messages import gettext, paragraph
from analytics.outcomes import peer_suppression
from analytics.outcomes.own_clients import may_select
from pages.shell import filters
from pages.shell.page_context import Context
from pages.ui import cards, withheld_text
from pages.ui.selection_text import within

FEW_COLLEAGUES = "There are too few colleagues to show practice figures without naming them."


def stop_suppressed(context: Context, answer: Answer) -> NoReturn:
    """Explain why nothing can be shown, with a button to clear the filters, and stop the page.

    If there are too few colleagues, link to the viewer's own clients instead.
    """
    if answer.why == peer_suppression.TOO_FEW:
        cards.lead(FEW_COLLEAGUES, _needed(context))
        if context.allowed("caseload"):
            cards.action("Open My caseload", "caseload")
        st.stop()
    cards.lead(*withheld_text.nothing_shown(answer, context.data_version.newest_session))
    retry_button(context)
    st.stop()


def _needed(context: Context) -> str:
    """Return how many other therapists are needed before figures of the practice are shown.

    Also names the page with the viewer's own clients.
    """
    small = context.definitions.small_numbers
    template = gettext(
        "That takes at least {therapists} other therapists with {episodes} closed episodes each."
    )
    return paragraph(
        template.format(therapists=small.min_colleagues, episodes=small.min_colleague_episodes),
        "Your own clients are on My caseload." if context.allowed("caseload") else "",
    )


def fixed_period(context: Context, answer: Answer) -> None:
    """Explain to colleagues which fixed period and which rounding the practice figures have, and why."""
    if answer.rounded_to is None or answer.why:
        return
    cards.text(
        gettext(
            "These are figures of the whole practice {period}. Counts are rounded to the nearest {step}, those under"
            " {step} are hidden, and there are no filters here, so that nobody's clients can be worked out by subtraction."
        ).format(period=within(answer.filters, answer.as_of), step=answer.rounded_to)
    )


def retry_button(context: Context) -> None:
    """Draw a button that resets the filters and shows all data, if the page has filters."""
    if context.page.filters and may_select(context.warehouse, context.viewer.scope):
        st.button("Show all data", on_click=filters.show_all, key="withheld-all")


def all_data_button(context: Context) -> None:
    """Draw a button that shows all data, if the period filter has a first day."""
    if context.filters.since is not None:
        st.button("Show all data", on_click=filters.show_all, key="too-few-all")
