"""Card that compares the sessions of courses ended unplanned and as planned, in money for a fee an owner types."""

from __future__ import annotations

import streamlit as st

from analytics.outcomes.results import Outcomes, SessionsNotHeld
from pages.outcomes import sessions_not_held_text as text
from pages.shell.page_context import Context
from pages.ui import cards, empty_states

FEE = "fee-per-session"  # of the browser's session; bound to no address
LARGEST = 10_000.0  # of any currency


def card(context: Context, answer: Outcomes) -> None:
    """Draw the comparison, or why there is none; nothing for viewers whose practice figures are rounded."""
    found = answer.sessions_not_held
    if found is None:
        return
    with cards.card("How much shorter are courses that end unplanned?", key="sessions-not-held") as box:
        if found.per_ending.estimate is None:
            empty_states.pending(text.finding(found))
            return
        box.text(text.finding(found), *filter(None, [text.improved(found)]))
        box.facts(text.means(found))
        if "owner" in context.viewer.roles:
            box.flush()
            _in_money(box, found)
        box.footnote(text.NOT_A_LOSS, text.counted(found, answer, context.definitions.case_mix))
        box.action("See the rule", "definitions", term="endings.min_compared")


def _in_money(box: cards.Card, found: SessionsNotHeld) -> None:
    """Draw the field for a fee, and the range times this fee.

    The fee lives in the state of the field and nowhere else: no answer, cache key, address, log or file holds it.
    """
    if found.total.interval is None or found.total.interval[0] <= 0:
        box.footnote(text.NO_AMOUNT)
        return
    fee = st.number_input(
        "Fee per session", 0.0, LARGEST, None, 1.0, format="%.2f", key=FEE, placeholder="Your fee", width=200
    )
    if fee:
        box.text(text.fees(found, fee))
    box.footnote(text.NOT_SAVED)
