"""Card of what the newest import changed for the clients of a caseload."""

from __future__ import annotations

import streamlit as st

from analytics import caseload
from analytics.caseload.since_last import ClientChange, SinceLast
from analytics.filters import Filters
from analytics.messages import gettext
from analytics.store import before_import
from analytics.why import why
from pages.caseload import changes_text
from pages.shell import request_context
from pages.shell.page_context import Context
from pages.ui import cards
from pages.ui.safe_html import Html, html, show

MOST = 8  # clients listed at once


def card(context: Context, filters: Filters) -> None:
    """Draw the card; nothing without an earlier import; one sentence where the two cannot be compared."""
    answer = caseload.since_last(
        context.warehouse, context.scope, filters, before_import.warehouse(context.store)
    )
    if answer.why == why("no_import_before"):
        return
    with cards.card("What changed since last time?", key="since-last") as drawn:
        if answer.why:
            drawn.text(answer.why)
            return
        if not answer.clients:
            drawn.text(changes_text.NOTHING)
        drawn.flush()
        _clients(answer)
        drawn.footnote(changes_text.summary(answer))


def _clients(answer: SinceLast) -> None:
    """Draw one line per client with a change, the most pressing first; the rest in an expander."""
    items = [_item(one) for one in answer.clients]
    show(html('<ul class="hf-list">{i}</ul>', i=items[:MOST]))
    if more := items[MOST:]:
        label = gettext("and {n} more").format(n=len(more))
        with st.expander(label, key="since-last-more", on_change="rerun") as box:
            if box.open:
                show(html('<ul class="hf-list">{i}</ul>', i=more))


def _item(one: ClientChange) -> Html:
    """Return the line on one client: the code as a link to the timeline, then what changed."""
    return html(
        '<li><a href="{href}" target="_self">{code}</a>: {words}</li>',
        href=request_context.href("client", client=one.record_id),
        code=one.client_id,
        words=changes_text.words(one),
    )
