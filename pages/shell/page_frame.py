"""Elements around every page's content: sample-data tag, active filters, notices, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from analytics import __version__, age, clock
from analytics.access import who_may
from analytics.messages import gettext, ngettext
from pages.shell import filters, recovery
from pages.shell.current_viewer import Session
from pages.shell.registry import Page
from pages.ui import page_links
from pages.ui.empty_states import info_bar
from pages.ui.formatting import count, day
from pages.ui.safe_html import Html, html, show
from pages.ui.standing_text import DEMO_TAG

if TYPE_CHECKING:
    from pages.shell.page_context import Context


def demo_strip(context: Context) -> None:
    """Draw the line below the title: sample-data tag, active filters, notices."""
    parts = [html('<span class="hf-chip demo">{t}</span>', t=DEMO_TAG)] if context.demo else []
    if context.differs and context.page.filters:
        parts.append(html("<span>Showing: {t}</span>", t=" · ".join(context.differs)))
    if parts:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="strip"):
            show(html('<div class="hf-strip">{p}</div>', p=parts))
            if context.differs and context.page.filters:
                st.button("clear", type="tertiary", on_click=filters.clear, key="filters-clear")
    recovery.banner(context)
    for sentence in context.viewer.apart:
        info_bar(sentence)
    stale(context)


def stale(context: Context) -> None:
    """Draw a notice if the data are old or dated in the future, except for sample data."""
    if context.version is None or context.demo:
        return
    if sentence := age.sentence(context.version.newest_session, clock.today(), context.version.data_date):
        info_bar(sentence)


def wrong_period(problem: str) -> NoReturn:
    """Explain why the chosen dates cannot be used, with a reset button, and stop the page."""
    show(
        html(
            '<p class="hf-lead"><b>{p}</b> Choose other dates on the left, or start again from here.</p>',
            p=problem,
        )
    )
    st.button("Show the last 12 months", on_click=filters.clear, key="period-default")
    st.stop()


def demo(session: Session) -> None:
    """Draw the sample-data tag if the visitor sees the sample practice."""
    if session.demo:
        show(html('<div class="hf-strip"><span class="hf-chip demo">{t}</span></div>', t=DEMO_TAG))


def refused(page: Page, session: Session) -> NoReturn:
    """Draw the page's title and the sentence on who may open the page; then stop the page."""
    st.title(page.title, anchor=False)
    demo(session)
    show(
        html(
            '<p class="hf-lead"><b>This page is for {who}.</b> Ask the owner of the practice if you need it.</p>',
            who=who_may(page.key),
        )
    )
    st.stop()


def nothing_imported(context: Context) -> NoReturn:
    """Draw the sentence that nothing has been imported yet, and a link to the import; then stop the page."""
    show(
        Html(
            '<p class="hf-lead"><b>Nothing has been imported yet.</b> Every number here comes from your own export.</p>'
        )
    )
    if context.allowed("data"):
        st.page_link(
            page_links.target("data"),
            label="Import your export",
            icon=":material/upload_file:",
            width="content",
        )
    st.stop()


def sidebar_foot(session: Session) -> None:
    """Draw the foot of the sidebar: sample-data tag, data date, number of sessions, Holdfast version."""
    _data_foot(session)
    with st.sidebar:
        show(html('<p class="hf-side">Holdfast {v}</p>', v=__version__))


def _data_foot(session: Session) -> None:
    if session.version is None:
        return
    words = [DEMO_TAG] if session.demo else []
    words.append(gettext("up to {day}").format(day=day(session.version.data_date)))
    sessions = session.version.n_sessions
    words.append(ngettext("{n} session", "{n} sessions", sessions).format(n=count(sessions)))
    with st.sidebar:
        show(html('<p class="hf-side">{w}</p>', w=" · ".join(words)))
